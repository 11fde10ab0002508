// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison.h"
#include "ui/results/lazytab.h"

#include <vector>

class QLabel;

namespace rw::ui {

class CellModel;
class DriftPlot;
class FactsRow;
class PairBar;
class PairReader;
class Pane;
class PlotPane;
class ScoresPlot;
class TableView;

/// How far a configuration agrees with the reference, whatever the judgments: scores of the same pairs, orders of the
/// same queries, and the pairs that moved most.
class DriftTab : public LazyTab
{
    Q_OBJECT

public:
    DriftTab(Session* session, PairReader* reader, QWidget* parent = nullptr);

signals:
    void inspectRequested(const QString& query);

protected:
    void refresh() override;

private:
    void open(const QString& query);
    QWidget* worst();
    void showPair();
    void showFacts();
    void showWorst();
    void choosePair(std::int64_t pair);

    PairBar* m_bar;
    PairReader* m_reader;
    DriftPlot* m_drift;
    PlotPane* m_driftPane;
    ScoresPlot* m_scores;
    PlotPane* m_scoresPane;
    FactsRow* m_facts;
    QLabel* m_said;
    CellModel* m_model;
    TableView* m_table;
    Pane* m_worst;
    std::vector<Agreement::Pair> m_pairs; // as in the table
};

} // namespace rw::ui
