// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace rw::ui {

/// Draws the cells that are more than text: a bar for progress, a whisker for an interval. One axis for the column.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setIntervalRange(double low, double high);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintInterval(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintProgress(QPainter* painter, const QStyleOptionViewItem& option, double share) const;

    double m_low = 0;
    double m_high = 1;
};

} // namespace rw::ui
