// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tablesorting.h"

#include "ui/widgets/sortheader.h"

#include <QAction>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>

namespace rw::ui {

TableSorting::TableSorting(QTableView* table)
    : QObject(table)
    , m_table(table)
    , m_menu(new QMenu(table))
{
    auto* action = new QAction(tr("&Sort by"), table);
    action->setMenu(m_menu);
    table->addAction(action);
    connect(m_menu, &QMenu::aboutToShow, this, &TableSorting::fillMenu);
    table->setSortingEnabled(true);
    connect(table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &TableSorting::sortChanged);
    table->installEventFilter(this);
    sortChanged();
}

void TableSorting::fillMenu()
{
    m_menu->clear();
    const QHeaderView* header = m_table->horizontalHeader();
    const auto add = [&](const QString& label, int column, Qt::SortOrder order, bool isChecked) {
        QAction* action =
            m_menu->addAction(label, this, [this, column, order] { m_table->sortByColumn(column, order); });
        action->setCheckable(true);
        action->setChecked(isChecked);
    };
    const int sorted = header->sortIndicatorSection();
    for (int at = 0; at < header->count(); ++at) {
        const int column = header->logicalIndex(at);
        if (!m_table->isColumnHidden(column))
            add(m_table->model()->headerData(column, Qt::Horizontal).toString(), column, header->sortIndicatorOrder(),
                column == sorted);
    }
    m_menu->addSeparator();
    for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder})
        add(order == Qt::AscendingOrder ? tr("&Lowest first") : tr("&Highest first"), sorted, order,
            order == header->sortIndicatorOrder());
}

bool TableSorting::takeKey(int key)
{
    const QHeaderView* header = m_table->horizontalHeader();
    const int sorted = header->sortIndicatorSection();
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        m_table->sortByColumn(sorted, key == Qt::Key_Up ? Qt::AscendingOrder : Qt::DescendingOrder);
        return true;
    }
    if (key != Qt::Key_Left && key != Qt::Key_Right)
        return false;
    const int step = key == Qt::Key_Left ? -1 : 1;
    int at = header->visualIndex(sorted) + step;
    while (at >= 0 && at < header->count() && header->isSectionHidden(header->logicalIndex(at)))
        at += step;
    if (at < 0 || at >= header->count())
        return true;
    const int column = header->logicalIndex(at);
    m_table->sortByColumn(column, header->sortIndicatorOrder());
    // The column that sorts is to be seen; the rows stay.
    QScrollBar* bar = m_table->horizontalScrollBar();
    const int left = header->sectionViewportPosition(column);
    const int beyond = left + header->sectionSize(column) - m_table->viewport()->width();
    bar->setValue(bar->value() + (left < 0 ? left : std::max(0, beyond)));
    return true;
}

void TableSorting::sortChanged()
{
    QHeaderView* header = m_table->horizontalHeader();
    const int column = header->sortIndicatorSection();
    if (!m_table->model() || column < 0 || column >= m_table->model()->columnCount())
        return;
    if (const auto* own = qobject_cast<SortHeader*>(header); own && !m_table->isColumnHidden(column))
        header->resizeSection(column, std::max(header->sectionSize(column), own->wantedWidth(column))); // the arrow
    const QString label = m_table->model()->headerData(column, Qt::Horizontal).toString();
    m_table->setAccessibleDescription(header->sortIndicatorOrder() == Qt::AscendingOrder
                                          ? tr("Sorted by %1, lowest first").arg(label)
                                          : tr("Sorted by %1, highest first").arg(label));
    if (m_table->currentIndex().isValid())
        m_table->scrollTo(m_table->currentIndex());
}

bool TableSorting::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* pressed = static_cast<QKeyEvent*>(event);
        if (pressed->modifiers().testFlag(Qt::AltModifier) && takeKey(pressed->key()))
            return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace rw::ui
