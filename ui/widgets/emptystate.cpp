// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptystate.h"

#include "ui/theme/theme.h"
#include "ui/widgets/iconlabel.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace rw::ui {

EmptyState::EmptyState(const QString& icon, const QString& title, const QString& sentence, const QString& action,
                       QWidget* parent)
    : QWidget(parent)
    , m_button(new QPushButton(action, this))
{
    const int u = Theme::unit(this);
    auto* heading = new QLabel(title, this);
    heading->setFont(Theme::scaled(font(), 18.0 / 13, true));
    auto* text = new QLabel(sentence, this);
    text->setForegroundRole(QPalette::PlaceholderText);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignHCenter);
    m_button->setProperty("primary", true);
    m_button->setObjectName(QStringLiteral("emptyStateButton"));
    connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);

    auto* column = new QVBoxLayout(this);
    column->setSpacing(u * 3 / 2);
    column->addStretch(4);
    column->addWidget(new IconLabel(icon, Icons::Tint::Muted, 6 * u, this), 0, Qt::AlignHCenter);
    column->addWidget(heading, 0, Qt::AlignHCenter);
    column->addWidget(text);
    column->addSpacing(u);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(5);
}

} // namespace rw::ui
