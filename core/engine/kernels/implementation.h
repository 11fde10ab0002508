// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels, compiled once for each instruction set by the files beside this one, which define RW_WIDTH (floats of a
// vector) and get their flags in core/CMakeLists.txt. Nothing here may come from the standard library: its inline
// functions would be compiled for this instruction set, and the linker might keep that copy for the whole program.
#pragma once

#include "core/engine/kernels/attentionkernel.h"
#include "core/engine/kernels/rowkernels.h"
