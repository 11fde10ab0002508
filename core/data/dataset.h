// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/textlist.h"
#include "core/data/qrels.h"
#include "core/data/textlengths.h"
#include "core/data/trecrun.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rw {

/// Something a reader noticed and went on: shown in the validation report. Faults that stop an import are Errors.
struct Finding
{
    std::string what;  // "3 judged documents are missing from the corpus"
    std::string place; // "qrels/test.tsv:412": the first of them
    std::int64_t count = 1;
};

/// Queries, passages, candidates and judgments in one piece: what every supported format becomes.
struct Dataset
{
    std::string name; // last component of the path
    std::filesystem::path path;
    std::string format; // "beir", "flagembedding", "pairs"
    std::string split;
    std::string candidateSource; // "run runs/bm25.trec", "positives and negatives", "judged", "bm25"
    std::string contentHash;     // SHA-256 of the normalised content (queries, passages, candidates, judgments)

    std::vector<std::string> queryIds;
    std::vector<std::string> queryTexts;
    /// What else the source says of a query, as a JSON object (of its "metadata" and of other keys); empty: nothing.
    std::vector<std::string> queryFields;
    TextList passageIds;
    /// title + " " + text, trimmed, where a document has a title (FlagEmbedding's rule); else the text. Of a collection
    /// only those that a candidate or a judgment names: the others are empty here.
    TextList passageTexts;
    TextLengths passageLengths; // of all of them

    /// One pair to score. Sorted by query, then in first-stage order.
    struct Candidate
    {
        int query = 0;
        int passage = 0;
        float firstStageScore = 0;
    };
    std::vector<Candidate> candidates;

    /// Where the known answer of a query stands in a relevant passage (core/data/answers.h): bytes of the passage text.
    struct Answer
    {
        int query = 0;
        int passage = 0;
        std::size_t begin = 0;
        std::size_t end = 0; // `begin`: only the place is known
    };
    std::vector<Answer> answers; // by query

    /// Judgments of the queries above, with the ids of the source (a judged document need not be in the corpus).
    Qrels judgments;

    std::vector<Finding> findings;
};

struct DatasetOptions
{
    std::string format = {}; // empty: found by content
    std::string split = {};  // empty: "test", else the only one there is
    /// Candidates: a TREC run, or the words "bm25" or "judged". Else runs/ of the folder, else the judged passages
    /// where every judged query has relevant and other ones, else BM25.
    std::optional<std::filesystem::path> run = {};
    int topK = 0;       // candidates a query, 0 = all (BM25: 100)
    int maxQueries = 0; // first n queries with candidates, 0 = all
};

/// Reads a BEIR folder, a FlagEmbedding evaluation folder or a FlagEmbedding pairs file. Imported whole or not at all.
Result<Dataset> loadDataset(const std::filesystem::path& path, const DatasetOptions& options = {});

} // namespace rw
