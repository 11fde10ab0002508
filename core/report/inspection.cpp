// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/inspection.h"

#include "core/metrics/judgedranking.h"
#include "core/stats/agreement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

namespace rw {

namespace {

std::optional<double> valueOf(const Inspection& inspection, std::size_t place, std::int64_t unit, JudgedRanking& judged)
{
    const CandidateSet::Query& query = inspection.candidates->queries[place];
    const std::vector<std::int64_t> pairs = inspection.ranking(place, unit);
    if (!query.isJudged || pairs.empty())
        return std::nullopt;
    std::vector<int> grades;
    for (const std::int64_t pair : pairs)
        grades.push_back(inspection.candidates->grades[std::size_t(pair)]);
    judged.assign(grades, query.pool);
    return judged.value(inspection.request.measure);
}

std::optional<double> disagreementOf(const Inspection& inspection, std::size_t place)
{
    std::vector<std::vector<int>> rankings;
    const std::int64_t first = inspection.candidates->queries[place].firstPair;
    for (const std::int64_t unit : inspection.request.shown()) {
        const std::vector<std::int64_t> pairs = inspection.ranking(place, unit);
        if (pairs.empty())
            return std::nullopt;
        std::vector<int>& ranking = rankings.emplace_back();
        for (const std::int64_t pair : pairs)
            ranking.push_back(int(pair - first));
    }
    double sum = 0;
    int compared = 0;
    for (std::size_t a = 0; a < rankings.size(); ++a) {
        for (std::size_t b = a + 1; b < rankings.size(); ++b, ++compared)
            sum += 1 - rboExt(rankings[a], rankings[b]);
    }
    if (compared == 0)
        return std::nullopt;
    return sum / compared;
}

} // namespace

std::vector<std::int64_t> InspectionRequest::shown() const
{
    std::vector<std::int64_t> units{left, right};
    units.insert(units.end(), more.begin(), more.end());
    return units;
}

std::optional<double> InspectedQuery::difference() const
{
    if (!left || !right)
        return std::nullopt;
    return *right - *left;
}

std::vector<std::int64_t> Inspection::ranking(std::size_t place, std::int64_t unit) const
{
    const CandidateSet::Query& query = candidates->queries.at(place);
    if (unit == 0) {
        std::vector<std::int64_t> pairs(std::size_t(query.pairs));
        std::iota(pairs.begin(), pairs.end(), query.firstPair);
        return pairs;
    }
    const auto own = scores.find(unit);
    if (own == scores.end() || !own->second.covers(query))
        return {};
    return rankedPairs(*candidates, query, own->second.scores);
}

std::optional<double> Inspection::value(std::size_t place, std::int64_t unit) const
{
    JudgedRanking judged;
    return valueOf(*this, place, unit, judged);
}

float Inspection::score(std::int64_t pair, std::int64_t unit) const
{
    const auto own = scores.find(unit);
    return own == scores.end() ? std::numeric_limits<float>::quiet_NaN() : own->second.scores[std::size_t(pair)];
}

Result<Inspection> inspect(WorkspaceReader& reader, const InspectionRequest& request)
{
    Inspection inspection;
    inspection.request = request;
    auto candidates = reader.candidates(request.dataset);
    if (!candidates)
        return candidates.error();
    inspection.candidates = *candidates;
    const auto units = reader.units();
    if (!units)
        return units.error();
    std::vector<std::int64_t> wanted = request.others;
    for (const std::int64_t unit : request.shown())
        wanted.push_back(unit);
    for (const std::int64_t id : wanted) {
        if (id == 0 || inspection.scores.contains(id))
            continue;
        const auto unit = std::find_if(units->begin(), units->end(), [&](const auto& one) { return one.id == id; });
        if (unit == units->end() || unit->dataset != request.dataset)
            return Error{"there is no unit " + std::to_string(id) + " of data set " + std::to_string(request.dataset) +
                         " in the workspace"};
        auto scores = reader.scores(id, std::int64_t(inspection.candidates->passage.size()));
        if (!scores)
            return scores.error();
        inspection.scores.emplace(id, std::move(*scores));
    }

    auto texts = reader.queryTexts(request.dataset);
    if (!texts)
        return texts.error();
    std::unordered_map<std::string, std::string> textOfId;
    for (auto& [id, text] : *texts)
        textOfId.emplace(std::move(id), std::move(text));
    JudgedRanking judged;
    for (std::size_t place = 0; place < inspection.candidates->queries.size(); ++place) {
        InspectedQuery& query = inspection.queries.emplace_back();
        query.place = place;
        query.text = textOfId[inspection.candidates->queries[place].id];
        query.left = valueOf(inspection, place, request.left, judged);
        query.right = valueOf(inspection, place, request.right, judged);
        query.disagreement = disagreementOf(inspection, place);
    }
    std::stable_sort(inspection.queries.begin(), inspection.queries.end(), [](const auto& a, const auto& b) {
        const auto size = [](const InspectedQuery& query) {
            const auto difference = query.difference();
            return difference ? std::abs(*difference) : -1;
        };
        return size(a) > size(b);
    });
    return inspection;
}

} // namespace rw
