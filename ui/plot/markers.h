// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/seriesstyle.h"

#include <QSharedPointer>

class QCPAxisTickerText;
class QCPScatterStyle;
class QCustomPlot;
class QPen;

namespace rw::ui {

struct PlotTheme;

/// The look of a series in QCustomPlot's words.
QCPScatterStyle scatterOf(const SeriesStyle& style, const PlotTheme& theme);
QPen lineOf(const SeriesStyle& style);

/// Ticks at 1, 2 and 5 times powers of ten, for a logarithmic axis that spans less than two of them.
QSharedPointer<QCPAxisTickerText> ticks125(double low, double high);

} // namespace rw::ui
