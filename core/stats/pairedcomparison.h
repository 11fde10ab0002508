// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stats/bootstrap.h"
#include "core/stats/pairedtests.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace rw {

/// Everything about the differences of two systems on the same queries, B - A for the baseline A.
struct PairedComparison
{
    static constexpr int fewQueries = 10; // below it: say so beside every number

    int queries = 0;
    double meanA = 0;
    double meanB = 0;
    double difference = 0;                    // of the means
    std::optional<double> relativeDifference; // of meanA, absent where that is 0
    double deviation = 0;                     // standard deviation of the differences
    std::optional<double> effectSize;         // d_z = difference / deviation
    std::optional<Interval> interval;         // BCa, 95 %
    std::optional<Interval> studentInterval;
    std::optional<double> detectable;          // smallest difference found with 80 % power at this n and deviation
    std::optional<std::int64_t> queriesNeeded; // for a difference of 0.01

    RandomisationTest randomisation; // the default p
    StudentTest student;
    WilcoxonTest wilcoxon;
    SignTest sign;

    /// How much worse than A the system B may be at most, with 95 % confidence: the larger of the two bounds, by
    /// Student's t and by the bootstrap. Absent for fewer than two queries.
    std::optional<double> lossBound;
    /// Whether B is certainly no worse than A by more than this share of A's mean.
    bool keeps(double margin) const { return lossBound && *lossBound <= margin * meanA + tieTolerance; }
};

/// `a` and `b`: values of the same queries in the same order.
PairedComparison comparePaired(const std::vector<double>& a, const std::vector<double>& b, std::uint64_t seed = 0);

/// Smallest difference that a two-sided t test at 5 % finds with 80 % power (Sakai): (t_0.975 + t_0.8) s / sqrt(n).
double detectableDifference(double deviation, int queries);
/// Smallest number of queries for which detectableDifference is at most `difference`.
std::int64_t queriesForDifference(double deviation, double difference);

} // namespace rw
