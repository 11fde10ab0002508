// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/evaluationcache.h"

#include <algorithm>
#include <optional>

namespace rw {

namespace {

std::optional<std::size_t> placeOf(const std::vector<Measure>& measures, const Measure& wanted)
{
    const auto found =
        std::find_if(measures.begin(), measures.end(), [&](const Measure& one) { return one.sameValueAs(wanted); });
    return found == measures.end() ? std::nullopt : std::optional(std::size_t(found - measures.begin()));
}

/// Columns of `from` in the order of `measures`, all of which it has.
UnitEvaluation selected(const UnitEvaluation& from, const std::vector<Measure>& measures)
{
    UnitEvaluation result = from;
    result.measures = measures;
    result.mean.clear();
    result.base.clear();
    result.ceiling.clear();
    for (std::vector<double>& values : result.values)
        values.clear();
    for (const Measure& measure : measures) {
        const std::size_t place = *placeOf(from.measures, measure);
        result.mean.push_back(from.mean[place]);
        result.base.push_back(from.base[place]);
        result.ceiling.push_back(from.ceiling[place]);
        for (std::size_t query = 0; query < from.values.size(); ++query)
            result.values[query].push_back(from.values[query][place]);
    }
    return result;
}

void append(UnitEvaluation& to, const UnitEvaluation& more)
{
    const auto add = [](auto& a, const auto& b) {
        a.insert(a.end(), b.begin(), b.end());
    };
    add(to.measures, more.measures);
    add(to.mean, more.mean);
    add(to.base, more.base);
    add(to.ceiling, more.ceiling);
    for (std::size_t query = 0; query < to.values.size(); ++query)
        add(to.values[query], more.values[query]);
}

} // namespace

std::size_t EvaluationCache::valuesOf(const UnitEvaluation& evaluation)
{
    return evaluation.queryIds.size() * (evaluation.measures.size() + 8) + 64; // ids weigh, too
}

void EvaluationCache::shrink()
{
    while (m_values > m_maxValues && m_entries.size() > 1) {
        m_values -= valuesOf(m_entries.back().evaluation);
        m_places.erase(m_entries.back().key);
        m_entries.pop_back();
    }
}

Result<UnitEvaluation> EvaluationCache::evaluate(WorkspaceReader& reader, std::int64_t unit,
                                                 const std::vector<Measure>& measures)
{
    const auto key = reader.evaluationKey(unit);
    if (!key)
        return key.error();
    std::vector<Measure> missing;
    {
        const std::lock_guard lock(m_mutex);
        const auto place = m_places.find(*key);
        for (const Measure& measure : measures) {
            const bool isKnown = place != m_places.end() && placeOf(place->second->evaluation.measures, measure);
            if (!isKnown && !placeOf(missing, measure))
                missing.push_back(measure);
        }
        if (missing.empty() && place != m_places.end()) {
            m_found += measures.size();
            m_entries.splice(m_entries.begin(), m_entries, place->second);
            return selected(place->second->evaluation, measures);
        }
    }
    auto computed = reader.evaluateUnit(unit, missing);
    if (!computed)
        return computed.error();
    // Scores that came in between belong to another key: what was computed now must not be kept under this one.
    const auto keyAfter = reader.evaluationKey(unit);
    if (!keyAfter)
        return keyAfter.error();
    if (*keyAfter != *key)
        return reader.evaluateUnit(unit, measures);

    const std::lock_guard lock(m_mutex);
    m_computed += missing.size();
    m_found += measures.size() - missing.size();
    auto place = m_places.find(*key);
    if (place == m_places.end()) {
        m_entries.push_front({*key, std::move(*computed)});
        place = m_places.emplace(*key, m_entries.begin()).first;
    } else {
        m_values -= valuesOf(place->second->evaluation);
        append(place->second->evaluation, *computed);
        m_entries.splice(m_entries.begin(), m_entries, place->second);
    }
    m_values += valuesOf(place->second->evaluation);
    // Dropped since it was looked up: all of it is wanted again.
    for (const Measure& measure : measures) {
        if (!placeOf(place->second->evaluation.measures, measure)) {
            m_values -= valuesOf(place->second->evaluation);
            m_entries.erase(place->second);
            m_places.erase(place);
            return reader.evaluateUnit(unit, measures);
        }
    }
    UnitEvaluation result = selected(place->second->evaluation, measures);
    shrink();
    return result;
}

} // namespace rw
