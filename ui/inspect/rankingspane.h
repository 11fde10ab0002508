// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "ui/widgets/pane.h"

#include <QStringList>

#include <array>
#include <cstdint>
#include <vector>

class QLabel;

namespace rw::ui {

class CellModel;
class RankingLinks;
class TableView;

/// Two to four rankings of one query side by side, with lines between the places of a passage in neighbouring ones. A
/// passage chosen in one is marked in all.
class RankingsPane : public Pane
{
    Q_OBJECT

public:
    enum Side { Left, Right }; // the first two columns
    static constexpr int kMost = 4;

    explicit RankingsPane(QWidget* parent = nullptr);

    struct Title
    {
        QString name;  // of the configuration
        QString value; // "nDCG@10 0.9937"
        int series = -1;
        QString quantization;
    };
    /// One a column: as many columns are shown.
    void setTitles(const std::vector<Title>& titles);
    /// The shown units of the inspection. `passages`: texts by place of the pair in the query; empty while they are
    /// read.
    void setRankings(const Inspection& inspection, std::size_t place, const QStringList& passages);
    void clear();

    std::int64_t pair() const { return m_pair; } // -1: none is chosen
    void choosePair(std::int64_t pair);
    int columns() const { return m_shown; }
    TableView* table(int column) const { return m_columns[std::size_t(column)].table; }
    /// Between this column and the next one.
    RankingLinks* links(int column = Left) const { return m_links[std::size_t(column)]; }

signals:
    void pairChosen(qint64 pair);

private:
    struct Column
    {
        QWidget* header = nullptr;
        QLabel* mark = nullptr;
        QLabel* name = nullptr;
        QLabel* value = nullptr;
        CellModel* model = nullptr;
        TableView* table = nullptr;
        std::vector<std::int64_t> ranked; // pairs, best first
    };

    Column makeColumn(int place, QWidget* parent);
    void showColumns(int count);
    int rowOf(const Column& column, std::int64_t pair) const; // -1: not in the ranking
    void takeRow(int column);
    void showLinks();

    std::array<Column, kMost> m_columns;
    std::array<RankingLinks*, kMost - 1> m_links{};
    int m_shown = 2;
    std::int64_t m_pair = -1;
};

} // namespace rw::ui
