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
    /// While a run goes on, "Retry" is a wish for its end: what ended two workers would take more of them away from the
    /// rest, and only then is the cause likely to be gone.
    void setRunning(bool running);
    /// Whether it was wished; forgets it.
    bool takeRetryAfterwards();
    qint64 pairs() const { return m_pairs; }

signals:
    void showRequested();
    void retryRequested();

private:
    void refresh();

    qint64 m_pairs = 0;
    QString m_why;
    bool m_running = false;
    bool m_afterwards = false; // retry as soon as the run has ended
    QLabel* m_text;
    QPushButton* m_retry;
};

} // namespace rw::ui
