// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/nvml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <dlfcn.h>
#include <string_view>
#include <vector>

namespace rw {

namespace {

// The part of nvml.h that is used here. NVML promises to keep these symbols and layouts.
using Handle = void*;
constexpr int kSuccess = 0;
constexpr int kNotSupported = 3;     // by this GPU
constexpr int kInsufficientSize = 7; // the number is right, the list is not complete
constexpr int kTemperatureGpu = 0;
constexpr int kClockSm = 1;
struct Utilization
{
    unsigned gpu;
    unsigned memory;
};
struct MemoryInfo
{
    unsigned long long total;
    unsigned long long free;
    unsigned long long used;
};

// Only the number of entries is used, so the widest layout of any version does.
struct ProcessInfo
{
    std::array<unsigned long long, 8> any;
};
constexpr unsigned kMostProcesses = 64;

struct Library
{
    int (*init)() = nullptr;
    int (*byIndex)(unsigned, Handle*) = nullptr;
    int (*byUuid)(const char*, Handle*) = nullptr;
    int (*nameOf)(Handle, char*, unsigned) = nullptr;
    int (*memory)(Handle, MemoryInfo*) = nullptr;
    int (*utilization)(Handle, Utilization*) = nullptr;
    int (*power)(Handle, unsigned*) = nullptr;
    int (*clock)(Handle, int, unsigned*) = nullptr;
    int (*temperature)(Handle, int, unsigned*) = nullptr;
    int (*energy)(Handle, unsigned long long*) = nullptr;
    int (*throttle)(Handle, unsigned long long*) = nullptr;
    int (*processes)(Handle, unsigned*, ProcessInfo*) = nullptr;
    int (*driver)(char*, unsigned) = nullptr;
    const char* (*errorText)(int) = nullptr;
    std::string problem; // empty: it can be used

    Library()
    {
        const char* other = std::getenv("RERANK_NVML");
        const std::string file = other && *other ? other : "libnvidia-ml.so.1";
        void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL); // stays open: the driver's threads do
        if (!library) {
            problem = "NVML, a part of NVIDIA's driver, could not be opened (" + file + ")";
            return;
        }
        const auto find = [&](auto& function, const char* symbol) {
            function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, symbol));
        };
        find(init, "nvmlInit_v2");
        find(byIndex, "nvmlDeviceGetHandleByIndex_v2");
        find(byUuid, "nvmlDeviceGetHandleByUUID");
        find(nameOf, "nvmlDeviceGetName");
        find(memory, "nvmlDeviceGetMemoryInfo");
        find(utilization, "nvmlDeviceGetUtilizationRates");
        find(power, "nvmlDeviceGetPowerUsage");
        find(clock, "nvmlDeviceGetClockInfo");
        find(temperature, "nvmlDeviceGetTemperature");
        find(energy, "nvmlDeviceGetTotalEnergyConsumption");
        find(throttle, "nvmlDeviceGetCurrentClocksThrottleReasons");
        find(processes, "nvmlDeviceGetComputeRunningProcesses_v3");
        find(driver, "nvmlSystemGetDriverVersion");
        find(errorText, "nvmlErrorString");
        if (!init || !byIndex)
            problem = "NVML lacks functions that every version has (" + file + ")";
        else if (const int status = init(); status != kSuccess)
            problem = "NVML could not be started: " + text(status);
    }

    std::string text(int status) const
    {
        const char* words = errorText ? errorText(status) : nullptr;
        return words ? words : "error " + std::to_string(status);
    }
};

const Library& library()
{
    static const Library loaded;
    return loaded;
}

std::vector<std::string> visibleDevices()
{
    std::vector<std::string> entries;
    const char* list = std::getenv("CUDA_VISIBLE_DEVICES");
    for (std::string_view rest = list ? list : ""; !rest.empty();) {
        const auto comma = rest.find(',');
        entries.emplace_back(rest.substr(0, comma));
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    return entries;
}

} // namespace

Result<std::unique_ptr<Gpu>> Gpu::open(int index)
{
    const auto& nvml = library();
    if (!nvml.problem.empty())
        return Error{nvml.problem};
    const std::string name = "cuda:" + std::to_string(index);
    if (index < 0)
        return Error{"there is no " + name};
    Handle device = nullptr;
    int status = -1;
    if (const auto visible = visibleDevices(); !visible.empty()) {
        if (std::size_t(index) >= visible.size())
            return Error{"CUDA_VISIBLE_DEVICES names no " + name};
        const auto& entry = visible[std::size_t(index)];
        unsigned number = 0;
        const auto [end, fault] = std::from_chars(entry.data(), entry.data() + entry.size(), number);
        if (fault == std::errc() && end == entry.data() + entry.size())
            status = nvml.byIndex(number, &device);
        else if (nvml.byUuid)
            status = nvml.byUuid(entry.c_str(), &device);
    } else {
        status = nvml.byIndex(unsigned(index), &device);
    }
    if (status != kSuccess || !device)
        return Error{"NVML does not find " + name + ": " + nvml.text(status)};
    return std::unique_ptr<Gpu>(new Gpu(device));
}

std::string Gpu::name() const
{
    std::array<char, 128> text = {};
    const auto& nvml = library();
    if (!nvml.nameOf || nvml.nameOf(m_device, text.data(), text.size()) != kSuccess)
        return {};
    text.back() = '\0';
    return text.data();
}

std::int64_t Gpu::memoryBytes() const
{
    MemoryInfo memory = {};
    const auto& nvml = library();
    return nvml.memory && nvml.memory(m_device, &memory) == kSuccess ? std::int64_t(memory.total) : 0;
}

std::string Gpu::driver() const
{
    std::array<char, 128> text = {};
    const auto& nvml = library();
    if (!nvml.driver || nvml.driver(text.data(), text.size()) != kSuccess)
        return {};
    text.back() = '\0';
    return text.data();
}

void Gpu::sample(DeviceUse& use) const
{
    const auto& nvml = library();
    const auto check = [&](const char* what, int status) {
        if (status != kSuccess && status != kNotSupported && use.problem.empty())
            use.problem = std::string("NVML cannot read the ") + what + ": " + nvml.text(status);
        return status == kSuccess;
    };
    const auto read = [&](const char* what, auto function, auto... arguments) {
        return check(what, function ? function(m_device, arguments...) : kNotSupported); // an old library lacks some
    };
    if (Utilization rates = {}; read("busy time", nvml.utilization, &rates))
        use.gpuBusyPercent = rates.gpu;
    if (MemoryInfo memory = {}; read("memory", nvml.memory, &memory))
        use.gpuMemoryBytes = std::int64_t(memory.used);
    unsigned value = 0;
    if (read("power", nvml.power, &value))
        use.gpuPowerWatts = value / 1000.0; // milliwatts
    if (read("clock", nvml.clock, kClockSm, &value))
        use.gpuClockMhz = value;
    if (read("temperature", nvml.temperature, kTemperatureGpu, &value))
        use.gpuTemperature = value;
    unsigned long long large = 0;
    if (read("energy", nvml.energy, &large))
        use.gpuEnergyJoules = double(large) / 1000; // millijoules
    if (read("throttle reasons", nvml.throttle, &large))
        use.gpuThrottle = std::int64_t(large);
    std::array<ProcessInfo, kMostProcesses> infos = {};
    unsigned count = kMostProcesses;
    const int status = nvml.processes ? nvml.processes(m_device, &count, infos.data()) : kNotSupported;
    if (check("processes", status == kInsufficientSize ? kSuccess : status))
        use.gpuProcesses = std::max(0, int(count) - 1); // this one is there from its first allocation on
}

} // namespace rw
