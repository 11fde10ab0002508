// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/rankinglinks.h"

#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QTableView>

namespace rw::ui {

RankingLinks::RankingLinks(QTableView* left, QTableView* right, QWidget* parent)
    : QWidget(parent)
    , m_left(left)
    , m_right(right)
{
    setFont(Theme::scaled(font(), 11.0 / 13));
    for (QTableView* table : {left, right}) {
        connect(table->verticalScrollBar(), &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
        table->viewport()->installEventFilter(this);
    }
}

void RankingLinks::setLinks(std::vector<Link> links)
{
    m_links = std::move(links);
    m_marked = -1;
    update();
}

void RankingLinks::setMarked(int leftRow)
{
    m_marked = leftRow;
    update();
}

QSize RankingLinks::sizeHint() const
{
    return {12 * Theme::unit(this), 0};
}

bool RankingLinks::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        update();
    return QWidget::eventFilter(watched, event);
}

bool RankingLinks::isRowVisible(const QTableView* table, int row)
{
    const QRect rect = table->visualRect(table->model()->index(row, 0));
    return rect.isValid() && rect.center().y() >= 0 && rect.center().y() < table->viewport()->height();
}

qreal RankingLinks::height(const QTableView* table, int row) const
{
    const QRect rect = table->visualRect(table->model()->index(row, 0));
    return mapFromGlobal(table->viewport()->mapToGlobal(QPoint(0, rect.center().y()))).y();
}

RankingLinks::Shown RankingLinks::shown(const Link& link) const
{
    const bool left = isRowVisible(m_left, link.left);
    const bool right = isRowVisible(m_right, link.right);
    if (left && right)
        return Shown::Line;
    return left ? Shown::LeftStub : right ? Shown::RightStub : Shown::Nothing;
}

void RankingLinks::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens& tokens = Theme::of(palette());
    const qreal u = Theme::unit(this);
    const auto paint = [&](const Link& link) {
        const bool marked = link.left == m_marked;
        painter.setPen(QPen(marked ? tokens.accent : tokens.axis, marked ? 2 : 1));
        const Shown what = shown(link);
        if (what == Shown::Line) {
            const QPointF from(0, height(m_left, link.left));
            const QPointF to(width(), height(m_right, link.right));
            QPainterPath path(from);
            path.cubicTo(QPointF(width() * 0.5, from.y()), QPointF(width() * 0.5, to.y()), to);
            painter.drawPath(path);
        } else if (what != Shown::Nothing) {
            const bool left = what == Shown::LeftStub;
            const qreal y = left ? height(m_left, link.left) : height(m_right, link.right);
            const qreal edge = left ? 0 : width();
            const qreal end = left ? u : width() - u;
            painter.drawLine(QPointF(edge, y), QPointF(end, y));
            painter.setPen(marked ? tokens.accent : tokens.muted);
            const QRectF place(left ? end + u / 2 : end - u / 2 - 5 * u, y - u, 5 * u, 2 * u);
            painter.drawText(place, Qt::AlignVCenter | (left ? Qt::AlignLeft : Qt::AlignRight),
                             Numbers::count((left ? link.right : link.left) + 1));
        }
    };
    for (const Link& link : m_links)
        if (link.left != m_marked)
            paint(link);
    for (const Link& link : m_links)
        if (link.left == m_marked)
            paint(link);
}

} // namespace rw::ui
