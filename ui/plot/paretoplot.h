// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/sessiondata.h"

#include <vector>

class QCPAxis;

namespace rw::ui {

/// The measure against what it costs, one mark a configuration. Those that no other one beats in both are joined by the
/// line of the front and named; the others are pale. The chosen ones are ringed; click, Left and Right choose.
class ParetoPlot : public PlotWidget
{
    Q_OBJECT

public:
    struct Point
    {
        std::int64_t unit = 0;
        QString name;
        int model = 0;
        QString quantization;
        double value = kNotAvailable;
        double low = kNotAvailable; // 95 % interval
        double high = kNotAvailable;
        double cost = kNotAvailable; // less is better
        bool isShare = false;        // of what a pass with deeper layers took: computed
        bool isInFront = false;      // set by the plot
    };

    explicit ParetoPlot(QWidget* parent = nullptr);

    /// `cost`: its name and unit, for the axis. `nothing`: what to say where there are no points.
    void setPoints(std::vector<Point> points, const QString& measure, const QString& cost, const QString& nothing);
    void setChosen(const std::vector<std::int64_t>& units);
    const std::vector<Point>& points() const { return m_points; }
    PlotTable table() const override;
    QString summary() const override;

signals:
    /// `more`: beside those that are chosen already.
    void chosen(std::int64_t unit, bool more);

protected:
    void draw(const PlotTheme& theme) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isChosen(const Point& point) const;
    const Point* at(QPointF pixel) const;
    void step(int by);
    void drawAxes();
    void drawFront(const PlotTheme& theme);
    void drawPoint(const PlotTheme& theme, const Point& point);
    void takeFront(std::vector<QRectF>& taken) const;
    void drawNames(const PlotTheme& theme);
    QString tip(const Point& point) const;

    std::vector<Point> m_points; // cheapest first
    std::vector<std::int64_t> m_chosen;
    QString m_measure;
    QString m_cost;
    QString m_nothing;
    QCPAxis* m_x = nullptr; // of the drawing; null: there is none
    QCPAxis* m_y = nullptr;
};

} // namespace rw::ui
