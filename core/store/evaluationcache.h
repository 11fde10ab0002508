// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/workspacereader.h"

#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace rw {

/// Evaluations of units, kept by unit and measure. The key of a unit has everything that its values depend on
/// (workspace, run, data set, model, options, number of scores), so that nothing that changes can be answered from
/// memory; what was not asked for longest is dropped first. Safe from many threads, each with its own reader.
class EvaluationCache
{
public:
    explicit EvaluationCache(std::size_t maxValues = std::size_t(16) << 20)
        : m_maxValues(maxValues)
    {
    }

    /// The same as `reader.evaluateUnit`.
    Result<UnitEvaluation> evaluate(WorkspaceReader& reader, std::int64_t unit, const std::vector<Measure>& measures);
    /// For the readers that are handed in, so that they share what they have read.
    const std::shared_ptr<CandidateSets>& candidates() const { return m_candidates; }
    /// Measures of units that were computed, and those that were found here.
    std::size_t computed() const { return m_computed; }
    std::size_t found() const { return m_found; }

private:
    struct Entry
    {
        std::string key;
        UnitEvaluation evaluation; // of all measures asked for so far
    };
    static std::size_t valuesOf(const UnitEvaluation& evaluation);
    void shrink();

    std::shared_ptr<CandidateSets> m_candidates = std::make_shared<CandidateSets>();
    std::mutex m_mutex;
    std::size_t m_maxValues;
    std::size_t m_values = 0;
    std::list<Entry> m_entries; // the one used last first
    std::unordered_map<std::string, std::list<Entry>::iterator> m_places;
    std::size_t m_computed = 0;
    std::size_t m_found = 0;
};

} // namespace rw
