#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each saving of the engine brings, against the same work without it and against what the formula promises.

    bench/paths.py --bin "$(./rw build)" [--into docs/performance.md]

Random weights in the real shapes, made in memory; no other files. Both ways are measured in turn in one process.
"""
import argparse
import pathlib
import statistics

from worker import CORES, Worker, heading, markdown, publish, say

GEMMA, MINICPM = "bge-reranker-v2-gemma", "bge-reranker-v2-minicpm-layerwise"


class Paths:
    def __init__(self, options, quantization):
        self.options, self.quantization, self.rows = options, quantization, []
        self.worker = Worker(options.bin, options.threads)

    def load(self, shape, layers, **more):
        say(f"{self.quantization}: loading {shape}, {layers} layers")
        self.worker.ask(type="load", shape=shape, layers=layers, quantization=self.quantization, **more)

    def compare(self, what, without, saving):
        """`without` and `saving` run one way and answer (seconds, useful FLOP)."""
        without(), saving()
        slow, fast = [], []
        for _ in range(self.options.rounds):
            slow.append(without())
            fast.append(saving())
        ratio = statistics.median(one[0] for one in slow) / statistics.median(one[0] for one in fast)
        single = [a[0] / b[0] for a, b in zip(slow, fast)]
        promised = slow[0][1] / fast[0][1]
        say(f"{self.quantization}: {what}: {ratio:.2f} of {promised:.2f}")
        self.rows.append([what, self.quantization, f"{statistics.median(one[0] for one in slow):.2f} s",
                          f"{statistics.median(one[0] for one in fast):.2f} s",
                          f"**{ratio:.2f}** ({min(single):.2f}-{max(single):.2f})", f"{promised:.2f}",
                          f"{ratio / promised:.2f}"])

    def score(self, **request):
        answer = self.worker.ask(type="score", **request)
        return answer["seconds"], answer["useful_flop"]

    def prefix(self, name, query, candidates):
        made = dict(type="pairs", candidates=candidates, query_tokens=query, length=query + 200)

        def ask(distinct):
            self.worker.ask(**made, distinct_queries=distinct)
            return self.score()
        self.compare(f"{name}: {candidates} candidates of a query of {query} tokens", lambda: ask(True), lambda: ask(False))

    def lengths(self, name, lengths, candidates):
        self.worker.ask(type="pairs", candidates=candidates, query_tokens=32, length=max(lengths) + 100)

        def one_by_one():
            parts = [self.score(max_lengths=[length]) for length in lengths]
            return sum(part[0] for part in parts), sum(part[1] for part in parts)
        self.compare(f"{name}: {len(lengths)} lengths from {lengths[0]} to {lengths[-1]}", one_by_one,
                     lambda: self.score(max_lengths=lengths))

    def layers(self, name, first, last, candidates):
        layers = list(range(first, last + 1))
        self.worker.ask(type="pairs", candidates=candidates, query_tokens=16, length=128)

        def one_by_one():
            parts = [self.score(cutoff_layers=[layer]) for layer in layers]
            return sum(part[0] for part in parts), sum(part[1] for part in parts)
        self.compare(f"{name}: cut-off layers {first} to {last}", one_by_one, lambda: self.score(cutoff_layers=layers))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder of rerank-worker")
    parser.add_argument("--threads", type=int, default=CORES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quantizations", default="bf16")
    parser.add_argument("--candidates", type=int, default=100, help="of a query, for the shared prefix")
    parser.add_argument("--what", default="prefix,lengths,layers")
    parser.add_argument("--shapes", default="gemma,minicpm", help="for prefix and lengths")
    parser.add_argument("--layers", type=int, default=40, help="of MiniCPM, for the cut-off layers")
    parser.add_argument("--into", type=pathlib.Path, help="Markdown file with marks for the table")
    options = parser.parse_args()
    what = options.what.split(",")
    rows = []
    try:
        for quantization in options.quantizations.split(","):
            paths = Paths(options, quantization)
            rows.append(paths.rows)
            for shape, layers, name in ((GEMMA, 4, "gemma"), (MINICPM, 8, "minicpm")):
                if name not in options.shapes.split(",") or what == ["layers"]:
                    continue
                paths.load(shape, layers)
                name += f", {layers} layers"
                if "prefix" in what:
                    paths.prefix(name, 64, options.candidates)
                    paths.prefix(name, 384, options.candidates)
                if "lengths" in what:
                    paths.lengths(name, [128, 256, 512, 1024, 2048], 1)
                    paths.lengths(name, list(range(128, 2049, 128)), 1)
            if "layers" in what:
                first = min(8, options.layers)
                paths.load(MINICPM, options.layers, cutoff_layers=list(range(first, options.layers + 1)))
                paths.layers(f"minicpm, {options.layers} layers", first, options.layers, 8)
            paths.worker.stop()
    except KeyboardInterrupt:
        say("interrupted: what is finished is printed")
    rows = [row for some in rows for row in some]
    text = heading(f"{options.threads} threads, {options.rounds} rounds") + "\n\n" + markdown(
        ["what", "type", "without", "with", "faster by (range)", "formula", "reached"], rows)
    publish(text, "paths", options.into)


if __name__ == "__main__":
    main()
