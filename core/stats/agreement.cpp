// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/agreement.h"

#include "core/stats/moments.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace rw {

namespace {

/// Sorts and counts the pairs that stand in the wrong order.
std::int64_t countInversions(std::vector<double>& values, std::vector<double>& space, std::size_t begin,
                             std::size_t end)
{
    if (end - begin < 2)
        return 0;
    const std::size_t middle = begin + (end - begin) / 2;
    std::int64_t count = countInversions(values, space, begin, middle) + countInversions(values, space, middle, end);
    std::size_t left = begin;
    std::size_t right = middle;
    for (std::size_t out = begin; out < end; ++out) {
        if (right == end || (left < middle && values[left] <= values[right])) {
            space[out] = values[left++];
        } else {
            count += std::int64_t(middle - left);
            space[out] = values[right++];
        }
    }
    std::copy(space.begin() + std::ptrdiff_t(begin), space.begin() + std::ptrdiff_t(end),
              values.begin() + std::ptrdiff_t(begin));
    return count;
}

/// Pairs within runs of equal elements.
template <class Same>
std::int64_t tiedPairs(std::size_t n, Same same)
{
    std::int64_t count = 0;
    std::int64_t run = 1;
    for (std::size_t i = 1; i < n; ++i) {
        run = same(i - 1, i) ? run + 1 : 1;
        count += run - 1;
    }
    return count;
}

} // namespace

std::optional<double> pearson(const std::vector<double>& a, const std::vector<double>& b)
{
    const double meanA = meanOf(a);
    const double meanB = meanOf(b);
    double both = 0;
    double onlyA = 0;
    double onlyB = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += (a[i] - meanA) * (b[i] - meanB);
        onlyA += (a[i] - meanA) * (a[i] - meanA);
        onlyB += (b[i] - meanB) * (b[i] - meanB);
    }
    if (standardDeviation(a) == 0 || standardDeviation(b) == 0 || !(onlyA > 0 && onlyB > 0))
        return std::nullopt;
    return std::clamp(both / std::sqrt(onlyA) / std::sqrt(onlyB), -1.0, 1.0);
}

ScoreDrift scoreDrift(const std::vector<double>& a, const std::vector<double>& b)
{
    ScoreDrift drift;
    drift.pairs = std::int64_t(a.size());
    if (a.empty())
        return drift;
    std::vector<double> distances;
    distances.reserve(a.size());
    double squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        distances.push_back(std::abs(a[i] - b[i]));
        squares += distances.back() * distances.back();
    }
    drift.meanAbs = meanOf(distances);
    drift.rmse = std::sqrt(squares / double(a.size()));
    drift.maxAbs = *std::max_element(distances.begin(), distances.end());
    const auto rank = std::size_t(std::ceil(0.99 * double(a.size()) - 1e-9));
    const auto place = distances.begin() + std::ptrdiff_t(rank - 1);
    std::nth_element(distances.begin(), place, distances.end());
    drift.p99Abs = *place;
    drift.pearson = pearson(a, b);
    drift.spearman = pearson(midRanks(a), midRanks(b));
    return drift;
}

std::optional<double> PairOrders::tauB() const
{
    if (tiedA == pairs || tiedB == pairs)
        return std::nullopt;
    const std::int64_t concordant = pairs - tiedA - tiedB + tiedBoth - flipped;
    return double(concordant - flipped) / std::sqrt(double(pairs - tiedA) * double(pairs - tiedB));
}

PairOrders pairOrders(const std::vector<double>& a, const std::vector<double>& b)
{
    PairOrders orders;
    const std::size_t n = a.size();
    orders.pairs = std::int64_t(n) * (std::int64_t(n) - 1) / 2;
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(),
              [&](std::size_t x, std::size_t y) { return a[x] != a[y] ? a[x] < a[y] : b[x] < b[y]; });
    std::vector<double> byA(n);
    std::transform(order.begin(), order.end(), byA.begin(), [&](std::size_t i) { return b[i]; });
    orders.tiedA = tiedPairs(n, [&](std::size_t i, std::size_t j) { return a[order[i]] == a[order[j]]; });
    orders.tiedBoth = tiedPairs(
        n, [&](std::size_t i, std::size_t j) { return a[order[i]] == a[order[j]] && b[order[i]] == b[order[j]]; });
    std::vector<double> space(n);
    orders.flipped = countInversions(byA, space, 0, n);
    orders.tiedB = tiedPairs(n, [&](std::size_t i, std::size_t j) { return byA[i] == byA[j]; });
    return orders;
}

std::optional<double> tauAp(const std::vector<int>& reference, const std::vector<int>& list)
{
    const std::size_t n = list.size();
    if (n < 2 || reference.size() != n)
        return std::nullopt;
    std::unordered_map<int, std::size_t> place;
    for (std::size_t i = 0; i < n; ++i)
        place.emplace(reference[i], i);
    std::vector<int> before(n + 1, 0); // Fenwick tree over the places seen so far
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const auto found = place.find(list[i]);
        if (found == place.end())
            return std::nullopt;
        int above = 0; // of the documents above in the list, those that the reference has above, too
        for (std::size_t at = found->second; at > 0; at -= at & (~at + 1))
            above += before[at];
        for (std::size_t at = found->second + 1; at <= n; at += at & (~at + 1))
            ++before[at];
        if (i > 0)
            sum += double(above) / double(i);
    }
    return 2 / double(n - 1) * sum - 1;
}

double rboExt(const std::vector<int>& a, const std::vector<int>& b, double p)
{
    const std::vector<int>& shorter = a.size() <= b.size() ? a : b;
    const std::vector<int>& longer = a.size() <= b.size() ? b : a;
    const std::size_t s = shorter.size();
    const std::size_t l = longer.size();
    if (s == 0)
        return l == 0 ? 1 : 0;
    std::unordered_set<int> seenShort;
    std::unordered_set<int> seenLong;
    double overlap = 0; // X_d
    double overlapAtS = 0;
    double sum = 0;
    double weight = 1; // p^d
    for (std::size_t d = 1; d <= l; ++d) {
        weight *= p;
        const int fromLong = longer[d - 1];
        if (d <= s) {
            const int fromShort = shorter[d - 1];
            if (fromShort == fromLong)
                ++overlap;
            else
                overlap += double(seenLong.contains(fromShort)) + double(seenShort.contains(fromLong));
            seenShort.insert(fromShort);
            overlapAtS = overlap;
        } else {
            overlap += double(seenShort.contains(fromLong));
            sum += overlapAtS * double(d - s) / double(s) / double(d) * weight;
        }
        seenLong.insert(fromLong);
        sum += overlap / double(d) * weight;
    }
    return (1 - p) / p * sum + ((overlap - overlapAtS) / double(l) + overlapAtS / double(s)) * weight;
}

double overlapAt(const std::vector<int>& a, const std::vector<int>& b, std::size_t k)
{
    const std::size_t whole = std::min(k, std::max(a.size(), b.size()));
    if (whole == 0)
        return 1;
    const std::unordered_set<int> first(a.begin(), a.begin() + std::ptrdiff_t(std::min(k, a.size())));
    const auto shared = std::count_if(b.begin(), b.begin() + std::ptrdiff_t(std::min(k, b.size())),
                                      [&](int document) { return first.contains(document); });
    return double(shared) / double(whole);
}

} // namespace rw
