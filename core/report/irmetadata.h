// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace rw {

class WorkspaceReader;

/// How a unit came to its ranking, as comment lines before a TREC run: YAML by the scheme of ir_metadata 0.2
/// (https://www.ir-metadata.org, T. Breuer, J. Keller, P. Schaer, SIGIR 2022). No paths, hosts or users; who the actor
/// is, nobody but the user knows.
Result<std::string> irMetadata(WorkspaceReader& reader, const std::filesystem::path& workspace, std::int64_t unit,
                               const std::string& tag);

} // namespace rw
