// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace rw::ui {

class CellModel;
class DevicePlot;
class LatencyPlot;
class PlotPane;
class Session;

/// Batch times of the selected configurations (of the best few where none is selected) and the use of the devices.
class BatchTimesTab : public QWidget
{
    Q_OBJECT

public:
    explicit BatchTimesTab(Session* session, QWidget* parent = nullptr);

signals:
    void exportFailed(const QString& why);

private:
    void showTimes();

    Session* m_session;
    CellModel* m_percentiles;
    LatencyPlot* m_latency;
    DevicePlot* m_use;
    PlotPane* m_distribution;
};

} // namespace rw::ui
