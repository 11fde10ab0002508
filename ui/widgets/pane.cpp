// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pane.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace rw::ui {

Pane::Pane(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_title(new QLabel(title, this))
    , m_caption(new QLabel(this))
    , m_headerBox(new QWidget(this))
    , m_header(new QHBoxLayout(m_headerBox))
    , m_column(new QVBoxLayout(this))
{
    setProperty("pane", true);
    const int u = Theme::unit(this);
    m_title->setTextFormat(Qt::PlainText); // a query may look like HTML
    m_title->setFont(Theme::scaled(font(), 1, true));
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    m_caption->setFont(Theme::scaled(font(), 12.0 / 13));
    m_caption->setWordWrap(true);
    m_header->setContentsMargins(u * 3 / 2, u / 2, u, u / 2);
    m_header->setSpacing(u);
    m_header->addWidget(m_title);
    m_header->addWidget(m_caption, 1);
    m_column->setContentsMargins(1, 1, 1, 1);
    m_column->setSpacing(0);
    m_column->addWidget(m_headerBox);
    updateHeader();
}

void Pane::setTitle(const QString& title)
{
    m_title->setText(title);
    updateHeader();
}

void Pane::setTitleShrinks()
{
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_header->setStretchFactor(m_title, 1);
    m_caption->hide();
}

void Pane::setCaption(const QString& caption)
{
    constexpr qsizetype kNeverWrapped = 12; // letters
    m_caption->setWordWrap(caption.size() > kNeverWrapped);
    m_caption->setText(caption);
    updateHeader();
}

void Pane::addControl(QWidget* control)
{
    m_header->addWidget(control);
    ++m_controls;
    updateHeader();
}

void Pane::updateHeader()
{
    m_title->setVisible(!m_title->text().isEmpty());
    m_headerBox->setVisible(m_controls > 0 || !m_title->text().isEmpty() || !m_caption->text().isEmpty());
}

void Pane::addContent(QWidget* content, bool flush, int stretch)
{
    if (flush) {
        m_column->addWidget(content, stretch);
        return;
    }
    const int u = Theme::unit(this);
    auto* box = new QVBoxLayout;
    box->setContentsMargins(u * 3 / 2, u, u * 3 / 2, u);
    box->addWidget(content);
    m_column->addLayout(box, stretch);
}

} // namespace rw::ui
