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

Document::Figure intervalsOf(const ReportData& data, const Part& part, const std::vector<const SystemResult*>& rows)
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
    return {part.dataset.name + ": mean " + data.measure() +
                " with 95 % interval; dotted: the order before scoring "
                "(base) and the best order of the candidates (ceiling)",
            draw(figure)};
}

/// Quality against speed, of what was timed by itself. Nothing to draw: no parts.
Document::Figure paretoOf(const ReportData& data, const Part& part)
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
    if (figure.points.size() < 2)
        return {};
    return {part.dataset.name + ": quality against speed. The line joins what nothing else beats in both; ringed: "
                                "recommended above. Full marks: bf16, fp16; with a dot: fp32; hollow: int8; crossed: "
                                "int4",
            draw(figure)};
}

} // namespace

Document::Section summarySection(const ReportData& data)
{
    Document::Section section;
    for (const Part& part : data.parts) {
        const Comparison& comparison = part.comparison;
        if (data.parts.size() > 1)
            section.blocks.push_back(Document::Heading{part.dataset.name});
        section.blocks.push_back(plain(startOf(data, part)));
        if (part.recommended)
            section.blocks.push_back(
                Document::Paragraph{recommendationOf(data, part), Document::Paragraph::Kind::Lead});
        section.blocks.push_back(plain(countsOf(data, part)));

        std::vector<const SystemResult*> rows;
        for (const std::int64_t unit : part.chosen) {
            const SystemDifference* difference = ReportData::differenceOf(comparison, unit);
            if (difference || unit == comparison.baseline.ref.unit)
                rows.push_back(difference ? &difference->system : &comparison.baseline);
        }
        std::stable_sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) {
            return a->values.front().value > b->values.front().value;
        });
        Document::Table table;
        table.name = "summary-" + part.dataset.name;
        table.caption =
            part.dataset.name +
            ": the reference, each model at its longest length and deepest layer in its most exact quantization, "
            "and each model's cheapest configuration that keeps 99 % of the reference (pairs a second where they were "
            "measured, else length, layer and quantization). " +
            testsOf(comparison);
        table.head = comparisonHead(data.measure());
        for (const SystemResult* system : rows)
            table.rows.push_back(comparisonRow(data, *system, ReportData::differenceOf(comparison, system->ref.unit)));
        section.blocks.push_back(std::move(table));
        section.blocks.push_back(intervalsOf(data, part, rows));
        if (auto pareto = paretoOf(data, part); !pareto.drawing.parts.empty())
            section.blocks.push_back(std::move(pareto));
    }
    if (data.parts.empty())
        section.blocks.push_back(plain("No configuration is finished: there is nothing to compare."));
    section.blocks.push_back(Document::Heading{"What this does not show"});
    section.blocks.push_back(item("Other data, other candidates, other machines; how queries came to be judged."));
    section.blocks.push_back(item("Differences smaller than the intervals: \"nothing is shown\" is not \"the same\"."));
    if (data.facts.scenario == "batch")
        section.blocks.push_back(item("How long one user waits: pairs were scored in large batches."));
    return section;
}

} // namespace rw
