// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/fast/linear.h"
#include "core/engine/fast/packing.h"

#include <vector>

namespace rw::engine {

/// Attention of all layers over one packed batch.
class PackedAttention
{
public:
    struct Shape
    {
        int heads = 0;
        int kvHeads = 0;
        int dim = 0;
        bool causal = false; // the scored token of a row is its last one, else its first
    };
    PackedAttention(const Shape& shape, const Arithmetic& arithmetic);

    /// The batch that the next calls are about. It must live until the last of them.
    void prepare(const Packing& packing);

    /// Tokens that scores are read from, each once, as indices of the packed tokens.
    const std::vector<std::int64_t>& scoredTokens() const { return m_scoredTokens; }
    /// For each row of the batch the index of its token in scoredTokens().
    const std::vector<int>& scoredOfRow() const { return m_scoredOfRow; }
    const std::vector<std::int32_t>& positions() const { return m_positions; }
    int longest() const { return m_longest; }

    /// The context of all tokens, or of the scored ones only, as the next product reads it. `qkv` is
    /// [tokens, (heads + 2 kvHeads) dim]; cosines and sines [positions, dim / 2] or undefined.
    Activations operator()(const Products& qkv, const at::Tensor& cosines, const at::Tensor& sines, bool scoredOnly);

private:
    Shape m_shape;
    Arithmetic m_arithmetic;
    std::vector<AttentionSegment> m_segments;
    std::vector<int> m_chain;
    std::vector<AttentionTask> m_allTasks;
    std::vector<AttentionTask> m_scoredTasks;
    std::vector<std::int64_t> m_scoredTokens;
    std::vector<int> m_scoredOfRow;
    std::vector<std::int32_t> m_positions;
    std::int64_t m_blocks = 0;
    int m_longest = 0;
    std::int64_t m_tokens = 0;
    at::Tensor m_keys;
    at::Tensor m_values;
};

} // namespace rw::engine
