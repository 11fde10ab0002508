// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/documenttext.h"
#include "core/report/drawing.h"

#include <cstdio>

namespace rw {

namespace {

/// One decimal is a tenth of a point; without zeros at the end.
std::string coordinate(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", value);
    std::string shortest = text.data();
    if (shortest.ends_with(".0"))
        shortest.resize(shortest.size() - 2);
    return shortest == "-0" ? "0" : shortest;
}

std::string pathOf(const std::vector<Drawing::Point>& points, Drawing::Point by = {0, 0}, bool close = false)
{
    std::string path = "M";
    for (const auto& [x, y] : points)
        path += (path.size() > 1 ? "L" : "") + coordinate(x + by.first) + "," + coordinate(y + by.second);
    return path + (close ? "Z" : "");
}

int seriesOf(int series)
{
    return series < 0 ? 0 : series % Drawing::kSeries;
}

struct SvgWriter
{
    std::string& out;

    void operator()(const Drawing::Area& area)
    {
        out += "<path class=\"a s" + std::to_string(seriesOf(area.series)) + "\" d=\"" + pathOf(area.points, {}, true) +
               "\"/>";
    }
    void operator()(const Drawing::Line& line)
    {
        std::string ink = "l";
        switch (line.ink) {
        case Drawing::Ink::Text:
            ink += " t";
            break;
        case Drawing::Ink::Muted:
            ink += " m";
            break;
        case Drawing::Ink::Grid:
            ink += " g";
            break;
        case Drawing::Ink::Series:
            ink += " s" + std::to_string(seriesOf(line.series));
            break;
        }
        const auto& dashes = line.ink == Drawing::Ink::Series ? Drawing::dashesOf(line.series) : std::vector<double>{};
        std::string dash;
        for (const double length : line.isDashed ? std::vector<double>{2, 3} : dashes)
            dash += (dash.empty() ? "" : " ") + coordinate(length);
        out += "<path class=\"" + ink + "\" d=\"" + pathOf(line.points) + "\"" +
               (line.width == 1 ? "" : " stroke-width=\"" + coordinate(line.width) + "\"") +
               (dash.empty() ? "" : " stroke-dasharray=\"" + dash + "\"") + "/>";
    }
    void operator()(const Drawing::Marker& marker)
    {
        using Fill = Drawing::Marker::Fill;
        const auto series = std::to_string(seriesOf(marker.series));
        const double radius = Drawing::kMarkerRadius;
        const char* kind = marker.fill == Fill::Full || marker.fill == Fill::Dot ? "p" : "h";
        const std::string faint = marker.isFaint ? " f" : "";
        out += "<path class=\"" + std::string(kind) + " s" + series + faint + "\" d=\"" +
               pathOf(Drawing::outlineOf(marker.series, radius), marker.at, true) + "\"/>";
        if (marker.fill == Fill::Dot)
            out += "<circle class=\"d\" cx=\"" + coordinate(marker.at.first) + "\" cy=\"" +
                   coordinate(marker.at.second) + "\" r=\"1.4\"/>";
        if (marker.fill == Fill::Cross) {
            const auto [x, y] = marker.at;
            out += "<path class=\"l s" + series + faint + "\" d=\"" + pathOf({{x - radius, y}, {x + radius, y}}) +
                   pathOf({{x, y - radius}, {x, y + radius}}) + "\"/>";
        }
    }
    void operator()(const Drawing::Text& text)
    {
        using Anchor = Drawing::Text::Anchor;
        out += "<text x=\"" + coordinate(text.at.first) + "\" y=\"" + coordinate(text.at.second) + "\"" +
               (text.anchor == Anchor::Middle  ? " text-anchor=\"middle\""
                : text.anchor == Anchor::Right ? " text-anchor=\"end\""
                                               : "") +
               (text.ink == Drawing::Ink::Muted ? " class=\"n\">" : ">") + escapedXml(text.text) + "</text>";
    }
};

std::string hex(unsigned colour)
{
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "#%06x", colour);
    return text.data();
}

} // namespace

std::string toSvg(const Drawing& drawing, const std::string& label)
{
    std::string out = "<svg viewBox=\"0 0 " + coordinate(drawing.width) + " " + coordinate(drawing.height) +
                      "\" role=\"img\" aria-label=\"" + escapedXml(label) + "\">";
    SvgWriter writer{out};
    for (const auto& part : drawing.parts)
        std::visit(writer, part);
    return out + "</svg>";
}

std::string svgStyle()
{
    std::string style = "svg{display:block;width:100%;max-width:56rem;height:auto}"
                        "svg text{fill:var(--text);font:11px system-ui,\"Noto Sans\",\"Noto Sans CJK SC\",sans-serif}"
                        "svg .n{fill:var(--muted)}.l{fill:none}.t{stroke:var(--text)}.m{stroke:var(--muted)}"
                        ".g{stroke:var(--row)}.h{fill:var(--ground);stroke-width:1.5}.d{fill:var(--ground)}"
                        ".a{stroke:none;fill-opacity:.16}.f{opacity:.4}\n";
    for (int i = 0; i < Drawing::kSeries; ++i) {
        const std::string s = ".s" + std::to_string(i), colour = hex(Drawing::colourOf(i, false));
        style += ".l" + s + ",.h" + s + "{stroke:" + colour + "}.p" + s + ",.a" + s + "{fill:" + colour + "}";
    }
    style += "\n@media screen and (prefers-color-scheme:dark){";
    for (int i = 0; i < Drawing::kSeries; ++i) {
        const std::string s = ".s" + std::to_string(i), colour = hex(Drawing::colourOf(i, true));
        style += ".l" + s + ",.h" + s + "{stroke:" + colour + "}.p" + s + ",.a" + s + "{fill:" + colour + "}";
    }
    return style + "}\n";
}

} // namespace rw
