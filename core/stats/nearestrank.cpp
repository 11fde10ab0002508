// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/nearestrank.h"

#include <algorithm>
#include <cmath>

namespace rw {

int samplesNeeded(double percent)
{
    return static_cast<int>(std::ceil(std::log(0.05) / std::log(percent / 100)));
}

std::optional<double> nearestRank(const std::vector<double>& sorted, double percent)
{
    const auto n = sorted.size();
    if (n == 0 || n < static_cast<std::size_t>(samplesNeeded(percent)))
        return std::nullopt;
    // The small constant takes back the rounding of 95 / 100 * n where the product is a whole number.
    const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(n) - 1e-9));
    return sorted[std::clamp<std::size_t>(rank, 1, n) - 1];
}

} // namespace rw
