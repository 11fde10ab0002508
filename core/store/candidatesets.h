// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/measures.h"
#include "core/store/candidateset.h"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rw {

/// What no reranker changes: the value of the order before scoring and of the best order of the candidates.
struct OrderBounds
{
    Measure measure;
    std::vector<double> base; // by judged query, as in CandidateSet::judged
    std::vector<double> ceiling;
    double baseOfAll = 0; // over all judged queries
    double ceilingOfAll = 0;
};
using SharedBounds = std::vector<std::shared_ptr<const OrderBounds>>; // by measure
SharedBounds orderBounds(const CandidateSet& candidates, const std::vector<Measure>& measures);

/// Candidate sets and their bounds that many readers share: each is read and computed once. Those that were asked for
/// longest ago are dropped beyond a total number of pairs. Safe from many threads; who comes while a set is being read
/// waits for it.
class CandidateSets
{
public:
    explicit CandidateSets(std::size_t mostPairs = std::size_t(16) << 20)
        : m_mostPairs(mostPairs)
    {
    }

    /// `key`: names the content (workspace, data set, content hash).
    Result<std::shared_ptr<const CandidateSet>> find(const std::string& key,
                                                     const std::function<Result<CandidateSet>()>& read);
    SharedBounds bounds(const std::shared_ptr<const CandidateSet>& candidates, const std::vector<Measure>& measures);

private:
    struct Entry
    {
        std::string key;
        std::shared_ptr<const CandidateSet> set;
        SharedBounds bounds; // of all measures asked for so far
    };

    std::mutex m_mutex;
    std::size_t m_mostPairs;
    std::list<Entry> m_entries; // the one used last first
};

} // namespace rw
