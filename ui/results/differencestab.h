// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/lazytab.h"

class QLabel;

namespace rw::ui {

class CellModel;
class DifferencesPlot;
class PairBar;
class PairReader;
class Pane;
class PlotPane;
class SlicesPane;
class TableView;

/// The reference and one other configuration query by query: where one is better, by how much, and which queries these
/// are. A query that is chosen here is the one that Inspect shows.
class DifferencesTab : public LazyTab
{
    Q_OBJECT

public:
    DifferencesTab(Session* session, PairReader* reader, QWidget* parent = nullptr);

signals:
    /// A query to look at; empty: the first of those that differ.
    void inspectRequested(const QString& query);
    /// The same pair, with a filter of the queries.
    void filterRequested(const QString& filter);

protected:
    void refresh() override;

private:
    void open(const QString& query);
    void showPair();
    void showEnds();
    void showQuery();
    QString sentence() const;

    PairBar* m_bar;
    PairReader* m_reader;
    DifferencesPlot* m_plot;
    PlotPane* m_pane;
    Pane* m_ends;
    QLabel* m_said;
    CellModel* m_model;
    TableView* m_table;
    SlicesPane* m_slices;
    QStringList m_shown; // queries of the rows
};

} // namespace rw::ui
