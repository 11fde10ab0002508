// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QTableView;

namespace rw::ui {

/// Lines between two tables of the same passages, from the row on the left to the row on the right. They follow
/// scrolling; a passage that is out of sight on one side ends in a stub with its rank there.
class RankingLinks : public QWidget
{
    Q_OBJECT

public:
    struct Link
    {
        int left = 0; // rows, from 0
        int right = 0;
    };
    /// What is drawn of a link at the moment.
    enum class Shown { Line, LeftStub, RightStub, Nothing };

    RankingLinks(QTableView* left, QTableView* right, QWidget* parent = nullptr);

    void setLinks(std::vector<Link> links);
    void setMarked(int leftRow); // -1: none
    Shown shown(const Link& link) const;

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    static bool isRowVisible(const QTableView* table, int row);
    qreal height(const QTableView* table, int row) const; // middle of the row in this widget

    QTableView* m_left;
    QTableView* m_right;
    std::vector<Link> m_links;
    int m_marked = -1;
};

} // namespace rw::ui
