// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace rw {

struct Interval
{
    double low = 0;
    double high = 0;
};

/// Bootstrap over queries: means of samples drawn with replacement. The same for the same seed, in whatever order the
/// values come: the window and the command line read queries in different orders and must show the same interval.
class Bootstrap
{
public:
    explicit Bootstrap(std::vector<double> values, std::uint64_t seed = 0, int resamples = 10000);

    /// BCa interval of the mean (Efron 1987): percentiles shifted by the bias (share of resampled means below the mean,
    /// half of those equal to it) and the acceleration (from the jackknife). Plain percentiles where the acceleration
    /// is undefined; [x, x] where all values are x; absent for fewer than two values.
    std::optional<Interval> interval(double level = 0.95) const;
    /// End of the one-sided interval: the mean is at least this with probability `level`.
    std::optional<double> lowerBound(double level = 0.95) const;

    double bias() const { return m_bias; } // z0
    double acceleration() const { return m_acceleration; }

private:
    double quantile(double share) const;

    std::vector<double> m_means; // sorted
    double m_bias = 0;
    double m_acceleration = 0;
};

} // namespace rw
