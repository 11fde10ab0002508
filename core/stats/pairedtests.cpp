// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/pairedtests.h"

#include "core/stats/distributions.h"
#include "core/stats/moments.h"
#include "core/stats/random.h"
#include "core/stats/signedsum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace rw {

namespace {

constexpr int mostEnumerated = 20;
constexpr double grid = 1e-6;
constexpr double mostCells = 1 << 25; // of the convolution at once: 256 MiB

/// Sums of eight differences with every choice of signs: a sign vector takes one look-up for eight queries.
class SignedSums
{
public:
    explicit SignedSums(const std::vector<double>& differences)
        : m_sums((differences.size() + 7) / 8)
    {
        for (std::size_t group = 0; group < m_sums.size(); ++group) {
            const std::size_t first = group * 8;
            const std::size_t count = std::min<std::size_t>(8, differences.size() - first);
            for (std::size_t signs = 0; signs < 256; ++signs) {
                double sum = 0;
                for (std::size_t i = 0; i < count; ++i)
                    sum += (signs >> i) & 1 ? differences[first + i] : -differences[first + i];
                m_sums[group][signs] = sum;
            }
        }
    }
    std::size_t groups() const { return m_sums.size(); }
    double sum(std::size_t group, std::uint64_t signs) const { return m_sums[group][signs & 255]; }

private:
    std::vector<std::array<double, 256>> m_sums;
};

} // namespace

bool areAllEqual(const std::vector<double>& differences)
{
    if (differences.empty())
        return true;
    const auto [least, most] = std::minmax_element(differences.begin(), differences.end());
    return *most - *least <= tieTolerance;
}

StudentTest studentTest(const std::vector<double>& differences)
{
    StudentTest test;
    const double mean = meanOf(differences);
    const double deviation = standardDeviation(differences);
    if (differences.size() < 2)
        return test;
    if (areAllEqual(differences)) {
        test.isIdentical = std::abs(mean) < tieTolerance;
        test.isConstantShift = !test.isIdentical;
        test.p = test.isIdentical ? 1 : 0;
        return test;
    }
    const auto n = double(differences.size());
    test.t = mean / (deviation / std::sqrt(n));
    test.p = studentTwoSided(test.t, n - 1);
    return test;
}

RandomisationTest randomisationTest(const std::vector<double>& differences, std::uint64_t seed, int samples,
                                    double cells)
{
    RandomisationTest test;
    std::vector<double> nonzero;
    for (const double difference : differences) {
        if (std::abs(difference) > tieTolerance)
            nonzero.push_back(difference);
    }
    test.nonzero = int(nonzero.size());
    if (nonzero.empty())
        return test;
    const double sum = std::accumulate(nonzero.begin(), nonzero.end(), 0.0);
    const double size = std::accumulate(nonzero.begin(), nonzero.end(), 0.0,
                                        [](double total, double one) { return total + std::abs(one); });
    const double threshold = std::abs(sum) - 1e-12 * double(differences.size()); // of the sum, 1e-12 of the mean

    if (test.nonzero <= mostEnumerated) {
        const SignedSums sums(nonzero);
        const std::uint64_t all = std::uint64_t(1) << nonzero.size();
        std::uint64_t count = 0;
        for (std::uint64_t signs = 0; signs < all; ++signs) {
            double one = 0;
            for (std::size_t group = 0; group < sums.groups(); ++group)
                one += sums.sum(group, signs >> (8 * group));
            count += std::abs(one) >= threshold ? 1 : 0;
        }
        test.p = double(count) / double(all);
        return test;
    }

    if (size / grid < mostCells && size / grid * double(nonzero.size()) <= cells) {
        std::vector<std::size_t> steps;
        long long observed = 0;
        for (const double difference : nonzero) {
            const long long step = std::llround(difference / grid);
            observed += step;
            if (step != 0)
                steps.push_back(std::size_t(std::abs(step)));
        }
        test.method = RandomisationTest::Method::Convolution;
        test.grid = grid;
        test.p = signedSumTail(std::move(steps), std::size_t(std::abs(observed)));
        return test;
    }

    test.method = RandomisationTest::Method::Sampled;
    test.samples = samples;
    const SignedSums sums(nonzero);
    Random random(seed);
    int count = 0;
    for (int sample = 0; sample < samples; ++sample) {
        double one = 0;
        std::uint64_t signs = 0;
        for (std::size_t group = 0; group < sums.groups(); ++group) {
            signs = group % 8 == 0 ? random.bits() : signs >> 8;
            one += sums.sum(group, signs);
        }
        count += std::abs(one) >= threshold ? 1 : 0;
    }
    test.p = double(1 + count) / double(samples + 1);
    return test;
}

WilcoxonTest wilcoxonTest(const std::vector<double>& differences, int exactBelow)
{
    WilcoxonTest test;
    std::vector<double> sizes;
    std::vector<bool> isPositive;
    for (const double difference : differences) {
        // Equal differences of decimal numbers differ in their last bits: they are rounded before they are ranked.
        const double rounded = std::round(difference * 1e10) / 1e10;
        if (std::abs(rounded) <= tieTolerance)
            continue;
        sizes.push_back(std::abs(rounded));
        isPositive.push_back(rounded > 0);
    }
    if (sizes.empty())
        return test;
    const std::vector<double> ranks = midRanks(sizes);
    double squares = 0;
    double all = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        test.positiveRanks += isPositive[i] ? ranks[i] : 0;
        squares += ranks[i] * ranks[i];
        all += ranks[i];
    }
    const double distance = std::abs(test.positiveRanks - all / 2);
    // The variance with the tie correction is that of the ranks as they are. Continuity is half a step.
    const double z = std::max(distance - 0.5, 0.0) / std::sqrt(squares / 4);
    test.z = test.positiveRanks < all / 2 ? -z : z;
    test.isExact = int(ranks.size()) <= exactBelow;
    if (test.isExact) {
        std::vector<std::size_t> steps; // of half ranks
        for (const double rank : ranks)
            steps.push_back(std::size_t(std::llround(2 * rank)));
        test.p = signedSumTail(std::move(steps), std::size_t(std::llround(4 * distance)));
    } else {
        test.p = std::min(1.0, 2 * normalCdf(-z));
    }
    return test;
}

SignTest signTest(const std::vector<double>& differences)
{
    SignTest test;
    for (const double difference : differences)
        ++(difference > tieTolerance ? test.wins : difference < -tieTolerance ? test.losses : test.ties);
    test.p = std::min(1.0, 2 * fairBinomialCdf(std::min(test.wins, test.losses), test.wins + test.losses));
    return test;
}

} // namespace rw
