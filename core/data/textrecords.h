// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/data/stringindex.h"

#include <filesystem>
#include <string>
#include <vector>

namespace rw {

struct Finding;

/// Texts with ids: a corpus or a list of queries.
struct TextRecords
{
    std::vector<std::string> ids;
    std::vector<std::string> texts;
    StringIndex index; // of ids
};

/// corpus.jsonl or queries.jsonl of BEIR ("_id") and FlagEmbedding ("id"): {"_id", "title"?, "text"} a line. `noun` is
/// what the findings call a record ("document", "query").
Result<TextRecords> readTextRecords(const std::filesystem::path& file, const std::string& noun,
                                    const std::string& nouns, std::vector<Finding>* findings);

} // namespace rw
