// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/choicelist.h"

#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHash>
#include <QLabel>

namespace rw::ui {

ChoiceList::ChoiceList(const QString& name, const QString& title, int columns, QWidget* parent)
    : QWidget(parent)
    , m_columns(columns)
    , m_grid(new QGridLayout)
{
    setObjectName(name);
    const int u = Theme::unit(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, u);
    column->setSpacing(u / 2);
    auto* heading = new QLabel(title, this);
    heading->setFont(Theme::scaled(font(), 1, true));
    column->addWidget(heading);
    m_grid->setHorizontalSpacing(u);
    m_grid->setVerticalSpacing(u / 2);
    column->addLayout(m_grid);
}

void ChoiceList::setChoices(const QList<Choice>& choices)
{
    QHash<QString, bool> before;
    for (QCheckBox* box : m_boxes)
        before.insert(box->property("key").toString(), box->isChecked());
    qDeleteAll(m_boxes);
    qDeleteAll(m_notes);
    m_boxes.clear();
    m_notes.clear();
    int place = 0;
    for (const Choice& choice : choices) {
        auto* box = new QCheckBox(choice.text, this);
        box->setProperty("key", choice.key);
        box->setObjectName(objectName() + QLatin1Char('-') + choice.key);
        const QString reason = choice.impossible.isEmpty() ? choice.note : choice.impossible;
        box->setEnabled(choice.impossible.isEmpty());
        box->setChecked(choice.impossible.isEmpty() && before.value(choice.key, choice.checked));
        box->setToolTip(reason);
        box->setAccessibleDescription(reason);
        connect(box, &QCheckBox::toggled, this, &ChoiceList::changed);
        m_boxes << box;
        if (m_columns == 1) {
            // The reason stands in the open: nobody hovers over what looks dead.
            auto* note = new QLabel(reason, this);
            note->setForegroundRole(QPalette::PlaceholderText);
            note->setFont(Theme::scaled(font(), 12.0 / 13));
            note->setWordWrap(true);
            m_grid->addWidget(box, place, 0);
            m_grid->addWidget(note, place, 1);
            m_notes << note;
        } else {
            m_grid->addWidget(box, place / m_columns, place % m_columns);
        }
        ++place;
    }
    m_grid->setColumnStretch(m_columns == 1 ? 1 : m_columns, 1);
}

QStringList ChoiceList::checkedKeys() const
{
    QStringList keys;
    for (const QCheckBox* box : m_boxes)
        if (box->isChecked())
            keys << box->property("key").toString();
    return keys;
}

void ChoiceList::setChecked(const QString& key, bool checked)
{
    for (QCheckBox* box : m_boxes)
        if (box->property("key").toString() == key && box->isEnabled())
            box->setChecked(checked);
}

} // namespace rw::ui
