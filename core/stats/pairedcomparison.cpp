// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/pairedcomparison.h"

#include "core/stats/distributions.h"
#include "core/stats/moments.h"

#include <algorithm>
#include <cmath>

namespace rw {

namespace {

constexpr double power = 0.8;

double factor(double degrees)
{
    return studentQuantile(0.975, degrees) + studentQuantile(power, degrees);
}

} // namespace

double detectableDifference(double deviation, int queries)
{
    return factor(queries - 1) * deviation / std::sqrt(double(queries));
}

std::int64_t queriesForDifference(double deviation, double difference)
{
    const auto isEnough = [&](std::int64_t n) {
        return factor(double(n - 1)) * deviation / std::sqrt(double(n)) <= difference;
    };
    std::int64_t high = 2;
    while (!isEnough(high) && high < (std::int64_t(1) << 40))
        high *= 2;
    std::int64_t low = 2;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (isEnough(middle))
            high = middle;
        else
            low = middle + 1;
    }
    return high;
}

PairedComparison comparePaired(const std::vector<double>& a, const std::vector<double>& b, std::uint64_t seed)
{
    PairedComparison result;
    std::vector<double> differences(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        differences[i] = b[i] - a[i];
    const int n = int(a.size());
    result.queries = n;
    result.meanA = meanOf(a);
    result.meanB = meanOf(b);
    result.difference = meanOf(differences);
    if (result.meanA != 0)
        result.relativeDifference = result.difference / result.meanA;
    result.student = studentTest(differences);
    result.randomisation = randomisationTest(differences, seed);
    result.wilcoxon = wilcoxonTest(differences);
    result.sign = signTest(differences);
    if (n < 2)
        return result;

    result.deviation = areAllEqual(differences) ? 0 : standardDeviation(differences);
    const Bootstrap bootstrap(differences, seed);
    result.interval = bootstrap.interval();
    const double error = result.deviation / std::sqrt(double(n));
    const double reach = studentQuantile(0.975, n - 1) * error;
    result.studentInterval = Interval{result.difference - reach, result.difference + reach};
    if (result.deviation > 0) {
        result.effectSize = result.difference / result.deviation;
        result.detectable = detectableDifference(result.deviation, n);
        result.queriesNeeded = queriesForDifference(result.deviation, 0.01);
    }
    const double studentBound = -result.difference + studentQuantile(0.95, n - 1) * error;
    result.lossBound = std::max(studentBound, -*bootstrap.lowerBound());
    return result;
}

} // namespace rw
