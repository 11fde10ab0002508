# SPDX-License-Identifier: GPL-3.0-or-later
"""The stated spread between seeds: seeds.json (the figures of each seed and of the shipped weights), SEEDS.md (its table).

Beside mean and range stands the interval in which one more seed is expected with 95 % probability, were the figures
normally distributed: mean ± t(n - 1) · s · sqrt(1 + 1 / n). A new seed leaves the range of three about every other time.
"""
import json
import math
import statistics
from pathlib import Path

from figures import LANGUAGE, table

HERE = Path(__file__).resolve().parent
FILE = HERE / "seeds.json"
STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262]  # 0.975 quantile, 1 to 9 degrees of freedom
TOLERATED = 0.1  # share of figures of a new seed that may lie outside: 5 % are expected, and they hang together


def expected(values):
    """(low, high) for the value of one more seed"""
    half = STUDENT[len(values) - 2] * statistics.stdev(values) * math.sqrt(1 + 1 / len(values))
    middle = statistics.fmean(values)
    return middle - half, middle + half


def inside(value, values):
    low, high = expected(values)
    return low - 1e-5 <= value <= high + 1e-5  # stored with five digits


def text(label, value):
    if "drift" in label:
        return f"{100 * value:.2f} %"
    return f"{value:+.4f}" if "−" in label else f"{value:.4f}"


def rows(stated):
    """(model, data set, figure, value of each seed, value of the shipped weights)"""
    for model, datasets in stated["figures"].items():
        for dataset, figures in datasets.items():
            for label, values in figures.items():
                yield model, dataset, label, values, stated["shipped"][model][dataset][label]


def full_table(stated):
    lines = []
    for model, dataset, label, values, shipped in rows(stated):
        low, high = expected(values)
        lines.append([model, LANGUAGE[dataset].split()[0], label, *(text(label, v) for v in values),
                      text(label, statistics.fmean(values)), f"{text(label, min(values))} to {text(label, max(values))}",
                      f"{text(label, low)} to {text(label, high)}",
                      text(label, shipped) + ("" if inside(shipped, values) else " (outside)")])
    seeds = [f"seed {seed}" for seed in stated["seeds"]]
    return table(["model", "queries", "figure", *seeds, "mean", "range", "one more seed (95 %)", "shipped"], lines)


def write(folder, seeds, measured, shipped):
    """measured: the figures of each seed, as seeds.measure gives them"""
    figures = {
        model: {
            dataset: {label: [one[model][dataset][label] for one in measured] for label in values}
            for dataset, values in datasets.items()
        }
        for model, datasets in measured[0].items()
    }
    stated = {"seeds": seeds, "figures": figures, "shipped": shipped}
    compact = json.dumps(stated, indent=1, ensure_ascii=False)
    (folder / "seeds.json").write_text(compact + "\n")
    all_rows = list(rows(stated))
    outside = sum(not inside(value, values) for *_, values, value in all_rows)
    (folder / "SEEDS.md").write_text(
        "# Figures by seed\n\nWritten by `make.py seeds`. nDCG@10 on the bundled queries, BM25's first 20, measured with "
        "`rerank-cli`; all at length 512, fp32 and the last layer unless the row says otherwise. `− BM25`: difference from "
        "BM25's order; `int8 − fp32`: difference of nDCG@10; drift: mean absolute difference of the scores from fp32 in "
        "standard deviations of all scores. The last column but one is the 95 % prediction interval for another seed "
        f"(Student's t, {len(seeds) - 1} degrees of freedom, so it is wide). Of the shipped weights (each "
        f"model's seed: README.md) {outside} of {len(all_rows)} figures lie outside of it.\n\n{full_table(stated)}\n"
    )
    print(folder / "SEEDS.md")


def check(seeds, measured):
    """Prints what lies outside of the stated intervals; the exit status."""
    stated = json.loads(FILE.read_text())
    status = 0
    for seed, figures in zip(seeds, measured):
        all_rows = list(rows(stated))
        outside = 0
        for model, dataset, label, values, _ in all_rows:
            value = figures[model][dataset][label]
            if not inside(value, values):
                outside += 1
                low, high = expected(values)
                print(f"seed {seed}: {model}, {dataset}, {label}: {text(label, value)}, expected {text(label, low)} to "
                      f"{text(label, high)}")
        print(f"seed {seed}: {outside} of {len(all_rows)} figures outside; up to {TOLERATED:.0%} are tolerated")
        status |= outside > TOLERATED * len(all_rows)
    return int(status)


def card_text(model):
    """A sentence for the card of a model, by its name in experiment.json."""
    if not FILE.exists():
        return "How much the figures differ between seeds has not been measured."
    stated = json.loads(FILE.read_text())
    said = []
    for dataset, figures in stated["figures"][model].items():
        longest = max((label for label in figures if label.startswith("length")), key=lambda label: int(label.split()[1]))
        for name, label in (("alone", longest), ("with BM25", "with BM25")):
            values = figures[label]
            said.append(f"{LANGUAGE[dataset].split()[0]} {name} {statistics.fmean(values):.4f} ({min(values):.4f} to "
                        f"{max(values):.4f}; here {stated['shipped'][model][dataset][label]:.4f})")
    seeds = ", ".join(map(str, stated["seeds"]))
    return f"nDCG@10 over seeds {seeds}, mean and range: {'; '.join(said)} (all figures: `train/SEEDS.md`)."
