// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/latestyle.h"

#include <QApplication>
#include <QEvent>
#include <QStyle>
#include <QWidget>

namespace rw::ui {

LateStyle::LateStyle(QObject* parent)
    : QObject(parent)
{
    qApp->installEventFilter(this);
}

LateStyle& LateStyle::instance()
{
    static auto* const one = new LateStyle(qApp);
    return *one;
}

void LateStyle::apply(const std::function<void()>& change)
{
    // By this attribute QApplication::setStyle() knows whom to restyle. A widget that was never styled lacks it, too,
    // and has it when it is shown.
    const QWidgetList all = QApplication::allWidgets();
    for (QWidget* widget : all)
        if (!widget->isVisible())
            widget->setAttribute(Qt::WA_WState_Polished, false);
    m_isApplying = true;
    change();
    m_isApplying = false;
}

bool LateStyle::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::Show && !(m_isApplying && event->type() == QEvent::StyleChange))
        return false;
    auto* widget = qobject_cast<QWidget*>(watched);
    if (!widget || widget->testAttribute(Qt::WA_WState_Polished))
        return false;
    if (event->type() == QEvent::StyleChange)
        return true; // of something hidden, which has the same size in the new style
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->setAttribute(Qt::WA_WState_Polished);
    return false;
}

} // namespace rw::ui
