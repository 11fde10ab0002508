// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/textlist.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace rw {

/// Pairs to score or tokenise, without ids or judgments. Each distinct text is held once.
struct PairList
{
    std::vector<std::string> queries;
    TextList passages;
    std::vector<std::pair<int, int>> pairs; // indices of query and passage, in input order

    /// FlagEmbedding fine-tuning lines are written back with scores: their pairs are positives, then negatives.
    struct Line
    {
        std::string fields; // the members of the object as JSON, less pos_scores and neg_scores
        int positives = 0;
        int negatives = 0;
    };
    std::vector<Line> lines; // empty for the other formats
};

/// JSON lines (`["query", "passage"]`, `{"query": …, "passage": …}` or FlagEmbedding's `query`, `pos`, `neg`), or
/// `query<TAB>passage` a line; found by the first line that is not blank. `-` is standard input, .gz is read as it is.
Result<PairList> readPairList(const std::filesystem::path& file);

} // namespace rw
