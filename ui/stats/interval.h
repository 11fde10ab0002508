// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace rw::ui {

struct Interval
{
    double low = 0;
    double high = 0;
};

/// 95 % interval of the mean: percentile bootstrap over the values, 2,000 resamples, the same for the same seed.
/// Absent for fewer than two values.
std::optional<Interval> bootstrapMean(const std::vector<double>& values, std::uint64_t seed = 0);

} // namespace rw::ui
