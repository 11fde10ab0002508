#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace of any size with made-up scores, as a finished run leaves it: what opening and comparing are timed with.

    bench/bigworkspace.py big.rwb --units 100 --pairs 100000

Units are a matrix of models, cut-off layers, lengths and quantizations of one data set. Scores follow the grades with a
noise of their own, so that units differ and differences are tested. Texts are short: they are read on demand only.
"""
import argparse
import array
import pathlib
import random
import sqlite3

SCHEMA = sorted((pathlib.Path(__file__).resolve().parent.parent / "core/store/sql").glob("0*.sql"))
PAIRS_OF_BATCH = 64


def matrix(units):
    """(model, cut-off layer, length, quantization), all different; six models in sixty combinations each at most."""
    cells = [(model, layer, length, quantization) for layer in (0, 24, 20, 16, 12, 8) for length in (512, 256, 1024, 2048, 128)
             for quantization in ("fp32", "int8") for model in range(1, 7)]
    if units > len(cells):
        raise SystemExit(f"{len(cells)} units at most")
    return cells[:units]


def float32(values):
    return array.array("f", values)


def insert_dataset(store, queries, candidates, rng):
    """Every query has the same number of candidates; gives the grade of each pair."""
    passages = max(candidates * 2, queries * candidates // 5)
    pairs = queries * candidates
    store.execute("INSERT INTO dataset VALUES(1, 'made up', '/made/up', 'beir', 'test', 'bm25', 'content', 'judgments',"
                  " 'candidates', ?, ?, ?, ?)", (queries, passages, pairs, queries * 4))
    store.executemany("INSERT INTO query(dataset, position, id, text) VALUES(1, ?, ?, ?)",
                      ((i, f"q{i}", f"what is known about number {i}") for i in range(queries)))
    words = "about the length of a passage that somebody wrote down some time ago so that others find it again".split()
    texts = [" ".join(rng.choices(words, k=50)) for _ in range(97)]
    store.executemany("INSERT INTO passage VALUES(1, ?, ?, ?)",
                      ((i, f"d{i}", f"{i} {texts[i % 97]}") for i in range(passages)))
    grades = bytearray(pairs)
    for query in range(queries):
        first = query * candidates
        chosen = rng.sample(range(passages), candidates)
        store.executemany("INSERT INTO candidate VALUES(1, ?, ?, ?, ?)",
                          ((first + rank, query, passage, float(candidates - rank))
                           for rank, passage in enumerate(chosen)))
        for rank in rng.sample(range(candidates), min(4, candidates)):
            grades[first + rank] = rng.randint(1, 3)
            store.execute("INSERT INTO judgment VALUES(1, ?, ?, ?)",
                          (query, f"d{chosen[rank]}", grades[first + rank]))
    return grades


def insert_measured(store, unit, pairs, rng):
    started = unit * 1000.0
    rows = []
    for first in range(0, pairs, PAIRS_OF_BATCH):
        total = rng.randint(5_000_000, 50_000_000)
        rows.append((unit, 1, 1, min(PAIRS_OF_BATCH, pairs - first), 20_000, 512, started, 1000, total // 50,
                     total - total // 25, total // 50, total, 1, 0, 0))
        started += total / 1e9
    store.executemany("INSERT INTO batch(unit, worker, lengths, pairs, tokens, longest, started, queue_ns, assemble_ns,"
                      " forward_ns, post_ns, total_ns, attempt, repeat, warmup) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                      rows)
    store.executemany("INSERT INTO device_sample(worker, seconds, cpu_percent, resident_bytes) VALUES(1, ?, 99, 1e9)",
                      ((unit * 1000.0 + i / 2,) for i in range(100)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=100_000, help="of each unit")
    parser.add_argument("--candidates", type=int, default=100, help="of each query")
    arguments = parser.parse_args()
    if arguments.file.exists():
        raise SystemExit(f"{arguments.file}: exists already")
    queries = arguments.pairs // arguments.candidates
    pairs = queries * arguments.candidates
    rng = random.Random(1)
    store = sqlite3.connect(arguments.file, isolation_level=None)
    store.executescript("PRAGMA application_id = 0x52574231; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;")
    for step in SCHEMA:
        store.executescript(step.read_text())
    store.execute(f"PRAGMA user_version = {len(SCHEMA)}")
    store.execute("BEGIN")
    grades = insert_dataset(store, queries, arguments.candidates, rng)
    for model in range(1, 7):
        store.execute("INSERT INTO model VALUES(?, ?, '/made/up', 'xlm-roberta', ?, 568000000, 24, 8192, 'F32',"
                      " 2272000000, 0)", (model, f"model-{model}", f"fingerprint-{model}"))
    store.execute("INSERT INTO run VALUES(1, 'made-up', 'made up', 'batch', 'key', 'finished', '',"
                  " '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'no machine', 'none', '{}')")
    store.execute("INSERT INTO worker(id, run, lane, device, name, build, libtorch, driver, features, threads, pid,"
                  " started) VALUES(1, 1, 0, 'cpu', 'none', '1', 'none', '', '', 2, 1, 0)")
    noise = float32(rng.gauss(0, 1) for _ in range(1_000_003))
    for unit, (model, layer, length, quantization) in enumerate(matrix(arguments.units), 1):
        store.execute("INSERT INTO unit(id, run, model, dataset, name, max_length, query_max_length, quantization,"
                      " cutoff_layer, options, engine, status, error, pairs, truncated, reused)"
                      " VALUES(?, 1, ?, 1, ?, ?, ?, ?, ?, '{}', 1, 'finished', '', ?, ?, 0)",
                      (unit, model, f"model-{model}", length, length * 3 // 4, quantization, layer, pairs, pairs // 9))
        gain = 0.8 + 0.01 * model + length / 40_000
        shift = rng.randrange(len(noise))
        scores = float32(gain * grades[pair] + noise[(shift + pair * 7) % len(noise)] for pair in range(pairs))
        store.executemany("INSERT INTO score VALUES(?, ?, ?)",
                          ((unit, pair, score) for pair, score in enumerate(scores)))
        store.execute("INSERT INTO packed_score VALUES(?, ?)", (unit, scores.tobytes()))
        insert_measured(store, unit, pairs, rng)
    store.execute("COMMIT")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    print(f"{arguments.file}: {arguments.units} units of {pairs:,} pairs, {arguments.file.stat().st_size / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
