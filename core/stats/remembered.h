// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stats/pairedcomparison.h"

#include <cstddef>

namespace rw {

/// Statistics that several parts of the window and of a report ask for, each computed once. They are found by the
/// numbers that they are of, so that nothing that changes can be answered from memory. Safe from many threads: who asks
/// for what another one is computing waits for it.

/// The same as Bootstrap(values, seed).interval().
std::optional<Interval> rememberedInterval(std::vector<double> values, std::uint64_t seed = 0);
/// The same as comparePaired(a, b, seed).
PairedComparison rememberedComparison(const std::vector<double>& a, const std::vector<double>& b,
                                      std::uint64_t seed = 0);
/// How many were computed so far, of both.
std::size_t computedStatistics();

} // namespace rw
