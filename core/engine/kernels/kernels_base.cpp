// SPDX-License-Identifier: GPL-3.0-or-later
#define RW_WIDTH 4
#include "core/engine/kernels/implementation.h"

namespace rw::engine {

extern const Kernels kKernelsBase;
const Kernels kKernelsBase = {Isa::Base, Number::F32, layerNorm, rmsNorm, activate,  convert,
                              pack,      attend,      enter,     leave,   unpackInt4};

} // namespace rw::engine
