// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rw::engine {

/// Time in LibTorch's operators and in the engine's own recorded steps while it lives, for profiles (`bench`). Counts
/// the outermost ones of the thread that made it, so the sum is at most the time that went by. Costs some microseconds
/// a call: no measurement of speed should run at the same time.
class OperatorTimes
{
public:
    OperatorTimes();
    ~OperatorTimes();
    OperatorTimes(const OperatorTimes&) = delete;
    OperatorTimes& operator=(const OperatorTimes&) = delete;

    struct Entry
    {
        std::string name; // "mkldnn::_linear_pointwise", "aten::layer_norm", ...
        std::int64_t calls = 0;
        std::int64_t ns = 0;
    };
    /// What was counted so far, the most expensive first.
    std::vector<Entry> take();

private:
    struct Counters;
    std::unique_ptr<Counters> m_counters;
};

} // namespace rw::engine
