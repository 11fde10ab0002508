#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the time of a forward pass goes: `perf` on a worker that scores short and long rows of the three shapes.

    bench/hotspots.py --bin "$(./rw build)" [--into docs/performance.md]

Needs perf (Debian: linux-perf) and the right to use it (root, or kernel.perf_event_paranoid at most 1). Matrix products
are what oneDNN and MKL compile or carry, attention is the engine's own kernel; everything else is the rest.
"""
import argparse
import collections
import pathlib
import re
import signal
import subprocess
import tempfile

from worker import CORES, Worker, heading, markdown, publish, say

# Shape, layers (the decoders cut down: a layer is like the other), name.
SHAPES = [("bge-reranker-v2-m3", 24, "m3"), ("bge-reranker-v2-gemma", 4, "gemma, 4 layers"),
          ("bge-reranker-v2-minicpm-layerwise", 8, "minicpm, 8 layers")]

GROUPS = [
    ("waiting", r"gomp_|futex|schedule|do_syscall|entry_SYSCALL|sched_yield|cpu_relax"),
    ("attention", r"attend|attention|softmax|packSegment|Attention"),
    # Compiled at run time they have no symbol but what oneDNN tells perf (brgemm_kernel_t, jit_...).
    ("products", r"brg|gemm|jit_|mkl_|dnnl|inner_product|\[anon|^0x[0-9a-f]+$|\[unknown\]"),
    ("norms, activations, quantisation", r"layerNorm|rmsNorm|activate|convert|normalise|quanti"),
]


def group(symbol, library):
    if "JIT" in library or "perf-" in library or "anon" in library:
        return "products"
    return next((name for name, pattern in GROUPS if re.search(pattern, symbol, re.IGNORECASE)), "everything else")


def short(symbol):
    """Without namespaces, arguments and the number of a kernel compiled at run time."""
    name = symbol.replace("(anonymous namespace)::", "").split("<")[0].split("(")[0].split("::")[-1]
    return re.sub(r"[.\d]+$", "", name) or symbol


def profile(worker, seconds, folder):
    """Shares by group and the most expensive symbols, while the worker scores over and over for some seconds."""
    data = folder / "perf.data"
    recorder = subprocess.Popen(["perf", "record", "-q", "-F", "499", "-o", data, "-p", str(worker.pid)],
                                stderr=subprocess.DEVNULL)
    spent, answers = 0, []
    while spent < seconds:
        answers.append(worker.ask(type="score"))
        spent += answers[-1]["seconds"]
    recorder.send_signal(signal.SIGINT)
    recorder.wait()
    report = subprocess.run(["perf", "report", "-i", data, "--stdio", "--sort", "dso,symbol", "-F", "overhead,dso,sym",
                             "--percent-limit", "0.05", "-q", "-t", "|"], capture_output=True, text=True).stdout
    shares, symbols = collections.Counter(), collections.Counter()
    for line in report.splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) < 3 or not fields[0].rstrip("%").replace(".", "").isdigit():
            continue
        share, library, symbol = float(fields[0].rstrip("%")), fields[1], re.sub(r"^\[.\]\s*", "", fields[2])
        shares[group(symbol, library)] += share
        symbols[short(symbol)] += share
    return shares, symbols.most_common(6), answers[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder of rerank-worker")
    parser.add_argument("--threads", type=int, default=CORES)
    parser.add_argument("--quantizations", default="fp32,bf16,int8")
    parser.add_argument("--lengths", default="100,1000")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--shapes", default=",".join(name.split(",")[0] for _, _, name in SHAPES))
    parser.add_argument("--into", type=pathlib.Path, help="Markdown file with marks for the table")
    options = parser.parse_args()
    names = [name for name, _ in GROUPS][1:] + ["everything else", "waiting"]
    names = ["products", "attention"] + [name for name in names if name not in ("products", "attention")]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for shape, layers, name in SHAPES:
            if name.split(",")[0] not in options.shapes.split(","):
                continue
            for quantization in options.quantizations.split(","):
                say(f"{name}, {quantization}")
                worker = Worker(options.bin, options.threads, {"ONEDNN_JIT_PROFILE": "2"})
                worker.ask(type="load", shape=shape, layers=layers, quantization=quantization)
                for length in options.lengths.split(","):
                    worker.ask(type="pairs", length=int(length), candidates=max(1, 3200 // int(length)),
                               query_tokens=16)
                    worker.ask(type="score")
                    shares, symbols, answer = profile(worker, options.seconds, pathlib.Path(folder))
                    rows.append([name, quantization, length] + [f"{shares[one]:.0f} %" for one in names] +
                                [f"{answer['useful_flop'] / answer['seconds'] / 1e9:,.0f}",
                                 ", ".join(f"{symbol} {share:.0f} %" for symbol, share in symbols if share >= 1)])
                worker.stop()
    text = (heading(f"{options.threads} threads, perf at 499 Hz") + "\n\n" +
            markdown(["shape", "type", "tokens"] + names + ["useful GFLOP/s", "functions"], rows))
    publish(text, "profiles", options.into)


if __name__ == "__main__":
    main()
