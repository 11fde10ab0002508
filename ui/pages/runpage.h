// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"
#include "ui/widgets/page.h"

#include <map>
#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;
class QSplitter;
class QTabBar;
class QTimer;

namespace rw::ui {

class DevicePlot;
class LanesModel;
class LogModel;
class Pane;
class SetAsideBar;
class TableView;
class TimelinePlot;
class UnitsModel;

/// The run in progress, or the last one of this session: how far it is, what each worker does, what it uses.
class RunPage : public Page
{
    Q_OBJECT

public:
    explicit RunPage(Session* session, QWidget* parent = nullptr);

    void begin(const QString& name);
    /// For pictures.
    void showTimeline(std::vector<BatchRecord> batches);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* summary(QWidget* parent);
    void addPlots(QSplitter* row);
    QWidget* lower(QWidget* parent);
    void showProgress(const RunProgress& progress);
    void cancel();
    void cancelNow();
    void end(const RunOutcome& outcome);
    void setRunning(bool running);
    void readBatches(bool all);
    void showUnscored();

    LanesModel* m_lanes;
    TableView* m_lanesTable = nullptr;
    UnitsModel* m_units;
    LogModel* m_log;
    DevicePlot* m_use;
    TimelinePlot* m_timeline;
    QTabBar* m_tabs = nullptr;
    QTimer* m_batchTimer;
    SetAsideBar* m_setAside = nullptr;
    qint64 m_run = 0; // in the workspace
    std::map<std::int64_t, QString> m_unitNames;
    bool m_reading = false;
    bool m_readAll = false; // once more, when it has been read
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
