#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the units of this processor and LibTorch's matrix products reach at most, on one core and on all.

    bench/peaks.py --bin "$(./rw build)" [--into docs/performance.md]
"""
import argparse
import pathlib

from worker import CORES, Worker, heading, markdown, publish


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder of rerank-worker")
    parser.add_argument("--into", type=pathlib.Path, help="Markdown file with marks for the table")
    options = parser.parse_args()
    counts = sorted({1, CORES})
    units, products = {}, {}
    for threads in counts:
        worker = Worker(options.bin, threads)
        for quantization in ("fp32", "bf16", "int8"):
            peaks = worker.ask(type="peaks", quantization=quantization)
            for unit in peaks["registers"]:
                units.setdefault((quantization, unit["unit"]), []).append(unit["ops_per_second"])
            products.setdefault((quantization, "product of 512 x 1024 and 1024 x 4096"), []).append(peaks["products"])
        worker.stop()
    rows = [[*key, *(f"{speed / 1e9:,.0f}" for speed in speeds)] for key, speeds in (units | products).items()]
    text = heading() + " Thousand million operations a second.\n\n" + markdown(
        ["type", "unit", *(f"{count} thread{'s' if count > 1 else ''}" for count in counts)], rows)
    publish(text, "peaks", options.into)


if __name__ == "__main__":
    main()
