// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace rw {

/// Exact nearest rank: the smallest value that at least `percent` % of the sample do not exceed. `sorted` ascends.
/// Absent where the sample is too small for the percentile to have an upper 95 % confidence limit inside it:
/// 1 - p^n >= 0.95, so p95 needs 59 values and p99 needs 299.
std::optional<double> nearestRank(const std::vector<double>& sorted, double percent);
/// The smallest sample for which `nearestRank` has a value.
int samplesNeeded(double percent);

} // namespace rw
