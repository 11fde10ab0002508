// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/utf8.h"

#include <QChar>

#include <simdjson.h>

namespace rw::utf8 {

bool isValid(std::string_view text)
{
    return simdjson::validate_utf8(text.data(), text.size());
}

std::string repaired(std::string_view text)
{
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    std::string result;
    result.reserve(text.size() + 16);
    std::size_t at = 0;
    while (at < text.size()) {
        const auto lead = static_cast<unsigned char>(text[at]);
        if (lead < 0x80) {
            result += text[at++];
            continue;
        }
        // The second byte has its own bounds: they rule out overlong forms, surrogates and what is beyond U+10FFFF.
        const std::size_t wanted = lead >= 0xC2 && lead <= 0xDF   ? 2
                                   : lead >= 0xE0 && lead <= 0xEF ? 3
                                   : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                                  : 0;
        unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        std::size_t seen = 1;
        while (seen < wanted && at + seen < text.size()) {
            const auto byte = static_cast<unsigned char>(text[at + seen]);
            if (byte < low || byte > high)
                break;
            low = 0x80;
            high = 0xBF;
            ++seen;
        }
        if (seen == wanted)
            result += text.substr(at, seen);
        else
            result += kReplacement;
        at += seen;
    }
    return result;
}

bool isWhitespace(char32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool isWord(char32_t c)
{
    if (c == 0x200C || c == 0x200D)
        return true;
    // Letters in circles and squares are symbols, but alphabetic.
    if ((c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) || (c >= 0x1F150 && c <= 0x1F169) ||
        (c >= 0x1F170 && c <= 0x1F189))
        return true;
    const QChar::Category category = QChar::category(c);
    return QChar::isLetter(c) || QChar::isMark(c) || category == QChar::Number_DecimalDigit ||
           category == QChar::Number_Letter || category == QChar::Punctuation_Connector;
}

} // namespace rw::utf8
