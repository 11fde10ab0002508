// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rw {

/// Values to places along an axis, and the ticks that are written there.
struct Scale
{
    struct Tick
    {
        double value = 0;
        std::string label;
    };
    double low = 0;
    double high = 1;
    double from = 0; // place of low
    double to = 1;   // place of high
    bool isLogarithmic = false;
    std::vector<Tick> ticks;

    /// Round values around low and high.
    static Scale linear(double low, double high, double from, double to, int ticks = 6);
    /// For positive values: 1, 2 and 5 of each power of ten, or fewer.
    static Scale logarithmic(double low, double high, double from, double to);
    /// One place for each label, the first at the value 0.
    static Scale categories(const std::vector<std::string>& labels, double from, double to);

    double at(double value) const;
};

} // namespace rw
