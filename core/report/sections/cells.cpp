// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace rw {

std::string numberText(double value, const char* format)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

Document::Cell textCell(const std::string& text)
{
    return {text.empty() ? kNoValue : text, {}};
}

Document::Cell quotedCell(const std::string& text, std::size_t letters)
{
    std::size_t end = 0, count = 0;
    while (end < text.size() && count < letters) {
        // A wide character (CJK) says as much as two letters and takes as much room.
        count += static_cast<unsigned char>(text[end]) >= 0xe3 ? 2 : 1;
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
            ++end;
    }
    std::string cut = text.substr(0, end);
    std::replace(cut.begin(), cut.end(), '\n', ' ');
    Document::Cell cell{cut + (end < text.size() ? "…" : ""), {}};
    cell.isQuoted = true;
    return cell;
}

Document::Cell numberCell(double value, const char* format)
{
    return std::isfinite(value) ? Document::Cell{numberText(value, format), value} : noCell();
}

Document::Cell numberCell(const std::optional<double>& value, const char* format)
{
    return value ? numberCell(*value, format) : noCell();
}

Document::Cell countCell(std::int64_t value)
{
    return {std::to_string(value), double(value)};
}

Document::Cell noCell()
{
    return {kNoValue, {}};
}

std::string rangeText(const std::optional<Interval>& interval)
{
    return interval ? numberText(interval->low) + " to " + numberText(interval->high) : kNoValue;
}

Document::Cell rangeCell(const std::optional<Interval>& interval)
{
    if (!interval)
        return noCell();
    return {rangeText(interval), {}, std::pair(interval->low, interval->high)};
}

std::string bytesText(std::int64_t bytes)
{
    const double mebibytes = double(bytes) / 1048576;
    return mebibytes < 1024 ? numberText(mebibytes, "%.1f MiB") : numberText(mebibytes / 1024, "%.2f GiB");
}

Document::Paragraph plain(std::string text)
{
    return {std::move(text), Document::Paragraph::Kind::Plain};
}

Document::Paragraph item(std::string text)
{
    return {std::move(text), Document::Paragraph::Kind::Item};
}

Document::Paragraph note(std::string text)
{
    return {std::move(text), Document::Paragraph::Kind::Note};
}

} // namespace rw
