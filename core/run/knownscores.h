// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/planmatrix.h"
#include "core/store/scorecache.h"

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace rw {

/// What need not be computed: the scores that a unit has from an earlier start, and those that other units of the
/// workspace have for the same input (PlanMatrix and ScoreCache say which these are).
class KnownScores
{
public:
    /// Takes over what was computed for another unit.
    using Reuse = std::function<Status(std::int64_t unit, const std::vector<RunWriter::Reused>& scores)>;

    /// `cache`: none where there is no workspace yet. `reuse`: none where nothing is to be written.
    KnownScores(const PlanMatrix& matrix, std::unique_ptr<ScoreCache> cache, Reuse reuse);

    /// Which pairs lack a score in any of the units of a pass.
    Result<std::vector<bool>> missing(const PlannedPass& pass);

private:
    Status find(const PlannedPass& pass, int unit, std::vector<float>& known);
    Result<std::vector<std::int32_t>> placesIn(std::int64_t stored, int dataset);
    bool sameRow(const PlannedPass& pass, int pair, const LengthLimits& other) const;

    const PlanMatrix& m_matrix;
    std::unique_ptr<ScoreCache> m_cache;
    Reuse m_reuse;
    std::map<std::pair<std::int64_t, int>, std::vector<std::int32_t>> m_places; // stored data set, planned one
};

} // namespace rw
