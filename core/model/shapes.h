// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/modelfolder.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace rw {

/// A published model without its files: its config, and weights that Weights makes in memory from `seed`. Speed and
/// memory of a model depend on its shape alone. "bge-reranker-v2-m3", "bge-reranker-v2-gemma",
/// "bge-reranker-v2-minicpm-layerwise", "bge-reranker-base".
/// `layers`: as many blocks as this, 0 = all of them. Cut-off layers beyond it go, too; at least the last one stays.
Result<ModelFolder> randomModel(std::string_view name, int layers, std::uint64_t seed);

/// Work of a forward pass, for comparing a speed with the peak of the machine: 1 multiply-add = 2 FLOP.
///
/// Useful is what must be multiplied when nothing is computed that nobody reads: real tokens, the causal half of the
/// scores, in the deepest block only the rows that are scored (but keys and values of all), equal rows once, and for
/// decoders common beginnings of rows once. With h hidden size, f intermediate size, a = heads x head dim,
/// b = key-value heads x head dim, n blocks, L tokens:
///   XLM-RoBERTa  linear 2 L n (2 h a + 2 h b + 2 h f), attention 4 L^2 a n, head 2 h^2
///   decoders     linear 2 L n (2 h a + 2 h b + 3 h f), attention 2 L (L + 1) a n
/// Embeddings, norms and activations are not counted.
class FlopCount
{
public:
    /// `deepest`: the deepest wanted cut-off layer, 0 = all blocks.
    explicit FlopCount(const ModelConfig& config, int deepest = 0);

    /// Useful work of all rows. No row is empty.
    double useful(std::span<const std::vector<TokenId>> rows) const;
    /// What the reference does for the same rows: sorted by length, batches of `batch` rows that are padded to the
    /// longest, the whole last block, nothing shared. (Still only the causal half.)
    double padded(std::span<const std::vector<TokenId>> rows, int batch = 128) const;
    /// One row without any saving. `tokens` counts padding.
    double whole(std::int64_t tokens) const;
    /// One row of which the first `shared` tokens were counted with another row. 0 <= shared < tokens.
    double row(std::int64_t tokens, std::int64_t shared = 0) const;

private:
    double linear(std::int64_t tokens) const; // of one whole block
    double keys(std::int64_t tokens) const;   // of one block: keys and values only
    double attention(std::int64_t begin, std::int64_t end) const;

    ModelConfig m_config;
    int m_blocks;
};

} // namespace rw
