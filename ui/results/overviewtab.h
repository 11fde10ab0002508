// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/resultsmodel.h"

#include <QWidget>

#include <map>
#include <vector>

class QAction;
class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTimer;
class QVBoxLayout;

namespace rw::ui {

class Comparer;
class DifferenceDelegate;
class IntervalPlot;
class Pane;
class PlotPane;
class Session;
class TableView;

/// The configurations of the chosen data set side by side: paired differences to the reference with their verdicts, the
/// intervals of the selected ones, and what can be said about them. The family of the tests is what is shown.
class OverviewTab : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewTab(Session* session, QWidget* parent = nullptr);

    void exportTable();
    /// Puts the ranking of a TREC run file beside the configurations of the data set that is shown.
    void addRun(const QString& file);

signals:
    void exportFailed(const QString& why);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* tablePart();
    QPushButton* columnsButton();
    void chooseRun();
    void removeRun();
    QStringList runs() const;
    QWidget* lowerPart();
    void compare();
    void showRows();
    void showColumns();
    void showSelected();
    void showSentences(const std::vector<std::int64_t>& units);
    void takeSelection();
    void markSelection();
    void makeReference();
    std::vector<const ResultRow*> matching() const;
    void judge();

    Session* m_session;
    Comparer* m_comparer;
    ResultsModel* m_model;
    QSortFilterProxyModel* m_sorted;
    DifferenceDelegate* m_delegate;
    TableView* m_table;
    IntervalPlot* m_intervals;
    PlotPane* m_plot = nullptr;
    QVBoxLayout* m_sentences = nullptr;
    QWidget* m_sentenceBox = nullptr;
    QLineEdit* m_filter;
    QLabel* m_count;
    QLabel* m_caption;
    QTimer* m_later;                 // several answers of the comparer are shown at once
    std::vector<ComparedRow> m_rows; // as in the model
    QList<QAction*> m_columns;       // that the user shows and hides; data: the column
    QAction* m_onlyDiffering;
    QAction* m_removeRun;
    std::map<std::int64_t, QStringList> m_runs; // by data set
    QString m_runsOf;                           // workspace
    int m_comparisons = 0;
    bool m_marking = false;
};

} // namespace rw::ui
