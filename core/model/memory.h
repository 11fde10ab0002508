// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/modelfolder.h"

#include <cstdint>

namespace rw {

/// What a worker is asked to do, as far as its memory depends on it.
struct MemoryLoad
{
    Quantization quantization = Quantization::Fp32;
    int deepestLayer = 0;         // blocks that are loaded; 0 = all
    std::int64_t batchTokens = 0; // of the largest batch: the budget, or one longer row; 0 = defaultBatchTokens()
    bool gpu = false;             // the memory of the device is asked for
};

/// Resident memory of one worker process on a processor, predicted before anything is loaded. Bytes.
///
/// The engine packs every matrix once in the type it computes with and keeps no other copy of it; embedding tables stay
/// in the file, of which single rows are read; activations are float32 between the blocks. What is not counted: pages
/// of the file cache, which the system takes back when it needs them.
struct MemoryNeed
{
    std::int64_t program = 0;     // LibTorch and what it makes at run time
    std::int64_t weights = 0;     // as packed, with scales
    std::int64_t activations = 0; // of the largest batch, at its widest point
    std::int64_t loading = 0;     // the most while a matrix is packed, beyond the matrices that are there already

    std::int64_t scoring() const { return program + weights + activations; }
    std::int64_t total() const; // the most from start to end
};
MemoryNeed predictMemory(const ModelFolder& folder, const MemoryLoad& load);

} // namespace rw
