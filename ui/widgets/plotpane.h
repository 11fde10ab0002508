// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/pane.h"

class QPushButton;
class QStackedWidget;

namespace rw::ui {

class CellModel;
class PlotWidget;
class TableView;

/// A plot with what every plot has: "Show as table" (Ctrl+T) and "Export…".
class PlotPane : public Pane
{
    Q_OBJECT

public:
    PlotPane(const QString& title, PlotWidget* plot, QWidget* parent = nullptr);

    PlotWidget* plot() const { return m_plot; }
    void showTable(bool asTable);
    /// Without buttons, for presentations.
    void setBare(bool bare);

signals:
    void exportFailed(const QString& why);

private:
    void fillTable();
    void exportPlot();

    PlotWidget* m_plot;
    CellModel* m_model;
    TableView* m_table;
    QStackedWidget* m_stack;
    QPushButton* m_asTable;
    QPushButton* m_export;
};

} // namespace rw::ui
