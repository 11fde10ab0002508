// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"
#include "ui/widgets/page.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace rw::ui {

class DevicePlot;
class LanesModel;
class LogModel;
class Pane;
class UnitsModel;

/// The run in progress, or the last one of this session: how far it is, what each worker does, what it uses.
class RunPage : public Page
{
    Q_OBJECT

public:
    explicit RunPage(Session* session, QWidget* parent = nullptr);

    void begin(const QString& name);

private:
    QWidget* summary();
    QWidget* lower();
    void showProgress(const RunProgress& progress);
    void cancel();
    void cancelNow();
    void end(const RunOutcome& outcome);
    void setRunning(bool running);

    LanesModel* m_lanes;
    UnitsModel* m_units;
    LogModel* m_log;
    DevicePlot* m_use;
    QLabel* m_unitsText = nullptr;
    QLabel* m_line = nullptr;
    QLabel* m_right = nullptr;
    QLabel* m_percent = nullptr;
    QLabel* m_soFar = nullptr; // hidden while no query is complete
    double m_secondsRunning = 0;
    QProgressBar* m_bar = nullptr;
    Pane* m_unitsPane = nullptr;
    QPushButton* m_pause;
    QPushButton* m_cancel;
    QString m_name;
};

} // namespace rw::ui
