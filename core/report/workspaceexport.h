// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/measures.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

namespace rw {

/// What of a workspace goes into a file for another program.
struct ExportRequest
{
    enum class What { Scores, Metrics, Latency, Devices, Run };
    enum class Format { Csv, Json, JsonLines, Trec };

    std::filesystem::path workspace;
    What what = What::Scores;
    Format format = Format::Csv;   // Trec: for Run only, and Run knows only that
    std::int64_t run = 0;          // 0: all
    std::int64_t unit = 0;         // 0: all; Run needs one
    std::vector<Measure> measures; // Metrics
    bool metadata = false;         // Run: begins with comment lines that say how it came to be (irmetadata.h)
};

/// Writes the export piece by piece to `sink`, which gives back false when it cannot take more (disk full).
/// Numbers are written so that they read back the same; what was not measured is empty (CSV) or null (JSON).
Status exportWorkspace(const ExportRequest& request, const std::function<bool(std::string_view)>& sink);

} // namespace rw
