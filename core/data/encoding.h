// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rw {

/// Offset of the first byte that is not UTF-8; the size of the text where all of it is.
std::size_t firstInvalidUtf8(std::string_view text);

/// Name (as iconv knows it) of the encoding that text which is not UTF-8 seems to have; empty where there is no
/// telling.
std::string guessEncoding(std::string_view text);

/// The next code point of valid UTF-8; `position` moves behind it.
char32_t nextCodePoint(std::string_view text, std::size_t& position);
void appendUtf8(std::string& text, char32_t codePoint);
/// Without the white space at both ends, as Python's str.strip does it.
std::string_view trimmedUnicode(std::string_view text);
/// Number of code points of valid UTF-8.
std::size_t codePoints(std::string_view text);

} // namespace rw
