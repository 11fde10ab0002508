// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/worker/channel.h"

#include <string>

namespace rw::worker {

/// rerank-worker --bench: measures instead of serving a run. One JSON object a line on standard input, one answer a
/// line; an answer with `error` says why there is none. Ends with the input.
///
///   {"type": "load", "model": FOLDER, "quantization": "fp32", "gelu": "auto", "cutoff_layers": [...]}
///   {"type": "load", "shape": NAME, "layers": N, "seed": N, ...}   random weights, see randomModel()
///       -> seconds, resident_bytes, predicted_bytes, parameters, layers, cutoff_layers, ...
///   {"type": "pairs", "file": FILE, "max_length": N, "query_max_length": N}
///   {"type": "pairs", "length": N, "candidates": N, "query_tokens": N, "distinct_queries": false, "seed": N}
///       made up, rows of `length` tokens
///       -> pairs, queries, and for a file of FlagEmbedding lines `positives` and `negatives` of each
///   {"type": "score", "query": N, "batch_tokens": N, "profile": true, "max_lengths": [...], "cutoff_layers": [...]}
///       all pairs or those of one query; lengths and layers other than those of `pairs` and `load`, in one pass
///       -> seconds (text in, scores out) and where they went, tokens, FLOP, memory, scores in the order of the list
///   {"type": "peaks", "quantization": "fp32"}
///       -> what registers and matrix products of this machine reach, measured now
///
/// Nothing is kept between two `score` requests but the model: texts are tokenised anew each time.
[[noreturn]] void bench(Channel& channel, const std::string& device, int threads);

} // namespace rw::worker
