// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/knownscores.h"

#include <cmath>
#include <limits>

namespace rw {

namespace {
constexpr float kNoScore = std::numeric_limits<float>::quiet_NaN();
}

KnownScores::KnownScores(const PlanMatrix& matrix, std::unique_ptr<ScoreCache> cache, Reuse reuse)
    : m_matrix(matrix)
    , m_cache(std::move(cache))
    , m_reuse(std::move(reuse))
{
}

Result<std::vector<bool>> KnownScores::missing(const PlannedPass& pass)
{
    const auto pairs = m_matrix.datasets[std::size_t(pass.dataset)].pairs.size();
    std::vector<bool> missing(pairs, false);
    for (const int unit : pass.units) {
        std::vector<float> known(pairs, kNoScore);
        if (auto status = find(pass, unit, known); !status)
            return status.error();
        for (std::size_t pair = 0; pair < pairs; ++pair)
            missing[pair] = missing[pair] || std::isnan(known[pair]);
    }
    return missing;
}

Status KnownScores::find(const PlannedPass& pass, int index, std::vector<float>& known)
{
    if (!m_cache)
        return ok();
    const auto& unit = m_matrix.units[std::size_t(index)];
    const auto own = m_matrix.unitIds[std::size_t(index)];
    const auto sources = m_cache->sources({m_matrix.models[std::size_t(pass.model)].folder.fingerprint,
                                           unit.quantization, unit.cutoffLayer, unit.options, unit.engine});
    if (!sources)
        return sources.error();
    // First what the unit has itself: that is not reused, but done.
    for (const auto& source : *sources) {
        if (source.unit == own) {
            auto scores = m_cache->scores(source);
            if (!scores)
                return scores.error();
            scores->resize(known.size(), kNoScore);
            known = std::move(*scores);
        }
    }
    std::vector<RunWriter::Reused> reused;
    for (const auto& source : *sources) {
        if (source.unit == own || !m_matrix.experiment.reuseScores || m_matrix.interactive())
            continue;
        const auto scores = m_cache->scores(source);
        const auto places = placesIn(source.dataset, pass.dataset);
        if (!scores)
            return scores.error();
        if (!places)
            return places.error();
        for (std::size_t pair = 0; pair < known.size(); ++pair) {
            const auto place = places->empty() ? std::int32_t(pair) : (*places)[pair];
            if (!std::isnan(known[pair]) || place < 0 || std::size_t(place) >= scores->size() ||
                std::isnan((*scores)[std::size_t(place)]) || !sameRow(pass, int(pair), source.limits))
                continue;
            known[pair] = (*scores)[std::size_t(place)];
            reused.push_back({std::int32_t(pair), known[pair]});
        }
    }
    if (!m_reuse || reused.empty())
        return ok();
    return m_reuse(own, reused);
}

/// Where the pairs of a data set are in a stored one; empty: it is the same.
Result<std::vector<std::int32_t>> KnownScores::placesIn(std::int64_t stored, int dataset)
{
    const auto& planned = m_matrix.datasets[std::size_t(dataset)];
    if (planned.id == stored)
        return std::vector<std::int32_t>();
    const auto key = std::pair(stored, dataset);
    if (const auto known = m_places.find(key); known != m_places.end())
        return known->second;
    auto places = m_cache->samePairs(stored, planned.data);
    if (places)
        m_places.emplace(key, *places);
    return places;
}

bool KnownScores::sameRow(const PlannedPass& pass, int pair, const LengthLimits& other) const
{
    if (other.maxLength == pass.limits.maxLength && other.queryMaxLength == pass.limits.queryMaxLength)
        return true;
    const PreparedPairs& pairs = m_matrix.pairsOf(pass);
    const int query = int(pairs.tokens->query(pairs.pairs[2 * std::size_t(pair)]).size());
    const int passage = int(pairs.tokens->passage(pairs.pairs[2 * std::size_t(pair) + 1]).size());
    const auto& assembler = pairs.tokens->assembler();
    return assembler.layout(query, passage, pass.limits).sameRow(assembler.layout(query, passage, other));
}

} // namespace rw
