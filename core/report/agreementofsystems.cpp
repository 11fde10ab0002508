// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/agreementofsystems.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace rw {

namespace {

constexpr std::size_t worstQueries = 5;

Agreement::Summary summary(std::vector<double> values, int undefined)
{
    Agreement::Summary result;
    result.queries = int(values.size());
    result.undefined = undefined;
    if (values.empty())
        return result;
    for (const double value : values)
        result.mean += value;
    result.mean /= double(values.size());
    std::sort(values.begin(), values.end());
    const auto rank = std::size_t(std::ceil(0.05 * double(values.size()) - 1e-9));
    result.low = values[std::max<std::size_t>(rank, 1) - 1];
    return result;
}

struct Values
{
    std::vector<double> values;
    int undefined = 0;
    void add(const std::optional<double>& value)
    {
        if (value)
            values.push_back(*value);
        else
            ++undefined;
    }
};

bool hasRelevantLeft(const RankedQuery& before, const RankedQuery& after)
{
    constexpr std::size_t k = 10;
    const auto end = after.documents.begin() + std::ptrdiff_t(std::min(k, after.documents.size()));
    for (std::size_t i = 0; i < std::min(k, before.documents.size()); ++i) {
        if (before.grades[i] >= 1 && std::find(after.documents.begin(), end, before.documents[i]) == end)
            return true;
    }
    return false;
}

} // namespace

std::optional<Agreement> agreementOf(const RankedSystem& baseline, const RankedSystem& system,
                                     const CandidateSet& candidates, std::size_t worstPairs)
{
    Agreement agreement;
    const bool hasScores = baseline.hasScores && system.hasScores;
    std::vector<double> scoresA;
    std::vector<double> scoresB;
    std::vector<std::pair<int, std::size_t>> pairs; // pair and query of the scores
    Values tauB;
    Values tauAps;
    Values rbo;
    std::vector<std::pair<double, std::string>> byTau;
    std::int64_t allPairs = 0;
    std::int64_t flipped = 0;
    double rightBefore = 0;
    double wrongAfter = 0;
    for (std::size_t q = 0; q < candidates.queries.size(); ++q) {
        const RankedQuery& a = baseline.queries[q];
        const RankedQuery& b = system.queries[q];
        if (!a.isCovered || !b.isCovered)
            continue;
        ++agreement.queries;
        // What both rank, in the order of the baseline.
        std::unordered_map<int, std::size_t> placeInB;
        for (std::size_t i = 0; i < b.documents.size(); ++i)
            placeInB.emplace(b.documents[i], i);
        std::vector<double> a1;
        std::vector<double> b1;
        std::vector<int> grades;
        std::vector<int> reference;
        std::vector<std::pair<std::size_t, int>> inB;
        for (std::size_t i = 0; i < a.documents.size(); ++i) {
            const auto place = placeInB.find(a.documents[i]);
            if (place == placeInB.end())
                continue;
            a1.push_back(a.scores[i]);
            b1.push_back(b.scores[place->second]);
            grades.push_back(a.grades[i]);
            reference.push_back(a.documents[i]);
            inB.emplace_back(place->second, a.documents[i]);
            pairs.emplace_back(a.documents[i], q);
        }
        std::sort(inB.begin(), inB.end());
        std::vector<int> list;
        for (const auto& [place, document] : inB)
            list.push_back(document);
        scoresA.insert(scoresA.end(), a1.begin(), a1.end());
        scoresB.insert(scoresB.end(), b1.begin(), b1.end());

        const PairOrders orders = pairOrders(a1, b1);
        allPairs += orders.pairs;
        flipped += orders.flipped;
        const auto tau = orders.tauB();
        tauB.add(tau);
        if (tau)
            byTau.emplace_back(*tau, candidates.queries[q].id);
        tauAps.add(tauAp(reference, list));
        rbo.add(rboExt(a.documents, b.documents));
        agreement.overlapAt1 += overlapAt(a.documents, b.documents, 1);
        agreement.overlapAt5 += overlapAt(a.documents, b.documents, 5);
        agreement.overlapAt10 += overlapAt(a.documents, b.documents, 10);
        agreement.sameTop1 += a.documents.empty() || b.documents.empty() || a.documents[0] == b.documents[0] ? 1 : 0;
        agreement.relevantLeftTop10 += hasRelevantLeft(a, b) ? 1 : 0;
        for (std::size_t i = 0; i < grades.size(); ++i) {
            if (grades[i] < 1)
                continue;
            for (std::size_t j = 0; j < grades.size(); ++j) {
                const bool stoodRight = grades[j] < 1 && a1[i] > a1[j];
                rightBefore += stoodRight ? 1 : 0;
                wrongAfter += stoodRight && b1[i] < b1[j] ? 1 : 0;
            }
        }
    }
    if (agreement.queries == 0)
        return std::nullopt;
    const double queries = agreement.queries;
    agreement.overlapAt1 /= queries;
    agreement.overlapAt5 /= queries;
    agreement.overlapAt10 /= queries;
    agreement.sameTop1 /= queries;
    agreement.relevantLeftTop10 /= queries;
    agreement.tauB = summary(std::move(tauB.values), tauB.undefined);
    agreement.tauAp = summary(std::move(tauAps.values), tauAps.undefined);
    agreement.rbo = summary(std::move(rbo.values), rbo.undefined);
    agreement.flippedPairs = allPairs > 0 ? double(flipped) / double(allPairs) : 0;
    agreement.flippedToWrong = rightBefore > 0 ? wrongAfter / rightBefore : 0;
    std::sort(byTau.begin(), byTau.end());
    for (std::size_t i = 0; i < std::min(worstQueries, byTau.size()) && byTau[i].first < 1; ++i)
        agreement.worstQueries.push_back(byTau[i].second);
    if (!hasScores)
        return agreement;

    agreement.drift = scoreDrift(scoresA, scoresB);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (scoresA[i] != scoresB[i] && pairs[i].first < int(candidates.passage.size()))
            order.push_back(i);
    }
    const auto isWorse = [&](std::size_t x, std::size_t y) {
        const double left = std::abs(scoresA[x] - scoresB[x]);
        const double right = std::abs(scoresA[y] - scoresB[y]);
        return left != right ? left > right : x < y;
    };
    const auto shown = std::min(worstPairs, order.size());
    std::partial_sort(order.begin(), order.begin() + std::ptrdiff_t(shown), order.end(), isWorse);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto [pair, query] = pairs[order[i]];
        agreement.worst.push_back({pair,
                                   candidates.queries[query].id,
                                   candidates.passageId(pair),
                                   {},
                                   {},
                                   float(scoresA[order[i]]),
                                   float(scoresB[order[i]])});
    }
    return agreement;
}

} // namespace rw
