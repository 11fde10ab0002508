// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/comparison.h"

#include "core/base/allcores.h"
#include "core/metrics/evaluation.h"
#include "core/report/agreementofsystems.h"
#include "core/report/rankedsystem.h"
#include "core/stats/moments.h"
#include "core/stats/remembered.h"

#include <algorithm>

namespace rw {

namespace {

constexpr int shownRanks = 10;

bool isConstant(const RankedSystem& system)
{
    bool hasRanking = false;
    for (const RankedQuery& query : system.queries) {
        if (!query.isCovered || query.scores.size() < 2)
            continue;
        hasRanking = true;
        if (query.scores.front() != query.scores.back())
            return false;
    }
    return hasRanking;
}

/// The numbers of one system over the judged queries that it covers; their intervals come later.
void evaluateSystem(RankedSystem& system, const CandidateSet& candidates, const SharedBounds& orders,
                    const ComparisonRequest& request)
{
    std::vector<std::size_t> placeOf(candidates.queries.size());
    for (std::size_t judged = 0; judged < candidates.judged.size(); ++judged)
        placeOf[std::size_t(candidates.judged[judged])] = judged;
    SystemResult& result = system.result;
    const std::size_t measures = request.measures.size();
    std::vector<Aggregate> totals(5, Aggregate(request.measures)); // value, base, ceiling, worst, best
    std::vector<double> expected(measures, 0);
    result.valuesByQuery.assign(measures, {});
    JudgedRanking ranking;
    double shown = 0;
    double judged = 0;
    double tied = 0;
    for (std::size_t q = 0; q < candidates.queries.size(); ++q) {
        const CandidateSet::Query& query = candidates.queries[q];
        if (!query.isJudged)
            continue;
        ++result.judgedQueries;
        const RankedQuery& ranked = system.queries[q];
        if (!ranked.isCovered)
            continue;
        ++result.scoredQueries;
        const std::size_t first = std::min<std::size_t>(shownRanks, ranked.grades.size());
        shown += double(first);
        judged += double(std::count_if(ranked.grades.begin(), ranked.grades.begin() + std::ptrdiff_t(first),
                                       [](int grade) { return grade != JudgedRanking::notInPool; }));
        const int tiedHere = tiedDocuments(ranked.scores, int(ranked.scores.size()));
        tied += tiedDocuments(ranked.scores, shownRanks);

        ranking.assign(ranked.grades, query.pool);
        const std::vector<double> values = evaluateRanking(request.measures, ranking);
        std::vector<double> worst = values;
        std::vector<double> best = values;
        for (std::size_t m = 0; m < measures; ++m) {
            result.valuesByQuery[m].push_back(values[m]);
            TieBounds bounds{values[m], values[m], values[m]};
            if (tiedHere > 0)
                bounds = tieBounds(request.measures[m], ranked.grades, ranked.scores, query.pool);
            worst[m] = bounds.worst;
            best[m] = bounds.best;
            expected[m] += bounds.expected.value_or(0);
        }
        totals[0].add(query.id, values);
        std::vector<double> base;
        std::vector<double> ceiling;
        for (const auto& order : orders) {
            base.push_back(order->base[placeOf[q]]);
            ceiling.push_back(order->ceiling[placeOf[q]]);
        }
        totals[1].add(query.id, base);
        totals[2].add(query.id, ceiling);
        totals[3].add(query.id, worst);
        totals[4].add(query.id, best);
    }
    std::vector<std::vector<double>> all;
    for (Aggregate& total : totals)
        all.push_back(total.all());
    for (std::size_t m = 0; m < measures; ++m) {
        MeasureValue& value = result.values.emplace_back();
        value.value = all[0][m];
        value.base = all[1][m];
        value.ceiling = all[2][m];
        value.ties = {all[3][m], all[4][m], std::nullopt};
        if (request.measures[m].kind == Measure::Kind::Ndcg && result.scoredQueries > 0)
            value.ties.expected = expected[m] / result.scoredQueries;
    }
    result.judgedAt10 = shown > 0 ? judged / shown : 0;
    result.tiedAt10 = shown > 0 ? tied / shown : 0;
    if (result.badge == Badge::None && result.scoredQueries < result.judgedQueries)
        result.badge = Badge::MissingQueries;
    if (result.badge == Badge::None && system.hasScores && isConstant(system))
        result.badge = Badge::Constant;
}

std::vector<double> chosen(const std::vector<double>& values, const std::vector<std::size_t>& places)
{
    std::vector<double> result;
    for (const std::size_t place : places)
        result.push_back(values[place]);
    return result;
}

void addIntervals(SystemResult& system, std::uint64_t seed)
{
    for (std::size_t m = 0; m < system.values.size(); ++m)
        system.values[m].interval = rememberedInterval(system.valuesByQuery[m], seed);
}

/// What takes the time: intervals and tests of every system, on all cores.
void testDifferences(Comparison& comparison)
{
    const auto& a = comparison.baseline.valuesByQuery;
    onAllCores(comparison.differences.size() + 1, [&](std::size_t, std::size_t place) {
        if (place == 0)
            return addIntervals(comparison.baseline, comparison.seed);
        SystemDifference& difference = comparison.differences[place - 1];
        addIntervals(difference.system, comparison.seed);
        if (comparison.baseline.badge != Badge::None || difference.system.badge != Badge::None)
            return;
        const auto& b = difference.system.valuesByQuery;
        for (std::size_t m = 0; m < comparison.measures.size(); ++m)
            difference.paired.push_back(rememberedComparison(a[m], b[m], comparison.seed));
        for (const QuerySlices& of : comparison.slices) {
            for (const QuerySlices::Slice& slice : of.slices) {
                SliceDifference& part = difference.slices.emplace_back();
                part.field = of.field;
                part.slice = slice.name;
                for (std::size_t m = 0; m < comparison.measures.size(); ++m)
                    part.paired.push_back(
                        rememberedComparison(chosen(a[m], slice.places), chosen(b[m], slice.places), comparison.seed));
            }
        }
    });
}

/// Corrected p values and verdicts of the whole family: all differences of one measure.
void judge(Comparison& comparison)
{
    const Badge ofBaseline = comparison.baseline.badge;
    for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
        std::vector<double> p;
        for (const SystemDifference& difference : comparison.differences) {
            if (!difference.paired.empty())
                p.push_back(difference.paired[m].randomisation.p);
        }
        const std::vector<double> adjusted = adjustedP(p, comparison.correction);
        std::size_t next = 0;
        for (SystemDifference& difference : comparison.differences) {
            const std::string& measure = comparison.measures[m].name;
            if (!difference.paired.empty()) {
                difference.adjustedP.push_back(adjusted[next++]);
                difference.verdicts.push_back(verdictOf(difference.paired[m], difference.adjustedP.back(), measure,
                                                        std::string(correctionTitle(comparison.correction)),
                                                        comparison.margin));
                continue;
            }
            const SystemResult& faulty =
                difference.system.badge != Badge::None ? difference.system : comparison.baseline;
            const Badge badge = difference.system.badge != Badge::None ? difference.system.badge : ofBaseline;
            difference.verdicts.push_back(
                verdictOf(badge, measure, faulty.judgedQueries, faulty.scoredQueries, faulty.error));
        }
    }
}

void compareAllPairs(Comparison& comparison)
{
    std::vector<const SystemResult*> systems;
    if (comparison.baseline.badge == Badge::None)
        systems.push_back(&comparison.baseline);
    for (const SystemDifference& difference : comparison.differences) {
        if (difference.system.badge == Badge::None)
            systems.push_back(&difference.system);
    }
    for (const SystemResult* system : systems)
        comparison.tukeyNames.push_back(system->name);
    for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
        std::vector<std::vector<double>> values;
        for (const SystemResult* system : systems)
            values.push_back(system->valuesByQuery[m]);
        comparison.tukey.push_back(randomisedTukey(values, comparison.seed));
    }
}

void compareMeasures(Comparison& comparison)
{
    std::vector<std::vector<double>> means(comparison.measures.size());
    const auto add = [&](const SystemResult& system) {
        for (std::size_t m = 0; system.badge == Badge::None && m < means.size(); ++m)
            means[m].push_back(system.values[m].value);
    };
    add(comparison.baseline);
    for (const SystemDifference& difference : comparison.differences)
        add(difference.system);
    for (const std::vector<double>& a : means) {
        auto& row = comparison.measureAgreement.emplace_back();
        for (const std::vector<double>& b : means)
            row.push_back(pairOrders(a, b).tauB());
    }
}

/// The slices of the request; none where it asks for none.
Result<std::vector<QuerySlices>> slicesOf(WorkspaceReader& reader, const ComparisonRequest& request,
                                          const CandidateSet& candidates, const DatasetRecord& dataset)
{
    std::vector<QuerySlices> all;
    if (!request.slices.empty()) {
        auto slices = slicesOfFile(request.slices, candidates, dataset.name);
        if (!slices)
            return slices.error();
        all.push_back(std::move(*slices));
    }
    for (const std::string& field : request.sliceFields) {
        auto slices = slicesByField(reader, candidates, dataset.name, field);
        if (!slices)
            return slices.error();
        all.push_back(std::move(*slices));
    }
    return all;
}

/// The slices are a family of their own: whoever looks at many parts finds a difference in one of them by chance.
void judgeSlices(Comparison& comparison)
{
    const std::string correction(correctionTitle(comparison.correction));
    for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
        std::vector<double> p;
        for (const SystemDifference& difference : comparison.differences) {
            for (const SliceDifference& slice : difference.slices)
                p.push_back(slice.paired[m].randomisation.p);
        }
        comparison.sliceComparisons = p.size();
        const std::vector<double> adjusted = adjustedP(p, comparison.correction);
        std::size_t next = 0;
        for (SystemDifference& difference : comparison.differences) {
            for (SliceDifference& slice : difference.slices) {
                slice.adjustedP.push_back(adjusted[next++]);
                slice.verdicts.push_back(verdictOf(slice.paired[m], slice.adjustedP.back(), comparison.measures[m].name,
                                                   correction, comparison.margin));
            }
        }
    }
}

Result<DatasetRecord> datasetOf(WorkspaceReader& reader, const ComparisonRequest& request,
                                const std::vector<UnitRecord>& units)
{
    std::int64_t dataset = 0;
    const auto look = [&](const SystemRef& ref) {
        for (const UnitRecord& unit : units) {
            if (dataset == 0 && ref.kind == SystemRef::Kind::Unit && unit.id == ref.unit)
                dataset = unit.dataset;
        }
    };
    look(request.baseline);
    for (const SystemRef& ref : request.systems)
        look(ref);
    if (dataset == 0 && request.baseline.kind == SystemRef::Kind::Unit)
        return Error{"there is no unit " + std::to_string(request.baseline.unit) + " in the workspace"};
    if (dataset == 0)
        return Error{"no unit is compared; expected one at least, which says what the data set is"};
    auto datasets = reader.datasets();
    if (!datasets)
        return datasets.error();
    for (const DatasetRecord& record : *datasets) {
        if (record.id == dataset)
            return record;
    }
    return Error{"the data set of the units is not in the workspace"};
}

} // namespace

Result<Comparison> compareSystems(WorkspaceReader& reader, const ComparisonRequest& request)
{
    const auto units = reader.units();
    if (!units)
        return units.error();
    const auto dataset = datasetOf(reader, request, *units);
    if (!dataset)
        return dataset.error();
    const auto candidates = reader.candidates(dataset->id);
    if (!candidates)
        return candidates.error();
    auto slices = slicesOf(reader, request, **candidates, *dataset);
    if (!slices)
        return slices.error();

    std::vector<SystemRef> refs = request.systems;
    if (refs.empty()) {
        const auto own = std::find_if(units->begin(), units->end(),
                                      [&](const UnitRecord& unit) { return unit.id == request.baseline.unit; });
        for (const UnitRecord& unit : *units) {
            if (own != units->end() && unit.run == own->run && unit.dataset == own->dataset && unit.id != own->id)
                refs.push_back({SystemRef::Kind::Unit, unit.id, {}});
        }
    }

    Comparison comparison;
    comparison.dataset = *dataset;
    comparison.measures = request.measures;
    comparison.correction = request.correction;
    comparison.margin = request.margin;
    comparison.seed = request.seed;
    comparison.slices = std::move(*slices);
    SystemReader systems(reader, **candidates, *dataset, *units);
    auto baseline = systems.read(request.baseline);
    if (!baseline)
        return baseline.error();
    const SharedBounds orders = orderBounds(**candidates, request.measures);
    evaluateSystem(*baseline, **candidates, orders, request);
    comparison.baseline = baseline->result;
    for (const SystemRef& ref : refs) {
        auto system = systems.read(ref);
        if (!system)
            return system.error();
        evaluateSystem(*system, **candidates, orders, request);
        SystemDifference& difference = comparison.differences.emplace_back();
        if (request.agreement)
            difference.agreement = agreementOf(*baseline, *system, **candidates, request.worstPairs);
        if (difference.agreement) {
            for (Agreement::Pair& pair : difference.agreement->worst) {
                auto texts = reader.pairTexts(dataset->id, pair.pair);
                if (!texts)
                    return texts.error();
                pair.queryText = std::move(texts->first);
                pair.passageText = std::move(texts->second);
            }
        }
        difference.system = std::move(system->result);
    }
    testDifferences(comparison);
    judge(comparison);
    judgeSlices(comparison);
    if (request.allPairs)
        compareAllPairs(comparison);
    compareMeasures(comparison);
    return comparison;
}

} // namespace rw
