// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

#include <functional>
#include <vector>

class QComboBox;
class QStackedWidget;
class QTabBar;

namespace rw::ui {

class OverviewTab;
class PairReader;

/// What a run found. The bar above the tabs chooses run, data set, measure and reference for all of them; every tab
/// reads what it shows from the session and its selection.
class ResultsPage : public Page
{
    Q_OBJECT

public:
    explicit ResultsPage(Session* session, QWidget* parent = nullptr);

    int tabCount() const;
    /// 0: overview; the others in the order of the bar.
    void showTab(int index);
    QString tabTitle(int index) const;

signals:
    /// Queries that Inspect should show, by a filter of its list.
    void filterRequested(const QString& filter);

private:
    /// Made when it is shown for the first time.
    void addTab(const QString& title, std::function<QWidget*()> make);
    void addTabs();
    void openTab(int index);
    void inspectQuery(const QString& query);
    QWidget* filterBar(QWidget* parent);
    void refresh();
    void showRuns();
    void showDatasets();
    void showReference();
    void showMeasure();
    void chooseMeasure();
    void showSummary(const RunRecord& run);

    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_stack = nullptr;
    OverviewTab* m_overview = nullptr;
    PairReader* m_pair;
    std::vector<std::function<QWidget*()>> m_makers; // by place in the bar
    std::vector<QWidget*> m_made;                    // null: not shown yet
    QWidget* m_runChoice = nullptr;                  // only where there are several runs
    QComboBox* m_runs = nullptr;
    QComboBox* m_datasets = nullptr;
    QComboBox* m_measure = nullptr;
    QComboBox* m_reference = nullptr;
    std::int64_t m_shownFailures = 0; // the run whose failures were shown once
};

} // namespace rw::ui
