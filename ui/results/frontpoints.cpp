// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/frontpoints.h"

#include "ui/text/numbers.h"

#include <cmath>

namespace rw::ui {

std::vector<ParetoPlot::Point> frontPoints(const std::vector<const ResultRow*>& rows, const Costs& costs,
                                           Costs::Kind kind)
{
    std::vector<ParetoPlot::Point> points;
    for (const ResultRow* row : rows) {
        const Costs::Cost cost = costs.of(*row, kind);
        if (!row->complete || row->unit.untrained || !std::isfinite(row->value) || !std::isfinite(cost.value))
            continue;
        points.push_back({row->unit.id, configurationName(row->unit), row->modelIndex, text(row->unit.quantization),
                          row->value, row->low, row->high, cost.value, cost.isShare});
    }
    return points;
}

} // namespace rw::ui
