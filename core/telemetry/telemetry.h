// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rw {

/// One look at a device. What could not be measured is absent, never 0.
struct DeviceUse
{
    std::optional<double> cpuPercent;     // of one core, since the last look; can exceed 100
    std::optional<double> machinePercent; // all processes of the machine, of one core
    std::optional<std::int64_t> residentBytes;
    std::optional<double> gpuBusyPercent; // NVML: share of the sample period in which a kernel ran
    std::optional<std::int64_t> gpuMemoryBytes;
    std::optional<double> gpuPowerWatts;
    std::optional<double> gpuClockMhz;
    std::optional<double> gpuTemperature;     // degrees Celsius
    std::optional<double> gpuEnergyJoules;    // since the driver was loaded: differences count
    std::optional<std::int64_t> gpuThrottle;  // bits of nvmlClocksThrottleReasons: why the clock is below its maximum
    std::optional<std::int64_t> gpuProcesses; // of others that compute on this GPU
    std::string problem; // one sentence: why something of the GPU that should be there could not be read
};

class Gpu;

/// Samples the own process and, for "cuda:N", that GPU through NVML (opened at run time; absent is normal).
class UseSampler
{
public:
    explicit UseSampler(const std::string& device);
    ~UseSampler();
    UseSampler(const UseSampler&) = delete;
    UseSampler& operator=(const UseSampler&) = delete;

    DeviceUse sample();
    /// Version of the GPU's driver, empty without one.
    std::string driver() const;

private:
    void openGpu(int index);

    std::unique_ptr<Gpu> m_gpu;
    std::string m_gpuProblem; // why there is none, of a device that should be one
    std::int64_t m_lastCpuNs = 0;
    std::int64_t m_lastWallNs = 0;
    std::optional<std::int64_t> m_lastMachineNs;
};

/// The most memory that this process had at once since forgetPeakMemory(), or since it began; 0 where the system does
/// not say.
std::int64_t peakResidentBytes();
void forgetPeakMemory();

/// Monotonic clock, nanoseconds.
std::int64_t monotonicNs();

struct ProcessorInfo
{
    std::string name;                  // "Intel(R) Xeon(R) Processor"
    int cores = 1;                     // that this process may use: affinity mask and cgroup quota
    std::int64_t memoryBytes = 0;      // of the machine, or what the cgroup grants
    std::int64_t freeBytes = 0;        // of it, without swapping
    std::vector<std::string> features; // "avx512f", "avx512_bf16", "amx_bf16", ... those that decide speed
};
ProcessorInfo processorInfo();

} // namespace rw
