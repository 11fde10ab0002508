// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/sessiondata.h"

#include <QWidget>

#include <vector>

class QLabel;
class QTimer;

namespace rw::ui {

class CellModel;
class Comparer;
class LayerPlot;
class PlotPane;
class Session;
class TableView;

/// What cutting a model at a shallower layer costs and saves: the curve of one pass, and each layer tested against the
/// deepest one.
class LayersPane : public QWidget
{
    Q_OBJECT

public:
    explicit LayersPane(Session* session, QWidget* parent = nullptr);

    /// Cut-off layers of one pass, in any order; none: there is no such model. `isNamed`: the pass is named elsewhere.
    void setRows(std::vector<ResultRow> rows, bool isNamed);

signals:
    void exportFailed(const QString& why);

private:
    void choose(std::int64_t unit);
    void showVerdicts();

    Session* m_session;
    LayerPlot* m_plot;
    PlotPane* m_pane;
    CellModel* m_model;
    TableView* m_table;
    QLabel* m_sentence;
    Comparer* m_comparer;
    QTimer* m_later;
    std::vector<ResultRow> m_rows; // deepest first
};

} // namespace rw::ui
