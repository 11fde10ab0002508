// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/evaluationcache.h"
#include "ui/session/sessiondata.h"

#include <filesystem>

namespace rw::ui {

/// Reads and evaluates one run (0: the newest), on all cores; intervals are added later. Slow: call both from a
/// background task.
Result<ResultsData> readResults(const std::filesystem::path& workspace, std::int64_t run, const Measure& measure,
                                EvaluationCache& cache);
/// 95 % intervals of the means.
void addIntervals(std::vector<ResultRow>& rows);

} // namespace rw::ui
