// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rw {

/// A vector picture before it has a format: points with (0, 0) at the top left, y downwards. The writers (SVG inside
/// HTML, PDF) choose colours for light, dark and paper by role, so nothing here names one.
struct Drawing
{
    using Point = std::pair<double, double>;
    enum class Ink { Text, Muted, Grid, Series };
    struct Line // through all points
    {
        std::vector<Point> points;
        Ink ink = Ink::Muted;
        int series = 0; // of Ink::Series: the place of the model in the workspace
        double width = 1;
        bool isDashed = false; // else as the series is drawn
    };
    struct Area // closed, translucent
    {
        std::vector<Point> points;
        int series = 0;
    };
    struct Marker
    {
        enum class Fill { Dot, Full, Hollow, Cross };
        Point at;
        int series = 0;
        Fill fill = Fill::Full;
        bool isFaint = false;
    };
    struct Text
    {
        enum class Anchor { Left, Middle, Right };
        Point at; // on the base line
        std::string text;
        Anchor anchor = Anchor::Left;
        Ink ink = Ink::Text;
    };

    double width = 0;
    double height = 0;
    std::vector<std::variant<Area, Line, Marker, Text>> parts; // as they are painted, one over the other

    void add(const Area& area);
    void add(const Line& line);
    void add(const Marker& marker);
    void add(const Text& text);

    static constexpr double kFontSize = 11;
    /// About how wide a text is; wide characters (CJK) count as a whole em. No font is asked: the same everywhere.
    static double textWidth(const std::string& utf8);
    static Marker::Fill fillOf(const std::string& quantization);
    /// Lengths of dashes and gaps of a series; empty: solid. The same as in the window.
    static const std::vector<double>& dashesOf(int series);
    static constexpr int kSeries = 5; // then they begin again
    /// RRGGBB of a series, such as 0x0072b2.
    static unsigned colourOf(int series, bool dark);

    /// The outline of a marker around (0, 0), as a closed polygon; a circle has many corners.
    static std::vector<Point> outlineOf(int series, double radius);
    static constexpr double kMarkerRadius = 4;
};

/// `<svg>` for the inside of an HTML page: colours are classes (svgStyle), `label` is for screen readers.
std::string toSvg(const Drawing& drawing, const std::string& label);
/// The style sheet of these classes.
std::string svgStyle();

} // namespace rw
