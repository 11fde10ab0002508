// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sortheader.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

#include <cstdlib>

namespace rw::ui {

namespace {

constexpr qsizetype kShort = 9; // letters that need no second line

} // namespace

/// As the style sheet has it for other headers and for cells.
int SortHeader::padding()
{
    return QFontMetrics(QApplication::font()).height() * 3 / 8 +
           QApplication::style()->pixelMetric(QStyle::PM_FocusFrameHMargin) + 1;
}

SortHeader::SortHeader(QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
}

QString SortHeader::broken(const QString& label)
{
    if (label.size() <= kShort)
        return label;
    qsizetype best = -1;
    for (qsizetype i = label.indexOf(QLatin1Char(' ')); i >= 0; i = label.indexOf(QLatin1Char(' '), i + 1))
        if (best < 0 || std::abs(2 * i - label.size()) < std::abs(2 * best - label.size()))
            best = i;
    // "W / T / L" is one word.
    if (best < 0 || label.contains(QLatin1String(" / ")))
        return label;
    return label.left(best) + QLatin1Char('\n') + label.mid(best + 1);
}

QString SortHeader::labelOf(int section) const
{
    return broken(model()->headerData(section, Qt::Horizontal).toString());
}

int SortHeader::arrowWidth() const
{
    return fontMetrics().height();
}

int SortHeader::wantedWidth(int section) const
{
    const int arrow = isSortIndicatorShown() && section == sortIndicatorSection() ? arrowWidth() : 0;
    return fontMetrics().size(0, labelOf(section)).width() + 2 * padding() + arrow + 1;
}

QSize SortHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), fontMetrics().height() * 9 / 4};
}

void SortHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    const Tokens& tokens = Theme::of(palette());
    const auto alignment = Qt::Alignment(model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt());
    const bool right = alignment & Qt::AlignRight;
    const bool sorts = isSortIndicatorShown() && section == sortIndicatorSection();
    const QRect where = rect.adjusted(padding(), 0, -padding(), 0);
    const QString label = labelOf(section);
    painter->save();
    painter->fillRect(rect, tokens.alt);
    painter->setPen(tokens.frame);
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    painter->setPen(sorts ? tokens.text : tokens.muted);
    painter->setFont(font());
    painter->drawText(where, int(Qt::AlignVCenter) | (right ? Qt::AlignRight : Qt::AlignLeft), label);
    if (sorts) {
        // Beside the text, on the side where it does not push the text out of line.
        const double text = fontMetrics().size(0, label).width();
        const double side = fontMetrics().height() / 4.0;
        const double x = right ? where.right() - text - arrowWidth() / 2.0 : where.left() + text + arrowWidth() / 2.0;
        const double y = rect.center().y() + 0.5;
        const double tip = sortIndicatorOrder() == Qt::DescendingOrder ? side / 2 : -side / 2;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(tokens.text, 1.4));
        painter->drawPolyline(QPolygonF{QPointF(x - side, y - tip), QPointF(x, y + tip), QPointF(x + side, y - tip)});
    }
    painter->restore();
}

} // namespace rw::ui
