// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/setasidebar.h"

#include "core/run/runstatus.h"
#include "ui/theme/theme.h"
#include "ui/widgets/iconlabel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <utility>

namespace rw::ui {

SetAsideBar::SetAsideBar(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_retry(new QPushButton(tr("&Retry"), this))
{
    setObjectName(QStringLiteral("setAsideBar"));
    setProperty("banner", QStringLiteral("caution"));
    const int u = Theme::unit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(u * 3 / 2, u, u, u);
    row->setSpacing(u);
    row->addWidget(new IconLabel(QStringLiteral("warning"), Icons::Tint::Caution, 2 * u, this), 0, Qt::AlignTop);
    m_text->setObjectName(QStringLiteral("setAsideText"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_text, 1);
    auto* show = new QPushButton(tr("S&how pairs"), this);
    show->setObjectName(QStringLiteral("showPairsButton"));
    connect(show, &QPushButton::clicked, this, &SetAsideBar::showRequested);
    row->addWidget(show, 0, Qt::AlignTop);
    m_retry->setObjectName(QStringLiteral("retryButton"));
    connect(m_retry, &QPushButton::clicked, this, [this](bool checked) {
        if (!m_running) {
            emit retryRequested();
            return;
        }
        m_afterwards = checked;
        refresh();
    });
    row->addWidget(m_retry, 0, Qt::AlignTop);
    refresh();
}

void SetAsideBar::showProgress(const RunProgress& progress)
{
    if (m_pairs == progress.pairsSetAside)
        return;
    m_pairs = progress.pairsSetAside;
    m_why = progress.setAsideWhy;
    refresh();
    if (m_pairs > 0) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void SetAsideBar::setRunning(bool running)
{
    m_afterwards = m_afterwards && !running;
    m_running = running;
    refresh();
}

bool SetAsideBar::takeRetryAfterwards()
{
    return std::exchange(m_afterwards, false) && m_pairs > 0;
}

void SetAsideBar::refresh()
{
    const QString pairs = tr("%n pairs were set aside: %1.", nullptr, static_cast<int>(m_pairs)).arg(m_why);
    m_text->setText(!m_running     ? tr("%1 The rest is scored.").arg(pairs)
                    : m_afterwards ? tr("%1 They are tried again as soon as the rest is scored.").arg(pairs)
                                   : tr("%1 The rest goes on.").arg(pairs));
    setAccessibleName(m_text->text());
    m_retry->setText(m_running ? tr("&Retry afterwards") : tr("&Retry"));
    m_retry->setCheckable(m_running);
    m_retry->setChecked(m_running && m_afterwards);
    m_retry->setToolTip(m_running ? tr("Tries them again by itself as soon as this run has ended")
                                  : tr("Scores what has no score yet, with what is scored kept"));
    setVisible(m_pairs > 0);
}

} // namespace rw::ui
