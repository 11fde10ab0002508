// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/differencedelegate.h"

#include "ui/models/cellmodel.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/currentrow.h"

#include <QPainter>
#include <QStyle>

#include <cmath>

namespace rw::ui {

void DifferenceDelegate::setRange(double low, double high, double margin)
{
    m_lowest = low;
    m_highest = high;
    m_margin = margin;
}

double DifferenceDelegate::place(const QRectF& cell, double value) const
{
    const double inset = 12;
    return cell.left() + inset + (value - m_lowest) / (m_highest - m_lowest) * (cell.width() - 2 * inset);
}

void DifferenceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem plain(option);
    initStyleOption(&plain, index);
    const QIcon mark = plain.icon;
    plain.icon = {};
    plain.text.clear();
    plain.features &= ~QStyleOptionViewItem::HasDecoration;
    plain.widget->style()->drawControl(QStyle::CE_ItemViewItem, &plain, painter, plain.widget);

    const QRectF cell(option.rect);
    const Tokens& tokens = Theme::of(option.palette);
    painter->save();
    painter->setClipRect(cell);
    const double left = place(cell, -m_margin);
    QColor band = tokens.axis;
    band.setAlpha(40);
    if (m_margin > 0)
        painter->fillRect(QRectF(left, cell.top(), place(cell, 0) - left, cell.height()), band);
    painter->setPen(QPen(tokens.axis, 1));
    painter->drawLine(QPointF(place(cell, 0), cell.top()), QPointF(place(cell, 0), cell.bottom()));
    painter->setRenderHint(QPainter::Antialiasing);

    const QVariantList values = index.data(CellModel::IntervalRole).toList();
    const double value = values.size() == 3 ? values.at(1).toDouble() : std::nan("");
    const double y = cell.center().y();
    const double cap = cell.height() / 7;
    if (std::isfinite(value) && (value < m_lowest || value > m_highest)) {
        const bool below = value < m_lowest;
        painter->setPen(tokens.muted);
        const QString label = Numbers::decimal(value, 4);
        painter->drawText(cell.adjusted(8, 0, -8, 0), Qt::AlignVCenter | (below ? Qt::AlignLeft : Qt::AlignRight),
                          below ? QStringLiteral("← ") + label : label + QStringLiteral(" →"));
    } else if (std::isfinite(value)) {
        const double low = values.at(0).toDouble();
        const double high = values.at(2).toDouble();
        painter->setPen(QPen(tokens.muted, 1.2));
        if (std::isfinite(low) && std::isfinite(high)) {
            painter->drawLine(QPointF(place(cell, low), y), QPointF(place(cell, high), y));
            for (const double end : {low, high})
                painter->drawLine(QPointF(place(cell, end), y - cap), QPointF(place(cell, end), y + cap));
        }
        if (mark.isNull()) {
            painter->setBrush(tokens.text);
            painter->drawEllipse(QPointF(place(cell, value), y), cap, cap);
        } else {
            const double side = option.fontMetrics.height();
            const QRectF where(place(cell, value) - side / 2, y - side / 2, side, side);
            mark.paint(painter, where.toRect());
        }
    }
    painter->restore();
    painter->setPen(option.palette.color(QPalette::Midlight));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    paintCurrentRow(painter, option, index);
}

AxisHeader::AxisHeader(int column, const DifferenceDelegate* axis, QWidget* parent)
    : SortHeader(parent)
    , m_column(column)
    , m_axis(axis)
{
}

int AxisHeader::wantedWidth(int section) const
{
    if (section != m_column)
        return SortHeader::wantedWidth(section);
    return fontMetrics().horizontalAdvance(model()->headerData(section, Qt::Horizontal).toString()) + 2 * padding();
}

void AxisHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    if (section != m_column) {
        SortHeader::paintSection(painter, rect, section);
        return;
    }
    const Tokens& tokens = Theme::of(palette());
    painter->save();
    painter->fillRect(rect, tokens.alt);
    painter->setPen(tokens.frame);
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    painter->setPen(tokens.muted);
    painter->setFont(font());
    const QRect upper = rect.adjusted(0, 0, 0, -rect.height() / 2);
    painter->drawText(upper, Qt::AlignHCenter | Qt::AlignBottom,
                      model()->headerData(section, Qt::Horizontal).toString());
    painter->setFont(Theme::scaled(font(), 10.0 / 12));
    const double range = m_axis->high() - m_axis->low();
    double step = std::pow(10, std::floor(std::log10(range)));
    while (range / step < 3)
        step /= 2;
    const QFontMetrics metrics(painter->font());
    const int digits = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)) + 0);
    const double wide = metrics.horizontalAdvance(Numbers::decimal(-step, digits + 1)) * 1.3;
    while (range / step * wide > rect.width() && step < range)
        step *= 2;
    for (double tick = std::ceil(m_axis->low() / step) * step; tick <= m_axis->high(); tick += step) {
        const double x = m_axis->place(QRectF(rect), tick);
        const QRectF where(x - wide / 2, rect.center().y(), wide, rect.height() / 2.0);
        painter->drawText(where, Qt::AlignCenter,
                          Numbers::decimal(std::abs(tick) < step / 2 ? 0 : tick,
                                           std::abs(tick) < step / 2
                                               ? 0
                                               : digits + (std::abs(step * std::pow(10, digits) -
                                                                    std::round(step * std::pow(10, digits))) > 1e-6
                                                               ? 1
                                                               : 0)));
    }
    painter->restore();
}

} // namespace rw::ui
