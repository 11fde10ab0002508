// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace rw {

/// Which points no other one dominates: at most the same cost and at least the same value, one of them better. Equal
/// points stand or fall together; a point with a NaN is never in the front, and dominates nothing.
std::vector<bool> paretoFront(const std::vector<double>& cost, const std::vector<double>& value);

} // namespace rw
