// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace rw {

/// What one file of test data holds, told by its first line.
enum class FileFormat { Pairs, Texts, Qrels, JsonQrels, TrecRun };

Result<FileFormat> detectFileFormat(const std::filesystem::path& file);
/// "documents or queries (JSON lines)"
std::string describe(FileFormat format);

} // namespace rw
