// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/metrics/measures.h"
#include "core/store/workspacereader.h"

#include <filesystem>
#include <string>
#include <vector>

namespace rw::cli {

/// Every text parsed by parseMeasure, in one list.
Result<std::vector<Measure>> parseMeasures(const std::vector<std::string>& texts);
/// What -m asks for, nDCG@10 where it is not given.
Result<std::vector<Measure>> measureOption(const QCommandLineParser& parser);

/// The units of a run (0: of all runs) with the means of the measures, as a table or as JSON, on standard output.
/// Units that failed or are incomplete are named as such and have no means.
Status printUnits(const std::filesystem::path& workspace, std::int64_t run, const std::vector<Measure>& measures,
                  const Output& output);

} // namespace rw::cli
