# SPDX-License-Identifier: GPL-3.0-or-later
"""The data sets (BEIR folders), their split by query, the first stage, and the groups that the models learn from."""
import hashlib
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

CJK = "\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff\uf900-\ufaff"
TERM = re.compile(f"[{CJK}]+|[^\\W{CJK}]+")


def terms(text):
    """Words in lower case and pairs of neighbouring CJK characters, as core/data/bm25.h."""
    found = []
    for match in TERM.findall(text.lower()):
        if re.match(f"[{CJK}]", match) and len(match) > 1:
            found += [match[i : i + 2] for i in range(len(match) - 1)]
        else:
            found.append(match)
    return found


class Bm25:
    """Okapi BM25 (k1 0.9, b 0.4), equal scores by id descending."""

    def __init__(self, ids, texts, k1=0.9, b=0.4):
        self.ids = ids
        postings, lengths = {}, []
        for place, text in enumerate(texts):
            words = terms(text)
            lengths.append(len(words))
            for word in words:
                counts = postings.setdefault(word, {})
                counts[place] = counts.get(place, 0) + 1
        factors = k1 * (1 - b + b * np.array(lengths) / np.mean(lengths))
        self.postings = {}
        for word, counts in postings.items():
            places = np.fromiter(counts, dtype=np.int64)
            frequencies = np.fromiter(counts.values(), dtype=np.float64)
            weight = np.log(1 + (len(texts) - len(counts) + 0.5) / (len(counts) + 0.5))
            self.postings[word] = (places, weight * frequencies * (k1 + 1) / (frequencies + factors[places]))
        self.by_id = np.argsort(np.argsort(np.array(ids)))

    def search(self, query, count):
        """The best passages as places, and their scores."""
        scores = np.zeros(len(self.ids))
        for word in terms(query):
            if word in self.postings:
                places, weights = self.postings[word]
                scores[places] += weights
        order = np.lexsort((-self.by_id, -scores.astype(np.float32)))[:count]
        order = order[scores[order] > 0]
        return order, scores[order]


@dataclass
class Collection:
    name: str
    chinese: bool
    ids: list
    texts: list
    queries: dict = field(default_factory=dict)  # id -> text
    grades: dict = field(default_factory=dict)  # query id -> {place: grade}
    topics: list = None  # passages of one topic are related to each other
    records: list = None  # the objects of corpus.jsonl, one a passage
    parts: dict = field(default_factory=dict)  # "train", "development", "test" -> query ids

    def __post_init__(self):
        self.first_stage = Bm25(self.ids, self.texts)


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line]


def beir(folder, chinese, name):
    """Passages with the same text become one, the first: equal scores would be ordered by chance, and only one of the
    copies may be judged (STARD has statutes under several ids)."""
    place, records, texts, seen = {}, [], [], {}
    for record in lines(folder / "corpus.jsonl"):
        text = f'{record["title"]} {record["text"]}' if record.get("title") else record["text"]
        if text not in seen:
            seen[text] = len(texts)
            texts.append(text)
            records.append(record)
        place[record["_id"]] = seen[text]
    queries = {q["_id"]: q["text"] for q in lines(folder / "queries.jsonl")}
    collection = Collection(name, chinese, [r["_id"] for r in records], texts, queries, records=records)
    for line in (folder / "qrels/test.tsv").read_text().splitlines()[1:]:
        query, passage, grade = line.split("\t")
        grades = collection.grades.setdefault(query, {})
        grades[place[passage]] = max(int(grade), grades.get(place[passage], 0))
    return collection


def share(name, query):
    """A number in [0, 1) that belongs to a query for good."""
    return int(hashlib.sha256(f"{name}/{query}".encode()).hexdigest()[:8], 16) / 2**32


def plain(text):
    return " ".join(terms(text))


def split(collection):
    """30 % of the queries for the test, 8 % for development; copies of those are not learnt from."""
    parts = {"test": [], "development": [], "train": []}
    for query in collection.queries:
        if not any(grade > 0 for grade in collection.grades.get(query, {}).values()):
            continue
        value = share(collection.name, query)
        parts["test" if value < 0.30 else "development" if value < 0.38 else "train"].append(query)
    held_out = {plain(collection.queries[q]) for q in parts["test"] + parts["development"]}
    parts["train"] = [q for q in parts["train"] if plain(collection.queries[q]) not in held_out]
    collection.parts = parts
    return collection


def medquad(folder):
    """Titles are questions, texts their answers; the judged test questions are left alone."""
    collection = beir(folder, False, "medquad-en")
    collection.texts = [r["text"] for r in collection.records]
    collection.queries = {r["_id"]: r["title"] for r in collection.records}
    collection.grades = {r["_id"]: {i: 1} for i, r in enumerate(collection.records)}
    collection.first_stage = Bm25(collection.ids, collection.texts)
    collection.parts = {"train": list(collection.queries)}
    return collection


def covidqa(folder, words=110):
    """Articles cut into passages; the one with the answer is the relevant one."""
    ids, texts, topics, places = [], [], [], {}
    for topic, article in enumerate(lines(folder / "corpus.jsonl")):
        text = article["text"].split()
        for begin in range(0, len(text), words):
            places[article["_id"], begin // words] = len(ids)
            ids.append(f'{article["_id"]}-{begin // words}')
            texts.append(" ".join(text[begin : begin + words]))
            topics.append(topic)
    collection = Collection("covidqa-en", False, ids, texts)
    articles = dict(line.split("\t")[:2] for line in (folder / "qrels/test.tsv").read_text().splitlines()[1:])
    for query in lines(folder / "queries.jsonl"):
        collection.queries[query["_id"]] = query["text"]
        place = places[articles[query["_id"]], query["metadata"]["answer_word"] // words]
        collection.grades[query["_id"]] = {place: 1}
    collection.parts = {"train": list(collection.queries)}
    return collection


def read_all(data):
    """The collections and how often each is drawn."""
    data = Path(data)
    xquad = beir(data / "xquad-r/en", False, "xquad-r-en")
    xquad.topics = [passage.split("-")[0] for passage in xquad.ids]  # one article each
    return [
        (split(xquad), 0.42),
        (split(beir(data / "stard-zh", True, "stard-zh")), 0.42),
        (medquad(data / "medquad-en"), 0.06),
        (covidqa(data / "covidqa-en-long"), 0.10),
    ]


ASKING = {
    False: ["What is", "What was", "Who", "How many", "When did", "Where", "Why is", "Which", "What did", "How does", ""],
    True: ["什么是", "如何", "怎么处理", "是否", "可以吗", "怎么办", "谁", "多少", "有哪些", "需要", ""],
}


class Groups:
    """Groups of candidates for one query: a real one of the training part, or a span of a passage turned into one."""

    def __init__(self, collections, size=8):
        self.collections = [c for c, _ in collections]
        self.weights = [w for _, w in collections]
        self.size = size
        self.related = []
        for collection in self.collections:
            groups = {}
            for place, topic in enumerate(collection.topics or []):
                groups.setdefault(topic, []).append(place)
            self.related.append(groups)

    def synthetic(self, chance, number):
        collection = self.collections[number]
        source = chance.randrange(len(collection.texts))
        text = collection.texts[source]
        units = list(text) if collection.chinese else text.split()
        words = []
        for _ in range(chance.choice((1, 1, 2))):
            length = chance.randint(5, 16) if collection.chinese else chance.randint(2, 8)
            begin = chance.randrange(max(1, len(units) - length))
            words += [u for u in units[begin : begin + length] if chance.random() > 0.2]
        joined = ("" if collection.chinese else " ").join(words).strip("，。；、,.;: \n")
        asking = chance.choice(ASKING[collection.chinese])
        if collection.chinese:
            query = chance.choice((asking + joined, joined + asking)) + chance.choice(("？", ""))
        else:
            query = f"{asking} {joined.lower() if chance.random() < 0.3 else joined}".strip() + chance.choice(("?", ""))
        grades = {source: 1}
        if collection.name == "xquad-r-en":  # graded like its judgments: 2 the paragraph, 1 others of its article
            grades = {p: 1 for p in self.related[number][collection.topics[source]]}
            grades[source] = 2
        return query, grades

    def draw(self, chance, real):
        """(query, passage texts, grades, BM25 scores over the best one)"""
        number = chance.choices(range(len(self.collections)), self.weights)[0]
        collection = self.collections[number]
        if chance.random() < real:
            query_id = chance.choice(collection.parts["train"])
            query, grades = collection.queries[query_id], collection.grades[query_id]
        else:
            query, grades = self.synthetic(chance, number)
        places, scores = collection.first_stage.search(query, 30)
        scores = dict(zip(places.tolist(), scores.tolist()))
        best = max(scores.values(), default=1.0)
        top = max(grades.values())
        relevant = [p for p, g in grades.items() if g == top]
        chosen = [chance.choice(relevant)]
        less = [p for p, g in grades.items() if g > 0 and p not in chosen]
        chosen += chance.sample(less, min(len(less), chance.choice((0, 1, 2))))
        hard = [p for p in scores if p not in chosen]
        chance.shuffle(hard)
        chosen += hard[: max(0, self.size - 1 - len(chosen))]
        while len(chosen) < self.size:
            place = chance.randrange(len(collection.texts))
            if place not in chosen:
                chosen.append(place)
        return (
            query,
            [collection.texts[p] for p in chosen],
            [grades.get(p, 0) for p in chosen],
            [scores.get(p, 0.0) / best for p in chosen],
        )
