// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/drawing.h"
#include "core/report/figures/scale.h"

#include <string>

namespace rw {

/// Grid, ticks and titles around what is plotted. `x` runs from left to right, `y` from below to above.
void addGridX(Drawing& drawing, const Scale& x, double top, double bottom, const std::string& title,
              bool labels = true);
void addGridY(Drawing& drawing, const Scale& y, double left, double right, const std::string& title);

/// A text cut to about `width` points, with … at the end.
std::string elided(const std::string& text, double width);

} // namespace rw
