// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/evaluation.h"

#include <cstdint>
#include <filesystem>

namespace rw {

struct Finding;

struct FileEvaluation
{
    Evaluation evaluation; // `queries` only where they were asked for
    std::string tag;       // of the run
    std::int64_t judgedQueries = 0;
    std::int64_t runQueries = 0;
    std::int64_t withoutRelevant = 0; // judged, without a relevant document: 0, and in the mean
};

/// What `evaluate` makes of readQrels and readTrecRun, for files of any size and in any order of lines. Memory grows
/// with the number of queries and with the lines of the largest one, not with the files: lines beyond `memoryBytes`
/// wait in a temporary file, in buckets that hold whole queries. Errors and findings are those of the two readers.
Result<FileEvaluation> evaluateFiles(const std::filesystem::path& qrels, const std::filesystem::path& run,
                                     const std::vector<Measure>& measures, const EvaluationOptions& options,
                                     bool keepQueries, std::vector<Finding>* findings = nullptr,
                                     std::size_t memoryBytes = std::size_t(384) << 20);

} // namespace rw
