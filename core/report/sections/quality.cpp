// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/figures.h"
#include "core/report/sections/cells.h"
#include "core/report/sections/comparisontable.h"
#include "core/report/sections/sections.h"

#include <algorithm>
#include <cmath>

namespace rw {

Document::Section qualitySection(const ReportData& data)
{
    Document::Section section;
    for (const auto& part : data.parts) {
        const Comparison& comparison = part.comparison;
        Document::Table table;
        table.name = "comparison-" + part.dataset.name;
        table.caption = part.dataset.name + ": all configurations against " +
                        configurationName(*data.unitOf.at(comparison.baseline.ref.unit)) + ". " + testsOf(comparison);
        table.head = comparisonHead(data.measure());
        table.rows.push_back(comparisonRow(data, comparison.baseline, nullptr));
        for (const auto& difference : comparison.differences)
            table.rows.push_back(comparisonRow(data, difference.system, &difference));
        section.blocks.push_back(std::move(table));
        const auto& value = comparison.baseline.values.front();
        std::vector<double> detectable;
        for (const auto& difference : comparison.differences)
            if (!difference.paired.empty() && difference.paired.front().detectable)
                detectable.push_back(*difference.paired.front().detectable);
        std::sort(detectable.begin(), detectable.end());
        section.blocks.push_back(
            note(part.dataset.name + ": base (before scoring) " + numberText(value.base) +
                 ", ceiling (best order of the candidates) " + numberText(value.ceiling) +
                 (detectable.empty() ? std::string()
                                     : "; the difference that these queries show in 80 of 100 cases (single test, no "
                                       "correction): median over the configurations " +
                                           numberText(detectable[detectable.size() / 2])) +
                 ". Judged@10: share of the first ten with a judgment."));
    }
    return section;
}

} // namespace rw
