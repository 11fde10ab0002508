// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/factsrow.h"

#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace rw::ui {

FactsRow::FactsRow(const QStringList& captions, QWidget* parent)
    : QFrame(parent)
{
    setProperty("pane", true);
    const int u = Theme::unit(this);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(2 * u, u, 2 * u, u);
    grid->setHorizontalSpacing(3 * u);
    grid->setVerticalSpacing(0);
    for (int i = 0; i < captions.size(); ++i) {
        auto* caption = new QLabel(captions.at(i), this);
        caption->setForegroundRole(QPalette::PlaceholderText);
        caption->setFont(Theme::scaled(font(), 11.0 / 13));
        auto* value = new QLabel(this);
        value->setFont(Theme::scaled(font(), 1, true));
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(caption, 0, i);
        grid->addWidget(value, 1, i);
        m_values << value;
    }
    grid->setColumnStretch(static_cast<int>(captions.size()), 1);
}

void FactsRow::setShrinks(int index)
{
    QLabel* value = m_values.at(index);
    value->setMinimumWidth(10 * Theme::unit(this));
    value->setTextInteractionFlags(Qt::NoTextInteraction); // what can be selected is not elided
}

void FactsRow::setValue(int index, const QString& value, const QString& tip)
{
    m_values.at(index)->setText(value);
    m_values.at(index)->setToolTip(tip);
}

} // namespace rw::ui
