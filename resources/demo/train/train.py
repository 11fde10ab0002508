#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains one of the demo models: train.py KIND --data DIR --output DIR [--seed N]. README.md has the recipe."""
import argparse
import json
import math
import os
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

import corpora
import networks
import vocabulary

STEPS = {"xlm-roberta": 1600, "gemma": 750, "minicpm-layerwise": 650}
QUERIES = {"xlm-roberta": 12, "gemma": 8, "minicpm-layerwise": 8}  # a step
# From this share of the steps on: longest windows to draw from, share of real queries, weight of the match loss.
PHASES = [(0.0, (64,), 0.2, 1.0), (0.3, (64, 112), 0.5, 0.6), (0.55, (96, 192), 0.7, 0.3), (0.8, (64, 128, 256, 512), 0.8, 0.2)]
PEAK = 2e-3


class Inputs:
    """Pairs to rows of ids, as FlagEmbedding does it with its defaults."""

    def __init__(self, kind, tokenizer):
        self.kind = kind
        self.known = {}
        self.tokenizer = tokenizer.backend_tokenizer
        self.prefixes = ("", "") if kind == "xlm-roberta" else ("A: ", "B: ")
        self.separator = self.encode("\n")
        self.prompt = self.encode(vocabulary.PROMPT)
        self.first = [tokenizer.bos_token_id]

    def encode(self, text):
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def passage(self, text):
        if text not in self.known:
            self.known[text] = self.encode(self.prefixes[1] + text)
        return self.known[text]

    def rows(self, query, passages, window):
        """(ids, length of the query part, length of passage) of each passage"""
        q = self.encode(self.prefixes[0] + query)[: window * 3 // 4]
        found = []
        for text in passages:
            p = self.passage(text)[:window]
            if self.kind == "xlm-roberta":
                p = p[: max(1, window - len(q) - 4)]
                found.append((self.first + q + [2, 2] + p + [2], len(q), len(p)))
            else:
                p = p[: max(1, window + len(self.prompt) - 1 - len(q))]
                found.append((self.first + q + self.separator + p + self.separator + self.prompt, len(q), len(p)))
        return found


def batches(rows, budget):
    """Rows of about the same length together, `budget` padded tokens a batch; yields places."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
    batch = []
    for i in order:
        if batch and (len(batch) + 1) * len(rows[i][0]) > budget:
            yield batch
            batch = []
        batch.append(i)
    yield batch


def padded(rows, pad):
    width = max(len(r) for r, _, _ in rows)
    ids = np.full((len(rows), width), pad, dtype=np.int64)
    for i, (row, _, _) in enumerate(rows):
        ids[i, : len(row)] = row
    return ids


def forward(kind, model, rows):
    ids = torch.from_numpy(padded(rows, 1 if kind == "xlm-roberta" else 0))
    if kind == "xlm-roberta":
        return model(ids)
    return model(ids, torch.tensor([len(r) - 1 for r, _, _ in rows]))


def match_labels(kind, inputs, rows):
    """1 where a token occurs on the other side, -1 outside of query and passage (decoders: outside of the passage)."""
    width = max(len(r) for r, _, _ in rows)
    labels = np.full((len(rows), width), -1, dtype=np.float32)
    gap = 2 if kind == "xlm-roberta" else len(inputs.separator)
    for i, (row, q, p) in enumerate(rows):
        query, passage = np.array(row[1 : 1 + q]), np.array(row[1 + q + gap : 1 + q + gap + p])
        labels[i, 1 + q + gap : 1 + q + gap + p] = np.isin(passage, query)
        if kind == "xlm-roberta":
            labels[i, 1 : 1 + q] = np.isin(query, passage)
    return torch.from_numpy(labels)


def topic_embeddings(inputs, collections, size, hidden):
    """Half random, half where the tokens occur: tokens of the same passages begin near each other."""
    texts = [t for c, _ in collections for t in c.texts]
    places, tokens = [], []
    for i, text in enumerate(texts):
        ids = sorted(set(inputs.passage(text)))
        places += [i] * len(ids)
        tokens += ids
    weight = torch.zeros(size)
    weight.index_add_(0, torch.tensor(tokens), torch.ones(len(tokens)))
    weight = torch.log((len(texts) + 1) / (weight + 1)).clamp(min=0)
    values = weight[torch.tensor(tokens)]
    matrix = torch.sparse_coo_tensor(torch.tensor([tokens, places]), values, (size, len(texts))).coalesce()
    left, strength, _ = torch.svd_lowrank(matrix, q=hidden // 2, niter=3)
    topic = F.normalize(left * strength.sqrt(), dim=1) @ torch.linalg.qr(torch.randn(hidden, hidden // 2))[0].T
    noise = F.normalize(torch.randn(size, hidden), dim=1)
    return F.normalize(0.6 * topic + 0.8 * noise, dim=1)


def ndcg(grades, ranking, depth=10):
    gain = sum(grades.get(p, 0) / math.log2(i + 2) for i, p in enumerate(ranking[:depth]))
    best = sorted(grades.values(), reverse=True)[:depth]
    return gain / sum(g / math.log2(i + 2) for i, g in enumerate(best))


@torch.no_grad()
def evaluate(kind, model, inputs, collection, part, depth, window=512, limit=None):
    """nDCG@10 of BM25, of each head, and of each head in fusion with BM25 (mean of the ranks' reciprocals, k 60)."""
    results = []
    for query in collection.parts[part][:limit]:
        places, _ = collection.first_stage.search(collection.queries[query], depth)
        grades = collection.grades[query]
        rows = inputs.rows(collection.queries[query], [collection.texts[p] for p in places], window)
        if not rows:
            continue
        scores = torch.zeros(1)
        for batch in batches(rows, 8192):
            part_scores = forward(kind, model, [rows[i] for i in batch])[0]
            if len(scores) != len(part_scores) or scores.dim() == 1:
                scores = torch.zeros(len(part_scores), len(rows))
            scores[:, batch] = part_scores
        line = [ndcg(grades, places.tolist())]
        for head in scores:
            order = head.argsort(descending=True, stable=True)
            line.append(ndcg(grades, places[order.numpy()].tolist()))
            rank = torch.empty(len(order))
            rank[order] = torch.arange(len(order)).float()
            fused = 1 / (61 + rank) + 1 / (61 + torch.arange(len(order)).float())
            line.append(ndcg(grades, places[fused.argsort(descending=True, stable=True).numpy()].tolist()))
        results.append(line)
    return np.mean(results, 0)


def show(label, figures):
    heads = " ".join(f"{a:.4f}/{b:.4f}" for a, b in zip(figures[1::2], figures[2::2]))
    print(f"{label}: BM25 {figures[0]:.4f}, alone/with BM25 {heads}", flush=True)


def save(kind, model, folder):
    tensors = {name: t.detach().to(torch.bfloat16).contiguous() for name, t in model.state_dict().items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    (folder / "config.json").write_text(json.dumps(networks.published_config(kind, model), indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=list(networks.SIZES))
    parser.add_argument("--data", required=True, help="folder with xquad-r, stard-zh, medquad-en, covidqa-en-long")
    parser.add_argument("--output", required=True, help="the model folder to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int)
    arguments = parser.parse_args()
    kind, steps = arguments.kind, arguments.steps or STEPS[arguments.kind]
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    chance = random.Random(arguments.seed)
    begin = time.process_time()

    folder = Path(arguments.output)
    collections = corpora.read_all(arguments.data)
    tokenizer = vocabulary.train(kind, collections, folder)
    inputs = Inputs(kind, tokenizer)
    yes = inputs.encode("Yes")[0] if kind == "gemma" else None
    size = len(tokenizer)
    model = networks.build(kind, size, yes)
    with torch.no_grad():
        vectors = topic_embeddings(inputs, collections, size, model.config["hidden"])
        model.embedding.weight.copy_(vectors)
    matcher = nn.Linear(model.config["hidden"], 1)
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, prompt {len(inputs.prompt)} tokens, "
          f"ready after {time.process_time() - begin:.0f} CPU s", flush=True)

    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() == 1] + list(matcher.parameters())
    optimiser = torch.optim.AdamW(
        [dict(params=decayed, weight_decay=0.02), dict(params=others, weight_decay=0.0)], lr=PEAK, betas=(0.9, 0.98)
    )
    groups = corpora.Groups(collections)
    pad_budget = 4096
    tokens = pairs = 0
    sums = np.zeros(3)
    for step in range(steps):
        done = step / steps
        rate = PEAK * min(1.0, (step + 1) / 60) * (1.0 if done < 0.4 else 0.5 * (1 + math.cos(math.pi * (done - 0.4) / 0.6)))
        for group in optimiser.param_groups:
            group["lr"] = max(rate, 1e-5)
        _, windows, real, match_weight = [p for p in PHASES if p[0] <= done][-1]
        rows, grades, hints = [], [], []
        window = chance.choice(windows)
        for _ in range(QUERIES[kind] if window < 200 else QUERIES[kind] // 2):
            query, passages, g, h = groups.draw(chance, real)
            rows += inputs.rows(query, passages, window)
            grades.append(g)
            hints.append(h)
        scores, matches = [None] * len(rows), []
        for batch in batches(rows, pad_budget):
            part = [rows[i] for i in batch]
            found, states = forward(kind, model, part)
            for column, i in enumerate(batch):
                scores[i] = found[:, column]
            labels = match_labels(kind, inputs, part)
            seen = labels >= 0
            matches.append(F.binary_cross_entropy_with_logits(matcher(states[seen])[:, 0], labels[seen]))
            tokens += sum(len(r) for r, _, _ in part)
        pairs += len(rows)
        scores = torch.stack(scores, 1).unflatten(1, (len(grades), groups.size))  # [heads, queries, candidates]
        grades, hints = torch.tensor(grades, dtype=torch.float32), torch.tensor(hints, dtype=torch.float32)
        target = 0.5 * grades / grades.sum(1, keepdim=True) + 0.5 * torch.softmax(2.5 * grades + 3 * hints, 1)
        lists = -(target * torch.log_softmax(scores, 2)).sum(2).mean(1)  # [heads]
        points = F.binary_cross_entropy_with_logits(scores, (grades > 0).float().expand_as(scores))
        match = torch.stack(matches).mean()
        loss = lists.mean() + 0.1 * points + match_weight * match
        if len(scores) > 1 and done > 0.5:  # the last layer teaches the others
            top = torch.softmax(scores[-1].detach(), 1)
            loss = loss + 0.3 * -(top * torch.log_softmax(scores[:-1], 2)).sum(2).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        sums += [lists[-1].item(), lists[0].item(), match.item()]
        if (step + 1) % 50 == 0:
            used = time.process_time() - begin
            print(f"step {step + 1} of {steps}: last {sums[0] / 50:.4f} first {sums[1] / 50:.4f} match {sums[2] / 50:.4f}, "
                  f"{used:.0f} CPU s, {tokens / used:.0f} tokens/s, {pairs} pairs", flush=True)
            sums[:] = 0
        if (step + 1) % 400 == 0 and step + 1 < steps:
            for collection, depth in zip([c for c, _ in collections[:2]], (20, 30)):
                show(f"  development {collection.name}",
                     evaluate(kind, model, inputs, collection, "development", depth, 256, limit=50))

    save(kind, model, folder)
    with torch.no_grad():  # what was saved is what is measured
        for parameter in model.parameters():
            parameter.copy_(parameter.to(torch.bfloat16).float())
    for collection, depth in zip([c for c, _ in collections[:2]], (20, 30)):
        show(f"development {collection.name}", evaluate(kind, model, inputs, collection, "development", depth))
    history = dict(seed=arguments.seed, steps=steps, pairs=pairs, tokens=tokens,
                   cpu_seconds=round(time.process_time() - begin))
    (folder / "training.json").write_text(json.dumps(history) + "\n")  # last: a folder that has it is finished
    print(history, flush=True)


if __name__ == "__main__":
    main()
