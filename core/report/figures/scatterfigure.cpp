// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/figures.h"
#include "core/report/figures/frame.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rw {

namespace {

using Ink = Drawing::Ink;
using Anchor = Drawing::Text::Anchor;

struct Box
{
    double left = 0, top = 0, right = 0, bottom = 0;

    bool meets(const Box& other) const
    {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
};

} // namespace

Drawing draw(const ScatterFigure& figure)
{
    double lowX = INFINITY, highX = -INFINITY, lowY = INFINITY, highY = -INFINITY;
    for (const auto& point : figure.points) {
        lowX = std::min(lowX, point.x);
        highX = std::max(highX, point.x);
        lowY = std::min(lowY, point.y);
        highY = std::max(highY, point.y);
    }
    if (!std::isfinite(lowX) || !std::isfinite(lowY))
        return {};
    if (figure.hasDiagonal) {
        lowX = lowY = std::min(lowX, lowY);
        highX = highY = std::max(highX, highY);
    }
    constexpr double left = 48, top = 26;
    const double right = figure.width - 20;
    const double bottom = figure.hasDiagonal ? top + 300 : figure.height - 40;
    const Scale x =
        figure.isLogarithmicX ? Scale::logarithmic(lowX, highX, left, right) : Scale::linear(lowX, highX, left, right);
    const Scale y = Scale::linear(lowY, highY, bottom, top, bottom - top < 120 ? 3 : 6);
    Drawing drawing{figure.width, bottom + 40, {}};
    addGridY(drawing, y, left, right, figure.axisY);
    addGridX(drawing, x, top, bottom, figure.axisX);
    if (figure.hasDiagonal)
        drawing.add(Drawing::Line{{{x.at(x.low), y.at(x.low)}, {x.at(x.high), y.at(x.high)}}, Ink::Muted, 0, 1, true});
    if (figure.steps.size() > 1) {
        std::vector<Drawing::Point> stairs;
        for (const auto& [valueX, valueY] : figure.steps) {
            if (!stairs.empty())
                stairs.emplace_back(stairs.back().first, y.at(valueY));
            stairs.emplace_back(x.at(valueX), y.at(valueY));
        }
        drawing.add(Drawing::Line{std::move(stairs), Ink::Muted});
    }
    std::vector<Box> taken;
    for (const auto& point : figure.points) {
        const double atX = x.at(point.x), atY = y.at(point.y);
        taken.push_back({atX - 5, atY - 5, atX + 5, atY + 5});
        if (point.isRinged) {
            std::vector<Drawing::Point> ring;
            for (int i = 0; i <= 24; ++i)
                ring.emplace_back(atX + 8 * std::cos(i * std::numbers::pi / 12),
                                  atY + 8 * std::sin(i * std::numbers::pi / 12));
            drawing.add(Drawing::Line{std::move(ring), Ink::Text, 0, 1.5});
        }
        drawing.add(Drawing::Marker{{atX, atY}, point.series, point.fill, point.isFaint});
    }
    for (const auto& point : figure.points) {
        if (point.label.empty())
            continue;
        const double width = Drawing::textWidth(point.label), atX = x.at(point.x), atY = y.at(point.y);
        const double gap = point.isRinged ? 11 : 8;
        for (const auto& [textX, textY] :
             {std::pair(atX + gap, atY + 4), std::pair(atX - gap - width, atY + 4),
              std::pair(atX - width / 2, atY - gap), std::pair(atX - width / 2, atY + gap + 8)}) {
            const Box box{textX, textY - 10, textX + width, textY + 2};
            if (box.left < left || box.right > figure.width || box.top < top - 8 || box.bottom > bottom ||
                std::any_of(taken.begin(), taken.end(), [&](const Box& other) { return box.meets(other); }))
                continue;
            taken.push_back(box);
            drawing.add(
                Drawing::Text{{textX, textY}, point.label, Anchor::Left, point.isFaint ? Ink::Muted : Ink::Text});
            break;
        }
    }
    return drawing;
}

} // namespace rw
