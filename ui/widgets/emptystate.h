// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace rw::ui {

/// A page without content: what would be here, and the one thing to do about it.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const QString& icon, const QString& title, const QString& sentence, const QString& action,
               QWidget* parent = nullptr);

    QPushButton* button() const { return m_button; }

signals:
    void triggered();

private:
    QPushButton* m_button;
};

} // namespace rw::ui
