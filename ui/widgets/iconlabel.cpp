// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/iconlabel.h"

#include <QEvent>

namespace rw::ui {

IconLabel::IconLabel(const QString& name, Icons::Tint tint, int side, QWidget* parent)
    : QLabel(parent)
    , m_name(name)
    , m_tint(tint)
    , m_side(side)
{
    drawIcon();
}

void IconLabel::setIcon(const QString& name, Icons::Tint tint)
{
    m_name = name;
    m_tint = tint;
    drawIcon();
}

void IconLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
}

void IconLabel::drawIcon()
{
    setPixmap(Icons::icon(m_name, m_tint).pixmap(QSize(m_side, m_side), devicePixelRatioF()));
}

} // namespace rw::ui
