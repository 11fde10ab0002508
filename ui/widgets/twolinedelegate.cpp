// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/twolinedelegate.h"

#include "ui/text/bidi.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace rw::ui {

void TwoLineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int u = (option.fontMetrics.height() + 1) / 2;
    painter->save();
    if (option.state & QStyle::State_Selected) {
        painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
        painter->fillRect(QRect(option.rect.topLeft(), QSize(qMax(2, u / 4), option.rect.height())),
                          option.palette.color(QPalette::Link));
    }
    const QRect area = option.rect.adjusted(u * 3 / 2, u / 2, -u, -u / 2);
    const QFont first = Theme::scaled(option.font, 1, !m_sentences || (option.state & QStyle::State_Selected));
    const QFont second = Theme::scaled(option.font, 12.0 / 13);
    painter->setPen(option.palette.color(QPalette::Text));
    painter->setFont(first);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignTop,
                      QFontMetrics(first).elidedText(isolated(index.data().toString()),
                                                     m_sentences ? Qt::ElideRight : Qt::ElideMiddle, area.width()));
    painter->setPen(option.palette.color(QPalette::PlaceholderText));
    painter->setFont(second);
    painter->drawText(
        area, Qt::AlignLeft | Qt::AlignBottom,
        QFontMetrics(second).elidedText(index.data(SecondLineRole).toString(), Qt::ElideRight, area.width()));
    painter->restore();
}

QSize TwoLineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {0, option.fontMetrics.height() * 3};
}

} // namespace rw::ui
