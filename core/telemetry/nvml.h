// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/telemetry/telemetry.h"

#include <cstdint>
#include <memory>
#include <string>

namespace rw {

/// One NVIDIA GPU as NVML sees it. The library is opened at run time: $RERANK_NVML, else libnvidia-ml.so.1.
class Gpu
{
public:
    /// `index` counts as CUDA does: CUDA_VISIBLE_DEVICES is followed, the order is that of the PCI bus. An Error says
    /// in one sentence why NVML does not see it.
    static Result<std::unique_ptr<Gpu>> open(int index);

    std::string name() const;
    std::int64_t memoryBytes() const;
    std::string driver() const;
    /// What this GPU does not measure stays absent; anything else that NVML refuses is named in use.problem.
    void sample(DeviceUse& use) const;

private:
    explicit Gpu(void* device)
        : m_device(device)
    {
    }
    void* m_device;
};

} // namespace rw
