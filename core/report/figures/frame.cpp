// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/frame.h"

#include "core/report/figures/figures.h"

#include <algorithm>

namespace rw {

using Ink = Drawing::Ink;
using Anchor = Drawing::Text::Anchor;

void addGridX(Drawing& drawing, const Scale& x, double top, double bottom, const std::string& title, bool labels)
{
    double end = -1e9; // of the label before: none is written over another
    for (const auto& tick : x.ticks) {
        const double place = x.at(tick.value);
        drawing.add(Drawing::Line{{{place, top}, {place, bottom}}, Ink::Grid});
        const double half = Drawing::textWidth(tick.label) / 2;
        if (!labels || place - half < end + 4)
            continue;
        end = place + half;
        drawing.add(Drawing::Text{{place, bottom + 15}, tick.label, Anchor::Middle, Ink::Muted});
    }
    drawing.add(Drawing::Line{{{x.from, bottom}, {x.to, bottom}}, Ink::Muted});
    if (labels && !title.empty())
        drawing.add(Drawing::Text{{(x.from + x.to) / 2, bottom + 32}, title, Anchor::Middle, Ink::Muted});
}

void addGridY(Drawing& drawing, const Scale& y, double left, double right, const std::string& title)
{
    for (const auto& tick : y.ticks) {
        const double place = y.at(tick.value);
        drawing.add(Drawing::Line{{{left, place}, {right, place}}, Ink::Grid});
        drawing.add(Drawing::Text{{left - 6, place + 4}, tick.label, Anchor::Right, Ink::Muted});
    }
    // Above the axis: a turned text is hard to read.
    if (!title.empty())
        drawing.add(Drawing::Text{{left - 40, y.to - 10}, title, Anchor::Left, Ink::Muted});
}

Drawing besideEachOther(const Drawing& left, const Drawing& right)
{
    Drawing both = left;
    both.width = kPairWidth;
    both.height = std::max(left.height, right.height);
    const double by = kPairWidth - right.width;
    const auto move = [by](Drawing::Point& point) {
        point.first += by;
    };
    for (auto part : right.parts) {
        if (auto* text = std::get_if<Drawing::Text>(&part))
            move(text->at);
        else if (auto* marker = std::get_if<Drawing::Marker>(&part))
            move(marker->at);
        else if (auto* line = std::get_if<Drawing::Line>(&part))
            std::for_each(line->points.begin(), line->points.end(), move);
        else
            std::for_each(std::get<Drawing::Area>(part).points.begin(), std::get<Drawing::Area>(part).points.end(),
                          move);
        both.parts.push_back(std::move(part));
    }
    return both;
}

std::string elided(const std::string& text, double width)
{
    if (Drawing::textWidth(text) <= width)
        return text;
    std::string cut = text;
    while (!cut.empty() && Drawing::textWidth(cut) > width - Drawing::kFontSize) {
        // A whole character: its first byte is not of the form 10xxxxxx.
        while (cut.size() > 1 && (static_cast<unsigned char>(cut.back()) & 0xc0) == 0x80)
            cut.pop_back();
        cut.pop_back();
    }
    return cut + "…";
}

} // namespace rw
