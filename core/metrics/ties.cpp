// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ties.h"

#include <algorithm>
#include <cmath>

namespace rw {

namespace {

/// Calls `group` with the first place and the end of every run of equal scores.
template <class Function>
void eachGroup(const std::vector<float>& scores, Function group)
{
    for (std::size_t first = 0; first < scores.size();) {
        std::size_t end = first + 1;
        while (end < scores.size() && scores[end] == scores[first])
            ++end;
        group(first, end);
        first = end;
    }
}

} // namespace

TieBounds tieBounds(const Measure& measure, const std::vector<int>& grades, const std::vector<float>& scores,
                    const std::vector<int>& pool)
{
    std::vector<int> worst = grades;
    eachGroup(scores, [&](std::size_t first, std::size_t end) {
        std::sort(worst.begin() + std::ptrdiff_t(first), worst.begin() + std::ptrdiff_t(end));
    });
    std::vector<int> best = grades;
    eachGroup(scores, [&](std::size_t first, std::size_t end) {
        std::sort(best.rbegin() + std::ptrdiff_t(best.size() - end),
                  best.rbegin() + std::ptrdiff_t(best.size() - first));
    });
    TieBounds bounds;
    JudgedRanking ranking;
    ranking.assign(worst, pool);
    bounds.worst = ranking.value(measure);
    ranking.assign(best, pool);
    bounds.best = ranking.value(measure);
    if (measure.kind == Measure::Kind::Ndcg && !measure.judgedOnly)
        bounds.expected = ranking.expectedNdcg(measure, scores);
    return bounds;
}

int tiedDocuments(const std::vector<float>& scores, int cutoff)
{
    int tied = 0;
    eachGroup(scores, [&](std::size_t first, std::size_t end) {
        const auto last = std::min(end, std::size_t(cutoff));
        if (end - first > 1 && last > first)
            tied += int(last - first);
    });
    return tied;
}

} // namespace rw
