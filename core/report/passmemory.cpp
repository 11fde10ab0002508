// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/passmemory.h"

#include <algorithm>
#include <optional>

namespace rw {

namespace {

/// Between two batches a worker still holds what it had: its allocator gives nothing back so soon.
constexpr double kHeldSeconds = 0.25;

void add(std::map<PassKey, PeakMemory>& peaks, const PassKey& pass, const SampleRecord& sample)
{
    const bool isGpu = sample.gpuMemoryBytes.has_value();
    const std::optional<std::int64_t> bytes = isGpu ? sample.gpuMemoryBytes : sample.residentBytes;
    if (!bytes)
        return;
    PeakMemory& peak = peaks[pass];
    if (isGpu != peak.isGpu && peak.samples > 0) {
        if (peak.isGpu) // a processor helped: its memory is another kind
            return;
        peak = {};
    }
    peak.isGpu = isGpu;
    peak.bytes = std::max(peak.bytes, *bytes);
    ++peak.samples;
}

} // namespace

std::map<PassKey, PeakMemory> passMemory(const std::vector<UnitRecord>& units, const std::vector<BatchRecord>& batches,
                                         const std::vector<SampleRecord>& samples)
{
    std::map<std::int64_t, PassKey> passes;
    for (const UnitRecord& unit : units)
        passes[unit.id] = passOf(unit);
    std::map<int, std::vector<const BatchRecord*>> lanes; // by start
    for (const BatchRecord& batch : batches)
        lanes[batch.worker].push_back(&batch);
    for (auto& [lane, own] : lanes)
        std::stable_sort(own.begin(), own.end(),
                         [](const BatchRecord* a, const BatchRecord* b) { return a->startSeconds < b->startSeconds; });
    std::map<PassKey, PeakMemory> peaks;
    for (const SampleRecord& sample : samples) {
        const auto lane = lanes.find(sample.worker);
        if (lane == lanes.end())
            continue;
        const auto next =
            std::upper_bound(lane->second.begin(), lane->second.end(), sample.seconds,
                             [](double seconds, const BatchRecord* batch) { return seconds < batch->startSeconds; });
        if (next == lane->second.begin())
            continue;
        const BatchRecord& batch = **std::prev(next);
        const auto pass = passes.find(batch.unit);
        if (batch.lengths > 1 || pass == passes.end() ||
            sample.seconds > batch.startSeconds + double(batch.totalNs) / 1e9 + kHeldSeconds)
            continue;
        add(peaks, pass->second, sample);
    }
    return peaks;
}

} // namespace rw
