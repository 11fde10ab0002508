// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/session/sessiondata.h"

namespace rw::ui {

/// Tokenises the texts of all candidate pairs. Slow: call it from a background task.
Result<InputLengths> lengthsOf(const Dataset& dataset, const ModelFolder& model, const QString& name);

} // namespace rw::ui
