// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

class LineReader;
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

/// The lines of such a file one by one, checked as `readTrecRun` does, but for documents that are there twice and ranks
/// that contradict the score. The texts are valid during the call of `sink`, whose error ends the reading.
struct ResultLine
{
    std::string_view query;
    std::string_view document;
    std::optional<int> rank;
    float score = 0;
};
/// Gives back the run tag of the first line.
Result<std::string> eachResult(const std::filesystem::path& file,
                               const std::function<Status(const ResultLine&, const LineReader&)>& sink,
                               std::vector<Finding>* findings = nullptr);
/// The error about a document that is twice in one ranking, `line` being the second one.
Error rankedAgain(std::string_view file, std::int64_t line, std::int64_t firstLine, std::string_view query,
                  std::string_view document);

/// Follows the ranks of one query in the order of the file: the score must not rise where the rank does.
class RankCheck
{
public:
    /// Whether this line contradicts the one before.
    bool contradicts(std::optional<int> rank, float score)
    {
        const bool wrong =
            rank && m_rank && ((*rank > *m_rank && score > m_score) || (*rank < *m_rank && score < m_score));
        m_rank = rank;
        m_score = score;
        return wrong;
    }

private:
    std::optional<int> m_rank;
    float m_score = 0;
};

/// Score descending, ties by document id descending (bytewise), as trec_eval does.
void rankDocuments(std::vector<ScoredDocument>& documents);

} // namespace rw
