// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QString>

class QCPAxis;
class QCPAxisRect;
class QCPLegend;
class QCustomPlot;
class QPalette;

namespace rw::ui {

struct Tokens;

/// QCustomPlot knows no palette: this gives a plot the colours of one.
struct PlotTheme
{
    const Tokens* tokens = nullptr;
    bool dark = false;
    QFont font; // axis and caption
    int width = 600;
    bool forPrint = false;

    static PlotTheme of(const QPalette& palette, const QFont& font, int width);
    /// What exports use, whatever the window looks like.
    static PlotTheme print(const QFont& font, int width);

    /// Takes everything out of `plot` and gives it the background.
    void clear(QCustomPlot* plot) const;
    void apply(QCPAxisRect* rect) const;
    void apply(QCPAxis* axis) const;
    /// At the top, no wider than it must be.
    void addLegend(QCustomPlot* plot, QCPLegend* legend) const;
    /// Into as many columns as fit. After the last entry was added.
    void wrap(QCPLegend* legend) const;
};

} // namespace rw::ui
