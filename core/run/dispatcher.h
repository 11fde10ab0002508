// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"
#include "core/run/chunkqueue.h"
#include "core/run/pacing.h"
#include "core/run/runstatus.h"
#include "core/run/scorejob.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace rw {

struct Lane;

struct DispatchOptions
{
    QString program; // of the workers
    QStringList devices;
    int threads = 1;
    int batchTokens = 0;
    // A worker that says nothing for so long is killed, six times that until it begins; 0: WorkerProcess::silenceMs().
    int silenceTimeoutMs = 0;
    int answerTimeoutMs = 0; // the same for one that lives but does not answer; 0: from its speed
};

/// Keeps worker processes busy with the chunks of some jobs until nothing is left, whatever happens to the workers:
/// a chunk of a dead worker goes back, a chunk that ends two workers is set aside, a worker that keeps dying is not
/// restarted for ever. Knows nothing of databases: what is scored is a signal. Lives in a thread with an event loop.
class Dispatcher : public QObject
{
    Q_OBJECT

public:
    Dispatcher(std::vector<ScoreJob> jobs, DispatchOptions options, QObject* parent = nullptr);
    ~Dispatcher() override;

    void start();
    void setPaused(bool paused);
    void cancel();
    /// Nothing more of this job is handed out; what is out still comes.
    void drop(int job);

    const ScoreJob& job(int index) const { return m_jobs[std::size_t(index)]; }
    int jobs() const { return int(m_jobs.size()); }
    /// Of all lanes, over the last seconds.
    double pairsPerSecond() const;
    double tokensPerSecond() const;
    TimeLeft timeLeft() const;

signals:
    void workerStarted(int lane, const rw::protocol::Hello& hello, qint64 pid);
    /// The model of this job (and of others) is ready.
    void modelLoaded(int lane, int job, const rw::protocol::Loaded& loaded);
    void workerEnded(int lane, const QString& reason);
    /// Positions chunk.begin .. chunk.end of the job. Scores [positions][lengths][cut-off layers]; NaN where there is
    /// none.
    /// chunk.sentNs: when it was sent.
    void chunkScored(int lane, const rw::Chunk& chunk, const rw::protocol::ChunkResult& result);
    /// These positions will never have a score.
    void chunkSetAside(const rw::Chunk& chunk, const rw::Error& error);
    void jobStarted(int job);
    /// Everything of the job was scored, set aside or dropped.
    void jobDone(int job);
    /// No device can load its model: what is left of it was dropped.
    void jobFailed(int job, const rw::Error& error);
    void laneChanged(const rw::LaneStatus& lane);
    void sampled(int lane, const rw::DeviceUse& use);
    void logged(rw::LogEntry::Level level, const QString& text);
    /// Exactly once, when no worker process is left. `unitsFailed` is not filled in.
    void ended(const rw::RunOutcome& outcome);

private:
    void startWorker(Lane& lane);
    void handle(Lane& lane, const protocol::Answer& answer);
    void handleHello(Lane& lane, const protocol::Hello& hello);
    void handleResult(Lane& lane, const protocol::ChunkResult& result);
    void handleFailure(Lane& lane, const protocol::Failure& failure);
    void workerGone(Lane& lane, const QString& reason, bool startFailed, bool asked);
    void feed(Lane& lane);
    void feedAll();
    void load(Lane& lane, int group);
    void sendChunk(Lane& lane, const Chunk& chunk);
    void setAside(const Chunk& chunk, const Error& error);
    void finishChunk(const Chunk& chunk);
    void compareMemory(int job);
    void blockGroup(Lane& lane, int group, const Error& error);
    void dropUnrunnableGroups();
    std::vector<LaneLoad> loads() const;
    std::int64_t guessedWork() const; // of models that never ran yet
    void checkAnswers();
    void beginEnd(RunOutcome::Kind kind, const Error& error = {});
    void checkEnded();
    void report(Lane& lane);

    std::vector<ScoreJob> m_jobs;
    DispatchOptions m_options;
    std::vector<protocol::Load> m_groups; // distinct models and quantizations; filled while m_queue is made
    ChunkQueue m_queue;
    std::set<int> m_measuredGroups;
    std::map<int, Error> m_groupErrors; // why the first device could not load a group
    std::vector<std::unique_ptr<Lane>> m_lanes;
    std::vector<char> m_jobAnnounced;    // jobStarted was sent
    std::vector<char> m_jobClosed;       // jobDone or jobFailed was sent
    std::vector<std::int64_t> m_jobPeak; // bytes: the most that a worker on a processor had; 0: not known
    QTimer m_answerCheck;
    bool m_paused = false;
    bool m_ending = false;
    bool m_ended = false;
    RunOutcome m_outcome;
};

} // namespace rw
