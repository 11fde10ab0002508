// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "core/report/modelinput.h"

#include <QJsonObject>

namespace rw {

/// {"max_length", "tokens": {"query", "passage", "special", "cut"}, "parts": [{"kind", "text", "tokens"}]}
QJsonObject inputJson(const ModelInput& input);

} // namespace rw
