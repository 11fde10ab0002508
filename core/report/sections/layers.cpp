// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/figures.h"
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"

#include <algorithm>
#include <cmath>

namespace rw {

Document::Section layersSection(const ReportData& data)
{
    Document::Section section;
    for (const auto& part : data.parts) {
        if (part.layers.empty())
            continue;
        CurveFigure figure;
        figure.axis = "cut-off layer";
        figure.hasBand = true;
        CurveFigure::Panel panel{data.measure() + " with 95 % interval", false, {}};
        std::vector<int> all;
        for (const Comparison& comparison : part.layers) {
            all.push_back(data.unitOf.at(comparison.baseline.ref.unit)->cutoffLayer);
            for (const auto& difference : comparison.differences)
                all.push_back(data.unitOf.at(difference.system.ref.unit)->cutoffLayer);
        }
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        for (const int layer : all)
            figure.categories.push_back(std::to_string(layer));
        Document::Table table{
            "layers-" + part.dataset.name,
            part.dataset.name + ": cut-off layers at the longest length, in the most exact quantization, against the "
                                "deepest one. Tests as in Quality, Holm-corrected within each model. All layers come "
                                "from one pass, so none has a time of its own: the share of the layers says what is "
                                "computed.",
            {"configuration", "layer", "share of the layers", data.measure(), "95 % interval", "difference",
             "95 % interval of the difference", "p (Holm)", "verdict", "overlap@10", "tau-b"},
            {}};
        for (const Comparison& comparison : part.layers) {
            const UnitRecord& deepest = *data.unitOf.at(comparison.baseline.ref.unit);
            const auto model = std::find_if(data.models.begin(), data.models.end(),
                                            [&](const ModelRecord& one) { return one.id == deepest.model; });
            CurveFigure::Curve curve{
                deepest.modelName, int(deepest.model - 1), Drawing::fillOf(deepest.quantization), {}};
            const auto add = [&](const SystemResult& system, const SystemDifference* difference) {
                const UnitRecord& unit = *data.unitOf.at(system.ref.unit);
                const MeasureValue& value = system.values.front();
                const double share = model != data.models.end() && model->layers > 0
                                         ? double(unit.cutoffLayer) / double(model->layers)
                                         : std::nan("");
                const bool hasTest = difference && !difference->paired.empty();
                const auto* agreement = difference && difference->agreement ? &*difference->agreement : nullptr;
                table.rows.push_back(
                    {textCell(configurationName(unit)), countCell(unit.cutoffLayer), numberCell(share, "%.2f"),
                     numberCell(value.value), rangeCell(value.interval),
                     hasTest ? numberCell(difference->paired.front().difference, "%+.4f") : noCell(),
                     rangeCell(hasTest ? difference->paired.front().interval : std::nullopt),
                     hasTest ? numberCell(difference->adjustedP.front()) : noCell(),
                     textCell(!difference                    ? "deepest"
                              : difference->verdicts.empty() ? ""
                                                             : verdictWord(difference->verdicts.front())),
                     agreement ? numberCell(agreement->overlapAt10, "%.3f") : noCell(),
                     agreement && agreement->tauB.queries > 0 ? numberCell(agreement->tauB.mean) : noCell()});
                const auto x = std::lower_bound(all.begin(), all.end(), unit.cutoffLayer) - all.begin();
                curve.points.push_back({double(x), value.value, value.interval ? value.interval->low : std::nan(""),
                                        value.interval ? value.interval->high : std::nan("")});
            };
            add(comparison.baseline, nullptr);
            for (const auto& difference : comparison.differences)
                if (difference.system.badge == Badge::None || difference.system.badge == Badge::Constant)
                    add(difference.system, &difference);
            std::reverse(curve.points.begin(), curve.points.end()); // from the first layer on
            panel.curves.push_back(std::move(curve));
        }
        figure.panels = {std::move(panel)};
        section.blocks.push_back(
            Document::Figure{part.dataset.name + ": quality against the cut-off layer", draw(figure)});
        section.blocks.push_back(std::move(table));
    }
    return section;
}

} // namespace rw
