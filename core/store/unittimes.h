// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/stats/nearestrank.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

namespace rw {

/// What the units of a run took, warm-up left out.
struct UnitTimes
{
    // Interactive runs: milliseconds of a query with all its candidates.
    std::vector<double> queryMs; // ascending
    // Batch runs: over the makespan, from the first start to the last end on any device. Only where the unit was
    // computed in passes of its own length.
    std::optional<double> pairsPerSecond;
    std::optional<double> tokensPerSecond;
    std::optional<double> makespanSeconds;
};

/// By unit; all cut-off layers of a pass have the times of their pass. Units that nothing was measured of are absent.
Result<std::map<std::int64_t, UnitTimes>> unitTimes(const std::filesystem::path& workspace, std::int64_t run);

} // namespace rw
