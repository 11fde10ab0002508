// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/sessiondata.h"

#include <vector>

namespace rw::ui {

/// Share of batches, or of queries, done against time, with a logarithmic tail (0, 50, 90, 95, 99, 99.9 %): step
/// curves, p50, p95 and p99 marked where the sample is large enough for them.
class LatencyPlot : public PlotWidget
{
    Q_OBJECT

public:
    /// Two things that are never in one picture: a batch holds pairs of many queries, a query waits for its own alone.
    enum class Scenario { Batch, Interactive };
    struct Series
    {
        QString name;
        int model = 0;
        QString quantization;
        std::vector<double> ms; // ascending
    };

    explicit LatencyPlot(QWidget* parent = nullptr);

    void setSeries(std::vector<Series> series, Scenario scenario = Scenario::Batch);
    const std::vector<Series>& series() const { return m_series; }
    PlotTable table() const override;
    QString summary() const override;

protected:
    void draw(const PlotTheme& theme) override;

private:
    std::vector<Series> m_series;
    Scenario m_scenario = Scenario::Batch;
};

} // namespace rw::ui
