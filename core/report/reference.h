// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/workspacereader.h"

#include <cstdint>
#include <vector>

namespace rw {

/// What others are compared with where nobody has chosen; the same in the window and in reports.

/// Whether `a` stands for its model rather than `b`: longest length, then deepest layer, then most exact quantization.
bool isBetterReference(const UnitRecord& a, const UnitRecord& b);

struct ValuedUnit
{
    const UnitRecord* unit = nullptr; // with a score for every pair
    double value = 0;                 // of the measure
};
/// Of the model with the highest value the unit that stands for it; untrained models only where there are no others.
/// 0: there are no units.
std::int64_t defaultReference(const std::vector<ValuedUnit>& units);

} // namespace rw
