// SPDX-License-Identifier: GPL-3.0-or-later
#define RW_WIDTH 16
#include "core/engine/kernels/implementation.h"

namespace rw::engine {

extern const Kernels kKernelsAvx512Bf16;
const Kernels kKernelsAvx512Bf16 = {Isa::Avx512Bf16, Number::Bf16, layerNorm, rmsNorm,   activate, convert, pack,
                                    attend,          enter,        leave,     unpackInt4};

} // namespace rw::engine
