#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes everything in resources/demo again. One command does all of it:

    make.py all --data DIR --bin DIR

or a step of it: `data` (the bundled queries and passages), `models` (trains the three, one process each), `golden`
(FlagEmbedding's scores for tests/data/demo), `stored` (scores the demo experiment with rerank-cli, packs the results and
writes the model cards; this one alone after a change of the engine or of experiment.json). Not part of `all`: `seeds`
(trains and measures all models for several seeds, see seeds.py).
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from seeds import KINDS

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent
SHIPPED = {"xlm-roberta": 2, "gemma": 3, "minicpm-layerwise": 2}  # the best of three seeds on the development queries


def call(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


def python(program, *arguments):
    call(sys.executable, HERE / program, *arguments)


def models(arguments):
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    running = []
    for kind in KINDS:
        folder = DEMO / "models" / f"demo-{kind}"
        if folder.exists():
            shutil.rmtree(folder)
        command = [sys.executable, HERE / "train.py", kind, "--data", arguments.data, "--output", folder,
                   "--seed", SHIPPED[kind] if arguments.seed is None else arguments.seed]
        running.append(subprocess.Popen([str(part) for part in command], env=environment))
    if any([process.wait() for process in running]):  # all are waited for
        sys.exit("a training failed")


def stored(arguments):
    experiment = DEMO / "experiment.json"
    if arguments.quantizations:
        text = experiment.read_text()
        old = json.dumps(json.loads(text)["quantizations"])
        experiment.write_text(text.replace(old, json.dumps(arguments.quantizations.split(","))))
    workspace = arguments.workspace.resolve()
    cli = arguments.bin / "rerank-cli"
    call(cli, "run", experiment, "--workspace", workspace, "--resume")
    python("pack.py", workspace, DEMO / "demo.rwb.z")
    python("cards.py", "--cli", cli, "--workspace", workspace, "--demo", DEMO)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["all", "data", "models", "golden", "stored", "seeds"])
    parser.add_argument("--data", type=Path, help="folder with xquad-r, stard-zh, medquad-en, covidqa-en-long")
    parser.add_argument("--bin", type=Path, help="folder with rerank-cli and rerank-worker")
    parser.add_argument("--seed", type=int, help="of all models; without it the seeds of the shipped weights")
    parser.add_argument("--quantizations", help="for stored: put these into the experiment, such as fp32,bf16,int8,int4")
    parser.add_argument("--workspace", type=Path, default=Path("demo-stored.rwb"), help="where stored scores; goes on there")
    parser.add_argument("--seeds", default="1,2,3", help="for seeds: which")
    parser.add_argument("--work", type=Path, default=Path("seeds"), help="for seeds: keeps models and scores; goes on there")
    parser.add_argument("--check", action="store_true", help="for seeds: compare with seeds.json instead of writing it")
    arguments = parser.parse_args()
    steps = ("data", "models", "golden", "stored") if arguments.step == "all" else (arguments.step,)
    if {"data", "models", "seeds"} & set(steps) and not arguments.data:
        parser.error("--data is needed")
    if {"stored", "seeds"} & set(steps) and not arguments.bin:
        parser.error("--bin is needed")
    for step in steps:
        if step == "data":
            python("bundle.py", "--data", arguments.data, "--output", DEMO / "data")
        elif step == "models":
            models(arguments)
        elif step == "golden":
            python("golden.py", "--demo", DEMO, "--output", DEMO.parents[1] / "tests/data/demo/golden.json")
        elif step == "seeds":
            python("seeds.py", "--data", arguments.data, "--bin", arguments.bin, "--seeds", arguments.seeds,
                   "--work", arguments.work, *(["--check"] if arguments.check else []))
        else:
            stored(arguments)


if __name__ == "__main__":
    main()
