// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/figures.h"
#include "core/report/figures/frame.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace rw {

namespace {

std::string digits(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4f", value);
    return text.data();
}

} // namespace

Drawing draw(const IntervalFigure& figure)
{
    using Ink = Drawing::Ink;
    using Anchor = Drawing::Text::Anchor;
    if (figure.lines.empty())
        return {};
    double low = figure.lines.front().low, high = figure.lines.front().high, widest = 80;
    const auto include = [&](double value) {
        if (!std::isfinite(value))
            return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    for (const auto& line : figure.lines) {
        include(line.low);
        include(line.high);
        widest = std::max(widest, Drawing::textWidth(line.label));
    }
    for (const double value : {figure.base, figure.ceiling, figure.reference})
        include(value);
    const bool isNarrow = figure.width < kFigureWidth;
    const double left = std::min(widest, figure.width * 0.4) + 16, right = figure.width - 60, top = 26;
    const double row = isNarrow ? 14 : 21;
    const double bottom = top + row * double(figure.lines.size()) + 4;
    const Scale x = Scale::linear(low, high, left, right, isNarrow ? 3 : 6);

    Drawing drawing{figure.width, bottom + 40, {}};
    addGridX(drawing, x, top, bottom, figure.axis);
    const auto vertical = [&](double value, bool dashed) {
        if (std::isfinite(value))
            drawing.add(Drawing::Line{{{x.at(value), top - 5}, {x.at(value), bottom}}, Ink::Muted, 0, 1, dashed});
    };
    const auto name = [&](double at, const std::string& words) {
        const double half = Drawing::textWidth(words) / 2;
        drawing.add(
            Drawing::Text{{std::clamp(at, half, figure.width - half), top - 10}, words, Anchor::Middle, Ink::Muted});
    };
    vertical(figure.reference, false);
    vertical(figure.base, true);
    vertical(figure.ceiling, true);
    const std::string base = "base " + digits(figure.base), ceiling = "ceiling " + digits(figure.ceiling);
    const bool hasBase = std::isfinite(figure.base), hasCeiling = std::isfinite(figure.ceiling);
    if (hasBase && hasCeiling &&
        x.at(figure.ceiling) - x.at(figure.base) < (Drawing::textWidth(base) + Drawing::textWidth(ceiling)) / 2 + 40) {
        name((x.at(figure.base) + x.at(figure.ceiling)) / 2, base + ", " + ceiling);
    } else {
        if (hasBase)
            name(x.at(figure.base), base);
        if (hasCeiling)
            name(x.at(figure.ceiling), ceiling);
    }
    for (std::size_t i = 0; i < figure.lines.size(); ++i) {
        const auto& line = figure.lines[i];
        const double y = top + row * (double(i) + 0.5) + 2;
        drawing.add(Drawing::Text{{left - 12, y + 4}, elided(line.label, left - 16), Anchor::Right, Ink::Text});
        drawing.add(Drawing::Line{{{x.at(line.low), y}, {x.at(line.high), y}}, Ink::Series, line.series, 1.5});
        for (const double end : {line.low, line.high})
            drawing.add(Drawing::Line{{{x.at(end), y - 3.5}, {x.at(end), y + 3.5}}, Ink::Series, line.series, 1.5});
        drawing.add(Drawing::Marker{{x.at(line.value), y}, line.series, line.fill});
        drawing.add(Drawing::Text{{figure.width - 4, y + 4}, digits(line.value), Anchor::Right, Ink::Text});
    }
    return drawing;
}

} // namespace rw
