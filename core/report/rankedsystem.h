// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace rw {

/// One query as a system ranks it, best first.
struct RankedQuery
{
    bool isCovered = false;
    std::vector<int> documents; // pair numbers of candidates; documents that are none have numbers beyond
    std::vector<float> scores;
    std::vector<int> grades;
};

struct RankedSystem
{
    SystemResult result;
    bool hasScores = true;            // not the first stage, which is an order only
    std::vector<RankedQuery> queries; // as in the candidate set
};

/// Reads systems of one data set in the form in which they are compared.
class SystemReader
{
public:
    SystemReader(WorkspaceReader& reader, const CandidateSet& candidates, const DatasetRecord& dataset,
                 const std::vector<UnitRecord>& units)
        : m_reader(reader)
        , m_candidates(candidates)
        , m_dataset(dataset)
        , m_units(units)
    {
    }

    Result<RankedSystem> read(const SystemRef& ref);

private:
    Result<RankedSystem> readUnit(const SystemRef& ref);
    Result<RankedSystem> readRun(const SystemRef& ref);
    RankedSystem firstStage(const SystemRef& ref) const;

    WorkspaceReader& m_reader;
    const CandidateSet& m_candidates;
    const DatasetRecord& m_dataset;
    const std::vector<UnitRecord>& m_units;
    std::unique_ptr<Qrels> m_judgments;                    // read for the first run
    std::unordered_map<std::string, int> m_otherDocuments; // of runs: numbers of what is no candidate
};

std::string unitName(const UnitRecord& unit);

} // namespace rw
