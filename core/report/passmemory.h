// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/passtimes.h"

#include <cstdint>
#include <map>
#include <vector>

namespace rw {

/// The most that one worker was seen to hold while it computed a pass: memory of its GPU where that was measured, else
/// its resident memory. Seen a few times a second: a shorter peak is missed.
struct PeakMemory
{
    std::int64_t bytes = 0;
    bool isGpu = false;
    int samples = 0;
};

/// By pass. A sample belongs to the batch that its worker was at, or had just ended; of batches that served several
/// lengths at once it belongs to none. Passes that no sample belongs to are absent.
std::map<PassKey, PeakMemory> passMemory(const std::vector<UnitRecord>& units, const std::vector<BatchRecord>& batches,
                                         const std::vector<SampleRecord>& samples);

} // namespace rw
