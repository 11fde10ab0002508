// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/candidateset.h"

#include "core/store/database.h"
#include "core/store/packedscores.h"
#include "core/store/workspacereader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace rw {

namespace {

/// Ids of the passages in `set.passageOfId`. Texts stand beside the ids: few are looked up one by one, many are read in
/// a row.
void readPassageIds(Database& database, CandidateSet& set)
{
    set.passageIds.resize(set.passageOfId.size());
    const std::int64_t all = database.number("SELECT passages FROM dataset WHERE id = " + std::to_string(set.dataset));
    if (std::int64_t(set.passageOfId.size()) * 8 < all) {
        Statement one = database.prepare("SELECT id FROM passage WHERE dataset = ? AND position = ?");
        for (std::size_t i = 0; i < set.passageOfId.size(); ++i) {
            one.bind(set.dataset).bind(std::int64_t(set.passageOfId[i]));
            if (one.step())
                set.passageIds[i] = one.text(0);
            one.run();
        }
        return;
    }
    Statement row = database.prepare("SELECT position, id FROM passage WHERE dataset = ? ORDER BY position");
    row.bind(set.dataset);
    std::size_t next = 0;
    while (next < set.passageOfId.size() && row.step()) {
        if (row.integer(0) == set.passageOfId[next])
            set.passageIds[next++] = row.text(1);
    }
}

std::size_t placeOf(const CandidateSet& set, std::int32_t passage)
{
    return std::size_t(std::lower_bound(set.passageOfId.begin(), set.passageOfId.end(), passage) -
                       set.passageOfId.begin());
}

void readJudgments(Database& database, CandidateSet& set, const std::vector<std::int64_t>& positions)
{
    Statement row =
        database.prepare("SELECT query, passage_id, grade FROM judgment WHERE dataset = ? ORDER BY query, passage_id");
    row.bind(set.dataset);
    std::unordered_map<std::string_view, std::int64_t> pairs; // of the query, by passage id
    std::size_t at = 0;
    std::int64_t current = -1;
    while (row.step()) {
        const std::int64_t position = row.integer(0);
        if (position != current) {
            current = position;
            while (at < positions.size() && positions[at] < position)
                ++at;
            pairs.clear();
            if (at < positions.size() && positions[at] == position) {
                CandidateSet::Query& query = set.queries[at];
                query.isJudged = true;
                for (std::int64_t pair = query.firstPair; pair < query.firstPair + query.pairs; ++pair)
                    pairs.emplace(set.passageId(pair), pair);
            }
        }
        if (at == positions.size() || positions[at] != position)
            continue; // no candidates: nothing to rerank
        const int grade = int(row.integer(2));
        if (grade >= 0)
            set.queries[at].pool.push_back(grade);
        if (const auto pair = pairs.find(row.text(1)); pair != pairs.end())
            set.grades[std::size_t(pair->second)] = grade < 0 ? JudgedRanking::notJudged : grade;
    }
}

} // namespace

const std::string& CandidateSet::passageId(std::int64_t pair) const
{
    return passageIds[placeOf(*this, passage[std::size_t(pair)])];
}

bool UnitScores::covers(const CandidateSet::Query& query) const
{
    const auto first = scores.begin() + query.firstPair;
    return std::none_of(first, first + query.pairs, [](float score) { return std::isnan(score); });
}

std::vector<int> bestGrades(const CandidateSet& candidates, const CandidateSet::Query& query)
{
    // What is not judged, or with a grade below 0, has no gain like a grade of 0.
    std::vector<std::pair<int, std::int64_t>> order; // gain, place in the query
    for (std::int64_t pair = query.firstPair; pair < query.firstPair + query.pairs; ++pair)
        order.emplace_back(std::max(candidates.grades[std::size_t(pair)], 0), pair - query.firstPair);
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        const auto id = [&](const auto& one) {
            return candidates.idOrder[std::size_t(query.firstPair + one.second)];
        };
        return a.first != b.first ? a.first > b.first : id(a) > id(b);
    });
    std::vector<int> grades;
    for (const auto& [gain, place] : order)
        grades.push_back(candidates.grades[std::size_t(query.firstPair + place)]);
    return grades;
}

const std::vector<CandidateRanker::Place>& CandidateRanker::rank(const CandidateSet& candidates,
                                                                 const CandidateSet::Query& query,
                                                                 const std::vector<float>& scores)
{
    m_places.resize(std::size_t(query.pairs));
    for (int place = 0; place < query.pairs; ++place) {
        const auto pair = std::size_t(query.firstPair + place);
        // The bits of a float as a number that grows with it; -0 equals 0.
        const auto bits = std::bit_cast<std::uint32_t>(scores[pair] + 0.0F);
        const std::uint32_t rising = bits & 0x80000000U ? ~bits : bits | 0x80000000U;
        m_places[std::size_t(place)] = {std::uint64_t(~rising) << 32 | std::uint32_t(~candidates.idOrder[pair]), place};
    }
    std::sort(m_places.begin(), m_places.end(), [](const Place& a, const Place& b) { return a.key < b.key; });
    return m_places;
}

std::vector<std::int64_t> rankedPairs(const CandidateSet& candidates, const CandidateSet::Query& query,
                                      const std::vector<float>& scores)
{
    CandidateRanker ranker;
    std::vector<std::int64_t> pairs;
    for (const auto& [key, place] : ranker.rank(candidates, query, scores))
        pairs.push_back(query.firstPair + place);
    return pairs;
}

Result<std::shared_ptr<const CandidateSet>> WorkspaceReader::candidates(std::int64_t dataset)
{
    // A data set that was removed may leave its number to another one; its content never changes.
    Statement row = m_database->prepare("SELECT content_hash FROM dataset WHERE id = ?");
    row.bind(dataset);
    const std::string hash = row.step() ? row.text(0) : std::string();
    return m_sets->find(m_database->file().string() + '\n' + std::to_string(dataset) + '\n' + hash,
                        [&] { return readCandidates(dataset); });
}

Result<std::pair<std::string, std::string>> WorkspaceReader::pairTexts(std::int64_t dataset, std::int64_t pair)
{
    Statement row = m_database->prepare(
        "SELECT query.text, passage.text FROM candidate "
        "JOIN query ON query.dataset = candidate.dataset AND query.position = candidate.query "
        "JOIN passage ON passage.dataset = candidate.dataset AND passage.position = candidate.passage "
        "WHERE candidate.dataset = ? AND candidate.pair = ?");
    row.bind(dataset).bind(pair);
    std::pair<std::string, std::string> texts;
    if (row.step())
        texts = {row.text(0), row.text(1)};
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return texts;
}

Result<std::pair<std::string, std::string>> WorkspaceReader::pairIds(std::int64_t dataset, std::int64_t pair)
{
    Statement row = m_database->prepare(
        "SELECT query.id, passage.id FROM candidate "
        "JOIN query ON query.dataset = candidate.dataset AND query.position = candidate.query "
        "JOIN passage ON passage.dataset = candidate.dataset AND passage.position = candidate.passage "
        "WHERE candidate.dataset = ? AND candidate.pair = ?");
    row.bind(dataset).bind(pair);
    std::pair<std::string, std::string> ids;
    if (row.step())
        ids = {row.text(0), row.text(1)};
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return ids;
}

namespace {

Result<std::vector<std::pair<std::string, std::string>>> ofQueries(Database& database, const char* column,
                                                                   std::int64_t dataset)
{
    Statement row =
        database.prepare(std::string("SELECT id, ") + column + " FROM query WHERE dataset = ? ORDER BY position");
    row.bind(dataset);
    std::vector<std::pair<std::string, std::string>> values;
    while (row.step())
        values.emplace_back(row.text(0), row.text(1));
    if (auto status = database.takeStatus(); !status)
        return status.error();
    return values;
}

} // namespace

Result<std::vector<std::pair<std::string, std::string>>> WorkspaceReader::queryTexts(std::int64_t dataset)
{
    return ofQueries(*m_database, "text", dataset);
}

Result<std::vector<std::pair<std::string, std::string>>> WorkspaceReader::queryFields(std::int64_t dataset)
{
    return ofQueries(*m_database, "fields", dataset);
}

Result<std::vector<std::string>> WorkspaceReader::passageTexts(std::int64_t dataset, std::int64_t firstPair, int pairs)
{
    Statement row = m_database->prepare(
        "SELECT passage.text FROM candidate "
        "JOIN passage ON passage.dataset = candidate.dataset AND passage.position = candidate.passage "
        "WHERE candidate.dataset = ? AND candidate.pair >= ? AND candidate.pair < ? ORDER BY candidate.pair");
    row.bind(dataset).bind(firstPair).bind(firstPair + pairs);
    std::vector<std::string> texts;
    while (row.step())
        texts.push_back(row.text(0));
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return texts;
}

Result<WorkspaceReader::InputRules> WorkspaceReader::inputRules(std::int64_t unit)
{
    Statement row = m_database->prepare(
        "SELECT model.path, model.fingerprint, unit.max_length, unit.query_max_length, unit.options "
        "FROM unit JOIN model ON model.id = unit.model WHERE unit.id = ?");
    row.bind(unit);
    InputRules rules;
    const bool found = row.step();
    if (found)
        rules = {row.text(0), row.text(1), int(row.integer(2)), int(row.integer(3)), row.text(4)};
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    if (!found)
        return Error{m_database->file().string() + ": there is no unit " + std::to_string(unit)};
    return rules;
}

Result<CandidateSet> WorkspaceReader::readCandidates(std::int64_t dataset)
{
    CandidateSet set;
    set.dataset = dataset;
    std::vector<std::int64_t> positions; // of the queries
    Statement row = m_database->prepare("SELECT pair, query, passage FROM candidate WHERE dataset = ? ORDER BY pair");
    row.bind(dataset);
    while (row.step()) {
        const std::int64_t pair = row.integer(0);
        const std::int64_t query = row.integer(1);
        if (pair != std::int64_t(set.passage.size()) || (!positions.empty() && query < positions.back()))
            return Error{m_database->file().string() + ": the pairs of data set " + std::to_string(dataset) +
                         " are not numbered in the order of the queries"};
        if (positions.empty() || positions.back() != query) {
            positions.push_back(query);
            set.queries.emplace_back().firstPair = pair;
        }
        ++set.queries.back().pairs;
        set.passage.push_back(std::int32_t(row.integer(2)));
    }
    Statement ids = m_database->prepare("SELECT position, id FROM query WHERE dataset = ? ORDER BY position");
    ids.bind(dataset);
    for (std::size_t next = 0; next < positions.size() && ids.step();) {
        if (ids.integer(0) == positions[next])
            set.queries[next++].id = ids.text(1);
    }
    set.passageOfId = set.passage;
    std::sort(set.passageOfId.begin(), set.passageOfId.end());
    set.passageOfId.erase(std::unique(set.passageOfId.begin(), set.passageOfId.end()), set.passageOfId.end());
    readPassageIds(*m_database, set);

    std::vector<std::int32_t> byId(set.passageIds.size());
    std::iota(byId.begin(), byId.end(), 0);
    std::sort(byId.begin(), byId.end(), [&](std::int32_t a, std::int32_t b) {
        return set.passageIds[std::size_t(a)] < set.passageIds[std::size_t(b)];
    });
    std::vector<int> order(byId.size());
    for (std::size_t i = 0; i < byId.size(); ++i)
        order[std::size_t(byId[i])] = int(i);
    set.idOrder.reserve(set.passage.size());
    for (const std::int32_t passage : set.passage)
        set.idOrder.push_back(order[placeOf(set, passage)]);

    set.grades.assign(set.passage.size(), JudgedRanking::notInPool);
    readJudgments(*m_database, set, positions);
    if (auto status = m_database->takeStatus(); !status)
        return status.error();

    for (std::size_t place = 0; place < set.queries.size(); ++place) {
        if (set.queries[place].isJudged)
            set.judged.push_back(std::int32_t(place));
    }
    std::sort(set.judged.begin(), set.judged.end(), [&](std::int32_t a, std::int32_t b) {
        return set.queries[std::size_t(a)].id < set.queries[std::size_t(b)].id;
    });
    return set;
}

Result<UnitScores> WorkspaceReader::scores(std::int64_t unit, std::int64_t pairs)
{
    UnitScores scores;
    if (auto packed = packedScores(*m_database, unit, pairs)) {
        scores.scores = std::move(*packed);
        scores.count = pairs;
        return scores;
    }
    scores.scores.assign(std::size_t(std::max<std::int64_t>(pairs, 0)), std::numeric_limits<float>::quiet_NaN());
    Statement row = m_database->prepare("SELECT pair, value FROM score WHERE unit = ? ORDER BY pair");
    row.bind(unit);
    while (row.step()) {
        const std::int64_t pair = row.integer(0);
        if (pair < 0 || pair >= pairs)
            return Error{m_database->file().string() + ": unit " + std::to_string(unit) + " has a score of pair " +
                         std::to_string(pair) + ", which the data set does not have"};
        scores.scores[std::size_t(pair)] = float(row.real(1));
        ++scores.count;
    }
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return scores;
}

Result<UnitEvaluation> WorkspaceReader::evaluateUnit(std::int64_t unit, const std::vector<Measure>& measures)
{
    Statement header = m_database->prepare("SELECT dataset FROM unit WHERE id = ?");
    header.bind(unit);
    if (!header.step()) {
        if (auto status = m_database->takeStatus(); !status)
            return status.error();
        return Error{m_database->file().string() + ": there is no unit " + std::to_string(unit)};
    }
    const auto set = candidates(header.integer(0));
    if (!set)
        return set.error();
    const auto found = scores(unit, std::int64_t((*set)->passage.size()));
    if (!found)
        return found.error();
    UnitEvaluation evaluation = rw::evaluateUnit(**set, *found, m_sets->bounds(*set, measures));
    evaluation.measures = measures; // the same under their own names: the bounds may be kept under others
    return evaluation;
}

Result<std::string> WorkspaceReader::evaluationKey(std::int64_t unit)
{
    Statement row = m_database->prepare(
        "SELECT run.id, run.started_at, run.key, dataset.content_hash, model.fingerprint, unit.max_length, "
        "unit.query_max_length, unit.quantization, unit.cutoff_layer, unit.options, " +
        kScoredPairsSql +
        " FROM unit JOIN run ON run.id = unit.run JOIN dataset ON dataset.id = unit.dataset "
        "JOIN model ON model.id = unit.model WHERE unit.id = ?");
    row.bind(unit);
    if (!row.step()) {
        if (auto status = m_database->takeStatus(); !status)
            return status.error();
        return Error{m_database->file().string() + ": there is no unit " + std::to_string(unit)};
    }
    std::string key = m_database->file().string() + '\n' + std::to_string(unit);
    for (int column = 0; column < row.columns(); ++column)
        key += '\n' + row.text(column);
    return key;
}

UnitEvaluation evaluateUnit(const CandidateSet& candidates, const UnitScores& scores,
                            const std::vector<Measure>& measures)
{
    return evaluateUnit(candidates, scores, orderBounds(candidates, measures));
}

UnitEvaluation evaluateUnit(const CandidateSet& candidates, const UnitScores& scores, const SharedBounds& bounds)
{
    UnitEvaluation evaluation;
    for (const auto& one : bounds)
        evaluation.measures.push_back(one->measure);
    const std::vector<Measure>& measures = evaluation.measures;
    evaluation.complete = scores.count == std::int64_t(candidates.passage.size());
    evaluation.judgedQueries = candidates.judgedQueries();
    Aggregate mean(measures);
    Aggregate base(measures);
    Aggregate ceiling(measures);
    CandidateRanker ranker;
    JudgedRanking ranking;
    std::vector<int> grades;
    for (std::size_t judged = 0; judged < candidates.judged.size(); ++judged) {
        const CandidateSet::Query& query = candidates.queries[std::size_t(candidates.judged[judged])];
        if (!evaluation.complete && !scores.covers(query))
            continue;
        ++evaluation.scoredQueries;
        grades.clear();
        const auto first = candidates.grades.begin() + query.firstPair;
        for (const auto& [key, place] : ranker.rank(candidates, query, scores.scores))
            grades.push_back(first[place]);
        ranking.assign(grades, query.pool);
        evaluation.queryIds.push_back(query.id);
        evaluation.values.push_back(evaluateRanking(measures, ranking));
        mean.add(query.id, evaluation.values.back());
        if (evaluation.complete)
            continue;
        std::vector<double> before;
        std::vector<double> best;
        for (const auto& one : bounds) {
            before.push_back(one->base[judged]);
            best.push_back(one->ceiling[judged]);
        }
        base.add(query.id, before);
        ceiling.add(query.id, best);
    }
    evaluation.mean = mean.all();
    if (!evaluation.complete) {
        evaluation.base = base.all();
        evaluation.ceiling = ceiling.all();
        return evaluation;
    }
    for (const auto& one : bounds) {
        evaluation.base.push_back(one->baseOfAll);
        evaluation.ceiling.push_back(one->ceilingOfAll);
    }
    return evaluation;
}

} // namespace rw
