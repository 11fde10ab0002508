// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/paretoplot.h"
#include "ui/results/costs.h"

#include <vector>

namespace rw::ui {

/// Rows of one data set as points of quality against cost: those that are complete, trained, and have both.
std::vector<ParetoPlot::Point> frontPoints(const std::vector<const ResultRow*>& rows, const Costs& costs,
                                           Costs::Kind kind);

} // namespace rw::ui
