// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include "ui/theme/theme.h"
#include "ui/widgets/iconlabel.h"

#include <QAccessible>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace rw::ui {

Banner::Banner(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_details(new QPushButton(tr("&Details"), this))
    , m_action(new QPushButton(this))
{
    setObjectName(QStringLiteral("banner"));
    setProperty("banner", QStringLiteral("failed"));
    const int u = Theme::unit(this);
    auto* icon = new IconLabel(QStringLiteral("failed"), Icons::Tint::Failed, 2 * u, this);
    m_text->setObjectName(QStringLiteral("bannerText"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->setWordWrap(true);
    m_detail->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->hide();
    m_details->setCheckable(true);
    m_details->setObjectName(QStringLiteral("bannerDetailsButton"));
    m_action->setObjectName(QStringLiteral("bannerActionButton"));
    m_action->hide();
    auto* dismiss = new QPushButton(tr("Dis&miss"), this);
    dismiss->setObjectName(QStringLiteral("bannerDismissButton"));
    dismiss->setProperty("flat", true);

    auto* texts = new QVBoxLayout;
    texts->setSpacing(u / 2);
    texts->addWidget(m_text);
    texts->addWidget(m_detail);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(u * 3 / 2, u, u, u);
    row->setSpacing(u);
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    row->addWidget(m_details, 0, Qt::AlignTop);
    row->addWidget(m_action, 0, Qt::AlignTop);
    row->addWidget(dismiss, 0, Qt::AlignTop);

    connect(m_details, &QPushButton::toggled, m_detail, &QLabel::setVisible);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionTriggered);
    connect(dismiss, &QPushButton::clicked, this, [this] {
        hide();
        emit dismissed();
    });
    hide();
}

void Banner::showError(const QString& what, const QString& detail)
{
    m_text->setText(what);
    m_detail->setText(detail);
    m_details->setChecked(false);
    m_details->setVisible(!detail.isEmpty());
    setAccessibleName(what);
    show();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Banner::setActionText(const QString& text)
{
    m_action->setText(text);
    m_action->setVisible(!text.isEmpty());
}

QString Banner::message() const
{
    return m_text->text();
}

} // namespace rw::ui
