// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/figures.h"
#include "core/report/reference.h"
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"

#include <algorithm>
#include <cmath>

namespace rw {

namespace {

using Part = ReportData::Part;

/// Of each model and length the deepest layer in the most exact quantization.
std::map<std::int64_t, std::map<int, const UnitRecord*>> lengthsOf(const ReportData& data, const Part& part)
{
    std::map<std::int64_t, std::map<int, const UnitRecord*>> best;
    for (const auto& unit : data.units) {
        if (unit.dataset != part.dataset.id || !ReportData::resultOf(part, unit.id))
            continue;
        const UnitRecord*& place = best[unit.model][unit.maxLength];
        if (!place || isBetterReference(unit, *place))
            place = &unit;
    }
    std::erase_if(best, [](const auto& model) { return model.second.size() < 2; });
    return best;
}

double shareCut(const UnitRecord& unit)
{
    return unit.pairs > 0 ? double(unit.truncated) / double(unit.pairs) : std::nan("");
}

/// Of the relevant passages whose answer is at a known place, how many each length cuts it off. No rows: none is known.
Document::Table answersOf(const ReportData& data, const Part& part)
{
    Document::Table table{"answers-" + part.dataset.name,
                          part.dataset.name + ": relevant passages whose answer is at a known place, and how many of "
                                              "them are cut before it (beyond the cut) or inside it (partly).",
                          {"model", "length", "answers known", "beyond the cut", "share beyond", "partly"},
                          {}};
    std::map<std::pair<std::int64_t, int>, const UnitRecord*> passes; // all types and layers cut alike
    for (const auto& unit : data.units)
        if (unit.dataset == part.dataset.id && unit.answers && unit.answers->known > 0)
            passes.emplace(std::pair(unit.model, unit.maxLength), &unit);
    for (const auto& [pass, unit] : passes)
        table.rows.push_back({textCell(unit->modelName), countCell(unit->maxLength), countCell(unit->answers->known),
                              countCell(unit->answers->beyond), numberCell(unit->answers->shareBeyond(), "%.3f"),
                              countCell(unit->answers->partly)});
    return table;
}

} // namespace

Document::Section lengthSection(const ReportData& data)
{
    Document::Section section;
    const auto addAnswers = [&](const Part& part) {
        if (auto answers = answersOf(data, part); !answers.rows.empty())
            section.blocks.push_back(std::move(answers));
    };
    for (const Part& part : data.parts) {
        const auto models = lengthsOf(data, part);
        if (models.empty()) {
            addAnswers(part);
            continue;
        }
        CurveFigure figure;
        figure.axis = "length limit, tokens";
        std::vector<int> limits;
        for (const auto& [model, lengths] : models)
            for (const auto& [length, unit] : lengths)
                limits.push_back(length);
        std::sort(limits.begin(), limits.end());
        limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
        for (const int limit : limits)
            figure.categories.push_back(std::to_string(limit));
        CurveFigure::Panel quality{data.measure() + " with 95 % interval", false, {}};
        CurveFigure::Panel speed{"pairs a second of one worker", true, {}};
        CurveFigure::Panel cut{"share of the pairs that were cut", false, {}};
        Document::Table table{"length-" + part.dataset.name,
                              part.dataset.name +
                                  ": each model at its deepest layer in its most exact quantization, by "
                                  "length limit. Verdicts against the reference of the summary.",
                              {"configuration", "length", data.measure(), "95 % interval", "verdict", "pairs cut",
                               "share cut", "pairs/s"},
                              {}};
        for (const auto& [model, lengths] : models) {
            const UnitRecord& any = *lengths.begin()->second;
            const CurveFigure::Curve empty{any.modelName, int(model - 1), Drawing::fillOf(any.quantization), {}};
            CurveFigure::Curve values = empty, speeds = empty, cuts = empty;
            for (const auto& [length, unit] : lengths) {
                const auto x = double(std::lower_bound(limits.begin(), limits.end(), length) - limits.begin());
                const MeasureValue& value = ReportData::resultOf(part, unit->id)->values.front();
                const auto found = data.speed.find(unit->id);
                const double pairs = found == data.speed.end() ? std::nan("") : found->second;
                values.points.push_back({x, value.value, value.interval ? value.interval->low : std::nan(""),
                                         value.interval ? value.interval->high : std::nan("")});
                if (std::isfinite(pairs))
                    speeds.points.push_back({x, pairs});
                if (std::isfinite(shareCut(*unit)))
                    cuts.points.push_back({x, shareCut(*unit)});
                const SystemDifference* difference = ReportData::differenceOf(part.comparison, unit->id);
                table.rows.push_back(
                    {textCell(configurationName(*unit)), countCell(length), numberCell(value.value),
                     rangeCell(value.interval),
                     textCell(!difference                    ? "reference"
                              : difference->verdicts.empty() ? ""
                                                             : verdictWord(difference->verdicts.front())),
                     countCell(unit->truncated), numberCell(shareCut(*unit), "%.3f"), numberCell(pairs, "%.0f")});
            }
            quality.curves.push_back(std::move(values));
            speed.curves.push_back(std::move(speeds));
            cut.curves.push_back(std::move(cuts));
        }
        const bool isTimed = std::any_of(speed.curves.begin(), speed.curves.end(),
                                         [](const CurveFigure::Curve& curve) { return !curve.points.empty(); });
        figure.panels = {std::move(quality), std::move(cut)};
        if (isTimed)
            figure.panels.insert(figure.panels.begin() + 1, std::move(speed));
        section.blocks.push_back(Document::Figure{
            part.dataset.name + ": quality, cost and truncation against the length limit, for each model",
            draw(figure)});
        section.blocks.push_back(std::move(table));
        if (!isTimed)
            section.blocks.push_back(note("No length was timed by itself: batches served several lengths at once. "
                                          "\"share_lengths\": false in the experiment times each."));
        addAnswers(part);
    }
    return section;
}

} // namespace rw
