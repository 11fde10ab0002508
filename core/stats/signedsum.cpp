// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/signedsum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace rw {

namespace {

// The same code for what the processor has; additions alone, so every version gives the same bits.
#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
#define RW_VECTOR_VERSIONS __attribute__((target_clones("arch=x86-64-v4", "avx2", "default"), optimize("O3")))
#else
#define RW_VECTOR_VERSIONS
#endif

RW_VECTOR_VERSIONS void add(double* __restrict to, const double* __restrict from, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        to[i] += from[i];
}

/// counts[i] += counts[i - step] for i in [begin, end), from above: what is read is still without this step.
void shiftAdd(double* counts, std::size_t step, std::size_t begin, std::size_t end)
{
    begin = std::max(begin, step);
    while (end > begin) { // pieces no longer than the step do not overlap what they read
        const std::size_t first = end - std::min(end - begin, step);
        add(counts + first, counts + first - step, end - first);
        end = first;
    }
}

constexpr std::size_t tile = 1 << 12;       // cells that one step does at a time
constexpr std::size_t groupReach = 1 << 18; // sum of the steps that are done together: what lies between stays in cache
constexpr int mostHalvings = 900;           // before counts come near the end of the range of a double

/// Numbers of choices whose positive steps sum up to each number from 0 on, as multiples of 2^scale.
struct Counts
{
    std::vector<double>& cells;
    std::size_t reached = 0; // largest sum so far
    int scale = 0;

    /// The numbers are symmetric about half of what is reached, bit for bit: the upper ones need not be computed.
    void extend(std::size_t from, std::size_t to)
    {
        for (std::size_t i = from; i < to; ++i)
            cells[i] = i <= reached ? cells[reached - i] : 0;
    }
    void rescale(std::size_t size)
    {
        for (std::size_t i = 0; i < size; ++i)
            cells[i] = std::ldexp(cells[i], -mostHalvings);
        scale += mostHalvings;
    }
};

/// All steps of a group in one walk down: each step may be taken as far down as the one before it is, less itself.
void addGroup(double* counts, const std::size_t* steps, std::size_t group, std::size_t size)
{
    std::size_t lag = 0; // of the last step behind the first one
    for (std::size_t j = 1; j < group; ++j)
        lag += steps[j];
    std::vector<std::size_t> done(group, size); // from here up
    for (std::size_t low = size; low > 0 || done.back() > 0;) {
        low -= std::min(low, tile);
        std::size_t from = low;
        for (std::size_t j = 0; j < group; ++j) {
            // At the bottom nothing is left to wait for.
            if (j > 0)
                from = low == 0 ? 0 : std::min(from + steps[j], size);
            shiftAdd(counts, steps[j], from, done[j]);
            done[j] = std::min(done[j], from);
        }
    }
}

/// How many choices of `steps` (ascending) have each sum, up to the smaller one of `last` and all steps.
Counts countsOf(std::vector<double>& cells, const std::vector<std::size_t>& steps, std::size_t last)
{
    const std::size_t top = std::min(last, std::accumulate(steps.begin(), steps.end(), std::size_t(0)));
    if (cells.size() < top + 1)
        cells.resize(top + 1);
    cells[0] = 1;
    Counts counts{cells};
    std::size_t known = 1; // cells that are valid
    for (std::size_t first = 0; first < steps.size();) {
        std::size_t group = 0;
        std::size_t reach = 0;
        do
            reach += steps[first + group++];
        while (first + group < steps.size() && reach + steps[first + group] <= groupReach && group < 64);
        const std::size_t size = std::min(top, (counts.reached + reach) / 2) + 1;
        if (size > known)
            counts.extend(known, size);
        known = std::max(known, size);
        if (int(first + group) - counts.scale > mostHalvings)
            counts.rescale(known);
        addGroup(cells.data(), steps.data() + first, group, size);
        counts.reached += reach;
        first += group;
    }
    counts.extend(known, top + 1);
    return counts;
}

constexpr std::size_t lanes = 8; // sums that are made side by side: one alone waits for each of its additions

double sumOf(const double* values, std::size_t count)
{
    std::array<double, lanes> sums{};
    for (; count >= lanes; count -= lanes, values += lanes)
        for (std::size_t lane = 0; lane < lanes; ++lane)
            sums[lane] += values[lane];
    return std::accumulate(values, values + count, std::accumulate(sums.begin(), sums.end(), 0.0));
}

/// Choices of both halves whose sums are at most `last` together: a[last - i] of the one with b[0] + ... + b[i] of the
/// other, for i from `first` on. `unit` scales b, since the product of two counts may be beyond a double.
double choicesUpTo(const double* a, const double* b, double unit, std::size_t first, std::size_t last)
{
    const std::size_t part = (last + 1 - first) / lanes;
    std::array<double, lanes> below{}; // what b has before this part, and then up to the place reached in it
    double before = sumOf(b, first);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        below[lane] = before;
        before += sumOf(b + first + lane * part, part);
    }
    std::array<double, lanes> sums{};
    for (std::size_t i = 0; i < part; ++i) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const std::size_t place = first + lane * part + i;
            below[lane] += b[place];
            sums[lane] += a[last - place] * (below[lane] * unit);
        }
    }
    double sum = std::accumulate(sums.begin(), sums.end(), 0.0);
    for (std::size_t place = first + lanes * part; place <= last; ++place) {
        before += b[place];
        sum += a[last - place] * (before * unit);
    }
    return sum;
}

} // namespace

double signedSumTail(std::vector<std::size_t> steps, std::size_t observed)
{
    const std::size_t total = std::accumulate(steps.begin(), steps.end(), std::size_t(0));
    if (observed == 0)
        return 1;
    // The sum is 2 S - total for the sum S of the positive steps, so the distribution of S is enough, and of it the
    // lower tail: S <= last is at or beyond the observed sum. Two halves of the steps reach half as far each and have
    // half as many steps: together half the additions.
    const std::size_t last = (total - observed) / 2;
    std::sort(steps.begin(), steps.end());
    std::array<std::vector<std::size_t>, 2> halves;
    for (std::size_t i = 0; i < steps.size(); ++i)
        halves[i % 2].push_back(steps[i]);
    // The one with the larger sum comes second: it reaches `last`.
    if (std::accumulate(halves[0].begin(), halves[0].end(), std::size_t(0)) * 2 > total)
        std::swap(halves[0], halves[1]);
    thread_local std::array<std::vector<double>, 2> cells; // pages of new memory would cost more than the additions
    const Counts a = countsOf(cells[0], halves[0], last);
    const Counts b = countsOf(cells[1], halves[1], last);
    const double unit = std::ldexp(1.0, b.scale - int(halves[1].size()));
    const double choices = choicesUpTo(cells[0].data(), cells[1].data(), unit, last - std::min(last, a.reached), last);
    return std::min(1.0, 2 * std::ldexp(choices, a.scale - int(halves[0].size())));
}

} // namespace rw
