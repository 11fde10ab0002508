// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <functional>
#include <string_view>

namespace rw::cli {

/// Takes the next piece; false: it cannot take more (disk full).
using OutputSink = std::function<bool(std::string_view)>;

/// What `--output` names: a file, written aside and renamed when all of it is there, or "-", standard output. `write`
/// hands over the pieces.
Status writeOutput(const QString& output, const std::function<Status(const OutputSink&)>& write);

} // namespace rw::cli
