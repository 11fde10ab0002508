// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/candidatesets.h"

#include "core/metrics/evaluation.h"

#include <algorithm>
#include <utility>

namespace rw {

namespace {

std::shared_ptr<const OrderBounds> among(const SharedBounds& bounds, const Measure& measure)
{
    const auto found =
        std::find_if(bounds.begin(), bounds.end(), [&](const auto& one) { return one->measure.sameValueAs(measure); });
    return found == bounds.end() ? nullptr : *found;
}

} // namespace

SharedBounds orderBounds(const CandidateSet& candidates, const std::vector<Measure>& measures)
{
    std::vector<OrderBounds> bounds(measures.size());
    Aggregate base(measures);
    Aggregate ceiling(measures);
    JudgedRanking ranking;
    for (const std::int32_t place : candidates.judged) {
        const CandidateSet::Query& query = candidates.queries[std::size_t(place)];
        const auto first = candidates.grades.begin() + query.firstPair;
        ranking.assign({first, first + query.pairs}, query.pool);
        const std::vector<double> asFound = evaluateRanking(measures, ranking);
        ranking.assign(bestGrades(candidates, query), query.pool);
        const std::vector<double> best = evaluateRanking(measures, ranking);
        base.add(query.id, asFound);
        ceiling.add(query.id, best);
        for (std::size_t m = 0; m < measures.size(); ++m) {
            bounds[m].base.push_back(asFound[m]);
            bounds[m].ceiling.push_back(best[m]);
        }
    }
    const std::vector<double> baseOfAll = base.all();
    const std::vector<double> ceilingOfAll = ceiling.all();
    SharedBounds shared;
    for (std::size_t m = 0; m < measures.size(); ++m) {
        bounds[m].measure = measures[m];
        bounds[m].baseOfAll = baseOfAll[m];
        bounds[m].ceilingOfAll = ceilingOfAll[m];
        shared.push_back(std::make_shared<const OrderBounds>(std::move(bounds[m])));
    }
    return shared;
}

Result<std::shared_ptr<const CandidateSet>> CandidateSets::find(const std::string& key,
                                                                const std::function<Result<CandidateSet>()>& read)
{
    const std::lock_guard lock(m_mutex);
    const auto known =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& one) { return one.key == key; });
    if (known != m_entries.end()) {
        m_entries.splice(m_entries.begin(), m_entries, known);
        return known->set;
    }
    auto set = read();
    if (!set)
        return set.error();
    m_entries.push_front({key, std::make_shared<const CandidateSet>(std::move(*set)), {}});
    std::size_t pairs = 0;
    for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
        pairs += entry->set->passage.size();
        if (pairs > m_mostPairs && entry != m_entries.begin()) {
            m_entries.erase(entry, m_entries.end());
            break;
        }
    }
    return m_entries.front().set;
}

SharedBounds CandidateSets::bounds(const std::shared_ptr<const CandidateSet>& candidates,
                                   const std::vector<Measure>& measures)
{
    const std::lock_guard lock(m_mutex);
    const auto entry =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& one) { return one.set == candidates; });
    if (entry == m_entries.end()) // dropped since it was found
        return orderBounds(*candidates, measures);
    std::vector<Measure> missing;
    for (const Measure& measure : measures) {
        if (!among(entry->bounds, measure))
            missing.push_back(measure);
    }
    if (!missing.empty()) {
        for (auto& one : orderBounds(*candidates, missing))
            entry->bounds.push_back(std::move(one));
    }
    SharedBounds bounds;
    for (const Measure& measure : measures)
        bounds.push_back(among(entry->bounds, measure));
    return bounds;
}

} // namespace rw
