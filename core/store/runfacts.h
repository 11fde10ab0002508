// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rw {

/// What a report says of a run besides scores and times: identities, workers, and what else went on on their machine.
struct RunFacts
{
    /// The lives of the worker processes of one lane together.
    struct Lane
    {
        int lane = 0;
        std::string device; // "cpu", "cuda:0"
        std::string name;
        std::string build;
        std::string libtorch;
        std::string driver;
        std::string features;
        int threads = 0;
        int lives = 0;                                   // processes, one after the other
        std::vector<std::string> ends = {};              // reasons of those that were not asked to end
        std::int64_t samples = 0;                        // looks at it; what follows is of them
        std::optional<std::int64_t> residentBytes = {};  // largest
        std::optional<std::int64_t> gpuMemoryBytes = {}; // largest
        std::optional<double> gpuBusyPercent = {};       // mean
        std::optional<double> gpuPowerWatts = {};        // mean
        std::optional<double> gpuTemperature = {};       // largest
        std::optional<double> energyJoules = {};         // from the first look to the last of each life
        std::optional<std::int64_t> throttled = {};      // looks with a reason for a lower clock other than idle
        std::optional<std::int64_t> foreignOnGpu = {};   // looks with a process of somebody else on the GPU
    };
    struct Data
    {
        std::string judgmentsHash;
        std::string candidatesHash;
    };
    struct Model
    {
        std::string weightsDtype;
        std::int64_t weightBytes = 0;
    };
    struct Unit
    {
        int queryMaxLength = 0;
        std::string options; // JSON
        std::int64_t engine = 0;
    };

    std::string uuid;
    std::string scenario; // "batch", "interactive"
    std::string program;
    std::vector<Lane> lanes;
    std::map<std::int64_t, Data> data;    // by data set
    std::map<std::int64_t, Model> models; // by model
    std::map<std::int64_t, Unit> units;   // of the run
    std::int64_t warmupBatches = 0;
    std::int64_t retriedBatches = 0;
    /// Processors that all workers together did not use but others did: mean and largest of the looks, in cores.
    std::optional<double> foreignCores = {};
    std::optional<double> foreignCoresLargest = {};
};

Result<RunFacts> runFacts(const std::filesystem::path& workspace, std::int64_t run);

} // namespace rw
