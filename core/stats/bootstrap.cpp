// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/bootstrap.h"

#include "core/stats/distributions.h"
#include "core/stats/moments.h"
#include "core/stats/pairedtests.h"
#include "core/stats/random.h"

#include <algorithm>
#include <cmath>

namespace rw {

Bootstrap::Bootstrap(std::vector<double> values, std::uint64_t seed, int resamples)
{
    const std::size_t n = values.size();
    if (n < 2)
        return;
    std::sort(values.begin(), values.end());
    const double mean = meanOf(values);
    if (areAllEqual(values)) {
        m_means = {mean};
        return;
    }
    Random random(seed);
    m_means.resize(std::size_t(resamples));
    for (double& one : m_means) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i)
            sum += values[random.below(n)];
        one = sum / double(n);
    }
    std::sort(m_means.begin(), m_means.end());

    // Sums in another order differ in their last bits.
    const double tolerance = 1e-12 * (1 + std::abs(mean));
    const auto below = std::lower_bound(m_means.begin(), m_means.end(), mean - tolerance) - m_means.begin();
    const auto notAbove = std::upper_bound(m_means.begin(), m_means.end(), mean + tolerance) - m_means.begin();
    m_bias = normalQuantile(double(below + notAbove) / 2 / resamples);
    if (!std::isfinite(m_bias))
        m_bias = 0;
    double squares = 0;
    double cubes = 0;
    for (const double value : values) {
        const double difference = value - mean;
        squares += difference * difference;
        cubes += difference * difference * difference;
    }
    m_acceleration = cubes / (6 * std::pow(squares, 1.5));
    if (!std::isfinite(m_acceleration)) {
        m_acceleration = 0;
        m_bias = 0;
    }
}

double Bootstrap::quantile(double share) const
{
    const double z = m_bias + normalQuantile(share);
    const double shrunk = 1 - m_acceleration * z;
    // Beyond its pole the correction would turn around.
    return interpolatedQuantile(m_means, shrunk > 0 ? normalCdf(m_bias + z / shrunk) : (z > 0 ? 1 : 0));
}

std::optional<Interval> Bootstrap::interval(double level) const
{
    if (m_means.empty())
        return std::nullopt;
    return Interval{quantile((1 - level) / 2), quantile((1 + level) / 2)};
}

std::optional<double> Bootstrap::lowerBound(double level) const
{
    if (m_means.empty())
        return std::nullopt;
    return quantile(1 - level);
}

} // namespace rw
