#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Model cards with the figures of our own program: figures.py --cli rerank-cli --workspace demo.rwb --demo resources/demo.

Every value comes from `rerank-cli list`, `export --what run` and `eval`. The fusion is the mean of the two scores, each
standardised within the query. Differences of a query are tested with random signs (100,000 permutations, two-sided);
intervals are those of the mean difference over 10,000 bootstrap samples of the queries.
"""
import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

MEASURE = "nDCG@10"
LANGUAGE = {"xquad-r-en": "English (xquad-r-en)", "stard-zh": "Chinese (stard-zh)"}


CARDS = {
    "demo-xlm-roberta": dict(
        WHAT="A tiny cross-encoder in the layout of bge-reranker-v2-m3.",
        SIZES="XLM-RoBERTa: 3 layers, hidden size 96, 4 heads, 7,002 entries in the vocabulary, 1,066,753 parameters, at "
              "most 512 tokens.",
        LOADER="FlagReranker",
        HISTORY="1,535 steps, 145,104 pairs, 11.7 million tokens, 521 CPU seconds",
    ),
    "demo-gemma": dict(
        WHAT="A tiny reranker in the layout of bge-reranker-v2-gemma: its score is the logit of `Yes`.",
        SIZES="Gemma: 4 layers, hidden size 96, 3 query heads of 32 with one key and value head, 7,002 entries in the "
              "vocabulary, 1,103,136 parameters.",
        LOADER="FlagLLMReranker",
        HISTORY="699 steps, 43,744 pairs, 5.6 million tokens, 426 CPU seconds",
    ),
    "demo-minicpm-layerwise": dict(
        WHAT="A tiny reranker in the layout of bge-reranker-v2-minicpm-layerwise: an output after each of the layers 2 to "
             "5.",
        SIZES="MiniCPM: 5 layers, hidden size 96, 4 heads, 7,000 entries in the vocabulary, 1,226,400 parameters.",
        LOADER="LayerWiseFlagLLMReranker",
        HISTORY="590 steps, 37,312 pairs, 4.6 million tokens, 425 CPU seconds",
    ),
}


class Program:
    def __init__(self, cli, workspace, demo):
        self.cli, self.workspace, self.demo = cli, workspace, demo

    def call(self, *arguments):
        return subprocess.run([self.cli, *arguments], check=True, capture_output=True, text=True).stdout

    def units(self):
        runs = json.loads(self.call("list", "--workspace", self.workspace, "--json"))["runs"]
        newest = str(max(run["run"] for run in runs))
        return json.loads(
            self.call("list", "--workspace", self.workspace, "--run", newest, "-m", MEASURE, "--json")
        )["units"]

    def run_of(self, unit):
        return self.call("export", "--workspace", self.workspace, "--what", "run", "--unit", str(unit["unit"]))

    def per_query(self, dataset, run):
        with tempfile.NamedTemporaryFile("w", suffix=".trec") as file:
            file.write(run)
            file.flush()
            found = json.loads(
                self.call("eval", "--qrels", f"{self.demo}/data/{dataset}/qrels/test.tsv", "--run", file.name,
                          "-m", MEASURE, "--per-query", "--json")
            )
        return {query: values[MEASURE] for query, values in found["queries"].items()}


def scores(run):
    found = {}
    for line in run.splitlines():
        query, _, passage, _, score, _ = line.split()
        found.setdefault(query, {})[passage] = float(score)
    return found


def standardised(values):
    array = np.array(list(values.values()))
    spread = array.std() or 1.0
    return {passage: (value - array.mean()) / spread for passage, value in values.items()}


def fusion(first_stage, reranked):
    """TREC run of the mean of both standardised scores, over the candidates that were reranked."""
    lines = []
    for query, candidates in reranked.items():
        first = standardised({p: first_stage[query][p] for p in candidates})
        second = standardised(candidates)
        mixed = sorted(((first[p] + second[p]) / 2, p) for p in candidates)[::-1]
        lines += [f"{query} Q0 {p} {rank} {score:.9f} fusion" for rank, (score, p) in enumerate(mixed, 1)]
    return "\n".join(lines) + "\n"


def compare(values, base):
    queries = sorted(base)
    difference = np.array([values[q] - base[q] for q in queries])
    generator = np.random.default_rng(1)
    means = difference[generator.integers(0, len(difference), (10_000, len(difference)))].mean(1)
    low, high = np.quantile(means, [0.025, 0.975])
    extreme = 0
    for _ in range(100):
        signs = generator.choice((-1.0, 1.0), (1000, len(difference)))
        extreme += int((np.abs((signs * difference).mean(1)) >= abs(difference.mean()) - 1e-12).sum())
    return difference.mean(), low, high, (extreme + 1) / 100_001


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def card_figures(program, name, units, bm25):
    mine = [u for u in units if u["model"] == name]
    lengths = sorted({u["max_length"] for u in mine})
    layers = sorted({u["cutoff_layer"] or 0 for u in mine})
    types = list(dict.fromkeys(u["quantization"] for u in mine))
    value = {(u["dataset"], u["max_length"], u["quantization"], u["cutoff_layer"] or 0): u["measures"][MEASURE] for u in mine}
    unit_of = {(u["dataset"], u["max_length"], u["quantization"], u["cutoff_layer"] or 0): u for u in mine}
    datasets = list(dict.fromkeys(u["dataset"] for u in mine))
    text = []
    rows = []
    for dataset in datasets:
        run = program.run_of(unit_of[dataset, lengths[-1], "fp32", layers[-1]])
        base = bm25[dataset]["per_query"]
        alone = program.per_query(dataset, run)
        fused = program.per_query(dataset, fusion(bm25[dataset]["scores"], scores(run)))
        base = {query: base[query] for query in alone}
        for label, values in (("alone", alone), ("with BM25", fused)):
            mean, low, high, p = compare(values, base)
            rows.append([LANGUAGE[dataset], label, f"{np.mean(list(base.values())):.4f}",
                         f"{np.mean(list(values.values())):.4f}", f"{mean:+.4f} [{low:+.4f}, {high:+.4f}]", f"{p:.5f}"])
    text.append(f"nDCG@10 over BM25's first 20, length {lengths[-1]}, fp32{', last layer' if len(layers) > 1 else ''}:\n\n"
                + table(["queries", "ranking", "BM25", "here", "difference, 95 % interval", "p"], rows))
    text.append("By length (fp32" + (", last layer" if len(layers) > 1 else "") + "):\n\n" + table(
        ["queries", *map(str, lengths)],
        [[LANGUAGE[d], *(f"{value[d, n, 'fp32', layers[-1]]:.4f}" for n in lengths)] for d in datasets]))
    if len(layers) > 1:
        text.append(f"By cut-off layer (fp32, length {lengths[-1]}):\n\n" + table(
            ["queries", *map(str, layers)],
            [[LANGUAGE[d], *(f"{value[d, lengths[-1], 'fp32', k]:.4f}" for k in layers)] for d in datasets]))
    rows = []
    for dataset in datasets:
        exact = scores(program.run_of(unit_of[dataset, lengths[-1], "fp32", layers[-1]]))
        spread = np.std([s for c in exact.values() for s in c.values()])
        for kind in types:
            got = scores(program.run_of(unit_of[dataset, lengths[-1], kind, layers[-1]]))
            drift = [abs(got[q][p] - exact[q][p]) for q in exact for p in exact[q]]
            rows.append([LANGUAGE[dataset], kind, f"{value[dataset, lengths[-1], kind, layers[-1]]:.4f}",
                         f"{100 * np.mean(drift) / spread:.2f} %", f"{100 * np.max(drift) / spread:.1f} %"])
    text.append(f"By quantization (length {lengths[-1]}); drift of the scores against fp32, in standard deviations of all "
                "scores:\n\n" + table(["queries", "weights", "nDCG@10", "mean drift", "largest"], rows))
    return "\n\n".join(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--demo", required=True, type=Path)
    arguments = parser.parse_args()
    program = Program(arguments.cli, arguments.workspace, arguments.demo)
    units = program.units()
    bm25 = {}
    for dataset in dict.fromkeys(u["dataset"] for u in units):
        run = (arguments.demo / "data" / dataset / "runs/bm25.trec").read_text()
        bm25[dataset] = {"scores": scores(run), "per_query": program.per_query(dataset, run)}
    for entry in json.loads((arguments.demo / "experiment.json").read_text())["models"]:
        folder = arguments.demo / entry["path"]
        card = (Path(__file__).parent / "card.md").read_text()
        parts = CARDS[folder.name] | dict(NAME=folder.name, FIGURES=card_figures(program, entry["name"], units, bm25))
        for placeholder, text in parts.items():
            card = card.replace(placeholder, text)
        (folder / "README.md").write_text(card)
        print(folder / "README.md")


if __name__ == "__main__":
    main()
