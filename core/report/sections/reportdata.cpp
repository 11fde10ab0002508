// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/reportdata.h"

#include "core/report/rankedsystem.h"
#include "core/report/reference.h"
#include "core/report/sections/sections.h"
#include "core/report/sections/withoutfolders.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace rw {

namespace {

using Part = ReportData::Part;

/// Of each model what stands for it.
std::vector<const UnitRecord*> bestOfModels(const std::vector<UnitRecord>& units, std::int64_t dataset)
{
    std::map<std::int64_t, const UnitRecord*> best;
    for (const auto& unit : units) {
        if (unit.dataset != dataset || !isFinished(unit))
            continue;
        auto& place = best[unit.model];
        if (!place || isBetterReference(unit, *place))
            place = &unit;
    }
    std::vector<const UnitRecord*> all;
    for (const auto& [model, unit] : best)
        all.push_back(unit);
    return all;
}

/// The reference, what stands for each model, and of each model the cheapest configuration that keeps 99 % of the
/// reference. The cheapest of all is what is recommended.
void choose(const ReportData& data, Part& part, const std::vector<const UnitRecord*>& best)
{
    part.chosen = {part.comparison.baseline.ref.unit};
    const auto add = [&](std::int64_t unit) {
        if (std::find(part.chosen.begin(), part.chosen.end(), unit) == part.chosen.end())
            part.chosen.push_back(unit);
    };
    for (const UnitRecord* unit : best) {
        add(unit->id);
        part.best.push_back(unit->id);
    }
    const UnitRecord* cheapest = data.unitOf.at(part.comparison.baseline.ref.unit);
    std::map<std::int64_t, const UnitRecord*> ofModel;
    for (const auto& difference : part.comparison.differences) {
        const auto unit = data.unitOf.find(difference.system.ref.unit);
        if (unit == data.unitOf.end() || difference.verdicts.empty() || !difference.verdicts.front().keeps)
            continue;
        auto& place = ofModel[unit->second->model];
        if (!place || isCheaper(data, *unit->second, *place))
            place = unit->second;
        if (isCheaper(data, *unit->second, *cheapest))
            cheapest = unit->second;
    }
    for (const auto& [model, unit] : ofModel)
        add(unit->id);
    if (cheapest->id != part.comparison.baseline.ref.unit)
        part.recommended = cheapest->id;
}

/// The asked baseline where it is of this data set, else the default. 0: no unit of the data set is finished.
Result<std::int64_t> referenceOf(WorkspaceReader& reader, const std::vector<UnitRecord>& units, std::int64_t dataset,
                                 const ReportRequest& request)
{
    std::vector<ValuedUnit> finished;
    for (const UnitRecord& unit : units) {
        if (unit.dataset != dataset)
            continue;
        if (unit.id == request.baseline && !isFinished(unit))
            return Error{"unit " + std::to_string(unit.id) + " is not finished: nothing can be compared with it"};
        if (unit.id == request.baseline)
            return unit.id;
        if (!isFinished(unit))
            continue;
        const auto evaluation = reader.evaluateUnit(unit.id, {request.measure});
        if (!evaluation)
            return evaluation.error();
        if (!evaluation->mean.empty())
            finished.push_back({&unit, evaluation->mean.front()});
    }
    return defaultReference(finished);
}

/// Families of units that differ in one thing only, each with what it is compared with first.
using Family = std::vector<const UnitRecord*>;

std::vector<Family> quantizationsOf(const ReportData& data, const std::vector<const UnitRecord*>& best)
{
    std::vector<Family> families;
    for (const UnitRecord* exact : best) {
        Family family{exact};
        for (const UnitRecord& unit : data.units)
            if (unit.model == exact->model && unit.dataset == exact->dataset && unit.maxLength == exact->maxLength &&
                unit.cutoffLayer == exact->cutoffLayer && unit.id != exact->id && isFinished(unit))
                family.push_back(&unit);
        if (family.size() > 1)
            families.push_back(std::move(family));
    }
    return families;
}

std::vector<Family> layersOf(const ReportData& data, const std::vector<const UnitRecord*>& best)
{
    std::vector<Family> families;
    for (const UnitRecord* deepest : best) {
        Family family{deepest};
        for (const UnitRecord& unit : data.units)
            if (unit.model == deepest->model && unit.dataset == deepest->dataset &&
                unit.maxLength == deepest->maxLength && unit.quantization == deepest->quantization &&
                unit.id != deepest->id && isFinished(unit))
                family.push_back(&unit);
        std::sort(family.begin() + 1, family.end(),
                  [](const auto* a, const auto* b) { return a->cutoffLayer > b->cutoffLayer; });
        if (family.size() > 1 && deepest->cutoffLayer > 0)
            families.push_back(std::move(family));
    }
    return families;
}

Result<Comparison> compareFamily(WorkspaceReader& reader, const ReportRequest& request, const Family& family)
{
    ComparisonRequest comparison;
    comparison.baseline = {SystemRef::Kind::Unit, family.front()->id, {}};
    for (std::size_t i = 1; i < family.size(); ++i)
        comparison.systems.push_back({SystemRef::Kind::Unit, family[i]->id, {}});
    comparison.measures = {request.measure};
    comparison.worstPairs = 3;
    return compareSystems(reader, comparison);
}

/// Whether any of the sections is wanted: what none needs is not computed.
bool isWanted(const ReportRequest& request, std::initializer_list<const char*> sections)
{
    return request.sections.empty() || std::any_of(sections.begin(), sections.end(), [&](const char* id) {
               return std::find(request.sections.begin(), request.sections.end(), id) != request.sections.end();
           });
}

/// One step after the other, each told to whoever waits.
class Steps
{
public:
    Steps(const ReportRequest& request, int all)
        : m_request(request)
        , m_all(all)
    {
    }
    Status next()
    {
        if (m_request.progress && !m_request.progress(std::min(m_done++, m_all - 1), m_all))
            return Error{"cancelled"};
        return ok();
    }

private:
    const ReportRequest& m_request;
    int m_all;
    int m_done = 0;
};

/// What the examples compare with the reference: what is recommended, else the next one of the summary, else what
/// differs most. 0: nothing is comparable.
std::int64_t exampleUnit(const Part& part)
{
    if (part.recommended)
        return *part.recommended;
    if (part.chosen.size() > 1)
        return part.chosen[1];
    std::int64_t unit = 0;
    double largest = -1;
    for (const auto& difference : part.comparison.differences)
        if (!difference.paired.empty() && std::abs(difference.paired.front().difference) > largest) {
            largest = std::abs(difference.paired.front().difference);
            unit = difference.system.ref.unit;
        }
    return unit;
}

Status readPart(WorkspaceReader& reader, ReportData& data, const DatasetRecord& dataset, Steps& steps)
{
    const ReportRequest& request = data.request;
    if (auto status = steps.next(); !status)
        return status;
    const auto baseline = referenceOf(reader, data.units, dataset.id, request);
    if (!baseline)
        return baseline.error();
    if (*baseline == 0)
        return ok(); // nothing is finished: the problems say so
    ComparisonRequest whole;
    whole.baseline = {SystemRef::Kind::Unit, *baseline, {}};
    whole.measures = {request.measure};
    whole.agreement = false;
    auto compared = compareSystems(reader, whole);
    if (!compared)
        return compared.error();
    Part part;
    part.dataset = dataset;
    part.comparison = std::move(*compared);
    const auto best = bestOfModels(data.units, dataset.id);
    choose(data, part, best);

    if (auto status = steps.next(); !status)
        return status;
    if (part.chosen.size() > 1 && isWanted(request, {"agreement"})) {
        Family family;
        for (const std::int64_t unit : part.chosen)
            family.push_back(data.unitOf.at(unit));
        auto agreement = compareFamily(reader, request, family);
        if (!agreement)
            return agreement.error();
        part.agreement = std::move(*agreement);
    }
    const auto addFamilies = [&](const std::vector<Family>& families, std::vector<Comparison>& comparisons) -> Status {
        for (const Family& family : families) {
            if (auto status = steps.next(); !status)
                return status;
            auto comparison = compareFamily(reader, request, family);
            if (!comparison)
                return comparison.error();
            comparisons.push_back(std::move(*comparison));
        }
        return ok();
    };
    if (isWanted(request, {"quantization"}))
        if (auto status = addFamilies(quantizationsOf(data, best), part.quantizations); !status)
            return status;
    if (isWanted(request, {"layers"}))
        if (auto status = addFamilies(layersOf(data, best), part.layers); !status)
            return status;
    const std::int64_t other = exampleUnit(part);
    if (other != 0 && isWanted(request, {"examples"})) {
        InspectionRequest examples;
        examples.dataset = dataset.id;
        examples.left = *baseline;
        examples.right = other;
        examples.measure = request.measure;
        auto inspection = inspect(reader, examples);
        if (!inspection)
            return inspection.error();
        part.examples = std::move(*inspection);
        for (const std::int64_t pair : request.redact ? std::vector<std::int64_t>() : examplePairs(*part.examples)) {
            auto texts = reader.pairTexts(dataset.id, pair);
            if (!texts)
                return texts.error();
            part.exampleTexts[pair] = std::move(texts->second);
        }
    }
    data.parts.push_back(std::move(part));
    return ok();
}

template <class T>
Status take(Result<T> from, T& to)
{
    if (!from)
        return from.error();
    to = std::move(*from);
    return ok();
}

Status readRecords(WorkspaceReader& reader, const std::filesystem::path& workspace, ReportData& data)
{
    const ReportRequest& request = data.request;
    const auto runs = reader.runs();
    if (!runs)
        return runs.error();
    const auto run = std::find_if(runs->begin(), runs->end(), [&](const RunRecord& record) {
        return request.run == 0 || record.id == request.run;
    });
    if (run == runs->end())
        return Error{request.run == 0 ? "the workspace has no run yet"
                                      : "there is no run " + std::to_string(request.run) + " in the workspace"};
    data.run = *run;
    std::vector<BatchRecord> batches;
    for (auto status :
         {take(reader.units(run->id), data.units), take(reader.models(), data.models),
          take(reader.datasets(), data.datasets), take(reader.batches(run->id), batches),
          take(reader.problems(run->id), data.problems), take(reader.starts(run->id), data.starts),
          take(runFacts(workspace, run->id), data.facts), take(unitTimes(workspace, run->id), data.times)})
        if (!status)
            return status;
    std::set<std::int64_t> models, datasets;
    for (const auto& unit : data.units) {
        data.unitOf[unit.id] = &unit;
        models.insert(unit.model);
        datasets.insert(unit.dataset);
    }
    std::erase_if(data.models, [&](const ModelRecord& model) { return !models.contains(model.id); });
    std::erase_if(data.datasets, [&](const DatasetRecord& dataset) { return !datasets.contains(dataset.id); });
    if (request.baseline != 0 && !data.unitOf.contains(request.baseline))
        return Error{"run " + std::to_string(run->id) + " has no unit " + std::to_string(request.baseline)};
    data.passes = passTimes(data.units, batches);
    for (const auto& unit : data.units)
        if (const auto pass = data.passes.find(passOf(unit)); pass != data.passes.end() && pass->second.seconds > 0)
            data.speed[unit.id] = pass->second.pairsPerSecond();
    return ok();
}

} // namespace

const SystemDifference* ReportData::differenceOf(const Comparison& comparison, std::int64_t unit)
{
    for (const auto& difference : comparison.differences)
        if (difference.system.ref.unit == unit)
            return &difference;
    return nullptr;
}

const SystemResult* ReportData::resultOf(const Part& part, std::int64_t unit)
{
    const SystemResult* result = &part.comparison.baseline;
    if (result->ref.unit != unit) {
        const SystemDifference* difference = differenceOf(part.comparison, unit);
        result = difference ? &difference->system : nullptr;
    }
    return result && (result->badge == Badge::None || result->badge == Badge::Constant) ? result : nullptr;
}

std::string ReportData::shown(const std::string& message) const
{
    return request.showPaths ? message : withoutFolders(message);
}

Result<ReportData> readReportData(WorkspaceReader& reader, const std::filesystem::path& workspace,
                                  const ReportRequest& request)
{
    ReportData data;
    data.request = request;
    if (request.redact)
        data.request.showPaths = false;
    if (auto status = readRecords(reader, workspace, data); !status)
        return status.error();
    int all = 0;
    for (const auto& dataset : data.datasets) {
        const auto best = bestOfModels(data.units, dataset.id);
        all += 2 + (isWanted(request, {"quantization"}) ? int(quantizationsOf(data, best).size()) : 0) +
               (isWanted(request, {"layers"}) ? int(layersOf(data, best).size()) : 0);
    }
    Steps steps(data.request, std::max(1, all));
    for (const auto& dataset : data.datasets)
        if (auto status = readPart(reader, data, dataset, steps); !status)
            return status.error();
    if (isWanted(request, {"notes"}))
        if (auto status = take(readNotesSection(reader, workspace, data.run.id, request.redact), data.notes); !status)
            return status.error();
    return data;
}

bool isFinished(const UnitRecord& unit)
{
    return unit.status == "finished" && unit.scored == unit.pairs;
}

std::string configurationName(const UnitRecord& unit)
{
    return unitName(unit) + (unit.untrained ? " (untrained)" : "");
}

bool isCheaper(const ReportData& data, const UnitRecord& a, const UnitRecord& b)
{
    const auto ofA = data.speed.find(a.id), ofB = data.speed.find(b.id);
    if (ofA != data.speed.end() && ofB != data.speed.end() && ofA->second != ofB->second)
        return ofA->second > ofB->second;
    return isBetterReference(b, a);
}

std::string testsOf(const Comparison& comparison)
{
    return "Paired differences over " + std::to_string(comparison.baseline.judgedQueries) +
           " queries; 95 % BCa bootstrap intervals of 10,000 resamples; randomisation test, Holm-corrected over " +
           std::to_string(std::count_if(comparison.differences.begin(), comparison.differences.end(),
                                        [](const SystemDifference& one) { return !one.paired.empty(); })) +
           " comparisons.";
}

} // namespace rw
