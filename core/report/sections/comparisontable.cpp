// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/comparisontable.h"

#include "core/report/sections/cells.h"

#include <cmath>

namespace rw {

std::vector<std::string> comparisonHead(const std::string& measure)
{
    return {"configuration", measure,  "95 % interval", "difference", "95 % interval of the difference",
            "p (Holm)",      "effect", "verdict",       "pairs/s",    "Judged@10"};
}

std::vector<Document::Cell> comparisonRow(const ReportData& data, const SystemResult& system,
                                          const SystemDifference* difference)
{
    const auto unit = data.unitOf.find(system.ref.unit);
    std::vector<Document::Cell> row{
        textCell(unit == data.unitOf.end() ? system.name : configurationName(*unit->second))};
    const bool whole = system.badge == Badge::None || system.badge == Badge::Constant;
    const MeasureValue& value = system.values.front();
    row.push_back(whole ? numberCell(value.value) : noCell());
    row.push_back(rangeCell(whole ? value.interval : std::nullopt));
    if (difference && !difference->paired.empty()) {
        const PairedComparison& paired = difference->paired.front();
        row.push_back(numberCell(paired.difference, "%+.4f"));
        row.push_back(rangeCell(paired.interval));
        row.push_back(numberCell(difference->adjustedP.front()));
        row.push_back(numberCell(paired.effectSize, "%.2f"));
        row.push_back(textCell(verdictWord(difference->verdicts.front())));
    } else {
        row.insert(row.end(), 4, noCell());
        row.push_back(textCell(!difference                    ? "reference"
                               : difference->verdicts.empty() ? badgeName(system.badge)
                                                              : verdictWord(difference->verdicts.front())));
    }
    const auto speed = data.speed.find(system.ref.unit);
    row.push_back(numberCell(speed == data.speed.end() ? std::nan("") : speed->second, "%.0f"));
    row.push_back(numberCell(system.judgedAt10, "%.2f"));
    return row;
}

} // namespace rw
