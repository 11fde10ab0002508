// SPDX-License-Identifier: GPL-3.0-or-later
#define RW_WIDTH 8
#include "core/engine/kernels/implementation.h"

namespace rw::engine {

extern const Kernels kKernelsAvx2;
const Kernels kKernelsAvx2 = {Isa::Avx2, Number::F32, layerNorm, rmsNorm, activate,  convert,
                              pack,      attend,      enter,     leave,   unpackInt4};

} // namespace rw::engine
