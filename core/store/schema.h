// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>

namespace rw {

class Database;

/// Number of the newest schema step: the `user_version` of a workspace written by this program.
int schemaVersion();
/// Brings a new or older workspace up to date, one transaction a step. Refuses files of other programs and of newer
/// versions without touching them.
Status migrate(Database& database);
/// A connection that only reads. A workspace of an older schema is brought up to date first, where it can be written
/// to.
Result<std::unique_ptr<Database>> openToRead(const std::filesystem::path& file);

} // namespace rw
