// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace rw {

/// Share of all choices of signs for which the sum of `steps` (whole numbers, none 0) is at least as far from 0 as
/// `observed`: the exact two-sided p of a randomisation test whose differences lie on a grid, by convolution (Pagano
/// and Tritchler 1983). Takes a double for each whole number up to half of the sum of the steps; that memory stays with
/// the thread.
double signedSumTail(std::vector<std::size_t> steps, std::size_t observed);

} // namespace rw
