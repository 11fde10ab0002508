// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace rw {

/// How far two systems agree that scored the same pairs or ranked the same documents. Rules: docs/statistics.md.

/// Of the same pairs in the same order. The correlations are absent where one side is constant, or for one pair.
struct ScoreDrift
{
    std::int64_t pairs = 0;
    double maxAbs = 0;
    double meanAbs = 0;
    double rmse = 0;
    double p99Abs = 0; // nearest rank
    std::optional<double> pearson;
    std::optional<double> spearman;
};
ScoreDrift scoreDrift(const std::vector<double>& a, const std::vector<double>& b);

std::optional<double> pearson(const std::vector<double>& a, const std::vector<double>& b);
/// Pairs in n log n steps (Knight 1966). `flipped`: in opposite orders, ties aside.
struct PairOrders
{
    std::int64_t pairs = 0;
    std::int64_t tiedA = 0;
    std::int64_t tiedB = 0;
    std::int64_t tiedBoth = 0;
    std::int64_t flipped = 0;

    /// Kendall's tau-b; absent where one side is all ties.
    std::optional<double> tauB() const;
};
PairOrders pairOrders(const std::vector<double>& a, const std::vector<double>& b);

/// Rankings of documents, best first, each document a number. tau_AP (Yilmaz, Aslam and Robertson 2008) weighs the top
/// of `list` most and needs the same documents in both; absent for fewer than two.
std::optional<double> tauAp(const std::vector<int>& reference, const std::vector<int>& list);
/// Rank-biased overlap, extrapolated (Webber, Moffat and Zobel 2010, equation 32); lists of any length and content.
double rboExt(const std::vector<int>& a, const std::vector<int>& b, double p = 0.9);
/// Documents that both have in their first k, divided by k or the longer length where that is less.
double overlapAt(const std::vector<int>& a, const std::vector<int>& b, std::size_t k);

} // namespace rw
