// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/measures.h"

#include <cstddef>
#include <vector>

namespace rw {

/// One ranking against its judgments: everything that a measure of one query depends on. Sums that several measures
/// share are made once, so that twenty cut-offs cost little more than one.
class JudgedRanking
{
public:
    /// Grades below 0 in `grades`, in order of rank.
    enum : int { notInPool = -1, notJudged = -2 }; // no judgment at all; judged with a grade below 0

    /// `grades`: of the ranked documents; `pool`: all grades of the judgments that are at least 0, in any order.
    void assign(const std::vector<int>& grades, const std::vector<int>& pool);

    /// Nothing is computed twice for the same parameters, whatever the number of cut-offs.
    double value(const Measure& measure);
    /// nDCG over all orders of documents with equal scores: each has the mean gain of its group. `scores`: of the
    /// documents in rank order.
    double expectedNdcg(const Measure& measure, const std::vector<float>& scores);
    /// trec_eval's relstring: a digit, '>' for more, '-' not in the pool, '.' in the pool and not judged.
    std::string relevanceString(int length) const;

private:
    int size() const { return int(m_grades.size()); }
    int depth(int cutoff) const { return cutoff > 0 && cutoff < size() ? cutoff : size(); }
    void countRelevant(int level);
    struct Gain
    {
        bool exponential = false;
        int level = 1;
        std::map<int, double> gains;
        bool operator==(const Gain&) const = default;
        double of(int grade) const;
    };
    void sumGains(const Measure& measure);
    double discounted(const std::vector<double>& sums, int depth) const;

    double valueAsRanked(const Measure& measure);
    double expectedReciprocalRank(const Measure& measure) const;
    double rankBiased(const Measure& measure, bool residual) const;
    double binaryPreference(const Measure& measure) const;
    double inferredAp(const Measure& measure) const;
    double interpolatedPrecision(double share) const;
    double pairAccuracy(const Measure& measure) const;
    double g(const Measure& measure);
    double ndcgAtRelevant(const Measure& measure);
    double ndcgAtLevels(const Measure& measure);

    std::vector<int> m_grades;
    std::vector<int> m_pool; // best first

    int m_level = 0; // of the following, 0: none yet
    int m_relevant = 0;
    std::vector<int> m_found;        // [i]: relevant in the first i
    std::vector<double> m_precision; // [i]: sum of the precision at the relevant ones of the first i
    std::vector<int> m_ranks;        // of the relevant ones, from 1
    std::vector<double> m_highest;   // [i]: highest precision from the i-th relevant one on

    Gain m_gain;
    bool m_hasGains = false;
    std::vector<double> m_gained; // gains in rank order
    std::vector<double> m_ideal;  // positive gains of the judgments, best first
    std::vector<double> m_dcg;    // [i]: of the first i
    std::vector<double> m_idealDcg;
    std::vector<double> m_logarithms;       // log2(rank + 1), rank from 1
    std::vector<JudgedRanking> m_condensed; // one at most: the ranking without what is not judged
};

} // namespace rw
