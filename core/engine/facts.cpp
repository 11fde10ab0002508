// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/facts.h"

#include "core/engine/kernels/kernels.h"
#include "core/engine/model.h"

#include <ATen/Version.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace rw::engine {

EngineFacts engineFacts()
{
    EngineFacts facts;
    facts.libtorch = libtorchVersion();
    facts.onednn = at::get_mkldnn_version();
    if (const std::string old = "Intel(R) MKL-DNN "; facts.onednn.starts_with(old))
        facts.onednn.erase(0, old.size());
    facts.libtorchCapability = at::get_cpu_capability();
    facts.kernels = toString(kernels().isa);
    std::ifstream maps("/proc/self/maps");
    facts.openmp = openmpLibraries({std::istreambuf_iterator<char>(maps), {}});
    return facts;
}

std::vector<std::string> openmpLibraries(const std::string& maps)
{
    std::vector<std::string> found;
    std::istringstream lines(maps);
    for (std::string line; std::getline(lines, line);) {
        const auto path = line.find('/');
        if (path == std::string::npos)
            continue;
        const auto file = line.substr(path);
        const auto name = file.substr(file.rfind('/') + 1);
        const bool openmp = name.starts_with("libgomp") || name.starts_with("libiomp") || name.starts_with("libomp");
        if (openmp && std::find(found.begin(), found.end(), file) == found.end())
            found.push_back(file);
    }
    return found;
}

} // namespace rw::engine
