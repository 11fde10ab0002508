// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/figures.h"
#include "core/report/sections/cells.h"
#include "core/report/sections/comparisontable.h"
#include "core/report/sections/sections.h"

#include <algorithm>
#include <cmath>

namespace rw {

namespace {

using Part = ReportData::Part;

/// What the reference reaches, between what was there before scoring and what the candidates allow.
std::string startOf(const ReportData& data, const Part& part)
{
    const SystemResult& reference = part.comparison.baseline;
    const MeasureValue& value = reference.values.front();
    return "Data set " + part.dataset.name + ", " + std::to_string(reference.judgedQueries) +
           " judged queries: " + configurationName(*data.unitOf.at(reference.ref.unit)) + " reaches " + data.measure() +
           " " + numberText(value.value) + " (95 % interval " + rangeText(value.interval) +
           "); the order before scoring has " + numberText(value.base) + ", the best order of the candidates " +
           numberText(value.ceiling) + "." +
           (value.value < value.base ? " The mean is lower than before scoring." : "");
}

std::string recommendationOf(const ReportData& data, const Part& part)
{
    const std::int64_t own = part.comparison.baseline.ref.unit;
    const SystemDifference* difference = ReportData::differenceOf(part.comparison, *part.recommended);
    const auto before = data.speed.find(own), after = data.speed.find(*part.recommended);
    return configurationName(*data.unitOf.at(*part.recommended)) + ": " + sentence(difference->verdicts.front()) +
           (before != data.speed.end() && after != data.speed.end()
                ? ". It scored " + numberText(after->second / before->second, "%.1f") +
                      " times as many pairs a second in this run."
                : ". How fast it is by itself was not measured: its batches served several lengths at once.");
}

std::string countsOf(const ReportData& data, const Part& part)
{
    int worse = 0, better = 0, keeps = 0, open = 0;
    for (const auto& difference : part.comparison.differences) {
        if (difference.verdicts.empty())
            continue;
        const Verdict::Kind kind = difference.verdicts.front().kind;
        worse += kind == Verdict::Kind::Worse;
        better += kind == Verdict::Kind::Better;
        keeps += kind == Verdict::Kind::Keeps || kind == Verdict::Kind::Identical;
        open += kind == Verdict::Kind::Open || kind == Verdict::Kind::TooFewQueries;
    }
    return "Against " + configurationName(*data.unitOf.at(part.comparison.baseline.ref.unit)) + ", of " +
           std::to_string(worse + better + keeps + open) + " configurations " + std::to_string(worse) + " are worse, " +
           std::to_string(better) + " better, " + std::to_string(keeps) + " keep 99 %, and for " +
           std::to_string(open) + " nothing is shown (Holm-corrected).";
}

IntervalFigure intervalsOf(const ReportData& data, const Part& part, const std::vector<const SystemResult*>& rows)
{
    const MeasureValue& reference = part.comparison.baseline.values.front();
    IntervalFigure figure;
    figure.axis = data.measure() + ", mean over " + std::to_string(part.comparison.baseline.judgedQueries) +
                  " queries with 95 % interval";
    figure.base = reference.base;
    figure.ceiling = reference.ceiling;
    figure.reference = reference.value;
    for (const SystemResult* system : rows) {
        const UnitRecord& unit = *data.unitOf.at(system->ref.unit);
        const auto& interval = system->values.front().interval;
        if (system->badge == Badge::None && interval)
            figure.lines.push_back({configurationName(unit), int(unit.model - 1), Drawing::fillOf(unit.quantization),
                                    system->values.front().value, interval->low, interval->high});
    }
    return figure;
}

/// Quality against speed, of what was timed by itself. Fewer than two: nothing to draw.
ScatterFigure paretoOf(const ReportData& data, const Part& part)
{
    ScatterFigure figure;
    figure.axisX = "pairs a second of one worker";
    figure.axisY = data.measure();
    figure.isLogarithmicX = true;
    std::vector<std::pair<ScatterFigure::Point, std::int64_t>> points;
    const auto add = [&](const SystemResult& system) {
        const auto speed = data.speed.find(system.ref.unit);
        if (speed == data.speed.end() || system.badge != Badge::None)
            return;
        const UnitRecord& unit = *data.unitOf.at(system.ref.unit);
        points.push_back({{configurationName(unit), int(unit.model - 1), Drawing::fillOf(unit.quantization),
                           speed->second, system.values.front().value, false, false},
                          unit.id});
    };
    add(part.comparison.baseline);
    for (const auto& difference : part.comparison.differences)
        add(difference.system);
    std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first.x, a.first.y) > std::pair(b.first.x, b.first.y);
    });
    double best = -INFINITY; // from fast to slow: what is no better than something faster is dominated
    for (auto& [point, unit] : points) {
        point.isRinged = part.recommended == unit;
        point.isFaint = !(point.y > best);
        if (!point.isFaint) {
            figure.steps.emplace_back(point.x, point.y);
            best = point.y;
        }
        if (point.isFaint && unit != part.comparison.baseline.ref.unit && !point.isRinged)
            point.label.clear();
    }
    // What has a name is painted last and named first.
    std::stable_sort(points.begin(), points.end(),
                     [](const auto& a, const auto& b) { return a.first.label.empty() > b.first.label.empty(); });
    for (const auto& [point, unit] : points)
        figure.points.push_back(point);
    return figure;
}

constexpr const char* kIntervalKey = "dotted: the order before scoring (base) and the best order of the candidates "
                                     "(ceiling)";
constexpr const char* kParetoKey = "The line joins what nothing else beats in both; ringed: recommended above. Full "
                                   "marks: bf16, fp16; with a dot: fp32; hollow: int8; crossed: int4";

/// Below each other where there is one data set, else beside each other: all data sets share the page.
void addFigures(Document::Section& section, const ReportData& data, const Part& part,
                const std::vector<const SystemResult*>& rows)
{
    IntervalFigure intervals = intervalsOf(data, part, rows);
    ScatterFigure pareto = paretoOf(data, part);
    const std::string mean = part.dataset.name + ": mean " + data.measure() + " with 95 % interval";
    const bool hasPareto = pareto.points.size() > 1;
    if (data.parts.size() > 1 && hasPareto) {
        intervals.axis = data.measure();
        intervals.width = pareto.width = kHalfFigureWidth;
        const Drawing left = draw(intervals);
        pareto.height = std::max(left.height, 120.0);
        section.blocks.push_back(
            Document::Figure{mean + " (left), quality against speed (right)", besideEachOther(left, draw(pareto))});
        return;
    }
    section.blocks.push_back(Document::Figure{mean + "; " + kIntervalKey, draw(intervals)});
    if (hasPareto)
        section.blocks.push_back(
            Document::Figure{part.dataset.name + ": quality against speed. " + kParetoKey, draw(pareto)});
}

/// Of what `part` chose, best first. Several data sets share a page: there, what stands for each model and what is
/// recommended is enough.
std::vector<const SystemResult*> summaryRows(const ReportData& data, const Part& part)
{
    std::vector<const SystemResult*> rows;
    for (const std::int64_t unit : part.chosen) {
        const SystemDifference* difference = ReportData::differenceOf(part.comparison, unit);
        const bool isBaseline = unit == part.comparison.baseline.ref.unit;
        if (difference || isBaseline)
            rows.push_back(difference ? &difference->system : &part.comparison.baseline);
    }
    if (data.parts.size() > 1 && rows.size() > 5)
        std::erase_if(rows, [&](const SystemResult* system) {
            const std::int64_t unit = system->ref.unit;
            return unit != part.recommended && std::find(part.best.begin(), part.best.end(), unit) == part.best.end() &&
                   unit != part.comparison.baseline.ref.unit;
        });
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto* a, const auto* b) { return a->values.front().value > b->values.front().value; });
    return rows;
}

/// The comparison without what the section on quality says of it, too.
Document::Table summaryTable(const ReportData& data, const Part& part, const std::vector<const SystemResult*>& rows)
{
    Document::Table table;
    table.name = "summary-" + part.dataset.name;
    const bool isShared = data.parts.size() > 1;
    table.caption = part.dataset.name + ": " +
                    (isShared ? "reference, what stands for each model, the cheapest that keeps 99 %. "
                              : "the reference, each model at its longest length and deepest layer in its most exact "
                                "quantization, and what is cheapest of what keeps 99 % of the reference. ") +
                    testsOf(part.comparison);
    table.head = comparisonHead(data.measure());
    for (const SystemResult* system : rows)
        table.rows.push_back(comparisonRow(data, *system, ReportData::differenceOf(part.comparison, system->ref.unit)));
    const auto drop = [&](const char* name) {
        const auto column = std::find(table.head.begin(), table.head.end(), name) - table.head.begin();
        table.head.erase(table.head.begin() + column);
        for (auto& row : table.rows)
            row.erase(row.begin() + column);
    };
    drop("effect");
    drop("Judged@10");
    return table;
}

} // namespace

Document::Section summarySection(const ReportData& data)
{
    Document::Section section;
    const bool isShared = data.parts.size() > 1; // by several data sets, on one page
    for (const Part& part : data.parts) {
        if (isShared)
            section.blocks.push_back(Document::Heading{part.dataset.name});
        section.blocks.push_back(plain(startOf(data, part) + (isShared ? " " + countsOf(data, part) : "")));
        if (part.recommended)
            section.blocks.push_back(
                Document::Paragraph{recommendationOf(data, part), Document::Paragraph::Kind::Lead});
        if (!isShared)
            section.blocks.push_back(plain(countsOf(data, part)));
        const auto rows = summaryRows(data, part);
        section.blocks.push_back(summaryTable(data, part, rows));
        addFigures(section, data, part, rows);
    }
    if (data.parts.empty())
        section.blocks.push_back(plain("No configuration is finished: there is nothing to compare."));
    std::vector<std::string> limits{
        "Other data, other candidates, other machines; how queries came to be judged.",
        "Differences smaller than the intervals: \"nothing is shown\" is not \"the same\"."};
    if (data.facts.scenario == "batch")
        limits.emplace_back("How long one user waits: pairs were scored in large batches.");
    if (isShared) { // the page is full
        std::string all = std::string("In the plots, ") + kIntervalKey + ". " + kParetoKey + ". Not shown:";
        for (const std::string& limit : limits)
            all += ' ' + limit;
        section.blocks.push_back(note(all));
        return section;
    }
    section.blocks.push_back(Document::Heading{"What this does not show"});
    for (const std::string& limit : limits)
        section.blocks.push_back(item(limit));
    return section;
}

} // namespace rw
