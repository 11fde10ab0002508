// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace rw {

class Database;

/// Number of the newest schema step: the `user_version` of a workspace written by this program.
int schemaVersion();
/// Brings a new or older workspace up to date, one transaction a step. Refuses files of other programs and of newer
/// versions without touching them.
Status migrate(Database& database);
/// The same checks for a reader, which changes nothing.
Status checkSchema(Database& database);

} // namespace rw
