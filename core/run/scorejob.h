// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"

#include <QString>

#include <algorithm>
#include <string>
#include <vector>

namespace rw {

/// One pass over many pairs: what the units of a model, data set and quantization (some lengths, all cut-off layers)
/// ask of the workers.
struct ScoreJob
{
    QString label; // "v2-m3 · 512, 1024 · fp32", for lanes and messages
    protocol::Load model;
    std::string tokensFile;
    std::vector<LengthLimits> limits; // maximum lengths ascending
    std::vector<int> cutoffLayers;
    int warmupBatches = 0;
    std::vector<std::int32_t> cuts;  // interactive: where the pairs of a query end. One query is in hand at a time.
    std::int64_t predictedBytes = 0; // memory of a worker on a processor (core/model/memory.h); 0: not known
    std::int64_t costPerToken = 1;   // against those of other jobs: parameters of the model, for example
    /// query, passage, query, passage, ...: indices into the token cache, in the order in which they are to be scored.
    std::vector<std::int32_t> pairs;
    /// Tokens that are computed for each pair (core/text/computedtokens.h).
    std::vector<std::int32_t> tokens;

    std::size_t scoresPerPair() const { return limits.size() * std::max<std::size_t>(cutoffLayers.size(), 1); }
};

} // namespace rw
