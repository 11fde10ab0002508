// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/textlist.h"
#include "core/data/stringindex.h"
#include "core/data/textlengths.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace rw {

struct Finding;

/// Texts with ids, such as a list of queries.
struct TextRecords
{
    std::vector<std::string> ids;
    std::vector<std::string> texts;
    std::vector<std::string> fields; // the other keys and those of "metadata" as a JSON object, or empty
    StringIndex index;               // of ids
};

/// corpus.jsonl or queries.jsonl of BEIR ("_id") and FlagEmbedding ("id"): {"_id", "title"?, "text"} a line. `noun` is
/// what the findings call a record ("document", "query").
Result<TextRecords> readTextRecords(const std::filesystem::path& file, const std::string& noun,
                                    const std::string& nouns, std::vector<Finding>* findings);

/// What there is in such a file, without the texts: a collection can be far larger than memory.
struct Collection
{
    std::filesystem::path file;
    TextList ids;
    StringIndex index; // of ids
    TextLengths lengths;
    /// Where "text" begins in the text of a document, in bytes; below 0 where white space before it was cut off.
    std::vector<std::int32_t> textBegins;
};

/// Reads all of it once, checked as readTextRecords() does.
Result<Collection> readCollection(const std::filesystem::path& file, const std::string& noun, const std::string& nouns,
                                  std::vector<Finding>* findings);

/// The texts of a collection that was read before, one by one in the order of their ids. A view is valid during the
/// call. An Error where the file is no longer the same.
Status eachText(const std::filesystem::path& file, const TextList& ids,
                const std::function<void(std::size_t position, std::string_view text)>& sink);

} // namespace rw
