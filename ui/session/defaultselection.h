// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/sessiondata.h"

namespace rw::ui {

/// What is compared before anybody has chosen: rows of one data set.

/// fp32 (else the first quantization) at the longest length and deepest layer of the model with the highest value.
/// 0: no unit is complete.
std::int64_t defaultBaseline(const std::vector<const ResultRow*>& rows);
/// At most eight: of each model the deepest layer at the longest length, in every quantization while there is room.
std::vector<std::int64_t> defaultUnits(const std::vector<const ResultRow*>& rows);
/// The first of `selected` that is not the baseline, else of defaultUnits(), else any unit with scores; 0: there is
/// none.
std::int64_t defaultCompared(const std::vector<const ResultRow*>& rows, std::int64_t baseline,
                             const std::vector<std::int64_t>& selected);

} // namespace rw::ui
