// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model.h"
#include "core/telemetry/nvml.h"
#include "core/telemetry/telemetry.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/csrc/api/include/torch/version.h>

#include <cstdlib>
#include <dlfcn.h>

namespace rw::engine {

namespace {

// One program runs with the CPU and the CUDA build of LibTorch: nothing links the CUDA library, its operators register
// themselves when it is opened.
bool openCuda()
{
    static const bool present = [] {
        ::setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", 0); // count as NVML does
        return ::dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) != nullptr && at::hasCUDA();
    }();
    return present;
}

} // namespace

std::vector<DeviceInfo> devices()
{
    const auto processor = processorInfo();
    std::vector<DeviceInfo> found = {
        {"cpu",
         processor.name,
         processor.memoryBytes,
         {Quantization::Fp32, Quantization::Bf16, Quantization::Int8, Quantization::Int4}}};
    const auto gpus = openCuda() ? at::getNumGPUs() : 0;
    for (std::size_t i = 0; i < gpus; ++i) {
        DeviceInfo info{"cuda:" + std::to_string(i),
                        "CUDA device",
                        0,
                        {Quantization::Fp32, Quantization::Bf16, Quantization::Fp16}};
        if (const auto gpu = Gpu::open(int(i))) {
            info.name = (*gpu)->name();
            info.memoryBytes = (*gpu)->memoryBytes();
        }
        found.push_back(std::move(info));
    }
    return found;
}

std::string libtorchVersion()
{
    return TORCH_VERSION;
}

void setThreads(int threads)
{
    at::set_num_threads(threads);
}

} // namespace rw::engine
