// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/passtimes.h"

#include <algorithm>
#include <limits>

namespace rw {

PassKey passOf(const UnitRecord& unit)
{
    return {unit.model, unit.dataset, unit.maxLength, unit.quantization};
}

double PassTimes::pairsPerSecond() const
{
    return seconds > 0 ? double(pairs) / seconds : std::numeric_limits<double>::quiet_NaN();
}

std::map<PassKey, PassTimes> passTimes(const std::vector<UnitRecord>& units, const std::vector<BatchRecord>& batches)
{
    std::map<std::int64_t, PassKey> passes;
    for (const UnitRecord& unit : units)
        passes[unit.id] = passOf(unit);
    std::map<PassKey, PassTimes> times;
    for (const BatchRecord& batch : batches) {
        const auto pass = passes.find(batch.unit);
        if (batch.warmup || batch.lengths > 1 || pass == passes.end())
            continue;
        PassTimes& entry = times[pass->second];
        entry.batchMs.push_back(double(batch.totalNs) / 1e6);
        entry.seconds += double(batch.totalNs) / 1e9;
        entry.pairs += batch.pairs;
    }
    for (auto& [pass, entry] : times)
        std::sort(entry.batchMs.begin(), entry.batchMs.end());
    return times;
}

} // namespace rw
