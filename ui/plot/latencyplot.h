// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/sessiondata.h"

#include <vector>

namespace rw::ui {

/// Share of batches done against time, with a logarithmic tail (0, 50, 90, 95, 99, 99.9 %): step curves, p50, p95 and
/// p99 marked where the sample is large enough for them.
class LatencyPlot : public PlotWidget
{
    Q_OBJECT

public:
    struct Series
    {
        QString name;
        int model = 0;
        QString quantization;
        std::vector<double> ms; // ascending
    };

    explicit LatencyPlot(QWidget* parent = nullptr);

    void setSeries(std::vector<Series> series);
    PlotTable table() const override;
    QString summary() const override;

protected:
    void draw(const PlotTheme& theme) override;

private:
    std::vector<Series> m_series;
};

} // namespace rw::ui
