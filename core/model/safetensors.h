// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace rw {

/// Where one tensor lies: file, byte range (from the start of the file), type and shape. All of it checked:
/// the range lies inside the file, is as long as the shape says, and overlaps no other tensor.
struct TensorEntry
{
    std::filesystem::path file;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::string dtype; // as in the header: "F32", "F16", "BF16", "I64", ...
    std::vector<std::int64_t> shape;
};

/// Name -> entry over one safetensors file or over all shards of an index.
struct SafetensorsIndex
{
    std::map<std::string, TensorEntry> tensors;
    std::vector<std::filesystem::path> files; // in the order of their names

    /// One file: reads the header only.
    static Result<SafetensorsIndex> openFile(const std::filesystem::path& file);
    /// `model.safetensors`, or `model.safetensors.index.json` with its shards (every tensor of weight_map must be in
    /// the shard it names; shards outside the folder are refused).
    static Result<SafetensorsIndex> openFolder(const std::filesystem::path& folder);
};

} // namespace rw
