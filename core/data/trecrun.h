// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace rw {

struct Finding;

struct ScoredDocument
{
    std::string document;
    float score = 0; // float as in trec_eval v9: ties are ties of floats
};

/// A ranking of documents for each query id. Documents in the order of the file; ranked by `rankDocuments`.
struct TrecRun
{
    std::map<std::string, std::vector<ScoredDocument>> queries;
    std::string tag;
};

/// "qid Q0 docid rank score tag" a line. Score must be finite; a document twice in one query is an error.
Result<TrecRun> readTrecRun(const std::filesystem::path& file, std::vector<Finding>* findings = nullptr);

/// Score descending, ties by document id descending (bytewise), as trec_eval does.
void rankDocuments(std::vector<ScoredDocument>& documents);

} // namespace rw
