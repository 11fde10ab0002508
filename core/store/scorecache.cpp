// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/scorecache.h"

#include "core/store/database.h"
#include "core/store/schema.h"

#include <limits>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace rw {

namespace {

/// Position in `texts` of each stored text, -1 where it is not there.
template <class List>
std::vector<std::int32_t> positionsOf(Statement& stored, const List& texts)
{
    std::unordered_map<std::string_view, std::int32_t> known;
    for (std::size_t i = 0; i < texts.size(); ++i)
        known.emplace(texts[i], std::int32_t(i));
    std::vector<std::int32_t> positions;
    while (stored.step()) {
        const auto position = std::size_t(stored.integer(0));
        if (positions.size() <= position)
            positions.resize(position + 1, -1);
        if (const auto found = known.find(stored.text(1)); found != known.end())
            positions[position] = found->second;
    }
    return positions;
}

std::int32_t at(const std::vector<std::int32_t>& positions, std::int64_t index)
{
    return index >= 0 && std::size_t(index) < positions.size() ? positions[std::size_t(index)] : -1;
}

} // namespace

Result<std::unique_ptr<ScoreCache>> ScoreCache::open(const std::filesystem::path& workspace)
{
    auto database = openToRead(workspace);
    if (!database)
        return database.error();
    return std::unique_ptr<ScoreCache>(new ScoreCache(std::move(*database)));
}

ScoreCache::ScoreCache(std::unique_ptr<Database> database)
    : m_database(std::move(database))
{
}

ScoreCache::~ScoreCache() = default;

Result<std::vector<ScoreCache::Source>> ScoreCache::sources(const Key& key)
{
    std::vector<Source> sources;
    Statement row = m_database->prepare(
        "SELECT unit.id, unit.dataset, unit.pairs, unit.max_length, unit.query_max_length FROM unit "
        "JOIN model ON model.id = unit.model WHERE model.fingerprint = ? AND unit.quantization = ? AND "
        "unit.cutoff_layer = ? AND unit.engine = ? AND unit.options = ? AND "
        "EXISTS (SELECT 1 FROM score WHERE score.unit = unit.id) ORDER BY unit.id");
    row.bind(key.model).bind(key.quantization).bind(key.cutoffLayer).bind(key.engine).bind(key.options);
    while (row.step())
        sources.push_back({row.integer(0), row.integer(1), row.integer(2), {int(row.integer(3)), int(row.integer(4))}});
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return sources;
}

Result<std::vector<float>> ScoreCache::scores(const Source& source)
{
    std::vector<float> scores(std::size_t(source.pairs), std::numeric_limits<float>::quiet_NaN());
    Statement row = m_database->prepare("SELECT pair, value FROM score WHERE unit = ?");
    row.bind(source.unit);
    while (row.step()) {
        if (const auto pair = row.integer(0); pair >= 0 && pair < source.pairs)
            scores[std::size_t(pair)] = float(row.real(1));
    }
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return scores;
}

Result<std::vector<std::int32_t>> ScoreCache::samePairs(std::int64_t stored, const Dataset& dataset)
{
    Statement queries = m_database->prepare("SELECT position, text FROM query WHERE dataset = ?");
    const auto queryOf = positionsOf(queries.bind(stored), dataset.queryTexts);
    // A collection can be far larger than what is ranked of it.
    Statement passages = m_database->prepare(
        "SELECT position, text FROM passage WHERE dataset = ?1 AND position IN (SELECT passage FROM candidate WHERE "
        "dataset = ?1)");
    const auto passageOf = positionsOf(passages.bind(stored), dataset.passageTexts);

    // Texts may be there twice under other ids: the first one stands for all of them.
    const auto firstOf = [](const auto& texts) {
        std::unordered_map<std::string_view, std::int32_t> first;
        std::vector<std::int32_t> of;
        for (std::size_t i = 0; i < texts.size(); ++i)
            of.push_back(first.emplace(texts[i], std::int32_t(i)).first->second);
        return of;
    };
    const auto keyOf = [](std::int32_t query, std::int32_t passage) {
        return std::uint64_t(std::uint32_t(query)) << 32 | std::uint32_t(passage);
    };
    std::unordered_map<std::uint64_t, std::int32_t> pairOf;
    Statement candidates = m_database->prepare("SELECT pair, query, passage FROM candidate WHERE dataset = ?");
    candidates.bind(stored);
    while (candidates.step()) {
        const auto query = at(queryOf, candidates.integer(1));
        const auto passage = at(passageOf, candidates.integer(2));
        if (query >= 0 && passage >= 0)
            pairOf.emplace(keyOf(query, passage), std::int32_t(candidates.integer(0)));
    }
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    const auto firstQuery = firstOf(dataset.queryTexts);
    const auto firstPassage = firstOf(dataset.passageTexts);
    std::vector<std::int32_t> same;
    same.reserve(dataset.candidates.size());
    for (const auto& candidate : dataset.candidates) {
        const auto found =
            pairOf.find(keyOf(firstQuery[std::size_t(candidate.query)], firstPassage[std::size_t(candidate.passage)]));
        same.push_back(found == pairOf.end() ? -1 : found->second);
    }
    return same;
}

Result<std::int64_t> ScoreCache::dataset(const std::string& contentHash)
{
    Statement row = m_database->prepare("SELECT id FROM dataset WHERE content_hash = ?");
    row.bind(contentHash);
    const std::int64_t id = row.step() ? row.integer(0) : 0;
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return id;
}

Result<std::vector<std::int64_t>> ScoreCache::unitsOfRun(const std::string& key)
{
    std::vector<std::int64_t> units;
    Statement row = m_database->prepare(
        "SELECT id FROM unit WHERE run = (SELECT id FROM run WHERE key = ? ORDER BY id DESC LIMIT 1) ORDER BY id");
    row.bind(key);
    while (row.step())
        units.push_back(row.integer(0));
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return units;
}

} // namespace rw
