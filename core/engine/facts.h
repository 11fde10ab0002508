// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rw::engine {

/// What computes here, for reports about faults and speed.
struct EngineFacts
{
    std::string libtorch;            // "2.13.0"
    std::string onednn;              // "v3.12.0 (Git Hash ...)"
    std::string libtorchCapability;  // instruction set of LibTorch's own kernels, "AVX512"
    std::string kernels;             // of ours, "AVX-512 with BF16"
    std::vector<std::string> openmp; // files of the OpenMP libraries in this process
};
/// Two OpenMP libraries in one process are two pools of threads that take the cores from each other.
EngineFacts engineFacts();

/// OpenMP libraries in the text of /proc/self/maps, each once.
std::vector<std::string> openmpLibraries(const std::string& maps);

} // namespace rw::engine
