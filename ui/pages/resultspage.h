// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

class QComboBox;
class QLabel;
class QSortFilterProxyModel;
class QTabWidget;

namespace rw::ui {

class CellDelegate;
class CellModel;
class DevicePlot;
class LatencyPlot;
class PlotPane;
class QualityPlot;
class ResultsModel;
class TableView;

/// What a run found: comparison table with intervals, quality against length, batch times, device use.
class ResultsPage : public Page
{
    Q_OBJECT

public:
    explicit ResultsPage(Session* session, QWidget* parent = nullptr);

    /// 0: overview, 1: latency and devices.
    void showTab(int index);

private:
    QWidget* filterBar();
    QWidget* overview();
    QWidget* latency();
    void refresh();
    void showRows();
    void showLatency();
    void showSame(const std::vector<ResultRow>& rows);
    QList<int> selectedRows() const;
    void showSummary(const RunRecord& run);
    void exportTable();

    ResultsModel* m_model;
    QSortFilterProxyModel* m_sorted;
    CellModel* m_percentiles;
    QualityPlot* m_quality;
    LatencyPlot* m_latency;
    DevicePlot* m_use;
    CellDelegate* m_delegate;
    TableView* m_table = nullptr;
    QComboBox* m_runs;
    QComboBox* m_datasets;
    QLabel* m_same;
    PlotPane* m_distribution = nullptr;
    std::vector<ResultRow> m_shown; // of the chosen data set
    QTabWidget* m_tabs;
    std::int64_t m_shownFailures = 0; // the run whose failures were shown once
};

} // namespace rw::ui
