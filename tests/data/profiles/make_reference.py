#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes expected.json: what the evaluation code of other packages makes of ../metric-fixtures/random.

For maintainers. Wants numpy, scikit-learn, pytrec_eval-terrier and ir_measures installed, and folders with FlagEmbedding
1.4.2, sentence-transformers 6.2.0 and mteb 2.26.24 (first argument) and mteb 1.1.1 (second), installed by
`pip install --no-deps --target`. Of these only the evaluation code is run; what else they import is replaced by nothing.
NumPy sorts stably here: by default it leaves the order of ties open.
"""
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import types
from unittest import mock

import ir_measures
import numpy
import sklearn.metrics  # before its torch is replaced

packages, old_packages = map(pathlib.Path, sys.argv[1:3])
here = pathlib.Path(__file__).parent
K = 10
argsort = numpy.argsort
numpy.argsort = lambda values, *args, **options: argsort(values, *args, **(options or {"stable": True}))


class Nothing(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {}) if name[0].isupper() else mock.MagicMock()


class Base:
    def __init__(self, *args, **kwargs):
        pass


def load(path, stubs):
    """The module in a file, its other imports replaced."""
    for name in stubs:
        parts = name.split(".")
        for i in range(1, len(parts) + 1):
            sys.modules.setdefault(".".join(parts[:i]), Nothing(".".join(parts[:i])))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


qrels, run = {}, {}
for line in open(here / "../metric-fixtures/random/qrels"):
    query, _, document, grade = line.split()
    qrels.setdefault(query, {})[document] = int(grade)
for line in open(here / "../metric-fixtures/random/run"):
    query, _, document, _, score, _ = line.split()
    run.setdefault(query, {})[document] = float(numpy.float32(score))
judged_run = {query: documents for query, documents in run.items() if query in qrels}
out = {}

flag = load(packages / "FlagEmbedding/abc/evaluation/utils.py", ["faiss", "torch", "tqdm"])
ndcg, average, recall, precision = flag.evaluate_metrics(qrels, judged_run, [K])
out["FlagEmbedding"] = {"NDCG@10": ndcg["NDCG@10"], "MAP@10": average["MAP@10"], "Recall@10": recall["Recall@10"],
                        "MRR@10": flag.evaluate_mrr(qrels, judged_run, [K])["MRR@10"]}

sys.modules["sentence_transformers.base.evaluation.evaluator"] = types.SimpleNamespace(BaseEvaluator=Base)
rerank = load(packages / "sentence_transformers/cross_encoder/evaluation/reranking.py",
              ["sentence_transformers.base.evaluation"])
# Queries are their ids, documents too: the "model" looks the scores up.
samples = [{"query": query, "positive": [d for d, g in qrels[query].items() if g > 0], "documents": list(documents)}
           for query, documents in judged_run.items()]
evaluator = rerank.CrossEncoderRerankingEvaluator(samples, at_k=K, always_rerank_positives=False, write_csv=False)
evaluator.prefix_name_to_metrics = lambda metrics, name: metrics
evaluator.store_metrics_in_model_card_data = lambda *a, **k: None
model = mock.MagicMock()
model.predict = lambda pairs, **_: numpy.array([run[q][d] for q, d in pairs])
found = evaluator(model)
out["sentence-transformers"] = {name: float(found[name]) for name in ("ndcg@10", "mrr@10", "map")}

mteb = load(packages / "mteb/_evaluators/retrieval_metrics.py", ["mteb.types"])
mteb.RetrievalEvaluationResult = lambda **values: types.SimpleNamespace(**values)
found = mteb.calculate_retrieval_scores(judged_run, qrels, [K])
out["MTEB"] = {"NDCG@10": found.ndcg["NDCG@10"], "MAP@10": found.map["MAP@10"], "MRR@10": found.mrr["MRR@10"]}

evaluators = types.ModuleType("evaluators")
evaluators.__path__ = [str(old_packages / "mteb/evaluation/evaluators")]
sys.modules["evaluators"] = evaluators
sys.modules["evaluators.Evaluator"] = types.SimpleNamespace(Evaluator=Base)
sys.modules["evaluators.utils"] = mock.MagicMock()
for name in ("torch", "tqdm"):
    sys.modules.setdefault(name, Nothing(name))
spec = importlib.util.spec_from_file_location("evaluators.RerankingEvaluator",
                                              old_packages / "mteb/evaluation/evaluators/RerankingEvaluator.py")
old = importlib.util.module_from_spec(spec)
spec.loader.exec_module(old)
mrr, ap = [], []
for query, documents in judged_run.items():
    relevant = [d for d in documents if qrels[query].get(d, 0) > 0]
    others = [d for d in documents if qrels[query].get(d, 0) <= 0]
    if not relevant or not others:
        continue
    labels = [True] * len(relevant) + [False] * len(others)
    scores = numpy.array([documents[d] for d in relevant + others])
    mrr.append(old.RerankingEvaluator.mrr_at_k_score(labels, numpy.argsort(-scores), K))
    ap.append(old.RerankingEvaluator.ap_score(labels, scores.tolist()))
out["MTEB 1"] = {"mrr": float(numpy.mean(mrr)), "map": float(numpy.mean(ap))}

script = pathlib.Path(ir_measures.__file__).parent / "bin/gdeval.pl"
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    (folder / "qrels").write_text("".join(f"{q[1:]} 0 {d} {g}\n" for q in qrels for d, g in qrels[q].items()))
    (folder / "run").write_text("".join(f"{q[1:]} Q0 {d} 1 {s!r} run\n" for q in run for d, s in run[q].items()))
    lines = subprocess.run(["perl", script, folder / "qrels", folder / "run", str(K)], capture_output=True, text=True,
                           check=True).stdout.splitlines()[1:]
values = [line.split(",") for line in lines]
out["gdeval"] = {"ndcg@10": sum(float(v[2]) for v in values) / len(values),
                 "err@10": sum(float(v[3]) for v in values) / len(values)}
json.dump(out, open(here / "expected.json", "w"), indent=1)
print(json.dumps(out, indent=1))
