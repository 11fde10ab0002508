// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/lazytab.h"

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QTimer>

namespace rw::ui {

LazyTab::LazyTab(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    const Selection* selection = session->selection();
    connect(session, &Session::resultsChanged, this, &LazyTab::later);
    connect(selection, &Selection::datasetChanged, this, &LazyTab::later);
    connect(selection, &Selection::unitsChanged, this, &LazyTab::later);
    connect(selection, &Selection::baselineChanged, this, &LazyTab::later);
}

void LazyTab::later()
{
    m_isStale = true;
    if (m_isComing || !isVisible())
        return;
    m_isComing = true;
    QTimer::singleShot(0, this, [this] {
        m_isComing = false;
        if (!m_isStale || !isVisible())
            return;
        m_isStale = false;
        refresh();
    });
}

void LazyTab::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    // In a turn of its own: making the tab visible takes one, too.
    if (m_isStale)
        later();
}

} // namespace rw::ui
