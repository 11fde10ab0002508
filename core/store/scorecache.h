// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/text/pairinput.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace rw {

class Database;

/// What the runs of a workspace have scored already. A pair has the same score wherever the same model gets the same
/// row in the same type: in another run, at another length that cuts the same, in another data set with the same texts.
/// Only reads, over a connection of its own. Belongs to one thread.
class ScoreCache
{
public:
    static Result<std::unique_ptr<ScoreCache>> open(const std::filesystem::path& workspace);
    ~ScoreCache();

    struct Key
    {
        std::string model; // fingerprint
        std::string quantization;
        int cutoffLayer = 0;
        std::string options; // instructions and gelu, as a unit has them
        int engine = 0;
    };
    /// A unit with scores of that key.
    struct Source
    {
        std::int64_t unit = 0;
        std::int64_t dataset = 0;
        std::int64_t pairs = 0;
        LengthLimits limits;
    };
    Result<std::vector<Source>> sources(const Key& key);
    /// The score of each pair of the unit, NaN where it has none.
    Result<std::vector<float>> scores(const Source& source);
    /// For each candidate of `dataset` the pair with the same two texts in a stored data set, -1 where it has none.
    Result<std::vector<std::int32_t>> samePairs(std::int64_t stored, const Dataset& dataset);
    /// The id of a data set with this content, 0 if there is none.
    Result<std::int64_t> dataset(const std::string& contentHash);
    /// The units of the newest run with this key, in the order in which they were planned; none: nothing to resume.
    Result<std::vector<std::int64_t>> unitsOfRun(const std::string& key);

private:
    explicit ScoreCache(std::unique_ptr<Database> database);
    std::unique_ptr<Database> m_database;
};

} // namespace rw
