// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace rw {

double meanOf(const std::vector<double>& values); // 0 of nothing
/// Of a sample (n - 1); 0 for fewer than two. Exactly 0 where all values are the same.
double standardDeviation(const std::vector<double>& values);
/// Ranks from 1, equal values with the mean of their ranks.
std::vector<double> midRanks(const std::vector<double>& values);
/// Linear between order statistics (Hyndman and Fan's type 7, the default of R and NumPy). `sorted` ascends, not empty.
double interpolatedQuantile(const std::vector<double>& sorted, double share);

} // namespace rw
