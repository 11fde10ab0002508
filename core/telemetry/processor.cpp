// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/telemetry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <thread>

namespace rw {

namespace {

// Instructions that decide how fast matrices multiply, as /proc/cpuinfo spells them.
constexpr std::array<std::string_view, 9> kFeatures = {"avx2",     "fma",      "avx512f",  "avx512_vnni", "avx512_bf16",
                                                       "avx_vnni", "amx_tile", "amx_bf16", "amx_int8"};

std::optional<std::int64_t> numberIn(const std::string& file)
{
    std::ifstream in(file);
    std::int64_t number = 0;
    if (!(in >> number)) // also "max": no limit
        return std::nullopt;
    return number;
}

// Folders of the cgroups (version 2) that this process is in, innermost first. Each of them can set a limit.
std::vector<std::string> cgroups()
{
    std::vector<std::string> folders;
    std::ifstream in("/proc/self/cgroup");
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("0::/"))
            continue;
        std::string path = line.substr(3);
        while (path.size() > 1) {
            folders.push_back("/sys/fs/cgroup" + path);
            path.erase(path.rfind('/'));
        }
    }
    folders.emplace_back("/sys/fs/cgroup"); // inside a container its own limits are here
    return folders;
}

int usableCores()
{
    int cores = int(std::max(1U, std::thread::hardware_concurrency()));
    cpu_set_t mask;
    CPU_ZERO(&mask);
    if (::sched_getaffinity(0, sizeof mask, &mask) == 0)
        cores = std::max(1, CPU_COUNT(&mask));
    for (const auto& folder : cgroups()) {
        std::ifstream in(folder + "/cpu.max");
        double quota = 0;
        double period = 0;
        if (in >> quota >> period && quota > 0 && period > 0)
            cores = std::clamp(int(std::ceil(quota / period)), 1, cores);
    }
    return cores;
}

void readCpuInfo(ProcessorInfo& info)
{
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line) && (info.name.empty() || info.features.empty());) {
        const auto colon = line.find(": ");
        if (colon == std::string::npos)
            continue;
        if (line.starts_with("model name") && info.name.empty())
            info.name = line.substr(colon + 2);
        if (line.starts_with("flags") && info.features.empty()) {
            std::istringstream flags(line.substr(colon + 2));
            for (std::string flag; flags >> flag;) {
                if (std::find(kFeatures.begin(), kFeatures.end(), flag) != kFeatures.end())
                    info.features.push_back(flag);
            }
            break; // the other cores say the same
        }
    }
    if (info.name.empty())
        info.name = "CPU";
}

void readMemory(ProcessorInfo& info)
{
    std::ifstream in("/proc/meminfo");
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields(line);
        std::string name;
        std::int64_t kibibytes = 0;
        fields >> name >> kibibytes;
        if (name == "MemTotal:")
            info.memoryBytes = kibibytes * 1024;
        else if (name == "MemAvailable:")
            info.freeBytes = kibibytes * 1024;
    }
    for (const auto& folder : cgroups()) {
        const auto limit = numberIn(folder + "/memory.max");
        if (!limit || *limit <= 0)
            continue;
        info.memoryBytes = info.memoryBytes > 0 ? std::min(info.memoryBytes, *limit) : *limit;
        if (const auto used = numberIn(folder + "/memory.current"))
            info.freeBytes = std::clamp<std::int64_t>(*limit - *used, 0, info.freeBytes);
    }
}

} // namespace

ProcessorInfo processorInfo()
{
    ProcessorInfo info;
    info.cores = usableCores();
    readCpuInfo(info);
    readMemory(info);
    return info;
}

} // namespace rw
