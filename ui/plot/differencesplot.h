// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"

#include <vector>

class QCPAxis;

namespace rw::ui {

/// One bar a query, highest difference first: how much better or worse a configuration does there than the reference.
/// The chosen query is a line; click, Left and Right choose, Enter and double click open it.
class DifferencesPlot : public PlotWidget
{
    Q_OBJECT

public:
    struct Bar
    {
        QString query; // id
        QString text;
        double reference = 0;
        double other = 0;

        double difference() const { return other - reference; }
    };
    struct Look
    {
        int model = 0;
        QString quantization;
    };

    explicit DifferencesPlot(QWidget* parent = nullptr);

    /// `nothing`: what to say where there are no bars.
    void setBars(std::vector<Bar> bars, const QString& measure, const Look& look, const QString& nothing);
    void setChosen(const QString& query);
    const std::vector<Bar>& bars() const { return m_bars; }
    int wins() const { return m_wins; }     // of the other
    int losses() const { return m_losses; } // of the other
    PlotTable table() const override;
    QString summary() const override;

signals:
    void chosen(const QString& query);
    void opened(const QString& query);

protected:
    void draw(const PlotTheme& theme) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int placeOf(const QString& query) const; // -1: none
    int placeAt(QPointF pixel) const;
    void drawBars(const PlotTheme& theme, QCPAxis* x, QCPAxis* y);
    void drawZones(const PlotTheme& theme, QCPAxis* x, QCPAxis* y);
    void drawChosen(const PlotTheme& theme, QCPAxis* x, QCPAxis* y);

    std::vector<Bar> m_bars; // highest difference first
    int m_wins = 0;
    int m_losses = 0;
    double m_mean = 0;
    QString m_measure;
    QString m_nothing;
    QString m_chosen;
    Look m_look;
};

} // namespace rw::ui
