// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace rw {

/// Tests of paired differences d = B - A, one a query; two-sided. Rules and reference values: docs/statistics.md.

/// Differences smaller than this are ties, and equal differences may differ by as much.
constexpr double tieTolerance = 1e-9;
bool areAllEqual(const std::vector<double>& differences);

struct StudentTest
{
    double t = 0;
    double p = 1;
    bool isIdentical = false;     // no query differs
    bool isConstantShift = false; // all differ by the same: p is 0, and says nothing
};
StudentTest studentTest(const std::vector<double>& differences);

struct RandomisationTest
{
    enum class Method {
        Enumerated,  // all sign vectors
        Convolution, // all of them, differences rounded to `grid`
        Sampled      // p = (1 + count) / (samples + 1), never 0
    };
    double p = 1;
    Method method = Method::Enumerated;
    double grid = 0;
    int samples = 0;
    int nonzero = 0; // queries that differ
};
/// Fisher's randomisation of the mean (Smucker, Allan and Carterette, CIKM 2007). All sign vectors up to 20
/// differences, by convolution (Pagano and Tritchler 1983) while that takes at most `cells` steps, `samples` random
/// ones beyond.
RandomisationTest randomisationTest(const std::vector<double>& differences, std::uint64_t seed = 0,
                                    int samples = 100000, double cells = 2e9);

struct WilcoxonTest
{
    double positiveRanks = 0; // W+
    double z = 0;             // of the normal approximation
    double p = 1;
    bool isExact = true;
};
/// Signed ranks without the zeros, equal differences with their mean rank. Exact up to `exactBelow` differences, the
/// normal approximation with corrections for ties and continuity beyond.
WilcoxonTest wilcoxonTest(const std::vector<double>& differences, int exactBelow = 25);

struct SignTest
{
    int wins = 0; // B better
    int ties = 0;
    int losses = 0;
    double p = 1;
};
SignTest signTest(const std::vector<double>& differences);

} // namespace rw
