// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

class QJsonObject;

namespace rw {

/// A YAML scalar that is also a JSON string: no text of a name or a machine can be read as anything else.
std::string yamlText(const std::string& text);
/// A JSON object as a block of YAML; `level`: two spaces each.
std::string yamlBlock(const QJsonObject& object, int level);

} // namespace rw
