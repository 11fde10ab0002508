# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of pairs from BEIR folders: ["query", "passage"] a line, the same file for every peer.

short  one query in the first language, 100 distinct passages of 8 to 80 words
mixed  8 queries over all languages, passages of about 20 to 500 tokens, 96 pairs
long   8 queries, passages of 1200 words and more, to be cut at 1024 tokens, 12 pairs
many   3000 pairs of mixed lengths
"""
import json
import pathlib
import random


def read(folder):
    folder = pathlib.Path(folder)
    rows = lambda name: [json.loads(line) for line in open(folder / name, encoding="utf-8") if line.strip()]
    queries = [row["text"] for row in rows("queries.jsonl")]
    passages = [(row.get("title", "") + " " + row["text"]).strip() for row in rows("corpus.jsonl")]
    return queries, sorted(set(passages))


def words(text):
    """Words; where a script has no blanks, two characters count as one."""
    return max(len(text.split()), sum(ord(c) > 0x2E80 for c in text) // 2)


def cut(text, count, generator):
    """About `count` words of `text` from a random start."""
    blanks = text.split()
    if len(blanks) >= len(text) / 12:
        start = generator.randrange(max(1, len(blanks) - count + 1))
        return " ".join(blanks[start:start + count])
    start = generator.randrange(max(1, len(text) - 2 * count + 1))
    return text[start:start + 2 * count]


def make(folders, target, seed=1):
    generator = random.Random(seed)
    sets = [read(folder) for folder in folders]
    target = pathlib.Path(target)
    target.mkdir(parents=True, exist_ok=True)
    queries, passages = sets[0]

    def write(name, pairs):
        with open(target / f"{name}.jsonl", "w", encoding="utf-8") as file:
            for pair in pairs:
                file.write(json.dumps(pair, ensure_ascii=False) + "\n")

    def pieces(source, count, least, most):
        found = {}
        pool = [text for text in source if words(text) >= least]
        while pool and len(found) < count:
            found[cut(generator.choice(pool), generator.randint(least, most), generator)] = None
        return list(found)

    write("short", [[queries[0], passage] for passage in pieces(passages, 100, 8, 80)])

    def mixed(count):
        pairs = []
        asked = [generator.choice(sets[i % len(sets)][0]) for i in range(max(8, count // 100))]
        for i in range(count):
            source = sets[i % len(asked) % len(sets)][1]
            length = int(15 * 25 ** generator.random())  # 15 to 375 words, short ones as often as long ones
            pairs.append([asked[i % len(asked)], cut(generator.choice(source), length, generator)])
        return pairs

    write("mixed", mixed(96))
    write("many", mixed(3000))
    everything = " ".join(generator.sample(passages, min(len(passages), 400)))
    write("long", [[generator.choice(queries), cut(everything, 1200, generator)] for _ in range(12)])
