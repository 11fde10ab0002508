// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/windowstyle.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

namespace rw::ui {

WindowStyle::WindowStyle(QStyle* base)
    : QProxyStyle(base)
{
    qApp->installEventFilter(this);
}

int WindowStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* data) const
{
    if (hint == SH_UnderlineShortcut)
        return m_shown || qobject_cast<const QMenu*>(widget) ? 1 : 0;
    return QProxyStyle::styleHint(hint, option, widget, data);
}

void WindowStyle::drawItemText(QPainter* painter, const QRect& rect, int flags, const QPalette& palette, bool enabled,
                               const QString& text, QPalette::ColorRole role) const
{
    const bool oneLine = !(flags & Qt::TextWordWrap) && !text.contains(QLatin1Char('\n'));
    const QFontMetrics metrics = painter->fontMetrics();
    // A pixel or two too many are rounding.
    const bool fits = !oneLine || metrics.size(flags, text).width() <= rect.width() + 2;
    QProxyStyle::drawItemText(painter, rect, flags, palette, enabled,
                              fits ? text : metrics.elidedText(text, Qt::ElideRight, rect.width(), flags), role);
}

bool WindowStyle::eventFilter(QObject* watched, QEvent* event)
{
    const auto type = event->type();
    if (type == QEvent::KeyPress || type == QEvent::KeyRelease) {
        if (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Alt)
            show(type == QEvent::KeyPress);
    } else if (type == QEvent::WindowDeactivate) {
        show(false); // the release of the key goes to another window
    }
    return QProxyStyle::eventFilter(watched, event);
}

void WindowStyle::show(bool shown)
{
    if (shown == m_shown)
        return;
    m_shown = shown;
    for (QWidget* window : QApplication::topLevelWidgets()) {
        if (!window->isVisible())
            continue;
        window->update();
        for (QWidget* widget : window->findChildren<QWidget*>())
            widget->update();
    }
}

} // namespace rw::ui
