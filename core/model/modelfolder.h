// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/backbone.h"
#include "core/model/safetensors.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rw {

/// config.json of a model folder, with every number checked. Field names follow the Hugging Face keys.
/// Source of the meaning of each key: docs/models.md.
struct ModelConfig
{
    Backbone backbone = Backbone::XlmRoberta;
    int hiddenSize = 0;
    int layers = 0;
    int attentionHeads = 0;
    int keyValueHeads = 0; // = attentionHeads for XLM-RoBERTa
    int headDim = 0;
    int intermediateSize = 0;
    int vocabularySize = 0;
    int positions = 0;      // rows of the position table, or max_position_embeddings
    int maxLength = 0;      // usable tokens: positions - 2 for XLM-RoBERTa
    double normEpsilon = 0; // layer_norm_eps or rms_norm_eps
    double ropeTheta = 10000;
    bool geluTanh = false; // what Gelu::Auto means for this config (Gemma); XLM-RoBERTa is always erf
    int padId = 0;         // XLM-RoBERTa: drives the position ids
    // MiniCPM only
    double scaleEmbedding = 1;
    double scaleDepth = 1;
    int startLayer = 0;            // first cut-off layer
    std::vector<int> cutoffLayers; // startLayer..layers; empty where there are none
};

/// Everything that can be told about a model folder without loading weights.
struct ModelFolder
{
    std::filesystem::path path;
    ModelConfig config;
    SafetensorsIndex weights; // empty when opened with `WeightsRequired::No` and there are none
    std::int64_t parameters = 0;
    std::int64_t weightBytes = 0;
    std::string weightsDtype; // "F32", "BF16", "F16" or "mixed"
    std::string fingerprint;  // changes with any weight, config or tokenizer byte; empty without weights
    std::string tokenizerKind; // "unigram", "bpe"
    bool untrained = false;    // a `rerank_workbench.json` beside the config says that the weights are random

    enum class WeightsRequired { Yes, No };
    /// Reads config.json and the headers of the safetensors files, checks that every tensor the backbone needs is there
    /// with the right shape. Refuses pickled weights by name and says how to convert them.
    static Result<ModelFolder> open(const std::filesystem::path& path, WeightsRequired weights = WeightsRequired::Yes);

    /// Estimated memory of one worker with this model loaded, without activations.
    std::int64_t memoryBytes(Quantization quantization) const;
};

} // namespace rw
