// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/workspacereader.h"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace rw {

/// All cut-off layers of a model come from one pass: model, data set, length, quantization. Its batches belong to each
/// of its units.
using PassKey = std::tuple<std::int64_t, std::int64_t, int, std::string>;
PassKey passOf(const UnitRecord& unit);

/// What the batches of a pass took, without warm-up and without batches that served several lengths at once.
struct PassTimes
{
    std::vector<double> batchMs; // ascending
    double seconds = 0;          // of all workers together
    std::int64_t pairs = 0;

    /// Of one worker; NaN: not timed.
    double pairsPerSecond() const;
};
std::map<PassKey, PassTimes> passTimes(const std::vector<UnitRecord>& units, const std::vector<BatchRecord>& batches);

} // namespace rw
