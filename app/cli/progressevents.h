// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"

#include <QElapsedTimer>
#include <QObject>

#include <map>

class QJsonObject;

namespace rw {
class RunController;
}

namespace rw::cli {

/// `run --progress json`: what the controller says, which is what the window shows, as one JSON object a line on
/// standard error. docs/experiment.md describes the events.
class ProgressEvents : public QObject
{
    Q_OBJECT

public:
    /// `verbose`: with the messages that --verbose adds.
    ProgressEvents(RunController* controller, bool verbose);

private:
    void showProgress(const RunProgress& progress);
    void showUnit(const UnitStatus& unit);
    void say(const char* event, QJsonObject values);

    std::map<int, LaneStatus> m_lanes;
    std::map<int, DeviceUse> m_uses;
    std::map<qint64, QString> m_units; // what was said of each
    QElapsedTimer m_sinceLast;
    QString m_phase;
};

} // namespace rw::cli
