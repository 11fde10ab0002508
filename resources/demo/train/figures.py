# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the demo models, all from our own program: `rerank-cli list`, `export --what run` and `eval`.

The fusion is the mean of the two scores, each standardised within the query. Differences of a query are tested with
random signs (100,000 permutations, two-sided); intervals are those of the mean difference over 10,000 bootstrap samples of
the queries.
"""
import json
import subprocess
import tempfile

import numpy as np

MEASURE = "nDCG@10"
LANGUAGE = {"xquad-r-en": "English (xquad-r-en)", "stard-zh": "Chinese (stard-zh)"}


class Program:
    """rerank-cli on one workspace; `demo` has the folder data."""

    def __init__(self, cli, workspace, demo):
        self.cli, self.workspace, self.demo = cli, workspace, demo

    def call(self, *arguments):
        return subprocess.run([self.cli, *arguments], check=True, capture_output=True, text=True).stdout

    def units(self, newest=1):
        """The units of the newest runs, the older ones first."""
        runs = json.loads(self.call("list", "--workspace", self.workspace, "--json"))["runs"]
        found = []
        for run in sorted(run["run"] for run in runs)[-newest:]:
            listed = self.call("list", "--workspace", self.workspace, "--run", str(run), "-m", MEASURE, "--json")
            found += json.loads(listed)["units"]
        return found

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

    def first_stage(self, dataset):
        run = (self.demo / "data" / dataset / "runs/bm25.trec").read_text()
        return {"scores": scores(run), "per_query": self.per_query(dataset, run)}


def scores(run):
    """query -> passage -> score of a TREC run"""
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
    """Mean difference, its interval, and p."""
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


class ModelFigures:
    """What one model reaches on one data set. Units that were not scored are missing from the dictionaries."""

    def __init__(self, program, units, model, dataset, first_stage):
        mine = [u for u in units if u["model"] == model and u["dataset"] == dataset]
        at = {(u["max_length"], u["quantization"], u["cutoff_layer"] or 0): u for u in mine}
        self.longest = max(length for length, _, _ in at)
        self.last = max(layer for _, _, layer in at)
        value = {key: unit["measures"][MEASURE] for key, unit in at.items()}
        self.by_length = {n: v for (n, kind, k), v in sorted(value.items()) if (kind, k) == ("fp32", self.last)}
        self.by_layer = {k: v for (n, kind, k), v in sorted(value.items()) if (n, kind) == (self.longest, "fp32") and k}

        run = program.run_of(at[self.longest, "fp32", self.last])
        exact = scores(run)
        self.alone = program.per_query(dataset, run)
        self.fused = program.per_query(dataset, fusion(first_stage["scores"], exact))
        self.base = {query: first_stage["per_query"][query] for query in self.alone}

        spread = np.std([s for candidates in exact.values() for s in candidates.values()])
        self.by_type = {}  # -> nDCG, mean and largest drift in standard deviations of all scores
        for kind in dict.fromkeys(u["quantization"] for u in mine):
            got = scores(program.run_of(at[self.longest, kind, self.last]))
            drift = [abs(got[q][p] - exact[q][p]) for q in exact for p in exact[q]]
            self.by_type[kind] = value[self.longest, kind, self.last], np.mean(drift) / spread, np.max(drift) / spread
