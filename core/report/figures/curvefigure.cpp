// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/figures.h"
#include "core/report/figures/frame.h"

#include <algorithm>
#include <cmath>

namespace rw {

namespace {

using Ink = Drawing::Ink;
using Anchor = Drawing::Text::Anchor;

/// Names at the ends of the curves, pushed apart so that none is written over another.
void addNames(Drawing& drawing, std::vector<std::pair<double, std::string>> names, double x, double top, double bottom)
{
    std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    constexpr double line = 12.5;
    double last = top - line;
    for (auto& [y, name] : names) {
        y = std::max(y, last + line);
        last = y;
    }
    double next = bottom + line;
    for (auto it = names.rbegin(); it != names.rend(); ++it) {
        it->first = std::min(it->first, next - line);
        next = it->first;
    }
    for (const auto& [y, name] : names)
        drawing.add(Drawing::Text{{x, y + 4}, name, Anchor::Left, Ink::Text});
}

void addCurve(Drawing& drawing, const CurveFigure& figure, const CurveFigure::Curve& curve, const Scale& x,
              const Scale& y, double shift)
{
    std::vector<Drawing::Point> line, upper, lower;
    for (const auto& point : curve.points) {
        if (!std::isfinite(point.y))
            continue;
        const double place = x.at(point.x) + shift;
        line.emplace_back(place, y.at(point.y));
        if (!std::isfinite(point.low) || !std::isfinite(point.high))
            continue;
        if (figure.hasBand) {
            upper.emplace_back(place, y.at(point.high));
            lower.emplace_back(place, y.at(point.low));
        } else {
            drawing.add(Drawing::Line{{{place, y.at(point.low)}, {place, y.at(point.high)}}, Ink::Muted, 0, 0.7});
        }
    }
    if (upper.size() > 1) {
        upper.insert(upper.end(), lower.rbegin(), lower.rend());
        drawing.add(Drawing::Area{std::move(upper), curve.series});
    }
    if (line.size() > 1)
        drawing.add(Drawing::Line{line, Ink::Series, curve.series, 1.5});
    if (figure.hasMarkers || line.size() == 1)
        for (const auto& at : line)
            drawing.add(Drawing::Marker{at, curve.series, curve.fill});
}

} // namespace

Drawing draw(const CurveFigure& figure)
{
    double lowX = 0, highX = 0, widest = 0;
    bool isFirst = true;
    for (const auto& panel : figure.panels)
        for (const auto& curve : panel.curves) {
            widest = std::max(widest, Drawing::textWidth(curve.label));
            for (const auto& point : curve.points) {
                lowX = isFirst ? point.x : std::min(lowX, point.x);
                highX = isFirst ? point.x : std::max(highX, point.x);
                isFirst = false;
            }
        }
    if (isFirst)
        return {};
    const double right = kFigureWidth - std::min(widest, 200.0) - 14;
    const Scale x = figure.categories.empty() ? Scale::logarithmic(lowX, highX, 48, right)
                                              : Scale::categories(figure.categories, 48, right);
    Drawing drawing{kFigureWidth, 0, {}};
    double top = 26;
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        const auto& panel = figure.panels[i];
        const double bottom = top + (figure.panels.size() > 1 && i > 0 ? 110 : 180);
        double low = INFINITY, high = -INFINITY;
        std::size_t drawn = 0;
        for (const auto& curve : panel.curves) {
            drawn += !curve.points.empty();
            for (const auto& point : curve.points)
                for (const double value : {point.y, point.low, point.high})
                    if (std::isfinite(value)) {
                        low = std::min(low, value);
                        high = std::max(high, value);
                    }
        }
        if (!std::isfinite(low))
            continue;
        Scale y =
            panel.isLogarithmic ? Scale::logarithmic(low, high, bottom, top) : Scale::linear(low, high, bottom, top, 5);
        if (!panel.ticks.empty()) {
            y.ticks.clear();
            for (const auto& [value, label] : panel.ticks)
                y.ticks.push_back({value, label});
            y.low = std::min(low, panel.ticks.front().first);
            y.high = std::max(high, panel.ticks.back().first);
        }
        addGridY(drawing, y, 48, right, panel.axis);
        const bool isLast = i + 1 == figure.panels.size();
        addGridX(drawing, x, top, bottom, figure.axis, isLast);
        std::vector<std::pair<double, std::string>> names;
        std::size_t place = 0;
        for (const auto& curve : panel.curves) {
            if (curve.points.empty())
                continue;
            // Side by side, so that the interval of one does not hide that of another.
            const double shift =
                figure.categories.empty() || figure.hasBand ? 0 : 5 * (double(place) - (double(drawn) - 1) / 2);
            ++place;
            addCurve(drawing, figure, curve, x, y, std::clamp(shift, -24.0, 24.0));
            if (std::isfinite(curve.points.back().y))
                names.emplace_back(y.at(curve.points.back().y), elided(curve.label, 200));
        }
        addNames(drawing, std::move(names), right + 8, top, bottom);
        top = bottom + (isLast ? 40 : 46);
    }
    drawing.height = top;
    return drawing;
}

} // namespace rw
