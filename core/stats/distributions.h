// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace rw {

double normalCdf(double z);
/// Inverse of normalCdf; infinite for 0 and 1.
double normalQuantile(double p);

/// Student's t with `degrees` > 0 degrees of freedom.
double studentCdf(double t, double degrees);
double studentQuantile(double p, double degrees);
/// Probability of a value at least as far from 0 as t; exact in the tail, where 1 - cdf would be rounded away.
double studentTwoSided(double t, double degrees);

/// Probability of at most k of n fair coins showing heads.
double fairBinomialCdf(int k, int n);

/// Regularised incomplete beta function I_x(a, b), by its continued fraction (Abramowitz and Stegun 26.5.8).
double incompleteBeta(double a, double b, double x);

} // namespace rw
