// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/drawing.h"

#include <limits>
#include <string>
#include <vector>

namespace rw {

/// How wide a plot is, alone in its line, or two beside each other and one of them.
inline constexpr double kFigureWidth = 680;
inline constexpr double kPairWidth = 760;
inline constexpr double kHalfFigureWidth = 370;

/// The kinds of plots of a report. What cannot be drawn (NaN) is left out.

/// Means with their intervals, one line a configuration.
struct IntervalFigure
{
    struct Line
    {
        std::string label;
        int series = 0;
        Drawing::Marker::Fill fill = Drawing::Marker::Fill::Full;
        double value = 0;
        double low = 0;
        double high = 0;
    };
    std::string axis;
    double width = kFigureWidth;
    std::vector<Line> lines; // from above
    double base = std::numeric_limits<double>::quiet_NaN();
    double ceiling = std::numeric_limits<double>::quiet_NaN();
    double reference = std::numeric_limits<double>::quiet_NaN();
};
Drawing draw(const IntervalFigure& figure);

/// Curves over one axis, in one or more panels below each other.
struct CurveFigure
{
    struct Point
    {
        double x = 0; // the place of the category, or a value
        double y = 0;
        double low = std::numeric_limits<double>::quiet_NaN(); // of the interval, if there is one
        double high = std::numeric_limits<double>::quiet_NaN();
    };
    struct Curve
    {
        std::string label; // at the end of the curve
        int series = 0;
        Drawing::Marker::Fill fill = Drawing::Marker::Fill::Full;
        std::vector<Point> points; // ascending
    };
    struct Panel
    {
        std::string axis;
        bool isLogarithmic = false;
        std::vector<Curve> curves;
        /// Instead of round values: places of the axis and what is written there.
        std::vector<std::pair<double, std::string>> ticks = {};
    };
    std::string axis;
    std::vector<std::string> categories; // none: `x` are values on a logarithmic axis
    std::vector<Panel> panels;
    bool hasMarkers = true;
    bool hasBand = false; // intervals as a band instead of bars
};
Drawing draw(const CurveFigure& figure);

/// Points with names, such as quality against speed.
struct ScatterFigure
{
    struct Point
    {
        std::string label; // written where there is room
        int series = 0;
        Drawing::Marker::Fill fill = Drawing::Marker::Fill::Full;
        double x = 0;
        double y = 0;
        bool isFaint = false;
        bool isRinged = false;
    };
    std::string axisX;
    std::string axisY;
    double width = kFigureWidth;
    double height = 236; // without a diagonal
    bool isLogarithmicX = false;
    std::vector<Point> points;
    std::vector<std::pair<double, double>> steps; // a line through these, as stairs; may be empty
    bool hasDiagonal = false;                     // where x = y; both axes then have the same range
};
Drawing draw(const ScatterFigure& figure);

/// Two plots of kHalfFigureWidth as one of kPairWidth, tops in line.
Drawing besideEachOther(const Drawing& left, const Drawing& right);

} // namespace rw
