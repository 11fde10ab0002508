// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"

namespace rw {

Document::Section problemsSection(const ReportData& data)
{
    Document::Section section;
    for (const auto& unit : data.units)
        if (!isFinished(unit))
            section.blocks.push_back(item(configurationName(unit) + " on " + unit.datasetName + ": " + unit.status +
                                          ", " + std::to_string(unit.scored) + " of " + std::to_string(unit.pairs) +
                                          " pairs scored" + (unit.error.empty() ? "" : "; " + data.shown(unit.error))));
    for (const auto& problem : data.problems) {
        const auto unit = data.unitOf.find(problem.unit);
        section.blocks.push_back(item(
            (unit == data.unitOf.end() ? "unit " + std::to_string(problem.unit) : configurationName(*unit->second)) +
            (problem.pair >= 0 ? ", pair " + std::to_string(problem.pair) : "") + ": " + data.shown(problem.what) +
            (problem.detail.empty() ? "" : " (" + data.shown(problem.detail) + ")")));
    }
    if (section.blocks.empty())
        section.blocks.push_back(plain("None was recorded."));
    return section;
}

} // namespace rw
