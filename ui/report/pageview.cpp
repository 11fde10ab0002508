// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/pageview.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QScrollBar>

#include <algorithm>

namespace rw::ui {

PageView::PageView(QWidget* parent)
    : QScrollArea(parent)
    , m_sheet(new QLabel(this))
{
    setObjectName(QStringLiteral("reportPreview"));
    setAccessibleName(tr("Preview of the report"));
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    setWidgetResizable(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // else the page would change its width with its height
    m_sheet->setAlignment(Qt::AlignCenter);
    setWidget(m_sheet);
    m_sheet->setAutoFillBackground(false); // setWidget has switched it on
}

int PageView::wantedWidth() const
{
    const int room = viewport()->width() - 2 * Theme::unit(this);
    return std::max(200, int(std::min(room, 100 * Theme::unit(this)) * devicePixelRatioF()));
}

void PageView::setPage(const QImage& image)
{
    QImage page = image;
    page.setDevicePixelRatio(devicePixelRatioF());
    m_sheet->setPixmap(QPixmap::fromImage(page));
    m_sheet->adjustSize();
}

void PageView::clear(const QString& reason)
{
    m_sheet->setText(reason);
    m_sheet->adjustSize();
}

void PageView::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        emit resized();
}

void PageView::keyPressEvent(QKeyEvent* event)
{
    const QScrollBar* bar = verticalScrollBar();
    if (event->key() == Qt::Key_PageDown && bar->value() == bar->maximum())
        emit turned(1);
    else if (event->key() == Qt::Key_PageUp && bar->value() == bar->minimum())
        emit turned(-1);
    else
        QScrollArea::keyPressEvent(event);
}

} // namespace rw::ui
