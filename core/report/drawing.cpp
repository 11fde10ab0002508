// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/drawing.h"

#include <array>
#include <cmath>
#include <numbers>

namespace rw {

void Drawing::add(const Area& area)
{
    parts.emplace_back(area);
}

void Drawing::add(const Line& line)
{
    parts.emplace_back(line);
}

void Drawing::add(const Marker& marker)
{
    parts.emplace_back(marker);
}

void Drawing::add(const Text& text)
{
    parts.emplace_back(text);
}

double Drawing::textWidth(const std::string& utf8)
{
    double ems = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            ems += c == ' ' || c == '.' || c == ',' || c == 'l' || c == 'i' ? 0.33 : c == 'm' || c == 'w' ? 0.95 : 0.63;
        else if (byte >= 0xe3) // first byte of what is mostly CJK
            ems += 1;
        else if (byte >= 0xc0)
            ems += 0.6;
    }
    return ems * kFontSize;
}

Drawing::Marker::Fill Drawing::fillOf(const std::string& quantization)
{
    if (quantization == "fp32")
        return Marker::Fill::Dot;
    if (quantization == "int8")
        return Marker::Fill::Hollow;
    return quantization == "int4" ? Marker::Fill::Cross : Marker::Fill::Full;
}

const std::vector<double>& Drawing::dashesOf(int series)
{
    static const std::array<std::vector<double>, kSeries> dashes = {{{}, {7, 3}, {2, 3}, {7, 3, 2, 3}, {12, 3}}};
    return dashes[static_cast<std::size_t>(series < 0 ? 0 : series % kSeries)];
}

unsigned Drawing::colourOf(int series, bool dark)
{
    // Okabe-Ito, as ui/theme/seriesstyle.cpp has them.
    static constexpr std::array<std::array<unsigned, 2>, kSeries> colours = {
        {{0x0072b2, 0x56b4e9}, {0xd55e00, 0xe69f00}, {0x00785a, 0x009e73}, {0xa8518a, 0xcc79a7}, {0xa66f00, 0xf0e442}}};
    return colours[static_cast<std::size_t>(series < 0 ? 0 : series % kSeries)][dark ? 1 : 0];
}

std::vector<Drawing::Point> Drawing::outlineOf(int series, double radius)
{
    const auto regular = [](int corners, double size, double down) {
        std::vector<Point> points;
        for (int i = 0; i < corners; ++i) {
            const double angle = -std::numbers::pi / 2 + 2 * std::numbers::pi * i / corners;
            points.emplace_back(size * std::cos(angle), down + size * std::sin(angle));
        }
        return points;
    };
    switch (series < 0 ? 0 : series % kSeries) {
    case 1: {
        const double half = radius * 0.9;
        return {{-half, -half}, {half, -half}, {half, half}, {-half, half}};
    }
    case 2:
        return regular(3, radius * 1.15, radius * 0.2);
    case 3:
        return regular(4, radius * 1.2, 0);
    case 4:
        return regular(5, radius * 1.1, 0);
    default:
        return regular(24, radius, 0);
    }
}

} // namespace rw
