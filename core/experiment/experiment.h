// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/model/backbone.h"
#include "core/text/pairinput.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rw {

/// What to compare: the content of an experiment file (docs/experiment.md has the keys).
struct Experiment
{
    struct ModelEntry
    {
        std::filesystem::path path;
        std::string name;              // empty: name of the folder
        std::vector<int> cutoffLayers; // empty: the last layer
        std::vector<int> maxLengths;   // empty: those of the experiment
        Instructions instructions;
        Gelu gelu = Gelu::Auto;
    };
    struct DatasetEntry
    {
        std::filesystem::path path;
        DatasetOptions options;
    };

    std::string name;
    std::vector<ModelEntry> models;
    std::vector<DatasetEntry> datasets;
    std::vector<int> maxLengths = {1024};
    int queryMaxLength = 0; // 0: 3/4 of each length
    std::vector<Quantization> quantizations = {Quantization::Fp32};
    bool automaticQuantization = false; // "auto": the planner adds what it means on the first device
    std::vector<std::string> devices = {"auto"};
    int threads = 0;     // of one worker; 0: cores / CPU workers
    int batchTokens = 0; // 0: chosen by the worker
    int warmupBatches = 0;
    int repeats = 1;
    /// Batch: all pairs at once, in the order that is fastest. Interactive: one query with its candidates at a time,
    /// for the time that a person waits. A run is one of them, for their times must never be mixed.
    enum class Scenario { Batch, Interactive };
    Scenario scenario = Scenario::Batch;
    bool reuseScores = true;  // take from the workspace what is scored there already
    bool shareLengths = true; // all lengths of a pair in one pass; off: each by itself, for its time
    std::vector<std::string> measures = {"nDCG@10"};
    std::uint64_t seed = 0;

    /// "auto", "cpu" or "cuda:N".
    static bool isDevice(std::string_view name);
    /// Unknown keys, wrong types, empty lists and impossible values are errors "FILE:LINE: ...". Relative paths are
    /// relative to the folder of the file.
    static Result<Experiment> read(const std::filesystem::path& file);
    static Result<Experiment> parse(const QByteArray& json, const std::string& fileName,
                                    const std::filesystem::path& folder);
    /// The file again: parse(toJson()) gives the same experiment.
    QByteArray toJson() const;
    const char* scenarioName() const;
    /// Identity of what is computed (not of how: devices, threads and batch size are left out).
    std::string key() const;
};

} // namespace rw
