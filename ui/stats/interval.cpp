// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stats/interval.h"

#include <algorithm>
#include <random>

namespace rw::ui {

std::optional<Interval> bootstrapMean(const std::vector<double>& values, std::uint64_t seed)
{
    constexpr int kResamples = 2000;
    const std::size_t n = values.size();
    if (n < 2)
        return std::nullopt;
    std::mt19937_64 random(seed);
    std::vector<double> means(kResamples);
    for (double& mean : means) {
        double sum = 0;
        // The high 32 bits scaled by n: the same numbers with every standard library, unlike uniform_int_distribution.
        for (std::size_t i = 0; i < n; ++i)
            sum += values[static_cast<std::size_t>(((random() >> 32) * n) >> 32)];
        mean = sum / static_cast<double>(n);
    }
    std::sort(means.begin(), means.end());
    return Interval{means[kResamples * 25 / 1000], means[kResamples * 975 / 1000 - 1]};
}

} // namespace rw::ui
