// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/document.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <string>
#include <utility>

namespace rw {

/// What the writers of text formats share.

/// Every byte that a rule names becomes its text.
inline std::string replaced(const std::string& text, std::initializer_list<std::pair<char, const char*>> rules)
{
    std::string out;
    for (const char c : text) {
        const auto rule = std::find_if(rules.begin(), rules.end(), [c](const auto& one) { return one.first == c; });
        if (rule != rules.end())
            out += rule->second;
        else
            out += c;
    }
    return out;
}

/// For HTML, SVG and attributes in double quotes. Control characters are not allowed there, and could hide what is
/// written.
inline std::string escapedXml(const std::string& text)
{
    std::string safe;
    for (const char c : text) {
        if (c == '&')
            safe += "&amp;";
        else if (c == '<')
            safe += "&lt;";
        else if (c == '>')
            safe += "&gt;";
        else if (c == '"')
            safe += "&quot;";
        else if (c == '\'')
            safe += "&#39;";
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
            safe += c;
    }
    return safe;
}

/// Reads back the same.
inline std::string allDigits(double value)
{
    std::array<char, 32> text;
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

template <class Visit>
void eachTable(const Document& document, Visit visit)
{
    for (const auto& section : document.sections)
        for (const auto& block : section.blocks)
            if (const auto* table = std::get_if<Document::Table>(&block))
                visit(*table);
}

} // namespace rw
