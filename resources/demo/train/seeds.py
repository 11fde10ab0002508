#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much the figures differ between seeds: trains the three models for each seed and measures them with rerank-cli.

    seeds.py --data DIR --bin DIR --seeds 1,2,3 --work FOLDER     writes seeds.json and SEEDS.md beside this file
    seeds.py --data DIR --bin DIR --seeds 4 --work FOLDER --check compares with what is written there, writes nothing

FOLDER keeps the models, the logs and a workspace of each seed; interrupted, it goes on there. After a change of the recipe
begin with an empty one.
"""
import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

import spread
from figures import ModelFigures, Program

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent
KINDS = ("xlm-roberta", "gemma", "minicpm-layerwise")


def train(kind, seed, folder, data, steps=None):
    """One process on one thread; a finished model is left as it is."""
    if (folder / "training.json").exists():
        return True
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-u", HERE / "train.py", kind, "--data", data, "--output", folder, "--seed", seed]
    command += ["--steps", steps] if steps else []
    with open(folder.with_suffix(".log"), "w") as log:
        return subprocess.run([str(part) for part in command], stdout=log, stderr=log,
                              env=os.environ | {"OMP_NUM_THREADS": "1"}).returncode == 0


def score(models, folder, programs):
    """All lengths in fp32, and the longest one in int8 and int4: two runs of one workspace."""
    experiment = json.loads((DEMO / "experiment.json").read_text())
    for entry in experiment["models"]:
        entry["path"] = str(models / Path(entry["path"]).name)
    for entry in experiment["datasets"]:
        entry["path"] = str(DEMO / entry["path"])
    experiment["share_lengths"] = True
    lengths = experiment["max_lengths"]
    workspace = folder / "scores.rwb"
    for name, part in (("lengths", dict(max_lengths=lengths, quantizations=["fp32"])),
                       ("types", dict(max_lengths=lengths[-1:], quantizations=["int8", "int4"]))):
        file = folder / f"{name}.json"
        file.write_text(json.dumps(experiment | part | {"name": f"{folder.name}, {name}"}, indent=2))
        done = folder / f"{name}.done"
        if not done.exists():
            subprocess.run([programs / "rerank-cli", "run", file, "--workspace", workspace, "--resume", "--quiet"],
                           check=True)
            done.touch()
    return workspace


def measure(workspace, cli):
    """{model: {data set: {figure: value}}}"""
    program = Program(cli, workspace, DEMO)
    units = program.units(newest=2)
    found = {}
    for dataset in dict.fromkeys(u["dataset"] for u in units):
        first_stage = program.first_stage(dataset)
        for model in dict.fromkeys(u["model"] for u in units):
            figures = ModelFigures(program, units, model, dataset, first_stage)
            mean = lambda values: float(np.mean(list(values.values())))
            exact = figures.by_type["fp32"][0]
            values = {f"length {n}": v for n, v in figures.by_length.items()}
            values |= {f"layer {k}": v for k, v in figures.by_layer.items()}
            values |= {"alone − BM25": mean(figures.alone) - mean(figures.base),
                       "with BM25": mean(figures.fused), "with BM25 − BM25": mean(figures.fused) - mean(figures.base)}
            for kind, (value, drift, _) in figures.by_type.items():
                if kind != "fp32":
                    values |= {f"{kind} − fp32": value - exact, f"{kind} drift": drift}
            found.setdefault(model, {})[dataset] = {label: round(float(value), 5) for label, value in values.items()}
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path, help="as for make.py")
    parser.add_argument("--bin", required=True, type=Path, help="folder with rerank-cli and rerank-worker")
    parser.add_argument("--seeds", default="1,2,3", help="at least two")
    parser.add_argument("--work", type=Path, default=Path("seeds"))
    parser.add_argument("--jobs", type=int, default=2, help="trainings at a time, one core each")
    parser.add_argument("--check", action="store_true", help="compare with seeds.json; exit 1 if too many lie outside")
    parser.add_argument("--steps", type=int, help="to try this program out; the table is written into FOLDER")
    arguments = parser.parse_args()
    if arguments.check and not spread.FILE.exists():
        sys.exit(f"{spread.FILE} is missing: run without --check first")
    seeds = [int(seed) for seed in arguments.seeds.split(",")]
    if len(seeds) < 2 and not arguments.check:
        parser.error("a spread needs at least two seeds")
    work = arguments.work.resolve()
    cli = arguments.bin / "rerank-cli"

    of_seed = lambda seed: work / f"seed-{seed}" / "models"
    with ThreadPoolExecutor(arguments.jobs) as pool:
        tasks = [(kind, seed, of_seed(seed) / f"demo-{kind}", arguments.data, arguments.steps)
                 for seed in seeds for kind in KINDS]
        if not all(list(pool.map(lambda task: train(*task), tasks))):
            sys.exit(f"a training failed; its log lies under {work}")
    measured = [measure(score(of_seed(seed), work / f"seed-{seed}", arguments.bin), cli) for seed in seeds]

    if arguments.check:
        sys.exit(spread.check(seeds, measured))
    shipped = work / "shipped"
    shipped.mkdir(exist_ok=True)
    weights = measure(score(DEMO / "models", shipped, arguments.bin), cli)
    spread.write(work if arguments.steps else HERE, seeds, measured, weights)


if __name__ == "__main__":
    main()
