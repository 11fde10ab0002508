// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/distributions.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace rw {

namespace {

/// std::lgamma writes a global; arguments here are positive.
double logGamma(double x)
{
    int sign = 0;
    return ::lgamma_r(x, &sign);
}

/// Where the increasing function reaches p, by bisection to the last bit.
template <class Function>
double inverse(Function cdf, double p)
{
    double low = -1;
    double high = 1;
    while (cdf(low) > p && low > -1e300)
        low *= 2;
    while (cdf(high) < p && high < 1e300)
        high *= 2;
    while (true) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return middle;
        (cdf(middle) < p ? low : high) = middle;
    }
}

} // namespace

double normalCdf(double z)
{
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double normalQuantile(double p)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (!(p > 0))
        return -infinity;
    if (!(p < 1))
        return infinity;
    // In the lower half the cdf keeps its relative precision.
    return p > 0.5 ? -inverse(normalCdf, 1 - p) : inverse(normalCdf, p);
}

double incompleteBeta(double a, double b, double x)
{
    if (!(x > 0))
        return 0;
    if (!(x < 1))
        return 1;
    if (x > (a + 1) / (a + b + 2)) // where the fraction converges fast
        return 1 - incompleteBeta(b, a, 1 - x);
    const double front =
        std::exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * std::log(x) + b * std::log1p(-x)) / a;
    constexpr double tiny = 1e-300;
    double c = 1;
    double d = 0;
    double fraction = 1; // Lentz' algorithm
    for (int i = 0; i < 100000; ++i) {
        const double m = i / 2;
        const double numerator = i == 0       ? 1
                                 : i % 2 == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                                              : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + numerator * d;
        d = 1 / (std::abs(d) < tiny ? tiny : d);
        c = 1 + numerator / c;
        c = std::abs(c) < tiny ? tiny : c;
        fraction *= c * d;
        if (std::abs(1 - c * d) < 1e-16)
            break;
    }
    return front * (fraction - 1);
}

double studentTwoSided(double t, double degrees)
{
    if (std::isnan(t))
        return 1;
    if (std::isinf(t))
        return 0;
    if (degrees > 1e8) // the fraction would need too long, and nobody could tell the difference
        return 2 * normalCdf(-std::abs(t));
    return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

double studentCdf(double t, double degrees)
{
    const double tail = studentTwoSided(t, degrees) / 2;
    return t > 0 ? 1 - tail : tail;
}

double studentQuantile(double p, double degrees)
{
    if (p > 0.5)
        return -studentQuantile(1 - p, degrees);
    if (p == 0.5)
        return 0;
    return inverse([degrees](double t) { return studentCdf(t, degrees); }, p);
}

double fairBinomialCdf(int k, int n)
{
    if (k < 0)
        return 0;
    if (k >= n)
        return 1;
    return incompleteBeta(n - k, k + 1, 0.5);
}

} // namespace rw
