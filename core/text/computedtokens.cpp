// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/computedtokens.h"

#include <algorithm>

namespace rw {

namespace {

using Layout = PairAssembler::Layout;

/// What rows of the same query have in common, without their passages.
int commonBeginning(const Layout& a, const Layout& b, int bos)
{
    const bool sameQuery = a.query == b.query;
    return bos + std::min(a.query, b.query) + (sameQuery ? std::min(a.separator, b.separator) : 0);
}

/// Of two rows of the same pair.
int common(const Layout& a, const Layout& b, int bos)
{
    const bool samePassage = a.query == b.query && a.separator == b.separator;
    return commonBeginning(a, b, bos) + (samePassage ? std::min(a.passage, b.passage) : 0);
}

} // namespace

std::vector<std::int32_t> computedTokens(const TokenCache& cache, std::span<const std::int32_t> pairs,
                                         const std::vector<LengthLimits>& limits, int batchTokens)
{
    const PairAssembler& assembler = cache.assembler();
    const Backbone backbone = assembler.parts().backbone;
    const bool shares = backbone != Backbone::XlmRoberta;
    const int bos = assembler.parts().addBos ? 1 : 0;
    const std::int64_t budget = batchTokens > 0 ? batchTokens : defaultBatchTokens(backbone);
    std::vector<std::int32_t> computed;
    computed.reserve(pairs.size() / 2);
    std::vector<Layout> rows;
    std::vector<Layout> before; // of the pair before this one in the batch, if it is of the same query
    std::int32_t lastQuery = -1;
    std::int64_t inBatch = 0;
    for (std::size_t i = 0; i < pairs.size(); i += 2) {
        rows.clear();
        std::int64_t tokens = 0;
        for (const auto& one : limits) {
            const auto layout =
                assembler.layout(int(cache.query(pairs[i]).size()), int(cache.passage(pairs[i + 1]).size()), one);
            if (!rows.empty() && layout.sameRow(rows.back()))
                continue;
            rows.push_back(layout);
            tokens += layout.length;
        }
        if (inBatch + tokens > budget) {
            inBatch = 0;
            lastQuery = -1;
        }
        inBatch += tokens;
        if (shares) {
            if (pairs[i] != lastQuery)
                before.clear();
            for (std::size_t row = 0; row < rows.size(); ++row) {
                int known = row > 0 ? common(rows[row - 1], rows[row], bos) : 0;
                for (const Layout& other : before)
                    known = std::max(known, commonBeginning(other, rows[row], bos));
                tokens -= known;
            }
            before = rows;
        }
        lastQuery = pairs[i];
        computed.push_back(std::int32_t(tokens));
    }
    return computed;
}

} // namespace rw
