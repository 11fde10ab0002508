// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/telemetry/telemetry.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace rw {

/// Plain values that RunController sends to whoever watches a run.

/// An estimate from the speed so far, with what the differences of speed make of it. < 0: not known yet.
struct TimeLeft
{
    double seconds = -1;
    double least = -1;
    double most = -1;
};

struct RunProgress
{
    QString phase;     // "Reading data", "Counting tokens", "Scoring", ...
    qint64 done = 0;   // pair scores of this run, those of an earlier start included
    qint64 total = 0;  // 0 = not known yet
    qint64 reused = 0; // of done: were in the workspace before this start
    int unitsDone = 0;
    int unitsFailed = 0;
    int unitsTotal = 0;
    qint64 run = 0;           // id in the workspace, 0 before it has one
    qint64 pairsSetAside = 0; // they ended two workers; the problems of the run name them
    QString setAsideWhy;      // of the last of them
    double pairsPerSecond = 0;
    double tokensPerSecond = 0;
    TimeLeft left;
    double secondsRunning = 0;
    // The unit that is being scored: mean over the queries whose candidates all have a score.
    std::optional<double> ndcg10SoFar;
    int queriesComplete = 0;
    int queriesJudged = 0;
};

/// What a run has to do, before it starts.
struct PlanSummary
{
    struct Group // a model in one type: loaded once by each worker
    {
        QString model;
        QString quantization;
        qint64 scores = 0;          // to compute: pairs x lengths x layers
        qint64 tokens = 0;          // that are computed
        qint64 memoryBytes = 0;     // of one worker: predicted
        double tokensPerSecond = 0; // of all workers together, measured by a probe; 0: not measured
        double loadSeconds = 0;     // measured
        qint64 measuredBytes = 0;   // the most that a worker had; 0: not measured
        QString error;              // why it could not be measured
    };
    enum class Fit { Unknown, Fits, Tight, Not };
    struct Device
    {
        QString device;
        QString name;
        int workers = 0;
        qint64 memoryBytes = 0; // that it has for all of them
        qint64 neededBytes = 0;
        bool fits() const { return fit() != Fit::Not; }
        Fit fit() const { return memoryBytes > 0 ? fitOf(neededBytes, memoryBytes) : Fit::Unknown; }
    };
    /// Tight: little is left for batches, so they are small.
    static Fit fitOf(qint64 needed, qint64 available)
    {
        return needed > available ? Fit::Not : needed > available / 5 * 4 ? Fit::Tight : Fit::Fits;
    }
    struct LeftOut // a length of the experiment at which a model is not scored
    {
        QString model;
        int maxLength = 0;
        int limit = 0; // the most tokens that the model takes; 0: the experiment gives it other lengths
    };
    int units = 0;
    std::vector<LeftOut> leftOut;
    qint64 pairs = 0;          // of the data sets
    qint64 scores = 0;         // units x pairs
    qint64 known = 0;          // of them: in the workspace already
    qint64 rows = 0;           // to compute, equal ones once
    qint64 tokens = 0;         // of them
    qint64 tokensComputed = 0; // where rows begin alike, that is computed once (core/text/computedtokens.h)
    qint64 tokensOneByOne = 0; // the same work without sharing anything between lengths
    int distinctLengths = 0;   // of rows
    std::vector<Group> groups;
    std::vector<Device> devices;
    qint64 diskBytes = 0; // that the workspace will grow by
    qint64 diskFree = -1; // -1: not known
    TimeLeft time;
    double setUpSeconds = 0; // of that: each worker starts and loads for itself
    int enoughWorkers = 0;   // so few would be ready about as soon; 0: every worker helps
    QStringList advice;      // the same in words, and errors
};

enum class LaneState { Starting, Loading, Scoring, Idle, Paused, Restarting, Ended, Failed };

/// As they stand in the events of `run --progress json`; those of units also in the workspace.
inline const char* toString(LaneState state)
{
    constexpr const char* names[] = {"starting", "loading",    "scoring", "idle",
                                     "paused",   "restarting", "ended",   "failed"};
    return names[int(state)];
}

/// One worker process.
struct LaneStatus
{
    int worker = 0; // index in the device list of the run
    QString device; // "cpu", "cuda:0"
    QString name;   // "Intel(R) Xeon(R) Processor"
    qint64 pid = 0;
    LaneState state = LaneState::Starting;
    QString unit;     // "v2-m3 · 512 · fp32", empty when idle
    qint64 pairs = 0; // scored by this lane in this start
    // Its queue: what it computes now, and what waits behind that in the worker.
    int chunksInHand = 0;
    int chunksWaiting = 0;
    qint64 pairsInHand = 0;
    qint64 pairsWaiting = 0;
    TimeLeft left; // until it has nothing more to do, as far as its speed is known
    double pairsPerSecond = 0;
    double tokensPerSecond = 0;
    QString message; // why it failed
};

enum class UnitState { Queued, Running, Finished, Failed, Incomplete };

inline const char* toString(UnitState state)
{
    constexpr const char* names[] = {"queued", "running", "finished", "failed", "incomplete"};
    return names[int(state)];
}

struct UnitStatus
{
    qint64 unit = 0; // id in the workspace
    QString model;
    bool untrained = false; // random weights
    QString dataset;
    int maxLength = 0;
    QString quantization;
    int cutoffLayer = 0; // 0 where the model has none
    UnitState state = UnitState::Queued;
    qint64 done = 0;
    qint64 total = 0;
    std::optional<double> ndcg10; // when finished
    QString message;
};

struct LaneSample
{
    int worker = 0;
    double seconds = 0; // since the run was started
    DeviceUse use;
};

struct LogEntry
{
    enum class Level { Debug, Info, Warning, Error };
    QDateTime time;
    Level level = Level::Info;
    QString text;
};

struct RunOutcome
{
    enum class Kind { Finished, Cancelled, Failed };
    Kind kind = Kind::Finished;
    qint64 run = 0; // id in the workspace, 0 if it never got one
    int unitsFailed = 0;
    Error error; // Failed only
};

} // namespace rw

Q_DECLARE_METATYPE(rw::RunProgress)
Q_DECLARE_METATYPE(rw::PlanSummary)
Q_DECLARE_METATYPE(rw::LaneStatus)
Q_DECLARE_METATYPE(rw::UnitStatus)
Q_DECLARE_METATYPE(rw::LaneSample)
Q_DECLARE_METATYPE(rw::LogEntry)
Q_DECLARE_METATYPE(rw::RunOutcome)
