// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QGridLayout;

namespace rw::ui {

/// A titled grid of check boxes. A choice that is not possible stays visible, with the reason beside it.
class ChoiceList : public QWidget
{
    Q_OBJECT

public:
    struct Choice
    {
        QString key; // stable: also the end of the object name
        QString text;
        QString note;       // muted, beside it
        QString impossible; // why it cannot be chosen; empty: it can
        bool checked = false;
    };

    ChoiceList(const QString& name, const QString& title, int columns, QWidget* parent = nullptr);

    /// Keeps what was checked under the same key.
    void setChoices(const QList<Choice>& choices);
    QStringList checkedKeys() const;
    void setChecked(const QString& key, bool checked);

signals:
    void changed();

private:
    int m_columns;
    QGridLayout* m_grid;
    QList<QCheckBox*> m_boxes;
    QList<QWidget*> m_notes;
};

} // namespace rw::ui
