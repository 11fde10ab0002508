#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes reference.json: what SciPy and statsmodels make of the samples here. For maintainers; needs both packages."""
import csv
import json

import numpy
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import tt_solve_power

rng = numpy.random.default_rng(7)


def paired(name, a, b):
    a, b = numpy.array(a), numpy.array(b)
    d = numpy.round(b - a, 10)
    n = len(d)
    nonzero = d[d != 0]
    w, l = int((d > 1e-9).sum()), int((d < -1e-9).sum())
    t = stats.ttest_1samp(d, 0)
    interval = t.confidence_interval(0.95)
    less = stats.ttest_1samp(-d, 0).confidence_interval(0.90)
    out = {
        "name": name, "a": a.tolist(), "b": b.tolist(), "mean": float(d.mean()), "sd": float(d.std(ddof=1)),
        "t": float(t.statistic), "t_p": float(t.pvalue), "t_low": float(interval.low), "t_high": float(interval.high),
        "loss_bound": float(less.high), "sign_p": float(stats.binomtest(w, w + l).pvalue), "wins": w, "losses": l,
        "wilcoxon_normal_p": float(stats.wilcoxon(d, zero_method="wilcox", correction=True, method="asymptotic").pvalue),
        "wilcoxon_w": float(numpy.sum(stats.rankdata(abs(nonzero))[nonzero > 0])),
    }
    if len(nonzero) <= 16:
        exact = stats.permutation_test((nonzero,), lambda x, axis: x.mean(axis=axis), permutation_type="samples",
                                       vectorized=True, n_resamples=numpy.inf)
        out["randomisation_p"] = float(exact.pvalue)
        signed = stats.rankdata(abs(nonzero)) * numpy.sign(nonzero)
        exact = stats.permutation_test((signed,), lambda x, axis: x.sum(axis=axis), permutation_type="samples",
                                       vectorized=True, n_resamples=numpy.inf)
        out["wilcoxon_exact_p"] = float(exact.pvalue)
    bca = stats.bootstrap((d,), numpy.mean, n_resamples=200000, batch=2000, method="BCa", rng=numpy.random.default_rng(1))
    out["bca_low"], out["bca_high"] = map(float, bca.confidence_interval)
    if d.std() > 0:
        out["queries_for_0.05"] = float(tt_solve_power(effect_size=0.05 / d.std(ddof=1), alpha=0.05, power=0.8))
    return out


rows = list(csv.DictReader(open("adhoc8_ap.csv")))
samples = [paired("adhoc8 run125 run126", [float(r["run125"]) for r in rows], [float(r["run126"]) for r in rows]),
           paired("ten", [.50, .62, .31, .80, .00, 1.00, .43, .75, .55, .20],
                  [.55, .60, .45, .85, .10, 1.00, .50, .70, .65, .40])]
for n, kind in ((12, "small"), (15, "ties"), (40, "skewed"), (200, "large")):
    a = rng.beta(2, 2, n).round(4)
    if kind == "ties":
        a = rng.integers(0, 4, n) / 4
        b = rng.integers(1, 4, n) / 4
    elif kind == "skewed":
        b = numpy.clip(a + rng.exponential(0.1, n) * (rng.random(n) < 0.4) - 0.02, 0, 1).round(4)
    else:
        b = numpy.clip(a + rng.normal(0.02, 0.12, n), 0, 1).round(4)
    samples.append(paired(kind, a, b))

p = [.01, .04, .03, .005, .20, .04, 1.0]
adjusted = {m: multipletests(p, method=k)[1].tolist() for m, k in
            (("bonferroni", "bonferroni"), ("holm", "holm"), ("benjamini-hochberg", "fdr_bh"))}

agreement = []
for n, step in ((5, 0), (30, 0), (30, 0.5), (200, 0.1)):
    x = rng.normal(size=n)
    y = x + rng.normal(size=n)
    if step:
        x, y = numpy.round(x / step) * step, numpy.round(y / step) * step
    agreement.append({"x": x.tolist(), "y": y.tolist(), "pearson": float(stats.pearsonr(x, y)[0]),
                      "spearman": float(stats.spearmanr(x, y)[0]), "tau_b": float(stats.kendalltau(x, y)[0])})

points = {"normal_cdf": [[x, float(stats.norm.cdf(x))] for x in (-8, -3, -1.96, -0.5, 0, 1, 2.5, 6)],
          "normal_quantile": [[x, float(stats.norm.ppf(x))] for x in (1e-12, 1e-4, 0.025, 0.3, 0.5, 0.8, 0.975, 0.99999)],
          "student_cdf": [[x, n, float(stats.t.cdf(x, n))] for n in (1, 2, 9, 49, 1000, 1e6) for x in (-30, -2, -0.1, 0, 1.3, 5)],
          "student_quantile": [[x, n, float(stats.t.ppf(x, n))] for n in (1, 2, 9, 49, 1000) for x in (1e-6, 0.05, 0.5, 0.8, 0.975, 0.9999)]}
json.dump({"made_by": f"SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}", "paired": samples,
           "p": p, "adjusted": adjusted, "agreement": agreement, "distributions": points},
          open("reference.json", "w"), indent=1)
