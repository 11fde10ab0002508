// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/modelfolder.h"
#include "core/text/pairinput.h"

#include <filesystem>
#include <string>
#include <vector>

namespace rw {

/// Scores of pairs that somebody else computed or published, under one setting.
struct ReferenceScores
{
    struct Pair
    {
        std::string query;
        std::string passage;
        double score = 0;
    };
    std::string model;      // "BAAI/bge-reranker-v2-m3"; empty: of whatever model it is compared with
    int maxLength = 512;    // the default of FlagEmbedding
    int cutoffLayer = 0;    // 0: the last one
    bool isSigmoid = false; // else logits
    Instructions instructions;
    std::vector<Pair> pairs;

    /// Published scores are of fp16 on a GPU, and differ by this much between one and several devices.
    static constexpr double kTolerance = 0.05;
};

/// A file of such scores, in one of two forms:
///   [{"model": "...", "settings": {...}, "pairs": [["query", "passage"], ...], "scores": [...]}, ...]
///       with the settings of FlagEmbedding: max_length, cutoff_layers (one), normalize, query_instruction_for_rerank,
///       passage_instruction_for_rerank, prompt; those that change no score are passed over
///   {"query": "...", "passage": "...", "score": 1.5}      lines, of any model
/// Errors are "FILE:LINE: ...".
Result<std::vector<ReferenceScores>> readReferenceScores(const std::filesystem::path& file);

/// Those that are about this model: they name none, or the published model that has its shape, or its folder.
std::vector<ReferenceScores> referenceScoresOf(const std::vector<ReferenceScores>& all, const ModelFolder& model);

/// "bge-reranker-v2-m3" where the config has the shape of a published model. Empty: it has not.
std::string publishedName(const ModelConfig& config);

} // namespace rw
