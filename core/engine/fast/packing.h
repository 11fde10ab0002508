// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"

#include <span>
#include <vector>

namespace rw::engine {

/// Rows of token ids as one packed sequence without padding in which nothing stands twice: equal rows once, and where
/// later tokens do not change earlier states (causal models) common prefixes once. That covers the query that all its
/// passages begin with, and the passage that its shorter and longer cuts have in common.
struct Packing
{
    /// A run of tokens that continues its parent. Tokens see their ancestors and their own segment.
    struct Segment
    {
        int begin = 0;    // of `ids`
        int count = 0;    // at least 1
        int position = 0; // of its first token in the row
        int parent = -1;  // an earlier segment
    };

    std::vector<TokenId> ids;
    std::vector<Segment> segments;
    /// For each row the segment that it ends in. A row is the tokens from the root to the end of that segment.
    std::vector<int> rowSegment;

    std::int64_t tokens() const { return std::int64_t(ids.size()); }
};

/// Prefixes shorter than this are computed again: a segment of its own would cost more.
inline constexpr int kLeastShared = 8;

/// `sharePrefixes`: for causal models. Rows must not be empty.
Packing pack(std::span<const std::vector<TokenId>> rows, bool sharePrefixes);

} // namespace rw::engine
