// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rw {

/// Two scores of one pair under the same model, data, length, type, layer, options and engine that differ by more than
/// rounding.
struct MergeConflict
{
    std::string model;
    std::string dataset;
    int maxLength = 0;
    std::string quantization;
    int cutoffLayer = 0;
    std::int64_t pair = 0;
    std::int64_t unit = 0;      // here
    std::int64_t otherUnit = 0; // there
    double score = 0;
    double otherScore = 0;
};

struct MergeReport
{
    std::int64_t runs = 0; // that are new here
    std::int64_t units = 0;
    std::int64_t scores = 0;
    std::int64_t scoresKnown = 0; // that were here already
    /// Nothing was taken over where there are any; at most kMostConflicts of them.
    std::vector<MergeConflict> conflicts;
    std::int64_t conflictCount = 0;
};
inline constexpr int kMostConflicts = 100;

/// Takes everything of the workspace `from` over into `into`: runs under the same uuid are one run, whose units and
/// scores are united. All or nothing, and doing it twice is doing it once. `from` may be in use. Scores that contradict
/// each other (fp32: by more than 1e-4, other types: by more than 0.05, relative to scores above 1) are a conflict.
Result<MergeReport> mergeWorkspace(const std::filesystem::path& into, const std::filesystem::path& from);

} // namespace rw
