#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the bundled data: bundle.py --data DIR --output DIR. Queries of the test part only, with BM25's candidates."""
import argparse
import json
from pathlib import Path

import corpora


def write(collection, folder, count, depth):
    queries = sorted(collection.parts["test"], key=lambda q: corpora.share(collection.name, q))[:count]
    queries = [q for q in collection.queries if q in set(queries)]  # in the order of the source
    wanted, run, qrels = set(), [], ["query-id\tcorpus-id\tscore"]
    for query in queries:
        places, scores = collection.first_stage.search(collection.queries[query], depth)
        for rank, (place, score) in enumerate(zip(places.tolist(), scores.tolist()), 1):
            run.append(f"{query} Q0 {collection.ids[place]} {rank} {score:.6f} bm25")
        grades = collection.grades[query]
        qrels += [f"{query}\t{collection.ids[place]}\t{grade}" for place, grade in grades.items()]
        wanted.update(places.tolist(), grades)
    for part in ("runs", "qrels"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    as_lines = lambda objects: "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects)
    (folder / "queries.jsonl").write_text(as_lines({"_id": q, "text": collection.queries[q]} for q in queries))
    (folder / "corpus.jsonl").write_text(
        as_lines(
            {"_id": p["_id"], "title": p.get("title", ""), "text": p["text"]}
            for place, p in enumerate(collection.records)
            if place in wanted
        )
    )
    (folder / "runs/bm25.trec").write_text("\n".join(run) + "\n")
    (folder / "qrels/test.tsv").write_text("\n".join(qrels) + "\n")
    print(f"{folder}: {len(queries)} queries, {len(wanted)} passages, {len(run)} candidates")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--output", required=True, type=Path)
    arguments = parser.parse_args()
    english, chinese = (collection for collection, _ in corpora.read_all(arguments.data)[:2])
    write(english, arguments.output / "xquad-r-en", 150, 20)
    write(chinese, arguments.output / "stard-zh", 200, 30)


if __name__ == "__main__":
    main()
