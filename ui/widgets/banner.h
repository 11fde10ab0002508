// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace rw::ui {

/// What happened and what to do about it, above the content it concerns. Stays until it is dismissed.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget* parent = nullptr);

    void showError(const QString& what, const QString& detail = {});
    /// One more button; empty takes it away.
    void setActionText(const QString& text);
    QString message() const;

signals:
    void actionTriggered();
    void dismissed();

private:
    QLabel* m_text;
    QLabel* m_detail;
    QPushButton* m_details;
    QPushButton* m_action;
};

} // namespace rw::ui
