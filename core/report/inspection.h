// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/measures.h"
#include "core/store/candidateset.h"
#include "core/store/workspacereader.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rw {

/// Two rankings of one data set, to be looked at query by query. Unit 0 is the order before scoring.
struct InspectionRequest
{
    std::int64_t dataset = 0;
    std::int64_t left = 0;
    std::int64_t right = 0;
    std::vector<std::int64_t> others; // units whose scores are wanted, too
    Measure measure;
    std::vector<std::int64_t> more = {}; // units that stand beside left and right

    /// Left, right and those beside them.
    std::vector<std::int64_t> shown() const;
};

struct InspectedQuery
{
    std::size_t place = 0; // in the queries of the candidate set
    std::string text;
    /// Of the measure. Absent where the query has no judgments or a candidate has no score.
    std::optional<double> left;
    std::optional<double> right;
    /// How differently the shown rankings order the passages: 1 - rank-biased overlap (rboExt()), mean over all pairs
    /// of them; 0 = the same order. Needs no judgments. Absent where a candidate has no score.
    std::optional<double> disagreement;

    std::optional<double> difference() const; // right - left
};

struct Inspection
{
    InspectionRequest request;
    std::shared_ptr<const CandidateSet> candidates;
    std::map<std::int64_t, UnitScores> scores; // of left, right and the others
    std::vector<InspectedQuery> queries;       // largest difference first, whatever its sign; those without one last

    /// The pairs of a query as a unit ranks them, best first; none where a candidate has no score.
    std::vector<std::int64_t> ranking(std::size_t place, std::int64_t unit) const;
    /// Of the measure, for one query. Absent where it has no judgments or a candidate has no score.
    std::optional<double> value(std::size_t place, std::int64_t unit) const;
    /// NaN: none. The order before scoring has no scores.
    float score(std::int64_t pair, std::int64_t unit) const;
};

/// Units of another data set are an error.
Result<Inspection> inspect(WorkspaceReader& reader, const InspectionRequest& request);

} // namespace rw
