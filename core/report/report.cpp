// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report.h"

#include "core/report/comparison.h"
#include "core/report/passtimes.h"
#include "core/report/rankedsystem.h"
#include "core/report/reference.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

namespace rw {

namespace {

using Cell = Document::Cell;

std::string text(double value, const char* format = "%.4f")
{
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, value);
    return buffer.data();
}

Cell number(double value, const char* format = "%.4f")
{
    return std::isfinite(value) ? Cell{text(value, format), value} : Cell{"–", {}};
}

Cell count(std::int64_t value)
{
    return {std::to_string(value), double(value)};
}

std::string range(const std::optional<Interval>& interval)
{
    return interval ? text(interval->low) + " to " + text(interval->high) : "–";
}

std::string nameOf(const UnitRecord& unit)
{
    return unitName(unit) + (unit.untrained ? " (untrained)" : "");
}

/// Absolute paths in a message become the names of their files: folders say who works where.
std::string withoutFolders(const std::string& message)
{
    static const QRegularExpression path(QStringLiteral("(?<![\\w.<:/])/(?:[^/\\s:\"']+/)*([^/\\s:\"']+)"));
    return QString::fromStdString(message).replace(path, QStringLiteral("\\1")).toStdString();
}

QJsonValue withoutFolders(const QJsonValue& value, const QString& key = {})
{
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            *it = withoutFolders(*it, it.key());
        return object;
    }
    if (value.isArray()) {
        QJsonArray array;
        for (const auto& one : value.toArray())
            array << withoutFolders(one, key);
        return array;
    }
    const QString path = value.toString();
    if (value.isString() && key == QLatin1String("path"))
        return path.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
    if (value.isString() && (key == QLatin1String("host") || key == QLatin1String("user")))
        return QStringLiteral("(left out)");
    return value.isString() ? QString::fromStdString(withoutFolders(path.toStdString())) : value;
}

std::string jsonText(const std::string& json, bool showPaths)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json));
    if (!document.isObject())
        return showPaths ? json : "{}"; // not ours: it could hold anything
    const auto object = showPaths ? document.object() : withoutFolders(document.object()).toObject();
    std::string out = QJsonDocument(object).toJson().toStdString();
    while (!out.empty() && out.back() == '\n')
        out.pop_back();
    return out;
}

/// Pairs a second of one worker, by unit; the cut-off layers of a pass share its time.
std::map<std::int64_t, double> speeds(const std::vector<UnitRecord>& units, const std::vector<BatchRecord>& batches)
{
    const auto times = passTimes(units, batches);
    std::map<std::int64_t, double> speeds;
    for (const auto& unit : units)
        if (const auto pass = times.find(passOf(unit)); pass != times.end() && pass->second.seconds > 0)
            speeds[unit.id] = pass->second.pairsPerSecond();
    return speeds;
}

bool isFinished(const UnitRecord& unit)
{
    return unit.status == "finished" && unit.scored == unit.pairs;
}

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

/// What the report says about one data set.
struct Part
{
    DatasetRecord dataset;
    Comparison comparison;
    std::map<std::int64_t, const UnitRecord*> units;
    std::vector<std::int64_t> chosen; // for the summary
};

std::vector<Cell> comparisonRow(const SystemResult& system, const SystemDifference* difference,
                                const std::map<std::int64_t, double>& speed, const UnitRecord* unit)
{
    std::vector<Cell> row{{unit ? nameOf(*unit) : system.name, {}}};
    const bool whole = system.badge == Badge::None || system.badge == Badge::Constant;
    const MeasureValue& value = system.values.front();
    row.push_back(whole ? number(value.value) : Cell{"–", {}});
    row.push_back({whole ? range(value.interval) : "–", {}});
    if (difference && !difference->paired.empty()) {
        const PairedComparison& paired = difference->paired.front();
        row.push_back(number(paired.difference, "%+.4f"));
        row.push_back({range(paired.interval), {}});
        row.push_back(number(difference->adjustedP.front()));
        row.push_back({paired.effectSize ? text(*paired.effectSize, "%.2f") : "–", {}});
        row.push_back({verdictWord(difference->verdicts.front()), {}});
    } else {
        row.insert(row.end(), 4, Cell{"–", {}});
        row.push_back({difference ? (difference->verdicts.empty() ? badgeName(system.badge)
                                                                  : verdictWord(difference->verdicts.front()))
                                  : "reference",
                       {}});
    }
    const auto found = speed.find(system.ref.unit);
    row.push_back(number(found == speed.end() ? std::nan("") : found->second, "%.0f"));
    row.push_back(number(system.judgedAt10, "%.2f"));
    return row;
}

/// Less to compute: more pairs a second where both were timed by themselves, else shorter, shallower, less exact.
bool isCheaper(const UnitRecord& a, const UnitRecord& b, const std::map<std::int64_t, double>& speed)
{
    const auto ofA = speed.find(a.id), ofB = speed.find(b.id);
    if (ofA != speed.end() && ofB != speed.end() && ofA->second != ofB->second)
        return ofA->second > ofB->second;
    return isBetterReference(b, a);
}

/// The reference, what stands for each model, and of each model the cheapest configuration that keeps 99 % of the
/// reference.
std::vector<std::int64_t> chosenFor(const Part& part, const std::vector<const UnitRecord*>& best,
                                    const std::map<std::int64_t, double>& speed)
{
    std::vector<std::int64_t> chosen{part.comparison.baseline.ref.unit};
    const auto add = [&](std::int64_t unit) {
        if (std::find(chosen.begin(), chosen.end(), unit) == chosen.end())
            chosen.push_back(unit);
    };
    for (const UnitRecord* unit : best)
        add(unit->id);
    std::map<std::int64_t, const UnitRecord*> cheapest; // by model
    for (const auto& difference : part.comparison.differences) {
        const auto unit = part.units.find(difference.system.ref.unit);
        if (unit == part.units.end() || difference.verdicts.empty() || !difference.verdicts.front().keeps)
            continue;
        auto& place = cheapest[unit->second->model];
        if (!place || isCheaper(*unit->second, *place, speed))
            place = unit->second;
    }
    for (const auto& [model, unit] : cheapest)
        add(unit->id);
    return chosen;
}

const SystemDifference* differenceOf(const Part& part, std::int64_t unit)
{
    for (const auto& difference : part.comparison.differences)
        if (difference.system.ref.unit == unit)
            return &difference;
    return nullptr;
}

/// What every table of differences says of its tests.
std::string testsOf(const Comparison& comparison)
{
    return "Paired differences over " + std::to_string(comparison.baseline.judgedQueries) +
           " queries; 95 % BCa bootstrap intervals of 10,000 resamples; randomisation test, Holm-corrected over " +
           std::to_string(std::count_if(comparison.differences.begin(), comparison.differences.end(),
                                        [](const SystemDifference& one) { return !one.paired.empty(); })) +
           " comparisons.";
}

std::vector<std::string> headOf(const Comparison& comparison)
{
    const std::string& measure = comparison.measures.front().name;
    return {"configuration", measure,  "95 % interval", "difference", "95 % interval of the difference",
            "p (Holm)",      "effect", "verdict",       "pairs/s",    "Judged@10"};
}

void addSummary(Document::Section& section, const Part& part, const std::map<std::int64_t, double>& speed)
{
    const Comparison& comparison = part.comparison;
    const std::string& measure = comparison.measures.front().name;
    const SystemResult& reference = comparison.baseline;
    const MeasureValue& value = reference.values.front();
    const std::string name = nameOf(*part.units.at(reference.ref.unit));
    section.blocks.push_back(Document::Paragraph{
        "Data set " + part.dataset.name + ", " + std::to_string(reference.judgedQueries) + " judged queries: " + name +
        " reaches " + measure + " " + text(value.value) + " (95 % interval " + range(value.interval) +
        "); the order before scoring has " + text(value.base) + ", the best order of the candidates " +
        text(value.ceiling) + "." + (value.value < value.base ? " The mean is lower than before scoring." : "")});
    const UnitRecord* own = part.units.at(reference.ref.unit);
    const SystemDifference* cheapest = nullptr;
    const UnitRecord* cheapestUnit = own;
    int worse = 0, better = 0, keeps = 0, open = 0;
    for (const auto& difference : comparison.differences) {
        if (difference.verdicts.empty())
            continue;
        const Verdict& verdict = difference.verdicts.front();
        worse += verdict.kind == Verdict::Kind::Worse;
        better += verdict.kind == Verdict::Kind::Better;
        keeps += verdict.kind == Verdict::Kind::Keeps || verdict.kind == Verdict::Kind::Identical;
        open += verdict.kind == Verdict::Kind::Open || verdict.kind == Verdict::Kind::TooFewQueries;
        const auto unit = part.units.find(difference.system.ref.unit);
        if (verdict.keeps && unit != part.units.end() && isCheaper(*unit->second, *cheapestUnit, speed)) {
            cheapestUnit = unit->second;
            cheapest = &difference;
        }
    }
    if (cheapest) {
        const auto before = speed.find(own->id), after = speed.find(cheapestUnit->id);
        section.blocks.push_back(Document::Paragraph{
            nameOf(*cheapestUnit) + ": " + sentence(cheapest->verdicts.front()) +
            (before != speed.end() && after != speed.end()
                 ? ". It scored " + text(after->second / before->second, "%.1f") +
                       " times as many pairs a second in this run."
                 : ". How fast it is by itself was not measured: its batches served several lengths at once.")});
    }
    section.blocks.push_back(Document::Paragraph{
        "Against " + name + ", of " + std::to_string(worse + better + keeps + open) + " configurations " +
        std::to_string(worse) + " are worse, " + std::to_string(better) + " better, " + std::to_string(keeps) +
        " keep 99 %, and for " + std::to_string(open) + " nothing is shown (Holm-corrected)."});

    Document::Table table;
    table.name = "summary-" + part.dataset.name;
    table.caption =
        part.dataset.name +
        ": the reference, each model at its longest length and deepest layer in its most exact quantization, "
        "and each model's cheapest configuration that keeps 99 % of the reference (pairs a second where they were "
        "measured, else length, layer and quantization). " +
        testsOf(comparison);
    table.head = headOf(comparison);
    Document::Plot plot;
    plot.caption = part.dataset.name + ": mean " + measure +
                   " with 95 % interval; dotted: the order before scoring "
                   "(base) and the best order of the candidates (ceiling)";
    plot.axis = measure + ", mean over " + std::to_string(reference.judgedQueries) + " queries";
    plot.base = value.base;
    plot.ceiling = value.ceiling;
    plot.reference = value.value;
    std::vector<std::pair<const SystemResult*, const SystemDifference*>> rows;
    for (const std::int64_t unit : part.chosen) {
        const SystemDifference* difference = differenceOf(part, unit);
        if (difference || unit == reference.ref.unit)
            rows.emplace_back(difference ? &difference->system : &reference, difference);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return a.first->values.front().value > b.first->values.front().value;
    });
    for (const auto& [system, difference] : rows) {
        const UnitRecord* unit = part.units.at(system->ref.unit);
        table.rows.push_back(comparisonRow(*system, difference, speed, unit));
        if (system->badge == Badge::None && system->values.front().interval)
            plot.lines.push_back({nameOf(*unit), int(unit->model - 1), system->values.front().value,
                                  system->values.front().interval->low, system->values.front().interval->high});
    }
    section.blocks.push_back(std::move(plot));
    section.blocks.push_back(std::move(table));
}

Document::Table fullTable(const Part& part, const std::map<std::int64_t, double>& speed)
{
    Document::Table table;
    table.name = "comparison-" + part.dataset.name;
    table.caption = part.dataset.name + ": all configurations against " +
                    nameOf(*part.units.at(part.comparison.baseline.ref.unit)) + ". " + testsOf(part.comparison);
    table.head = headOf(part.comparison);
    table.rows.push_back(
        comparisonRow(part.comparison.baseline, nullptr, speed, part.units.at(part.comparison.baseline.ref.unit)));
    for (const auto& difference : part.comparison.differences) {
        const auto unit = part.units.find(difference.system.ref.unit);
        table.rows.push_back(
            comparisonRow(difference.system, &difference, speed, unit == part.units.end() ? nullptr : unit->second));
    }
    return table;
}

Document::Section setup(const RunRecord& run, const std::vector<ModelRecord>& models,
                        const std::vector<DatasetRecord>& datasets, const std::vector<UnitRecord>& units)
{
    Document::Section section{"setup", "Setup", {}};
    std::set<std::int64_t> usedModels, usedDatasets;
    std::set<int> lengths;
    std::set<std::string> quantizations;
    for (const auto& unit : units) {
        usedModels.insert(unit.model);
        usedDatasets.insert(unit.dataset);
        lengths.insert(unit.maxLength);
        quantizations.insert(unit.quantization);
    }
    std::string values;
    for (const int length : lengths)
        values += (values.empty() ? "" : ", ") + std::to_string(length);
    std::string types;
    for (const auto& type : quantizations)
        types += (types.empty() ? "" : ", ") + type;
    section.blocks.push_back(Document::Paragraph{"Length limits: " + values + " tokens. Quantizations: " + types +
                                                 ". Machine: " + run.machine + "."});
    Document::Table of{
        "models", "Models", {"model", "backbone", "parameters", "layers", "usable length", "fingerprint"}, {}};
    for (const auto& model : models)
        if (usedModels.contains(model.id))
            of.rows.push_back({{model.name + (model.untrained ? " (untrained)" : ""), {}},
                               {model.backbone, {}},
                               count(model.parameters),
                               count(model.layers),
                               count(model.maxLength),
                               {model.fingerprint, {}}});
    section.blocks.push_back(std::move(of));
    Document::Table sets{"datasets",
                         "Data sets",
                         {"data set", "format", "split", "candidates from", "queries", "passages", "candidates",
                          "judgments", "content SHA-256"},
                         {}};
    for (const auto& dataset : datasets)
        if (usedDatasets.contains(dataset.id))
            sets.rows.push_back({{dataset.name, {}},
                                 {dataset.format, {}},
                                 {dataset.split, {}},
                                 {dataset.candidateSource, {}},
                                 count(dataset.queries),
                                 count(dataset.passages),
                                 count(dataset.candidates),
                                 count(dataset.judgments),
                                 {dataset.contentHash, {}}});
    section.blocks.push_back(std::move(sets));
    Document::Table cut{
        "truncation", "Pairs whose query or passage was cut", {"configuration", "pairs", "cut", "share"}, {}};
    std::set<std::tuple<std::int64_t, std::int64_t, int>> seen;
    for (const auto& unit : units) {
        if (!seen.insert({unit.model, unit.dataset, unit.maxLength}).second)
            continue;
        cut.rows.push_back(
            {{unit.datasetName + ", " + unit.modelName + ", " + std::to_string(unit.maxLength), {}},
             count(unit.pairs),
             count(unit.truncated),
             number(unit.pairs > 0 ? double(unit.truncated) / double(unit.pairs) : std::nan(""), "%.3f")});
    }
    section.blocks.push_back(std::move(cut));
    return section;
}

Document::Section problemsOf(const std::vector<UnitRecord>& units, const std::vector<ProblemRecord>& problems,
                             bool showPaths)
{
    const auto shown = [&](const std::string& message) {
        return showPaths ? message : withoutFolders(message);
    };
    Document::Section section{"problems", "Problems", {}};
    std::map<std::int64_t, const UnitRecord*> byId;
    for (const auto& unit : units) {
        byId[unit.id] = &unit;
        if (!isFinished(unit))
            section.blocks.push_back(Document::Paragraph{nameOf(unit) + " on " + unit.datasetName + ": " + unit.status +
                                                             ", " + std::to_string(unit.scored) + " of " +
                                                             std::to_string(unit.pairs) + " pairs scored" +
                                                             (unit.error.empty() ? "" : "; " + shown(unit.error)),
                                                         true});
    }
    for (const auto& problem : problems) {
        const auto unit = byId.find(problem.unit);
        section.blocks.push_back(Document::Paragraph{
            (unit == byId.end() ? "unit " + std::to_string(problem.unit) : nameOf(*unit->second)) +
                (problem.pair >= 0 ? ", pair " + std::to_string(problem.pair) : "") + ": " + shown(problem.what) +
                (problem.detail.empty() ? "" : " (" + shown(problem.detail) + ")"),
            true});
    }
    if (section.blocks.empty())
        section.blocks.push_back(Document::Paragraph{"None was recorded."});
    return section;
}

Document::Section method(const Measure& measure)
{
    Document::Section section{"method", "Method", {}};
    const auto add = [&](const std::string& line) {
        section.blocks.push_back(Document::Paragraph{line, true});
    };
    add("Measure: " + measure.name +
        " as trec_eval v9.0.8 computes it (scores as float32, ties by document id in "
        "descending byte order); a judged query without a relevant candidate counts with its value.");
    add("Intervals of means and of paired differences: BCa bootstrap over queries, 95 %, seed 0.");
    add("Tests: paired randomisation (exact up to 20 differing queries, else exact convolution or 100,000 samples), "
        "Holm-corrected over all configurations of the table; p is never 0.");
    add("\"Keeps 99 %\": the upper bound of the loss (95 %) is at most 1 % of the reference's value.");
    add("Pairs a second: of one worker, batch scenario, without warm-up; all cut-off layers of a model come from one "
        "pass and share its time.");
    return section;
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

} // namespace

Result<Document> makeReport(WorkspaceReader& reader, const ReportRequest& request)
{
    const auto runs = reader.runs();
    if (!runs)
        return runs.error();
    const auto run = std::find_if(runs->begin(), runs->end(), [&](const RunRecord& record) {
        return request.run == 0 || record.id == request.run;
    });
    if (run == runs->end())
        return Error{request.run == 0 ? "the workspace has no run yet"
                                      : "there is no run " + std::to_string(request.run) + " in the workspace"};
    const auto units = reader.units(run->id);
    if (units && request.baseline != 0 &&
        std::none_of(units->begin(), units->end(), [&](const UnitRecord& unit) { return unit.id == request.baseline; }))
        return Error{"run " + std::to_string(run->id) + " has no unit " + std::to_string(request.baseline)};
    const auto models = reader.models();
    const auto datasets = reader.datasets();
    const auto batches = reader.batches(run->id);
    const auto problems = reader.problems(run->id);
    const auto starts = reader.starts(run->id);
    for (const Error* error : {units ? nullptr : &units.error(), models ? nullptr : &models.error(),
                               datasets ? nullptr : &datasets.error(), batches ? nullptr : &batches.error(),
                               problems ? nullptr : &problems.error(), starts ? nullptr : &starts.error()})
        if (error)
            return *error;
    const auto speed = speeds(*units, *batches);

    std::set<std::int64_t> used;
    for (const auto& unit : *units)
        used.insert(unit.dataset);
    std::vector<Part> parts;
    int done = 0;
    for (const auto& dataset : *datasets) {
        if (!used.contains(dataset.id))
            continue;
        if (request.progress && !request.progress(done++, int(used.size())))
            return Error{"cancelled"};
        const auto baseline = referenceOf(reader, *units, dataset.id, request);
        if (!baseline)
            return baseline.error();
        if (*baseline == 0)
            continue; // nothing is finished: the problems say so
        ComparisonRequest comparison;
        comparison.baseline = {SystemRef::Kind::Unit, *baseline, {}};
        comparison.measures = {request.measure};
        comparison.agreement = false;
        auto compared = compareSystems(reader, comparison);
        if (!compared)
            return compared.error();
        Part& part = parts.emplace_back(Part{dataset, std::move(*compared), {}, {}});
        for (const auto& unit : *units)
            part.units[unit.id] = &unit;
        part.chosen = chosenFor(part, bestOfModels(*units, dataset.id), speed);
    }

    Document document;
    document.title = request.title.empty() ? run->name : request.title;
    document.question = request.question;
    const auto unfinished =
        std::count_if(units->begin(), units->end(), [](const UnitRecord& unit) { return !isFinished(unit); });
    document.status = unfinished == 0 ? "complete"
                                      : "partial: " + std::to_string(unfinished) + " of " +
                                            std::to_string(units->size()) + " configurations are not finished";
    document.subtitle = "run " + std::to_string(run->id) + ", started " + run->startedAt +
                        (run->endedAt.empty() ? "" : ", ended " + run->endedAt) + ", " + run->machine;

    Document::Section summary{"summary", "Summary", {}};
    for (const auto& part : parts)
        addSummary(summary, part, speed);
    if (parts.empty())
        summary.blocks.push_back(Document::Paragraph{"No configuration is finished: there is nothing to compare."});
    summary.blocks.push_back(
        Document::Paragraph{"What this does not show: other data, other candidates, other machines; "
                            "differences smaller than the intervals; how queries came to be judged."});
    document.sections.push_back(std::move(summary));
    document.sections.push_back(setup(*run, *models, *datasets, *units));
    Document::Section quality{"quality", "Quality", {}};
    for (const auto& part : parts)
        quality.blocks.push_back(fullTable(part, speed));
    document.sections.push_back(std::move(quality));
    document.sections.push_back(problemsOf(*units, *problems, request.showPaths));
    document.sections.push_back(method(request.measure));
    Document::Section provenance{"provenance", "Provenance", {}};
    for (const auto& [at, json] : *starts) {
        provenance.blocks.push_back(Document::Paragraph{"Start of " + at + ":"});
        provenance.blocks.push_back(Document::Code{jsonText(json, request.showPaths), "json"});
    }
    provenance.blocks.push_back(Document::Paragraph{
        std::string("To repeat it, save the experiment and call: rerank-cli run experiment.json --workspace new.rwb") +
        (request.showPaths ? "" : ". The folders of models and data sets are left out: put yours in front.")});
    provenance.blocks.push_back(Document::Code{jsonText(run->experiment, request.showPaths), "json"});
    document.sections.push_back(std::move(provenance));
    return document;
}

} // namespace rw
