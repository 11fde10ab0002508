// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/encoding.h"

#include <algorithm>

namespace rw {

namespace {

unsigned byteAt(std::string_view text, std::size_t i)
{
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
}

bool between(unsigned byte, unsigned low, unsigned high)
{
    return byte >= low && byte <= high;
}

/// Length of the UTF-8 sequence at `i`, 0 where there is none (Unicode standard, table 3-7).
std::size_t sequenceLength(std::string_view text, std::size_t i)
{
    const unsigned lead = byteAt(text, i);
    const unsigned second = byteAt(text, i + 1);
    const auto continues = [&](std::size_t offset) {
        return between(byteAt(text, i + offset), 0x80, 0xBF);
    };
    if (lead < 0x80)
        return 1;
    if (between(lead, 0xC2, 0xDF))
        return continues(1) ? 2 : 0;
    if (between(lead, 0xE0, 0xEF)) {
        const bool fits = between(second, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
        return fits && continues(2) ? 3 : 0;
    }
    if (between(lead, 0xF0, 0xF4)) {
        const bool fits = between(second, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
        return fits && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

/// Every byte above ASCII belongs to a GB18030 character, and most of the characters are of the two-byte plane with
/// high second bytes (GB 2312): Latin-1 text, where letters stand alone among ASCII, does not look like that.
bool looksLikeGb18030(std::string_view text)
{
    int characters = 0;
    int common = 0;
    for (std::size_t i = 0; i < text.size();) {
        const unsigned lead = byteAt(text, i);
        const unsigned second = byteAt(text, i + 1);
        if (lead < 0x80) {
            ++i;
        } else if (between(lead, 0x81, 0xFE) && between(second, 0x40, 0xFE) && second != 0x7F) {
            ++characters;
            common += lead >= 0xA1 && second >= 0xA1 ? 1 : 0;
            i += 2;
        } else if (between(lead, 0x81, 0xFE) && between(second, 0x30, 0x39) &&
                   between(byteAt(text, i + 2), 0x81, 0xFE) && between(byteAt(text, i + 3), 0x30, 0x39)) {
            ++characters;
            i += 4;
        } else {
            return false;
        }
    }
    return characters >= 2 && 2 * common > characters;
}

bool isWhiteSpace(char32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

} // namespace

std::size_t firstInvalidUtf8(std::string_view text)
{
    std::size_t i = 0;
    while (i < text.size()) {
        const std::size_t length = sequenceLength(text, i);
        if (length == 0 || i + length > text.size())
            return i;
        i += length;
    }
    return i;
}

std::string guessEncoding(std::string_view text)
{
    const auto zeros = std::count(text.begin(), text.end(), '\0');
    if (text.size() >= 8 && std::size_t(zeros) * 4 >= text.size())
        return "UTF-16";
    return looksLikeGb18030(text) ? "GB18030" : "";
}

char32_t nextCodePoint(std::string_view text, std::size_t& position)
{
    const unsigned lead = byteAt(text, position);
    const auto tail = [&](std::size_t offset) {
        return char32_t(byteAt(text, position + offset) & 0x3F);
    };
    char32_t codePoint = lead;
    std::size_t length = 1;
    if (lead >= 0xF0) {
        codePoint = char32_t(lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
        length = 4;
    } else if (lead >= 0xE0) {
        codePoint = char32_t(lead & 0x0F) << 12 | tail(1) << 6 | tail(2);
        length = 3;
    } else if (lead >= 0xC0) {
        codePoint = char32_t(lead & 0x1F) << 6 | tail(1);
        length = 2;
    }
    position = std::min(position + length, text.size());
    return codePoint;
}

void appendUtf8(std::string& text, char32_t codePoint)
{
    const auto tail = [&](int shift) {
        text.push_back(char(0x80 | ((codePoint >> shift) & 0x3F)));
    };
    if (codePoint < 0x80) {
        text.push_back(char(codePoint));
    } else if (codePoint < 0x800) {
        text.push_back(char(0xC0 | (codePoint >> 6)));
        tail(0);
    } else if (codePoint < 0x10000) {
        text.push_back(char(0xE0 | (codePoint >> 12)));
        tail(6);
        tail(0);
    } else {
        text.push_back(char(0xF0 | (codePoint >> 18)));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string_view trimmedUnicode(std::string_view text)
{
    while (!text.empty()) {
        std::size_t next = 0;
        if (!isWhiteSpace(nextCodePoint(text, next)))
            break;
        text.remove_prefix(next);
    }
    while (!text.empty()) {
        std::size_t start = text.size() - 1;
        while (start > 0 && (byteAt(text, start) & 0xC0) == 0x80)
            --start;
        std::size_t end = start;
        if (!isWhiteSpace(nextCodePoint(text, end)))
            break;
        text = text.substr(0, start);
    }
    return text;
}

std::size_t codePoints(std::string_view text)
{
    return std::size_t(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace rw
