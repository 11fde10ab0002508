// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/dispatcher.h"

#include <QElapsedTimer>
#include <QObject>

#include <map>
#include <memory>
#include <vector>

namespace rw {

/// Measures how fast the devices of this machine are at the work of a plan: loads each model and scores some of its
/// pairs for a few seconds, with as many workers at a time as the run will have. Lives in a thread with an event loop.
class SpeedProbe : public QObject
{
    Q_OBJECT

public:
    /// `samples`: one job a group; empty ones are passed over.
    SpeedProbe(std::vector<ScoreJob> samples, const DispatchOptions& options, QObject* parent = nullptr);

    void start();
    void cancel();

    struct Speed
    {
        double tokensPerSecond = 0; // of all workers together; 0: it could not be measured
        double loadSeconds = 0;     // of the slowest
        qint64 residentBytes = 0;   // the most that a worker had
        Error error;
    };
    const std::vector<Speed>& speeds() const { return m_speeds; }

signals:
    void measuring(int group);
    /// speeds()[group] is final, or has an error.
    void measured(int group);
    void ended(const rw::RunOutcome& outcome);

private:
    void settle(int job);
    void finish(const RunOutcome& outcome);

    struct Measured
    {
        std::int64_t tokens = 0;
        double seconds = 0;
    };
    QStringList m_devices;
    std::vector<int> m_groupOfJob;
    std::unique_ptr<Dispatcher> m_dispatcher;
    std::vector<Speed> m_speeds;
    std::vector<std::map<int, Measured>> m_measured; // [group][lane]
    std::vector<QElapsedTimer> m_since;              // [group] first result
    std::map<int, int> m_groupOfLane;                // what it has loaded
    std::vector<char> m_settled;                     // [group]
};

/// Fills in times and advice. `speeds`: one a group; a summary without times comes in.
void estimateTime(PlanSummary& summary, const std::vector<SpeedProbe::Speed>& speeds);

} // namespace rw
