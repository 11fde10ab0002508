// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/runstrip.h"

#include "ui/text/progresstext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace rw::ui {

RunStrip::RunStrip(QWidget* parent)
    : QFrame(parent)
    , m_name(new QLabel(this))
    , m_line(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_cancel(new QPushButton(Icons::icon(QStringLiteral("stop"), Icons::Tint::Text), tr("Cancel run"), this))
{
    setProperty("strip", true);
    setObjectName(QStringLiteral("runStrip"));
    const int u = Theme::unit(this);
    auto* state = new QLabel(tr("Running"), this);
    state->setFont(Theme::scaled(font(), 1, true));
    m_bar->setTextVisible(false);
    m_bar->setMinimumWidth(10 * u);
    m_bar->setMaximumWidth(30 * u);
    m_bar->setAccessibleName(tr("Progress of the run"));
    m_line->setObjectName(QStringLiteral("runStripLine"));
    m_line->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // the Run page has it, too
    auto* show = new QPushButton(tr("Show run"), this);
    show->setObjectName(QStringLiteral("showRunButton"));
    m_cancel->setObjectName(QStringLiteral("stripCancelButton"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * u, u / 2, 2 * u, u / 2);
    row->setSpacing(2 * u);
    row->addWidget(state);
    row->addWidget(m_name);
    row->addWidget(m_bar, 1);
    row->addWidget(m_line, 3);
    row->addWidget(show);
    row->addWidget(m_cancel);
    connect(show, &QPushButton::clicked, this, &RunStrip::showRequested);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        emit cancelRequested();
    });
    hide();
}

void RunStrip::begin(const QString& name)
{
    m_name->setText(name);
    m_cancel->setEnabled(true);
    showProgress({});
}

void RunStrip::showProgress(const RunProgress& progress)
{
    const int percent = ProgressText::percent(progress);
    m_bar->setRange(0, percent < 0 ? 0 : 100);
    m_bar->setValue(qMax(0, percent));
    m_line->setText(ProgressText::line(progress));
}

} // namespace rw::ui
