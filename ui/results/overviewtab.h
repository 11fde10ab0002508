// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QSortFilterProxyModel;

namespace rw::ui {

class CellDelegate;
class QualityPlot;
class ResultsModel;
class Session;
class TableView;

/// The configurations of the chosen data set side by side: the comparison table, and quality against length.
class OverviewTab : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewTab(Session* session, QWidget* parent = nullptr);

    void exportTable();

signals:
    void exportFailed(const QString& why);

private:
    void showRows();
    void showSame();
    void select();

    Session* m_session;
    ResultsModel* m_model;
    QSortFilterProxyModel* m_sorted;
    CellDelegate* m_delegate;
    TableView* m_table;
    QualityPlot* m_quality;
    QLabel* m_same;
};

} // namespace rw::ui
