// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/multiplicity.h"

#include "core/stats/moments.h"
#include "core/stats/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace rw {

namespace {

constexpr std::array<std::pair<std::string_view, Correction>, 4> names{{
    {"none", Correction::None},
    {"bonferroni", Correction::Bonferroni},
    {"holm", Correction::Holm},
    {"bh", Correction::BenjaminiHochberg},
}};

} // namespace

std::string_view correctionName(Correction correction)
{
    return std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.second == correction; })->first;
}

std::string_view correctionTitle(Correction correction)
{
    switch (correction) {
    case Correction::None:
        return {};
    case Correction::Bonferroni:
        return "Bonferroni";
    case Correction::Holm:
        return "Holm";
    case Correction::BenjaminiHochberg:
        return "Benjamini-Hochberg";
    }
    return {};
}

std::optional<Correction> correctionByName(std::string_view name)
{
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == name; });
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::vector<double> adjustedP(const std::vector<double>& p, Correction correction, std::size_t untested)
{
    if (untested > 0) {
        std::vector<double> family = p;
        family.resize(p.size() + untested, 1.0);
        family = adjustedP(family, correction);
        family.resize(p.size());
        return family;
    }
    const std::size_t m = p.size();
    std::vector<std::size_t> order(m);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    std::vector<double> adjusted = p;
    double last = 0;
    switch (correction) {
    case Correction::None:
        break;
    case Correction::Bonferroni:
        for (double& one : adjusted)
            one = std::min(1.0, one * double(m));
        break;
    case Correction::Holm:
        for (std::size_t i = 0; i < m; ++i)
            adjusted[order[i]] = last = std::max(last, std::min(1.0, double(m - i) * p[order[i]]));
        break;
    case Correction::BenjaminiHochberg:
        last = 1;
        for (std::size_t i = m; i-- > 0;)
            adjusted[order[i]] = last = std::min(last, double(m) * p[order[i]] / double(i + 1));
        break;
    }
    return adjusted;
}

TukeyTest randomisedTukey(const std::vector<std::vector<double>>& values, std::uint64_t seed, int samples)
{
    const std::size_t systems = values.size();
    const std::size_t queries = systems > 0 ? values[0].size() : 0;
    TukeyTest test;
    test.samples = samples;
    test.p.assign(systems, std::vector<double>(systems, 1));
    if (systems < 2 || queries == 0)
        return test;

    std::vector<double> table(systems * queries); // [query][system]
    for (std::size_t s = 0; s < systems; ++s) {
        for (std::size_t q = 0; q < queries; ++q)
            table[q * systems + s] = values[s][q];
    }
    Random random(seed);
    std::vector<double> ranges(static_cast<std::size_t>(samples));
    std::vector<double> sums(systems);
    for (double& range : ranges) {
        std::fill(sums.begin(), sums.end(), 0.0);
        for (std::size_t q = 0; q < queries; ++q) {
            double* const row = table.data() + q * systems;
            for (std::size_t s = systems; s-- > 0;) { // shuffled on: any order is as good a start as any other
                std::swap(row[s], row[random.below(s + 1)]);
                sums[s] += row[s];
            }
        }
        const auto [least, most] = std::minmax_element(sums.begin(), sums.end());
        range = (*most - *least) / double(queries);
    }
    std::sort(ranges.begin(), ranges.end());
    for (std::size_t a = 0; a < systems; ++a) {
        for (std::size_t b = a + 1; b < systems; ++b) {
            const double difference = std::abs(meanOf(values[a]) - meanOf(values[b]));
            const auto reach = ranges.end() - std::lower_bound(ranges.begin(), ranges.end(), difference - 1e-12);
            test.p[a][b] = test.p[b][a] = double(1 + reach) / double(samples + 1);
        }
    }
    return test;
}

} // namespace rw
