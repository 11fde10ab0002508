// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace rw::ui {

/// One line at the bottom of the window while something runs and another page is looked at.
class RunStrip : public QFrame
{
    Q_OBJECT

public:
    explicit RunStrip(QWidget* parent = nullptr);

    void begin(const QString& name);
    void showProgress(const RunProgress& progress);

signals:
    void showRequested();
    void cancelRequested();

private:
    QLabel* m_name;
    QLabel* m_line;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
};

} // namespace rw::ui
