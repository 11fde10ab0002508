// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/gradedelegate.h"

#include "ui/models/cellmodel.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace rw::ui {

void GradeDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    CellDelegate::initStyleOption(option, index);
    option->text.clear();
}

void GradeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    CellDelegate::paint(painter, option, index);
    const int grade = index.data(CellModel::SortRole).toInt();
    const Tokens& tokens = Theme::of(option.palette);
    const bool highest = index.data(Qt::FontRole).isValid();
    const int side = option.fontMetrics.height();
    const int width = qMax(side, option.fontMetrics.horizontalAdvance(index.data().toString()) + side / 2);
    const QRectF frame(option.rect.center().x() - width / 2 + 0.5, option.rect.center().y() - side / 2 + 0.5, width - 1,
                       side - 1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (grade >= 0) { // else: not judged, a dash without a frame
        painter->setPen(grade > 0 ? tokens.text : tokens.muted);
        painter->setBrush(highest ? QBrush(tokens.text) : QBrush(Qt::NoBrush));
        painter->drawRoundedRect(frame, 3, 3);
    }
    painter->setFont(Theme::scaled(option.font, 11.0 / 12, highest));
    painter->setPen(highest ? tokens.base : grade > 0 ? tokens.text : tokens.muted);
    painter->drawText(frame, Qt::AlignCenter, index.data().toString());
    painter->restore();
}

} // namespace rw::ui
