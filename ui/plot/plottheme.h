// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QSize>
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
    QFont font;      // axis and caption
    int width = 600; // of the whole plot
    int height = 360;
    bool forPrint = false;

    static PlotTheme of(const QPalette& palette, const QFont& font, QSize size);
    /// What exports use, whatever the window looks like.
    static PlotTheme print(const QFont& font, QSize size);

    /// Takes everything out of `plot` and gives it the background.
    void clear(QCustomPlot* plot) const;
    void apply(QCPAxisRect* rect) const;
    void apply(QCPAxis* axis) const;
    /// At the top, no wider than it must be.
    void addLegend(QCustomPlot* plot, QCPLegend* legend) const;
    /// Into as many columns as fit. After the last entry was added.
    void wrap(QCPLegend* legend) const;
    /// Instead of a drawing, where there is nothing to draw.
    void say(QCustomPlot* plot, const QString& sentence) const;
    /// Gives every axis its place, so that pixels of points are known before the plot is drawn.
    void layOut(QCustomPlot* plot) const;
};

} // namespace rw::ui
