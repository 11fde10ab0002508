// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/kernels/kernels.h"

#include <string>
#include <vector>

namespace rw::engine {

/// One kernel of one instruction set against Isa::Base on the same small made-up input.
struct KernelComparison
{
    Isa isa;
    std::string what;     // "layer norm to bf16"
    double largest = 0;   // difference between two output values; infinite where one is not a number
    double tolerance = 0; // float32: 4e-6 of (1 + the largest value); bf16 and 8 bits: one step, 1/100 of it;
                          // attention in 16 bits: 0.03
    bool same() const { return largest <= tolerance; }
};
/// All instruction sets above Base that this processor has.
std::vector<KernelComparison> compareKernels();

} // namespace rw::engine
