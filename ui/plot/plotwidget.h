// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plottable.h"

#include <QWidget>

class QCustomPlot;

namespace rw::ui {

struct PlotTheme;

/// A plot that can be read in three ways: as a picture, as a sentence (accessible description) and as a table. Drawn
/// again in the colours of the palette whenever that changes.
class PlotWidget : public QWidget
{
    Q_OBJECT

public:
    explicit PlotWidget(const QString& accessibleName, QWidget* parent = nullptr);

    virtual PlotTable table() const = 0;
    virtual QString summary() const = 0;

    /// By the ending of the name: pdf, svg, png or csv. Light theme and the same size whatever the window looks like.
    bool exportTo(const QString& file, QString* why = nullptr);

signals:
    void contentChanged();

protected:
    QCustomPlot* plot() const { return m_plot; }
    /// Builds the whole drawing. Called when it can be seen, or for a file.
    virtual void draw(const PlotTheme& theme) = 0;
    void redraw();
    /// After a change of numbers that `draw` need not be called for.
    void announce();
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    PlotTheme currentTheme() const;

    QCustomPlot* m_plot;
    bool m_isStale = true; // changed while nobody could see it
};

} // namespace rw::ui
