// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/experiment/experiment.h"
#include "core/run/runstatus.h"

#include <QObject>

#include <filesystem>
#include <memory>

namespace rw {

/// Carries out an experiment: plans it, keeps the workers busy, stores what they answer. Lives in a thread with an
/// event loop; its slow parts (reading data, tokenising, planning, the database) run in threads of their own, so the
/// thread that owns it never waits.
///
/// A run ends exactly once with `ended`: Finished (also when some units failed: see unitsFailed), Cancelled, or Failed.
class RunController : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        Experiment experiment;
        std::filesystem::path workspace;
        bool resume = false;   // go on with the newest run of the same experiment
        QString workerProgram; // empty: $RERANK_WORKER, else rerank-worker beside this program
    };

    explicit RunController(QObject* parent = nullptr);
    ~RunController() override;

    void start(const Request& request);
    /// Lets the chunks in hand finish, then waits.
    void setPaused(bool paused);
    /// Ends within three seconds; what is finished is saved.
    void cancel();
    bool isRunning() const;

signals:
    void planned(const rw::PlanSummary& summary);     // before the first worker starts
    void progressed(const rw::RunProgress& progress); // at most 10 a second
    void laneChanged(const rw::LaneStatus& lane);
    void unitChanged(const rw::UnitStatus& unit);
    void sampled(const rw::LaneSample& sample); // 2 a second and lane
    void logged(const rw::LogEntry& entry);
    void ended(const rw::RunOutcome& outcome);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace rw
