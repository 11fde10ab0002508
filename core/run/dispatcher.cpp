// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/dispatcher.h"

#include "core/run/lane.h"
#include "core/run/modelgroups.h"
#include "core/run/workerprocess.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>

namespace rw {

namespace {

constexpr int kChunksInHand = 2; // one being computed, one waiting in the worker's pipe
constexpr int kAnswerCheckMs = 1000;

/// The last thing that a program wrote to its standard error, without its own name before it.
QString lastLine(const QString& words)
{
    QString line = words.section(QLatin1Char('\n'), -1).trimmed();
    const QString prefix = QStringLiteral("rerank-worker: error: ");
    return line.startsWith(prefix) ? line.mid(prefix.size()) : line;
}

} // namespace

Dispatcher::Dispatcher(std::vector<ScoreJob> jobs, DispatchOptions options, QObject* parent)
    : QObject(parent)
    , m_jobs(std::move(jobs))
    , m_options(std::move(options))
    , m_queue(groupJobs(m_jobs, m_groups))
    , m_jobAnnounced(m_jobs.size(), false)
    , m_jobClosed(m_jobs.size(), false)
    , m_jobPeak(m_jobs.size(), 0)
{
    for (int i = 0; i < m_options.devices.size(); ++i) {
        m_lanes.push_back(std::make_unique<Lane>(i, m_options.devices[i], int(m_groups.size()), m_options.batchTokens));
    }
    m_answerCheck.setInterval(kAnswerCheckMs);
    connect(&m_answerCheck, &QTimer::timeout, this, &Dispatcher::checkAnswers);
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::start()
{
    for (int job = 0; job < jobs(); ++job) {
        if (m_queue.jobDone(job)) {
            m_jobClosed[std::size_t(job)] = true;
            emit jobDone(job);
        }
    }
    if (m_queue.allDone()) {
        beginEnd(RunOutcome::Kind::Finished);
        return;
    }
    for (auto& lane : m_lanes)
        startWorker(*lane);
    m_answerCheck.start();
}

void Dispatcher::setPaused(bool paused)
{
    m_paused = paused;
    feedAll();
}

void Dispatcher::cancel()
{
    for (auto& lane : m_lanes) {
        if (lane->process)
            lane->process->send(protocol::Cancel{});
    }
    beginEnd(RunOutcome::Kind::Cancelled);
}

void Dispatcher::drop(int job)
{
    m_queue.dropJob(job);
    if (m_queue.jobDone(job) && !std::exchange(m_jobClosed[std::size_t(job)], char(true)))
        emit jobDone(job);
    if (m_queue.allDone())
        beginEnd(RunOutcome::Kind::Finished);
}

double Dispatcher::pairsPerSecond() const
{
    double sum = 0;
    for (const auto& lane : m_lanes)
        sum += lane->state == LaneState::Scoring ? lane->pairsPerSecond : 0;
    return sum;
}

TimeLeft Dispatcher::timeLeft() const
{
    return rw::timeLeft(loads(), m_queue.workWaiting(), guessedWork());
}

std::int64_t Dispatcher::guessedWork() const
{
    std::int64_t guessed = 0;
    for (int group = 0; group < int(m_groups.size()); ++group)
        guessed += m_measuredGroups.contains(group) ? 0 : m_queue.workLeft(group);
    return guessed;
}

std::vector<LaneLoad> Dispatcher::loads() const
{
    std::vector<LaneLoad> loads;
    for (const auto& lane : m_lanes)
        loads.push_back(lane->load());
    return loads;
}

double Dispatcher::tokensPerSecond() const
{
    double sum = 0;
    for (const auto& lane : m_lanes)
        sum += lane->state == LaneState::Scoring ? lane->tokensPerSecond : 0;
    return sum;
}

void Dispatcher::startWorker(Lane& lane)
{
    const QStringList arguments{QStringLiteral("--device"), lane.device, QStringLiteral("--threads"),
                                QString::number(m_options.threads)};
    const int silence = m_options.silenceTimeoutMs > 0 ? m_options.silenceTimeoutMs : WorkerProcess::silenceMs();
    lane.process = new WorkerProcess(m_options.program, arguments, silence, this);
    lane.state = LaneState::Starting;
    lane.loaded = -1;
    lane.loading = -1;
    lane.tokensFile.clear();
    connect(lane.process, &WorkerProcess::answered, this,
            [this, &lane](const protocol::Answer& answer) { handle(lane, answer); });
    connect(lane.process, &WorkerProcess::ended, this,
            [this, &lane](const QString& reason, bool startFailed, bool asked) {
                workerGone(lane, reason, startFailed, asked);
            });
    report(lane);
    lane.process->start();
}

void Dispatcher::handle(Lane& lane, const protocol::Answer& answer)
{
    // What a worker still says after we asked it to end is of no use any more, except finished work.
    if (lane.state == LaneState::Starting && !std::holds_alternative<protocol::Hello>(answer)) {
        lane.process->abandon(tr("did not begin with a hello"));
    } else if (const auto* hello = std::get_if<protocol::Hello>(&answer)) {
        handleHello(lane, *hello);
    } else if (const auto* loaded = std::get_if<protocol::Loaded>(&answer)) {
        if (lane.loading < 0) {
            lane.process->abandon(tr("loaded something that nobody asked for"));
            return;
        }
        lane.loaded = std::exchange(lane.loading, -1);
        lane.state = LaneState::Idle;
        emit logged(LogEntry::Level::Info, tr("%1 loaded %2 in %3 s")
                                               .arg(lane.device, nameOf(m_groups[std::size_t(lane.loaded)]))
                                               .arg(loaded->seconds, 0, 'f', 2));
        for (int index = 0; index < jobs(); ++index) {
            if (m_queue.group(index) == lane.loaded) {
                emit modelLoaded(lane.index, index, *loaded);
                break;
            }
        }
        feed(lane);
    } else if (const auto* result = std::get_if<protocol::ChunkResult>(&answer)) {
        handleResult(lane, *result);
    } else if (const auto* failure = std::get_if<protocol::Failure>(&answer)) {
        handleFailure(lane, *failure);
    } else if (const auto* heartbeat = std::get_if<protocol::Heartbeat>(&answer)) {
        emit sampled(lane.index, heartbeat->use);
    }
}

void Dispatcher::handleHello(Lane& lane, const protocol::Hello& hello)
{
    if (lane.state != LaneState::Starting) {
        lane.process->abandon(tr("said hello twice"));
        return;
    }
    if (hello.version != protocol::kVersion) {
        lane.process->abandon(tr("speaks version %1 of the worker protocol, this program speaks %2")
                                  .arg(hello.version)
                                  .arg(protocol::kVersion));
        return;
    }
    if (hello.engine != protocol::kEngineVersion) {
        lane.process->abandon(tr("computes scores as version %1 of the engine does, this program wants version %2")
                                  .arg(hello.engine)
                                  .arg(protocol::kEngineVersion));
        return;
    }
    lane.name = QString::fromStdString(hello.name);
    lane.pid = lane.process->pid();
    lane.deaths.saidHello();
    lane.state = LaneState::Idle;
    emit workerStarted(lane.index, hello, lane.pid);
    feed(lane);
}

void Dispatcher::handleResult(Lane& lane, const protocol::ChunkResult& result)
{
    const auto chunk = std::find_if(lane.inHand.begin(), lane.inHand.end(),
                                    [&result](const Chunk& one) { return one.id == result.chunk; });
    if (chunk == lane.inHand.end()) {
        lane.process->abandon(tr("answered chunk %1, which it does not have").arg(result.chunk));
        return;
    }
    const ScoreJob& work = job(chunk->job);
    const auto expected = std::size_t(chunk->end - chunk->begin) * work.scoresPerPair();
    if (result.scores.size() != expected) {
        lane.process->abandon(tr("answered %1 scores where %2 were due").arg(result.scores.size()).arg(expected));
        return;
    }
    const Chunk done = *chunk;
    lane.inHand.erase(chunk);
    lane.waitedMs = 0;
    lane.deaths.finishedChunk();
    if (lane.measure(done, result))
        m_measuredGroups.insert(m_queue.group(done.job));
    lane.computing.start(); // the next one
    if (lane.device == QStringLiteral("cpu"))
        m_jobPeak[std::size_t(done.job)] = std::max(m_jobPeak[std::size_t(done.job)], result.peakBytes);
    emit chunkScored(lane.index, done, result);
    finishChunk(done);
    feed(lane);
}

void Dispatcher::handleFailure(Lane& lane, const protocol::Failure& failure)
{
    if (failure.chunk < 0) {
        if (lane.loading < 0) {
            lane.process->abandon(QString::fromStdString(failure.error.what));
            return;
        }
        const int group = std::exchange(lane.loading, -1);
        lane.state = LaneState::Idle;
        lane.loaded = -1; // the model before it was dropped to make room
        blockGroup(lane, group, failure.error);
        feed(lane);
        return;
    }
    const auto found = std::find_if(lane.inHand.begin(), lane.inHand.end(),
                                    [&failure](const Chunk& one) { return one.id == failure.chunk; });
    if (found == lane.inHand.end()) {
        lane.process->abandon(tr("failed chunk %1, which it does not have").arg(failure.chunk));
        return;
    }
    Chunk chunk = *found;
    lane.inHand.erase(found);
    if (isWorthAnotherTry(chunk, failure)) {
        ++chunk.attempt;
        lane.batchTokens = smallerBatch(lane.batchTokens); // most likely memory
        emit logged(LogEntry::Level::Warning, tr("%1: %2; trying again with %3 tokens a batch")
                                                  .arg(lane.device, QString::fromStdString(failure.error.what))
                                                  .arg(lane.batchTokens));
        m_queue.giveBack(chunk);
    } else {
        setAside(chunk, failure.error);
    }
    feedAll();
}

void Dispatcher::workerGone(Lane& lane, const QString& reason, bool startFailed, bool asked)
{
    const QString lastWords = lane.process->lastWords();
    lane.process->deleteLater();
    lane.process = nullptr;
    emit workerEnded(lane.index, asked ? tr("asked to end") : reason);

    QString what = tr("the worker on %1 %2").arg(lane.device, reason);
    if (const QString why = lastLine(lastWords); !why.isEmpty() && !asked)
        what += QStringLiteral(": ") + why;
    const Error error{what.toStdString(), lastWords.toStdString()};
    // The first chunk was being computed; the others only waited in the pipe.
    bool computing = true;
    std::deque<Chunk> chunks = std::exchange(lane.inHand, {});
    for (Chunk& chunk : chunks) {
        if (!asked && std::exchange(computing, false))
            ++chunk.deaths;
        if (isPoison(chunk))
            setAside(chunk, {error.what + " with these pairs in hand, the second one to do so", error.detail});
        else
            m_queue.giveBack(chunk);
    }
    if (m_queue.allDone()) // what came back was of dropped jobs
        beginEnd(RunOutcome::Kind::Finished);
    const int loading = std::exchange(lane.loading, -1);
    if (m_ending || asked) {
        lane.state = LaneState::Ended;
        report(lane);
        checkEnded();
        return;
    }

    const auto verdict = lane.deaths.died(loading, startFailed);
    if (verdict.cannotLoad)
        blockGroup(lane, loading, error);
    lane.message = what;
    if (m_ending) {
        lane.state = LaneState::Ended;
        checkEnded();
    } else if (verdict.giveUp) {
        lane.state = LaneState::Failed;
        dropUnrunnableGroups();
        const bool anyLeft =
            std::any_of(m_lanes.begin(), m_lanes.end(), [](const auto& other) { return other->alive(); });
        if (anyLeft)
            emit logged(startFailed ? LogEntry::Level::Info : LogEntry::Level::Error, // all have the same program
                        tr("%1; it is not started again").arg(what));
        else
            beginEnd(RunOutcome::Kind::Failed, error);
    } else {
        emit logged(LogEntry::Level::Warning, tr("%1; starting it again").arg(what));
        lane.state = LaneState::Restarting;
        QTimer::singleShot(verdict.restartMs, this, [this, &lane] {
            if (!m_ending && lane.state == LaneState::Restarting)
                startWorker(lane);
        });
    }
    report(lane);
    feedAll();
}

void Dispatcher::feedAll()
{
    for (auto& lane : m_lanes)
        feed(*lane);
}

void Dispatcher::feed(Lane& lane)
{
    if (m_ending || !lane.ready())
        return;
    while (!m_paused && lane.inHand.size() < kChunksInHand) {
        const int group = m_queue.nextGroup(lane.loaded, lane.blocked);
        if (group < 0)
            break;
        if (group != lane.loaded) {
            if (lane.inHand.empty()) {
                load(lane, group);
                return;
            }
            break;
        }
        if (!lane.inHand.empty() && !job(lane.inHand.front().job).cuts.empty())
            break; // the next query waits for the one before it
        const auto work =
            nextChunkWork(lane.load(), loads(), m_queue.workWaiting(), m_queue.nextCost(lane.loaded, lane.blocked));
        if (work == 0 && !lane.inHand.empty())
            break;
        const auto chunk = m_queue.take(lane.loaded, lane.blocked, work);
        sendChunk(lane, *chunk);
    }
    lane.state = lane.inHand.empty() ? LaneState::Idle : LaneState::Scoring;
    report(lane);
}

void Dispatcher::load(Lane& lane, int group)
{
    lane.state = LaneState::Loading;
    lane.waitedMs = 0;
    lane.loading = group;
    protocol::Load request = m_groups[std::size_t(group)];
    request.threads = m_options.threads;
    lane.process->send(request);
    report(lane);
}

void Dispatcher::sendChunk(Lane& lane, const Chunk& chunk)
{
    const ScoreJob& work = job(chunk.job);
    if (!std::exchange(m_jobAnnounced[std::size_t(chunk.job)], char(true)))
        emit jobStarted(chunk.job);
    if (lane.tokensFile != work.tokensFile) {
        lane.tokensFile = work.tokensFile;
        lane.process->send(protocol::OpenTokens{work.tokensFile});
    }
    protocol::Score request;
    request.chunk = chunk.id;
    request.limits = work.limits;
    request.cutoffLayers = work.cutoffLayers;
    request.batchTokens = lane.batchTokens;
    request.warmupBatches = lane.pairs == 0 && lane.inHand.empty() ? work.warmupBatches : 0;
    request.pairs.assign(work.pairs.begin() + 2 * std::ptrdiff_t(chunk.begin),
                         work.pairs.begin() + 2 * std::ptrdiff_t(chunk.end));
    if (lane.inHand.empty()) {
        lane.waitedMs = 0;
        lane.computing.start();
    }
    lane.inHand.push_back(chunk);
    lane.inHand.back().sentNs = monotonicNs();
    lane.process->send(request);
}

void Dispatcher::setAside(const Chunk& chunk, const Error& error)
{
    emit chunkSetAside(chunk, error);
    finishChunk(chunk);
}

void Dispatcher::finishChunk(const Chunk& chunk)
{
    m_queue.finish(chunk);
    if (m_queue.jobDone(chunk.job) && !m_jobClosed[std::size_t(chunk.job)]) {
        m_jobClosed[std::size_t(chunk.job)] = true;
        compareMemory(chunk.job);
        emit jobDone(chunk.job);
    }
    if (m_queue.allDone())
        beginEnd(RunOutcome::Kind::Finished);
}

// So that a prediction that is off is seen where it was made, and not only when memory runs out.
void Dispatcher::compareMemory(int index)
{
    const auto peak = m_jobPeak[std::size_t(index)];
    const auto predicted = job(index).predictedBytes;
    if (peak <= 0 || predicted <= 0)
        return;
    const double off = 100 * (double(predicted) / double(peak) - 1);
    constexpr double kPromised = 10; // per cent
    emit logged(std::abs(off) > kPromised ? LogEntry::Level::Info : LogEntry::Level::Debug,
                tr("%1: a worker had %2 MB at most, %3 MB were predicted (%4 %)")
                    .arg(job(index).label)
                    .arg(peak / 1'000'000)
                    .arg(predicted / 1'000'000)
                    .arg(QString::asprintf("%+.0f", off)));
}

void Dispatcher::blockGroup(Lane& lane, int group, const Error& error)
{
    lane.blocked.insert(group);
    m_groupErrors.try_emplace(group, error);
    emit logged(LogEntry::Level::Error,
                tr("%1 cannot load %2: %3")
                    .arg(lane.device, nameOf(m_groups[std::size_t(group)]), QString::fromStdString(error.what)));
    dropUnrunnableGroups();
}

void Dispatcher::dropUnrunnableGroups()
{
    for (int group = 0; group < int(m_groups.size()); ++group) {
        bool anyAlive = false;
        bool anyCan = false;
        for (const auto& lane : m_lanes) {
            anyAlive |= lane->alive();
            anyCan |= lane->alive() && !lane->blocked.contains(group);
        }
        if (!anyAlive || anyCan)
            continue; // without any lane the whole run fails, and may be resumed
        for (int index = 0; index < jobs(); ++index) {
            if (m_queue.group(index) != group || m_jobClosed[std::size_t(index)])
                continue;
            m_queue.dropJob(index);
            m_jobClosed[std::size_t(index)] = true;
            emit jobFailed(index, m_groupErrors.at(group));
        }
    }
    if (m_queue.allDone())
        beginEnd(RunOutcome::Kind::Finished);
}

void Dispatcher::checkAnswers()
{
    for (auto& lane : m_lanes) {
        lane->waitedMs += kAnswerCheckMs;
        const bool waiting = !lane->inHand.empty() || lane->loading >= 0;
        const int most =
            m_options.answerTimeoutMs > 0
                ? m_options.answerTimeoutMs
                : answerTimeoutMs(lane->inHand.empty() ? 0 : double(lane->inHand.front().work), lane->workPerSecond);
        if (lane->process && waiting && lane->waitedMs > most)
            lane->process->abandon(tr("did not answer for %1 s").arg(lane->waitedMs / 1000));
        else if (lane->process && waiting)
            report(*lane); // how long it takes changes while it works
    }
}

void Dispatcher::beginEnd(RunOutcome::Kind kind, const Error& error)
{
    if (m_ending)
        return;
    m_ending = true;
    m_outcome.kind = kind;
    m_outcome.error = error;
    for (auto& lane : m_lanes) {
        if (lane->process)
            lane->process->stop();
        else if (lane->alive())
            lane->state = LaneState::Ended;
    }
    // Not from inside the caller: it may still be in the middle of a lane.
    QTimer::singleShot(0, this, &Dispatcher::checkEnded);
}

void Dispatcher::checkEnded()
{
    const bool anyProcess =
        std::any_of(m_lanes.begin(), m_lanes.end(), [](const auto& lane) { return lane->process != nullptr; });
    if (!m_ending || anyProcess || m_ended)
        return;
    m_ended = true;
    emit ended(m_outcome);
}

void Dispatcher::report(Lane& lane)
{
    LaneStatus status;
    status.worker = lane.index;
    status.device = lane.device;
    status.name = lane.name;
    status.pid = lane.pid;
    status.state = m_paused && lane.state == LaneState::Idle ? LaneState::Paused : lane.state;
    status.pairs = lane.pairs;
    status.tokensPerSecond = lane.tokensPerSecond;
    status.pairsPerSecond = lane.pairsPerSecond;
    status.message = lane.message;
    if (!lane.inHand.empty()) {
        status.unit = job(lane.inHand.front().job).label;
        status.chunksInHand = 1;
        status.chunksWaiting = int(lane.inHand.size()) - 1;
        for (const Chunk& chunk : lane.inHand)
            (&chunk == &lane.inHand.front() ? status.pairsInHand : status.pairsWaiting) += chunk.end - chunk.begin;
    } else if (lane.loading >= 0) {
        status.unit = nameOf(m_groups[std::size_t(lane.loading)]);
    }
    if (lane.alive() && !m_ending)
        status.left = laneTimeLeft(lane.load(), loads(), m_queue.workWaiting(), guessedWork());
    emit laneChanged(status);
}

} // namespace rw
