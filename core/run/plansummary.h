// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/planjobs.h"
#include "core/run/planmatrix.h"
#include "core/run/runstatus.h"

#include <filesystem>
#include <vector>

namespace rw {

/// What a plan comes to, without times (core/run/speedprobe.h): scores, tokens, memory of each device, disk.
/// `missing`: [pass][pair]. `devices`: one a worker; `described`: what is known of them, may be empty.
PlanSummary summarise(const PlanMatrix& matrix, const PlannedJobs& jobs, const std::vector<std::vector<bool>>& missing,
                      const QStringList& devices, const std::vector<protocol::Hello>& described,
                      const std::filesystem::path& workspace);

} // namespace rw
