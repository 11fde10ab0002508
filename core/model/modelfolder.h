// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/backbone.h"
#include "core/model/safetensors.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
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
    int maxLength = 0;      // usable tokens: positions - padId - 1 for XLM-RoBERTa, else what the config says
    int typeVocabulary = 1; // XLM-RoBERTa: rows of the token type table (row 0 is added everywhere)
    double normEpsilon = 0; // layer_norm_eps or rms_norm_eps
    double ropeTheta = 10000;
    bool geluTanh = false; // what Gelu::Auto means for this config (Gemma); XLM-RoBERTa is always erf
    int padId = 0;         // XLM-RoBERTa: drives the position ids; -1 where the config names none
    // MiniCPM only
    double scaleEmbedding = 1;
    double scaleDepth = 1;
    int startLayer = 0;            // first cut-off layer
    std::vector<int> cutoffLayers; // startLayer..layers; empty where there are none

    /// Longest row that the model can take at all: the position table of XLM-RoBERTa ends there. 0 = no such limit
    /// (the decoders compute rotary angles for any position, as the reference does beyond max_position_embeddings).
    int rowLimit() const { return backbone == Backbone::XlmRoberta ? maxLength : 0; }
};

/// A tensor that the backbone reads. Names as published; `ModelFolder::tensor` knows the old spellings.
struct RequiredTensor
{
    std::string name;
    std::vector<std::int64_t> shape;
};
/// In the order of the forward pass. Gemma's `lm_head.weight` is not among them: without it the embedding is the head.
std::vector<RequiredTensor> requiredTensors(const ModelConfig& config);

/// Reads and checks config.json (`file`).
Result<ModelConfig> readModelConfig(const std::filesystem::path& file);

/// Everything that can be told about a model folder without loading weights.
struct ModelFolder
{
    std::filesystem::path path;
    ModelConfig config;
    SafetensorsIndex weights; // empty when opened with `WeightsRequired::No` and there are none
    std::int64_t parameters = 0;
    std::int64_t weightBytes = 0;
    std::string weightsDtype; // "F32", "BF16", "F16" or "mixed"
    /// See fingerprintOf(): filled by open() only where the hashes of all files are in the cache, else empty.
    std::string fingerprint;
    std::string tokenizerKind; // "unigram", "bpe"; empty where the folder has no tokenizer
    bool untrained = false;    // a `rerank_workbench.json` beside the config says that the weights are random
    /// There are no files: weights are made from this (see randomModel()), and `path` is a name.
    std::optional<std::uint64_t> randomSeed;

    enum class WeightsRequired { Yes, No };
    /// Reads config.json and the headers of the safetensors files, checks that every tensor the backbone needs is there
    /// with the right shape. Refuses pickled weights by name and says how to convert them.
    /// Headers only: well under a second for 10 GB.
    static Result<ModelFolder> open(const std::filesystem::path& path, WeightsRequired weights = WeightsRequired::Yes);

    /// The entry of a required tensor, also under an old name (`LayerNorm.gamma`); null where there is none.
    const TensorEntry* tensor(std::string_view name) const;

    /// Memory of one worker on a processor with this model and batches of the usual size: see core/model/memory.h.
    std::int64_t memoryBytes(Quantization quantization) const;
};

/// Identity of a model: 64 hexadecimal digits that change with any byte of the weights, config.json or the tokenizer
/// files, and with nothing else (not with names of folders, times or notes beside the model).
///
/// It reads every byte, several seconds for 10 GB, so it is not a part of ModelFolder::open. Each file is hashed as a
/// tree: BLAKE2b-256 of blocks of 4 MiB by `threads` threads, SHA-256 of the block hashes; the fingerprint is the
/// SHA-256 of the names and hashes. Hashes are kept in $XDG_CACHE_HOME/rerank-workbench/hashes under (path, size,
/// mtime, ctime, inode), so the second call is immediate; a file changed in the last two seconds is not kept, since a
/// second change could leave the same time stamp. Without weights it is an Error.
struct FingerprintOptions
{
    int threads = 2;
    std::function<void(std::int64_t bytes, std::int64_t ofBytes)> progress; // from the calling thread
    const std::atomic<bool>* cancelled = nullptr;                           // Error "cancelled"
};
Result<std::string> fingerprintOf(const ModelFolder& folder, const FingerprintOptions& options = {});
/// The same from the cache alone: empty where a file was not hashed yet.
std::string cachedFingerprint(const ModelFolder& folder);

} // namespace rw
