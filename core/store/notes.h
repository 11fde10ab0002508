// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace rw {

class Database;
class Workspace;

/// Notes of a data set by the id of their query. Most workspaces have none.
Result<std::map<std::string, std::string>> readNotes(const std::filesystem::path& workspace, std::int64_t dataset);

/// Keeps `text` for a query, in place of what was there; an empty one removes it. Waits until it is committed.
/// Error: the data set has no such query.
Status writeNote(Workspace& workspace, std::int64_t dataset, const std::string& queryId, const std::string& text);

/// Takes over the notes of the attached workspace `other`: `dataset_map` (o, n) says under which id (n) a data set of
/// it (o) is known here. Of two different notes on one query both stay.
void mergeNotes(Database& database);

} // namespace rw
