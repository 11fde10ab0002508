// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for libnvidia-ml.so.1 (RERANK_NVML names it): two GPUs whose numbers are known.
//   FAKE_NVML  what goes wrong: "start", "lost" (every value, from the first look on), "power" (only that),
//              "not-supported" (energy and throttle reasons), "crowd" (more processes than fit)
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

constexpr int kSuccess = 0;
constexpr int kInvalidArgument = 2;
constexpr int kNotSupported = 3;
constexpr int kInsufficientSize = 7;
constexpr int kDriverNotLoaded = 9;
constexpr int kLost = 15;

int g_gpus[2] = {0, 1};

bool is(std::string_view what)
{
    const char* asked = std::getenv("FAKE_NVML");
    return asked && what == asked;
}

int status(std::string_view value)
{
    if (is("lost") || (is("power") && value == "power"))
        return kLost;
    return is("not-supported") && (value == "energy" || value == "throttle") ? kNotSupported : kSuccess;
}

template <class Number>
int give(std::string_view value, Number* to, Number number)
{
    *to = number;
    return status(value);
}

unsigned indexOf(void* device)
{
    return unsigned(*static_cast<int*>(device));
}

} // namespace

extern "C" {

int nvmlInit_v2()
{
    return is("start") ? kDriverNotLoaded : kSuccess;
}

const char* nvmlErrorString(int code)
{
    return code == kDriverNotLoaded ? "Driver Not Loaded" : code == kLost ? "GPU is lost" : "Invalid Argument";
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device)
{
    if (index > 1)
        return kInvalidArgument;
    *device = &g_gpus[index];
    return kSuccess;
}

int nvmlDeviceGetHandleByUUID(const char* uuid, void** device)
{
    return std::string_view(uuid) == "GPU-second" ? nvmlDeviceGetHandleByIndex_v2(1, device) : kInvalidArgument;
}

int nvmlDeviceGetName(void* device, char* name, unsigned size)
{
    std::strncpy(name, indexOf(device) == 0 ? "Fake H200" : "Fake L4", size);
    return kSuccess;
}

int nvmlDeviceGetMemoryInfo(void*, unsigned long long* memory) // total, free, used
{
    memory[0] = 8ULL << 30;
    memory[1] = 5ULL << 30;
    return give("memory", &memory[2], 3ULL << 30);
}

int nvmlDeviceGetUtilizationRates(void* device, unsigned* rates) // gpu, memory
{
    rates[1] = 11;
    return give("busy", &rates[0], 90U + indexOf(device));
}

int nvmlDeviceGetPowerUsage(void*, unsigned* milliwatts)
{
    return give("power", milliwatts, 187500U);
}

int nvmlDeviceGetClockInfo(void*, int kind, unsigned* mhz)
{
    return give("clock", mhz, kind == 1 ? 1980U : 1U);
}

int nvmlDeviceGetTemperature(void*, int, unsigned* celsius)
{
    return give("temperature", celsius, 67U);
}

int nvmlDeviceGetTotalEnergyConsumption(void*, unsigned long long* millijoules)
{
    static unsigned long long sum = 1'000'000;
    return give("energy", millijoules, sum += 1500);
}

int nvmlDeviceGetCurrentClocksThrottleReasons(void*, unsigned long long* bits)
{
    return give("throttle", bits, 0x4ULL | 0x20ULL); // power limit, heat
}

int nvmlDeviceGetComputeRunningProcesses_v3(void*, unsigned* count, void*)
{
    if (is("crowd")) {
        *count = 100;
        return kInsufficientSize;
    }
    return give("processes", count, 3U);
}

int nvmlSystemGetDriverVersion(char* version, unsigned size)
{
    std::strncpy(version, "999.01", size);
    return kSuccess;
}
}
