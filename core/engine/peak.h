// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/backbone.h"

#include <string>
#include <vector>

namespace rw::engine {

/// What one kind of instruction can do at most: operations (1 multiply-add = 2) in registers, no memory touched. Speeds
/// of a forward pass are shown as a share of it.
struct RegisterPeak
{
    std::string unit;        // "AVX2 FMA", "AVX-512 FMA", "AVX-512 BF16", "AMX BF16", "AVX-512 VNNI", ...
    double opsPerSecond = 0; // of all threads together
};

/// Measures every unit of this processor that computes `type`, on `threads` threads at once; empty on a processor
/// without them (not x86). Int4 and Fp16 weights are unpacked and multiplied as floats: Fp32 and Bf16 units.
/// About 0.1 s a unit. A busy neighbour lowers it: measure beside what is compared.
std::vector<RegisterPeak> registerPeaks(Quantization type, int threads);

/// What LibTorch's best matrix product of a type reaches with weights of [out, in] prepacked once and `tokens` rows,
/// in operations per second: the ceiling for a forward pass made of such products. Fp32, Bf16 (mkldnn linear) and Int8
/// (onednn qlinear, 8-bit activations); for the other types the better of the float ones. 0 where the operator fails.
/// Uses LibTorch's threads.
double gemmPeak(Quantization type, int tokens, int in, int out);

} // namespace rw::engine
