// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QMenu;
class QTableView;

namespace rw::ui {

/// Sorts a table by a click on its header, by Alt and an arrow key (left and right choose the column, up and down the
/// order), and from its context menu. Says the order to screen readers.
class TableSorting : public QObject
{
    Q_OBJECT

public:
    /// After the header and the model of the table are set.
    explicit TableSorting(QTableView* table);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fillMenu();
    bool takeKey(int key);
    void sortChanged();

    QTableView* m_table;
    QMenu* m_menu;
};

} // namespace rw::ui
