// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/telemetry.h"

#include "core/telemetry/nvml.h"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

namespace rw {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t processorTimeNs()
{
    rusage use = {};
    ::getrusage(RUSAGE_SELF, &use);
    return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * kSecond + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1000;
}

std::optional<std::int64_t> residentBytesOfThisProcess()
{
    std::ifstream statm("/proc/self/statm");
    std::int64_t total = 0;
    std::int64_t resident = 0;
    if (!(statm >> total >> resident))
        return std::nullopt;
    return resident * ::sysconf(_SC_PAGESIZE);
}

/// Time that all processors of the machine spent on anything but waiting.
std::optional<std::int64_t> machineTimeNs()
{
    std::ifstream stat("/proc/stat");
    std::string word;
    std::int64_t user = 0;
    std::int64_t nice = 0;
    std::int64_t system = 0;
    if (!(stat >> word >> user >> nice >> system) || word != "cpu")
        return std::nullopt;
    return (user + nice + system) * (kSecond / ::sysconf(_SC_CLK_TCK));
}

} // namespace

std::int64_t peakResidentBytes()
{
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);) {
        constexpr std::string_view kField = "VmHWM:";
        if (line.starts_with(kField))
            return std::strtoll(line.c_str() + kField.size(), nullptr, 10) * 1024;
    }
    return 0;
}

void forgetPeakMemory()
{
    std::ofstream("/proc/self/clear_refs") << "5";
}

std::int64_t monotonicNs()
{
    timespec now = {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t(now.tv_sec) * kSecond + now.tv_nsec;
}

UseSampler::UseSampler(const std::string& device)
    : m_lastCpuNs(processorTimeNs())
    , m_lastWallNs(monotonicNs())
    , m_lastMachineNs(machineTimeNs())
{
    constexpr std::string_view kCuda = "cuda:";
    if (!std::string_view(device).starts_with(kCuda))
        return;
    int index = 0;
    const auto [end, fault] = std::from_chars(device.data() + kCuda.size(), device.data() + device.size(), index);
    if (fault == std::errc() && end == device.data() + device.size())
        openGpu(index);
}

void UseSampler::openGpu(int index)
{
    if (auto gpu = Gpu::open(index))
        m_gpu = std::move(*gpu);
    else
        m_gpuProblem = gpu.error().what;
}

UseSampler::~UseSampler() = default;

DeviceUse UseSampler::sample()
{
    DeviceUse use;
    const auto cpu = processorTimeNs();
    const auto wall = monotonicNs();
    if (wall > m_lastWallNs)
        use.cpuPercent = 100.0 * double(cpu - m_lastCpuNs) / double(wall - m_lastWallNs);
    const auto machine = machineTimeNs();
    if (wall > m_lastWallNs && machine && m_lastMachineNs)
        use.machinePercent = 100.0 * double(*machine - *m_lastMachineNs) / double(wall - m_lastWallNs);
    m_lastMachineNs = machine;
    m_lastCpuNs = cpu;
    m_lastWallNs = wall;
    use.residentBytes = residentBytesOfThisProcess();
    if (m_gpu)
        m_gpu->sample(use);
    else
        use.problem = m_gpuProblem;
    return use;
}

std::string UseSampler::driver() const
{
    return m_gpu ? m_gpu->driver() : std::string();
}

} // namespace rw
