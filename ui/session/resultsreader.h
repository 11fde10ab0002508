// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/evaluationcache.h"
#include "ui/session/sessiondata.h"

#include <filesystem>
#include <functional>

namespace rw::ui {

/// All of these are slow: call them from a background task.

/// So many scores that a person would wait for all of it at once: what there is comes in parts.
bool isLarge(const ResultsData& data);
/// Reads and evaluates one run (0: the newest), on all cores; what took how long and intervals are added later.
/// `rowsFirst`: of a large one, gets the configurations before they have values.
Result<ResultsData> readResults(const std::filesystem::path& workspace, std::int64_t run, const Measure& measure,
                                EvaluationCache& cache, const std::function<void(const ResultsData&)>& rowsFirst = {});
/// Times, samples of the devices and problems.
Status addMeasured(const std::filesystem::path& workspace, ResultsData& data);
/// 95 % intervals of the means.
void addIntervals(std::vector<ResultRow>& rows);

} // namespace rw::ui
