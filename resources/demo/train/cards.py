#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Model cards with the figures of our own program: cards.py --cli rerank-cli --workspace demo.rwb --demo resources/demo."""
import argparse
import json
from pathlib import Path

import numpy as np

import spread
from figures import LANGUAGE, ModelFigures, Program, compare, table

CARDS = {
    "demo-xlm-roberta": dict(
        WHAT="A tiny cross-encoder in the layout of bge-reranker-v2-m3.",
        SIZES="XLM-RoBERTa: 3 layers, hidden size 96, 4 heads, 7,002 entries in the vocabulary, 1,066,753 parameters, at "
              "most 512 tokens.",
        LOADER="FlagReranker",
    ),
    "demo-gemma": dict(
        WHAT="A tiny reranker in the layout of bge-reranker-v2-gemma: its score is the logit of `Yes`.",
        SIZES="Gemma: 4 layers, hidden size 96, 3 query heads of 32 with one key and value head, 7,002 entries in the "
              "vocabulary, 1,103,136 parameters.",
        LOADER="FlagLLMReranker",
    ),
    "demo-minicpm-layerwise": dict(
        WHAT="A tiny reranker in the layout of bge-reranker-v2-minicpm-layerwise: an output after each of the layers 2 to "
             "5.",
        SIZES="MiniCPM: 5 layers, hidden size 96, 4 heads, 7,000 entries in the vocabulary, 1,226,400 parameters.",
        LOADER="LayerWiseFlagLLMReranker",
    ),
}


def history(folder):
    """How the weights came about, from what train.py wrote beside them."""
    told = json.loads((folder / "training.json").read_text())
    text = (f"seed {told['seed']}, {told['steps']:,} steps, {told['pairs']:,} pairs, {told['tokens'] / 1e6:.1f} million "
            f"tokens, {told['cpu_seconds']:,} CPU seconds")
    return f"{text}; {told['note']}" if "note" in told else text


def card_figures(program, name, units, first_stages):
    found = {d: ModelFigures(program, units, name, d, first_stage) for d, first_stage in first_stages.items()}
    one = next(iter(found.values()))
    last = ", last layer" if one.by_layer else ""
    text = []
    rows = []
    for dataset, figures in found.items():
        for label, values in (("alone", figures.alone), ("with BM25", figures.fused)):
            mean, low, high, p = compare(values, figures.base)
            rows.append([LANGUAGE[dataset], label, f"{np.mean(list(figures.base.values())):.4f}",
                         f"{np.mean(list(values.values())):.4f}", f"{mean:+.4f} [{low:+.4f}, {high:+.4f}]", f"{p:.5f}"])
    text.append(f"nDCG@10 over BM25's first 20, length {one.longest}, fp32{last}:\n\n"
                + table(["queries", "ranking", "BM25", "here", "difference, 95 % interval", "p"], rows))
    text.append(f"By length (fp32{last}):\n\n" + table(
        ["queries", *map(str, one.by_length)],
        [[LANGUAGE[d], *(f"{v:.4f}" for v in f.by_length.values())] for d, f in found.items()]))
    if one.by_layer:
        text.append(f"By cut-off layer (fp32, length {one.longest}):\n\n" + table(
            ["queries", *map(str, one.by_layer)],
            [[LANGUAGE[d], *(f"{v:.4f}" for v in f.by_layer.values())] for d, f in found.items()]))
    rows = [[LANGUAGE[dataset], kind, f"{value:.4f}", f"{100 * mean:.2f} %", f"{100 * largest:.1f} %"]
            for dataset, figures in found.items() for kind, (value, mean, largest) in figures.by_type.items()]
    text.append(f"By quantization (length {one.longest}); drift of the scores against fp32, in standard deviations of all "
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
    first_stages = {d: program.first_stage(d) for d in dict.fromkeys(u["dataset"] for u in units)}
    for entry in json.loads((arguments.demo / "experiment.json").read_text())["models"]:
        folder = arguments.demo / entry["path"]
        card = (Path(__file__).parent / "card.md").read_text()
        parts = CARDS[folder.name] | dict(
            NAME=folder.name, HISTORY=history(folder), SPREAD=spread.card_text(entry["name"]),
            FIGURES=card_figures(program, entry["name"], units, first_stages))
        for placeholder, text in parts.items():
            card = card.replace(placeholder, text)
        (folder / "README.md").write_text(card)
        print(folder / "README.md")


if __name__ == "__main__":
    main()
