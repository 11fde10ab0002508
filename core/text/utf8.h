// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rw::utf8 {

/// Bytes of the character that starts with `lead`. Precondition: a lead byte of valid UTF-8.
inline std::size_t length(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/// The character at `text`. Precondition: valid UTF-8.
inline char32_t decode(const char* text)
{
    const auto byte = [text](int i) {
        return char32_t(static_cast<unsigned char>(text[i]));
    };
    const char32_t lead = byte(0);
    if (lead < 0x80)
        return lead;
    if (lead < 0xE0)
        return (lead & 0x1F) << 6 | (byte(1) & 0x3F);
    if (lead < 0xF0)
        return (lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    return (lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
}

/// Start of the character that ends before `end`. Precondition: valid UTF-8, end > 0.
inline std::size_t previous(std::string_view text, std::size_t end)
{
    do
        --end;
    while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80);
    return end;
}

bool isValid(std::string_view text);
/// Every invalid sequence becomes U+FFFD (one for each maximal subpart, as Python and Rust do it).
std::string repaired(std::string_view text);

/// Unicode's White_Space.
bool isWhitespace(char32_t character);
/// What Rust's \w matches: letters, marks, decimal digits, connectors, joiners.
bool isWord(char32_t character);

} // namespace rw::utf8
