// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/rankedsystem.h"

#include <algorithm>
#include <string_view>

namespace rw {

std::string unitName(const UnitRecord& unit)
{
    std::string name = unit.modelName + " " + std::to_string(unit.maxLength) + " " + unit.quantization;
    if (unit.cutoffLayer > 0)
        name += " layer " + std::to_string(unit.cutoffLayer);
    return name;
}

Result<RankedSystem> SystemReader::read(const SystemRef& ref)
{
    switch (ref.kind) {
    case SystemRef::Kind::Unit:
        return readUnit(ref);
    case SystemRef::Kind::Run:
        return readRun(ref);
    case SystemRef::Kind::FirstStage:
        break;
    }
    return firstStage(ref);
}

Result<RankedSystem> SystemReader::readUnit(const SystemRef& ref)
{
    const auto unit =
        std::find_if(m_units.begin(), m_units.end(), [&](const UnitRecord& one) { return one.id == ref.unit; });
    if (unit == m_units.end())
        return Error{"there is no unit " + std::to_string(ref.unit) + " in the workspace"};
    if (unit->dataset != m_dataset.id)
        return Error{"unit " + std::to_string(ref.unit) + " is of data set " + unit->datasetName +
                     ", the baseline of " + m_dataset.name + "; expected units of one data set"};
    const auto scores = m_reader.scores(unit->id, std::int64_t(m_candidates.passage.size()));
    if (!scores)
        return scores.error();
    RankedSystem system;
    system.result.ref = ref;
    system.result.name = unitName(*unit);
    system.result.untrained = unit->untrained;
    system.result.pairs = unit->pairs;
    system.result.truncated = unit->truncated;
    system.result.answers = unit->answers;
    system.result.error = unit->error;
    if (unit->status == "failed")
        system.result.badge = Badge::Failed;
    else if (scores->count != unit->pairs)
        system.result.badge = Badge::Unfinished;
    for (const CandidateSet::Query& query : m_candidates.queries) {
        RankedQuery& ranked = system.queries.emplace_back();
        ranked.isCovered = scores->covers(query);
        if (!ranked.isCovered)
            continue;
        for (const std::int64_t pair : rankedPairs(m_candidates, query, scores->scores)) {
            ranked.documents.push_back(int(pair));
            ranked.scores.push_back(scores->scores[std::size_t(pair)]);
            ranked.grades.push_back(m_candidates.grades[std::size_t(pair)]);
        }
    }
    return system;
}

RankedSystem SystemReader::firstStage(const SystemRef& ref) const
{
    RankedSystem system;
    system.result.ref = ref;
    system.result.name = "first stage";
    system.result.pairs = std::int64_t(m_candidates.passage.size());
    system.hasScores = false;
    for (const CandidateSet::Query& query : m_candidates.queries) {
        RankedQuery& ranked = system.queries.emplace_back();
        ranked.isCovered = true;
        for (int i = 0; i < query.pairs; ++i) {
            ranked.documents.push_back(int(query.firstPair) + i);
            ranked.scores.push_back(-float(i));
            ranked.grades.push_back(m_candidates.grades[std::size_t(query.firstPair + i)]);
        }
    }
    return system;
}

Result<RankedSystem> SystemReader::readRun(const SystemRef& ref)
{
    auto run = readTrecRun(ref.run);
    if (!run)
        return run.error();
    if (!m_judgments) {
        auto judgments = m_reader.judgments(m_dataset.id);
        if (!judgments)
            return judgments.error();
        m_judgments = std::make_unique<Qrels>(std::move(*judgments));
    }
    RankedSystem system;
    system.result.ref = ref;
    system.result.name = ref.run.filename().string();
    bool isKnown = false;
    for (const CandidateSet::Query& query : m_candidates.queries) {
        RankedQuery& ranked = system.queries.emplace_back();
        const auto found = run->queries.find(query.id);
        ranked.isCovered = found != run->queries.end();
        if (!ranked.isCovered)
            continue;
        isKnown = true;
        rankDocuments(found->second);
        system.result.pairs += std::int64_t(found->second.size());
        std::unordered_map<std::string_view, int> pairs;
        for (std::int64_t pair = query.firstPair; pair < query.firstPair + query.pairs; ++pair)
            pairs.emplace(m_candidates.passageId(pair), int(pair));
        const auto judged = m_judgments->queries.find(query.id);
        for (const ScoredDocument& document : found->second) {
            int grade = JudgedRanking::notInPool;
            if (judged != m_judgments->queries.end()) {
                const auto own = judged->second.find(document.document);
                if (own != judged->second.end())
                    grade = own->second < 0 ? int(JudgedRanking::notJudged) : own->second;
            }
            const auto pair = pairs.find(document.document);
            const int number =
                pair != pairs.end()
                    ? pair->second
                    : int(m_candidates.passage.size()) +
                          m_otherDocuments.emplace(document.document, int(m_otherDocuments.size())).first->second;
            ranked.documents.push_back(number);
            ranked.scores.push_back(document.score);
            ranked.grades.push_back(grade);
        }
    }
    if (!isKnown)
        return Error{ref.run.string() + ": has no query of data set " + m_dataset.name + " (the first of the run is " +
                     run->queries.begin()->first + "); expected a run of the same queries"};
    return system;
}

} // namespace rw
