// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace rw {

struct Finding;

/// Judgments: query id -> document id -> grade. Grades below 0 mean judged, not relevant, no gain.
struct Qrels
{
    using Documents = std::unordered_map<std::string, int>;
    std::map<std::string, Documents> queries;
};

/// TREC qrels ("qid iter docid grade") or BEIR TSV (header "query-id corpus-id score"), found by content; `-` is
/// standard input; .gz is read as it is. `findings` (may be null) gets what was noticed.
Result<Qrels> readQrels(const std::filesystem::path& file, std::vector<Finding>* findings = nullptr);

} // namespace rw
