// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/judgedranking.h"

#include <optional>
#include <vector>

namespace rw {

/// What equal scores leave open in one ranking. trec_eval orders them by document id, which says nothing about quality.
struct TieBounds
{
    double worst = 0; // the tied documents in the worst order
    double best = 0;
    /// Over all orders of the tied documents (McSherry and Najork, ECIR 2008); of nDCG only.
    std::optional<double> expected;
};

/// `grades` in rank order, as JudgedRanking takes them; `scores` beside them, descending; `pool`: all judged grades.
TieBounds tieBounds(const Measure& measure, const std::vector<int>& grades, const std::vector<float>& scores,
                    const std::vector<int>& pool);
/// Of the first `cutoff` documents those that share their score with another one of the ranking.
int tiedDocuments(const std::vector<float>& scores, int cutoff);

} // namespace rw
