// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rw {

struct DatasetOptions;

/// Which files of a folder make up the data set. `qrels` is missing where there are no judgments at all.
struct DataFolder
{
    std::string format; // "beir", "flagembedding"
    std::string split;
    std::filesystem::path corpus;
    std::filesystem::path queries;
    std::optional<std::filesystem::path> qrels;
    std::vector<std::filesystem::path> runs; // of runs/, the one to take first

    static Result<DataFolder> find(const std::filesystem::path& folder, const DatasetOptions& options);
};

} // namespace rw
