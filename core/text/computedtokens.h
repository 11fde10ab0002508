// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokencache.h"

#include <cstdint>
#include <span>
#include <vector>

namespace rw {

/// Tokens that are computed for each pair, which is what it costs. An encoder computes the rows of the pair, equal ones
/// once. A decoder computes what the rows of a batch begin with once (core/engine/fast/packing.h): the query for all
/// its passages, and of several lengths of a pair the longest, with the end of each of the others. The first pair of a
/// query in a batch has the query in its number.
/// `pairs`: query, passage, query, passage, ...: indices into the cache, in the order in which they are handed out.
/// `batchTokens` as in protocol::Score. Where the pairs of a message end is not known here, so a query more may be
/// computed again; prefixes of a few tokens always are.
std::vector<std::int32_t> computedTokens(const TokenCache& cache, std::span<const std::int32_t> pairs,
                                         const std::vector<LengthLimits>& limits, int batchTokens);

} // namespace rw
