// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/worker/channel.h"

#include <string>

namespace rw::worker {

/// rerank-worker --doctor: compares instead of serving a run. One JSON object a line on standard input, one answer a
/// line; an answer with `error` says why there is none. Ends with the input.
///
///   {"type": "machine"}
///       -> libtorch, onednn, libtorch_capability, kernels, threads, openmp [FILE...],
///          operators [{name, expected, found}], instruction_sets [{isa, what, largest, tolerance}]
///   {"type": "model", "model": FOLDER}
///   {"type": "model", "shape": NAME, "layers": N}   random weights, see randomModel()
///       -> backbone, layers, parameters, cutoff_layers, pairs, tokens, tokenizer (false: made-up ids), seconds.
///          Scores the built-in pairs on the plain path of the processor in fp32: what all else is compared with.
///   {"type": "check", "quantization": "fp32"}
///       -> fast (whether there is a fast path on this device), unit,
///          checks [{what, pairs, largest, tolerance, verdict}]; see core/engine/pathcheck.h
///
/// `largest` is null where a score is not a number.
[[noreturn]] void doctor(Channel& channel, const std::string& device, int threads);

} // namespace rw::worker
