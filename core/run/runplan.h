// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/planjobs.h"
#include "core/run/runcontroller.h"
#include "core/store/workspace.h"
#include "core/store/workspacelock.h"

#include <memory>
#include <vector>

namespace rw {

/// All cut-off layers of a model on one data set at one length and quantization.
struct Pass
{
    std::vector<UnitStatus> units; // one a cut-off layer
    std::int64_t pairs = 0;
    std::int64_t reused = 0; // pairs that had their scores before this start
    int jobsLeft = 0;        // that are not done
    std::int64_t pairsFailed = 0;
    Error error; // why the first of them failed
};

/// A run that is ready to be dispatched: the workspace is open and locked, every text is tokenised, every unit has its
/// row in the database.
struct RunPlan
{
    std::unique_ptr<WorkspaceLock> lock;
    std::unique_ptr<Workspace> workspace;
    std::int64_t run = 0;
    bool resumed = false;
    std::int64_t nextWorker = 1; // number of its row
    double secondsOffset = 0;
    std::vector<Pass> passes;
    std::vector<ScoreJob> jobs;
    std::vector<JobPlan> jobPlans; // one a job
    QStringList devices;
    int threads = 1;
    PlanSummary summary; // without times
    std::vector<std::string> warnings;
};

/// What a run would do. Nothing is written or locked.
struct DryPlan
{
    PlanSummary summary;
    std::vector<ScoreJob> samples; // of each group, for a probe of the speed: any beginning stands for the whole
    QStringList devices;
    int threads = 1;
    std::vector<std::string> warnings;
};

/// Everything up to the first worker. Slow; for a thread of its own. Error "cancelled" when `preparation` was.
Result<RunPlan> planRun(const RunController::Request& request, const QString& workerProgram,
                        const Preparation& preparation, const Preparation::Progress& progress);

Result<DryPlan> planDry(const RunController::Request& request, const QString& workerProgram,
                        const Preparation& preparation, const Preparation::Progress& progress);

} // namespace rw
