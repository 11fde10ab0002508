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

/// Two rankings of one query side by side, with lines between the places of a passage. A passage chosen on one side is
/// marked on both.
class RankingsPane : public Pane
{
    Q_OBJECT

public:
    enum Side { Left, Right };

    explicit RankingsPane(QWidget* parent = nullptr);

    struct SideTitle
    {
        QString name;  // of the configuration
        QString value; // "nDCG@10 0.9937"
        int series = -1;
        QString quantization;
    };
    void setTitles(const SideTitle& left, const SideTitle& right);
    /// `passages`: texts by place of the pair in the query; empty while they are read.
    void setRankings(const Inspection& inspection, std::size_t place, const QStringList& passages);
    void clear();

    std::int64_t pair() const { return m_pair; } // -1: none is chosen
    void choosePair(std::int64_t pair);
    TableView* table(Side side) const { return m_tables[side]; }
    RankingLinks* links() const { return m_links; }

signals:
    void pairChosen(qint64 pair);

private:
    int rowOf(Side side, std::int64_t pair) const; // -1: not in the ranking
    void takeRow(Side side);

    std::array<QLabel*, 2> m_names{};
    std::array<QLabel*, 2> m_values{};
    std::array<QLabel*, 2> m_marks{};
    std::array<CellModel*, 2> m_models{};
    std::array<TableView*, 2> m_tables{};
    std::array<std::vector<std::int64_t>, 2> m_ranked;
    RankingLinks* m_links = nullptr;
    std::int64_t m_pair = -1;
};

} // namespace rw::ui
