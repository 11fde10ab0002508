#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What FlagEmbedding makes of the demo models: golden.py --demo resources/demo --output tests/data/demo/golden.json.

Pairs of the bundled data, one a call, float32 on one thread.
"""
import argparse
import json
import sys
from importlib.metadata import version
from pathlib import Path

import torch
from FlagEmbedding import FlagLLMReranker, FlagReranker, LayerWiseFlagLLMReranker

import corpora
KINDS = {"xlm-roberta": FlagReranker, "gemma": FlagLLMReranker, "minicpm-layerwise": LayerWiseFlagLLMReranker}
LENGTHS = (48, 512)


def pairs(demo):
    """Of every tenth query: the relevant passage that comes first and the last candidate; and texts that are awkward."""
    chosen = []
    for name in ("xquad-r-en", "stard-zh"):
        folder = demo / "data" / name
        passages = {p["_id"]: f'{p["title"]} {p["text"]}' if p["title"] else p["text"]
                    for p in corpora.lines(folder / "corpus.jsonl")}
        run, grades = {}, {}
        for line in (folder / "runs/bm25.trec").read_text().splitlines():
            query, _, passage, *_ = line.split()
            run.setdefault(query, []).append(passage)
        for line in (folder / "qrels/test.tsv").read_text().splitlines()[1:]:
            query, passage, grade = line.split("\t")
            grades.setdefault(query, {})[passage] = int(grade)
        for query in corpora.lines(folder / "queries.jsonl")[::10]:
            candidates = run[query["_id"]]
            best = max(candidates, key=lambda p: grades[query["_id"]].get(p, 0))
            chosen += [(query["text"], passages[best]), (query["text"], passages[candidates[-1]])]
    return chosen + [
        ("what is panda?", "hi"),
        ("", "An empty query."),
        ("An empty passage", ""),
        ("谁可以成为个体工商户？", "The answer is in English here: a natural person."),
        ("line\nbreaks  and   spaces", "Ｆｕｌｌ width, ﬁ ligature, emoji 👩‍🔬, Кириллица, عربى"),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", required=True, type=Path)
    parser.add_argument("--output", required=True, type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    texts = pairs(arguments.demo)
    golden = {
        "made_with": {p: version(p) for p in ("torch", "transformers", "FlagEmbedding")},
        "pairs": texts,
        "models": {},
    }
    for kind, reranker_class in KINDS.items():
        folder = arguments.demo / "models" / f"demo-{kind}"
        layers = {"cutoff_layers": [2, 3, 4, 5]} if kind == "minicpm-layerwise" else {}
        reranker = reranker_class(str(folder), use_fp16=False, devices="cpu")
        reranker.use_fp16 = False
        lengths = {}
        for length in LENGTHS:
            scores = []
            for pair in texts:
                score = reranker.compute_score([pair], max_length=length, batch_size=1, **layers)
                columns = [s[0] for s in score] if layers else [score[0]]
                scores.append([float(s) for s in columns])
            lengths[str(length)] = scores
        golden["models"][folder.name] = {"layers": layers.get("cutoff_layers", []), "lengths": lengths}
        print(folder.name, len(texts) * len(LENGTHS), "rows")
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(golden, ensure_ascii=False, separators=(",", ":"))
    arguments.output.write_text(text.replace("],[", "],\n["))  # one pair or score a line


if __name__ == "__main__":
    sys.exit(main())
