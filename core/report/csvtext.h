// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rw {

/// A field of a CSV line (RFC 4180): in quotation marks where it holds a comma, a mark or a line break.
inline std::string csvText(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace rw
