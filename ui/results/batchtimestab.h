// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/lazytab.h"

class QLabel;

namespace rw::ui {

class CellModel;
class DevicePlot;
class LatencyPlot;
class PlotPane;

/// Times of the selected configurations (of the best few where none is selected) and the use of the devices: of queries
/// where the run was interactive, else of batches, never both.
class BatchTimesTab : public LazyTab
{
    Q_OBJECT

public:
    explicit BatchTimesTab(Session* session, QWidget* parent = nullptr);

protected:
    void refresh() override;

private:
    void showTimes();

    CellModel* m_percentiles;
    LatencyPlot* m_latency;
    DevicePlot* m_use;
    PlotPane* m_distribution;
    QLabel* m_rule;
};

} // namespace rw::ui
