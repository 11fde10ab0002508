// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/judgedranking.h"

#include <cstdint>
#include <string>
#include <vector>

namespace rw {

/// The candidates of a data set and what is judged of them, as numbers: what all units of the data set have in common.
/// Pairs are numbered in query order, then in first-stage order.
struct CandidateSet
{
    struct Query
    {
        std::string id;
        std::int64_t firstPair = 0;
        int pairs = 0;
        bool isJudged = false;
        std::vector<int> pool; // all grades of its judgments that are at least 0
    };
    std::int64_t dataset = 0;
    std::vector<Query> queries;       // those with candidates
    std::vector<std::int32_t> judged; // places of the judged ones in `queries`, by their ids
    // by pair
    std::vector<int> grades;               // JudgedRanking::notInPool, notJudged, or the grade
    std::vector<int> idOrder;              // compares as the passage ids do, byte by byte
    std::vector<std::int32_t> passage;     // position in the data set
    std::vector<std::string> passageIds;   // of `passageOfId`
    std::vector<std::int32_t> passageOfId; // positions that are candidates, ascending

    const std::string& passageId(std::int64_t pair) const;
    /// Queries that have candidates and judgments: the ones that count.
    int judgedQueries() const { return int(judged.size()); }
};

/// The scores of a unit. NaN: there is none.
struct UnitScores
{
    std::vector<float> scores; // by pair
    std::int64_t count = 0;

    /// Whether every candidate of the query has a score. A query counts only then: half a ranking is no ranking.
    bool covers(const CandidateSet::Query& query) const;
};

/// Ranks the candidates of one query after the other by their scores, ties by passage id descending, as trec_eval does.
class CandidateRanker
{
public:
    struct Place
    {
        std::uint64_t key = 0;  // orders as the ranking does
        std::int32_t place = 0; // within the query
    };
    /// Valid until the next call. Scores are numbers.
    const std::vector<Place>& rank(const CandidateSet& candidates, const CandidateSet::Query& query,
                                   const std::vector<float>& scores);

private:
    std::vector<Place> m_places;
};

/// Grades of a query's candidates in the best order that a reranker could find.
std::vector<int> bestGrades(const CandidateSet& candidates, const CandidateSet::Query& query);

/// The pairs of a query as CandidateRanker ranks them.
std::vector<std::int64_t> rankedPairs(const CandidateSet& candidates, const CandidateSet::Query& query,
                                      const std::vector<float>& scores);

} // namespace rw
