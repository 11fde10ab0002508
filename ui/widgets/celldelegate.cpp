// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/celldelegate.h"

#include "ui/models/cellmodel.h"
#include "ui/text/bidi.h"
#include "ui/theme/theme.h"
#include "ui/widgets/currentrow.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

#include <cmath>

namespace rw::ui {

void CellDelegate::setIntervalRange(double low, double high)
{
    const double room = high > low ? (high - low) * 0.05 : 0.05;
    m_low = low - room;
    m_high = high + room;
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    // As QStyledItemDelegate does it, but for the direction of the text.
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text = isolated(item.text);
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, option.widget);
    if (index.data(CellModel::IntervalRole).isValid())
        paintInterval(painter, option, index);
    else if (const QVariant share = index.data(CellModel::ProgressRole); share.isValid())
        paintProgress(painter, option, share.toDouble());
    painter->setPen(option.palette.color(QPalette::Midlight));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    paintCurrentRow(painter, option, index);
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    const int em = option.fontMetrics.height();
    if (index.data(CellModel::IntervalRole).isValid())
        size.setWidth(10 * em);
    else if (index.data(CellModel::ProgressRole).isValid())
        size.setWidth(7 * em);
    return size;
}

void CellDelegate::paintInterval(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QVariantList values = index.data(CellModel::IntervalRole).toList();
    const auto at = [&](int i) {
        return i < values.size() ? values.at(i).toDouble() : std::nan("");
    };
    const QRectF area = QRectF(option.rect).adjusted(option.rect.height() / 3.0, 0, -option.rect.height() / 3.0, 0);
    const auto x = [&](double value) {
        return area.left() + (value - m_low) / (m_high - m_low) * area.width();
    };
    const Tokens& tokens = Theme::of(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    for (const int reference : {3, 4}) {
        if (!(at(reference) >= m_low && at(reference) <= m_high))
            continue;
        painter->setPen(QPen(tokens.axis, 1, Qt::DotLine));
        const double place = x(at(reference));
        painter->drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()));
    }
    if (std::isfinite(at(1))) {
        const double y = area.center().y();
        const double cap = area.height() / 6;
        painter->setPen(QPen(tokens.text, 1.2));
        if (std::isfinite(at(0))) {
            painter->drawLine(QPointF(x(at(0)), y), QPointF(x(at(2)), y));
            for (const int end : {0, 2})
                painter->drawLine(QPointF(x(at(end)), y - cap), QPointF(x(at(end)), y + cap));
        }
        painter->setBrush(tokens.text);
        painter->drawEllipse(QPointF(x(at(1)), y), cap * 0.8, cap * 0.8);
    }
    painter->restore();
}

void CellDelegate::paintProgress(QPainter* painter, const QStyleOptionViewItem& option, double share) const
{
    const double height = option.fontMetrics.height() / 2.0;
    QRectF bar(option.rect.left() + height, option.rect.center().y() - height / 2, 0, height);
    const QString text = option.locale.toString(qRound(share * 100)) + QStringLiteral(" %");
    const double textWidth = option.fontMetrics.horizontalAdvance(QStringLiteral("100 %")) + height;
    bar.setRight(option.rect.right() - textWidth - height / 2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(option.palette.color(QPalette::Mid));
    painter->drawRoundedRect(bar, height / 2.5, height / 2.5);
    bar.setWidth(bar.width() * qBound(0.0, share, 1.0));
    painter->setBrush(option.palette.color(QPalette::Link));
    painter->drawRoundedRect(bar, height / 2.5, height / 2.5);
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(option.rect.adjusted(0, 0, -qRound(height / 2), 0), Qt::AlignVCenter | Qt::AlignRight, text);
    painter->restore();
}

} // namespace rw::ui
