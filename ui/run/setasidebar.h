// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace rw {
struct RunProgress;
}

namespace rw::ui {

/// Says that pairs were set aside, since they ended two workers: which, and how to try them again. Hidden while there
/// are none.
class SetAsideBar : public QFrame
{
    Q_OBJECT

public:
    explicit SetAsideBar(QWidget* parent = nullptr);

    void showProgress(const RunProgress& progress);
    /// Only what has ended can be tried again.
    void setRunning(bool running);
    qint64 pairs() const { return m_pairs; }

signals:
    void showRequested();
    void retryRequested();

private:
    void refresh();

    qint64 m_pairs = 0;
    QString m_why;
    bool m_running = false;
    QLabel* m_text;
    QPushButton* m_retry;
};

} // namespace rw::ui
