// SPDX-License-Identifier: GPL-3.0-or-later
#define RW_WIDTH 16
#include "core/engine/kernels/implementation.h"

namespace rw::engine {

extern const Kernels kKernelsAmx;
const Kernels kKernelsAmx = {Isa::Amx, Number::Bf16, layerNorm, rmsNorm, activate,  convert,
                             pack,     attend,       enter,     leave,   unpackInt4};

} // namespace rw::engine
