// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"
#include "ui/session/inputlengths.h"
#include "ui/session/machineprobe.h"
#include "ui/session/planestimator.h"
#include "ui/session/sessiondata.h"

#include <vector>

namespace rw::ui {

/// Plausible values that nobody measured, for pictures and tests of the pages. Never shown without saying so.
namespace SampleValues {

std::vector<DeviceItem> devices();
std::vector<ModelItem> models();
std::vector<DataItem> datasets();
LengthForecast lengths();

enum class Outcome { Finished, Running, WithFailures };
ResultsData results(Outcome outcome);

/// A run as a watcher sees it.
RunProgress progress(bool finished);
std::vector<LaneStatus> lanes(bool gpu);
std::vector<LaneSample> samples(bool gpu);
std::vector<UnitStatus> units(bool finished);
std::vector<LogEntry> log();
std::vector<BatchRecord> batches();
/// Of what the Experiment page proposes; `measuring`: the time is not known yet.
PlanEstimate estimate(bool measuring);

} // namespace SampleValues
} // namespace rw::ui
