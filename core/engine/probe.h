// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/backbone.h"

#include <string>

namespace rw::engine {

/// What "auto" means on a device, and why in one sentence.
struct AutomaticQuantization
{
    Quantization quantization = Quantization::Fp32;
    std::string reason;
    double bf16Times = 0; // that fp32 takes; 0: not measured
};

/// On a processor bf16 where its matrix products were measured to be at least 1.3 times as fast as those of fp32, which
/// differs between processors by a factor of ten and is not to be read off their feature names; else fp32. Never a
/// quantization of weights: those are for the user to choose. The probe takes some 50 ms and is kept for this processor
/// and LibTorch in $XDG_CACHE_HOME/rerank-workbench/probe.
/// On a GPU bf16.
AutomaticQuantization automaticQuantization(const std::string& device);

} // namespace rw::engine
