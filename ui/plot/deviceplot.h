// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/sessiondata.h"

#include <array>
#include <deque>
#include <map>
#include <vector>

class QCPGraph;
class QTimer;

namespace rw::ui {

/// What the workers used, over time: processor and memory, and of a GPU what was measured. Live (bounded to the last
/// ten minutes) or from a stored run.
class DevicePlot : public PlotWidget
{
    Q_OBJECT

public:
    enum class Metric { Cpu, Memory, GpuBusy, GpuMemory, GpuPower };
    static constexpr int kMetrics = 5;

    explicit DevicePlot(QWidget* parent = nullptr);

    void clearSamples();
    void setSamples(const std::vector<SampleRecord>& samples);
    /// For a live run; drawn at most ten times a second.
    void append(const SampleRecord& sample);

    PlotTable table() const override;
    QString summary() const override;

protected:
    void draw(const PlotTheme& theme) override;

private:
    struct Point
    {
        double seconds = 0;
        std::array<double, kMetrics> values{};
    };
    struct Lane
    {
        QString device;
        std::deque<Point> points;
        std::array<bool, kMetrics> measured{};
    };

    static QString nameOf(Metric metric);
    bool isMeasured(int metric) const;
    QString laneName(int worker) const;
    void add(const SampleRecord& sample);
    void updateGraphs();

    std::map<int, Lane> m_lanes;
    std::map<std::pair<int, int>, QCPGraph*> m_graphs; // metric, worker
    QTimer* m_timer;
    bool m_live = false;
    bool m_newGraphs = false;
};

} // namespace rw::ui
