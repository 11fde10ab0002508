// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/dispatcher.h"

#include "core/run/workerprocess.h"

#include <QElapsedTimer>
#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <utility>

namespace rw {

namespace {

constexpr int kChunksInHand = 2; // one being computed, one waiting in the worker's pipe
constexpr double kChunkSeconds = 1.0;
constexpr double kLeastChunkSeconds = 0.02; // less is lost on messages
// Until the speed of a lane is known: 1024 tokens of a model of 300 million parameters, fewer of larger ones.
constexpr std::int64_t kFirstChunkWork = 1024 * 300;
constexpr std::int64_t kFirstChunkLeast = 64;
constexpr std::int64_t kFirstChunkMost = 1024;
constexpr int kMaxDeaths = 5;      // of a lane in a row, without a finished chunk between
constexpr int kMaxFalseStarts = 2; // of a lane whose worker never came as far as a hello
constexpr int kMaxAttempts = 3;    // of a chunk that fails without ending its worker
constexpr int kRestartMs = 250;
constexpr int kAnswerCheckMs = 1000;
constexpr int kFirstAnswerMs = 30 * 60 * 1000; // a model from a slow disk, a first chunk with its warm-up
constexpr int kLeastAnswerMs = 2 * 60 * 1000;
constexpr double kSlowdown = 30; // times the expected time of a chunk

/// "v2-m3 in bf16"
QString nameOf(const protocol::Load& model)
{
    const QString folder = QFileInfo(QString::fromStdString(model.model)).fileName();
    return QStringLiteral("%1 in %2").arg(folder, QString::fromLatin1(toString(model.quantization)));
}

bool sameModel(const protocol::Load& a, const protocol::Load& b)
{
    return a.model == b.model && a.quantization == b.quantization && a.gelu == b.gelu;
}

/// The last thing that a program wrote to its standard error, without its own name before it.
QString lastLine(const QString& words)
{
    QString line = words.section(QLatin1Char('\n'), -1).trimmed();
    const QString prefix = QStringLiteral("rerank-worker: error: ");
    return line.startsWith(prefix) ? line.mid(prefix.size()) : line;
}

/// Gives each distinct model and quantization a number, in order of appearance.
std::vector<ChunkQueue::JobWork> groupJobs(const std::vector<ScoreJob>& jobs, std::vector<protocol::Load>& groups)
{
    std::vector<ChunkQueue::JobWork> work;
    for (const auto& job : jobs) {
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&job](const protocol::Load& known) { return sameModel(known, job.model); });
        if (group == groups.end()) {
            groups.push_back(job.model);
            group = std::prev(groups.end());
        } else {
            group->deepestLayer = std::max(group->deepestLayer, job.model.deepestLayer);
        }
        work.push_back({int(group - groups.begin()), job.tokens, int(job.scoresPerPair()), job.costPerToken, job.cuts});
    }
    return work;
}

} // namespace

struct Dispatcher::Lane
{
    int index = 0;
    QString device;
    QString name;
    WorkerProcess* process = nullptr;
    LaneState state = LaneState::Starting;
    int loaded = -1;  // group
    int loading = -1; // group
    std::string tokensFile;
    std::deque<Chunk> inHand;
    std::set<int> blocked;               // groups that cannot be loaded here
    std::vector<int> deathsWhileLoading; // by group
    int deathsInARow = 0;
    bool served = false; // a worker of this lane said a hello that we understand
    int batchTokens = 0;
    qint64 pid = 0;
    qint64 pairs = 0;
    // Weighted means of the last chunks: recent enough to follow a device that slows down, steady enough to read.
    double tokensPerSecond = 0;
    double pairsPerSecond = 0;
    double workPerSecond = 0;
    double deviation = 0;    // of the work per second, as a share of it
    QElapsedTimer computing; // the first chunk in hand
    QString message;
    int waitedMs = 0; // since the last answer, or since the first chunk was sent; stands still while we are stopped

    bool alive() const { return state != LaneState::Failed && state != LaneState::Ended; }
    bool ready() const { return process && (state == LaneState::Idle || state == LaneState::Scoring); }
};

Dispatcher::Dispatcher(std::vector<ScoreJob> jobs, DispatchOptions options, QObject* parent)
    : QObject(parent)
    , m_jobs(std::move(jobs))
    , m_options(std::move(options))
    , m_queue(groupJobs(m_jobs, m_groups))
    , m_jobAnnounced(m_jobs.size(), false)
    , m_jobClosed(m_jobs.size(), false)
{
    for (int i = 0; i < m_options.devices.size(); ++i) {
        auto lane = std::make_unique<Lane>();
        lane->index = i;
        lane->device = m_options.devices[i];
        lane->deathsWhileLoading.assign(m_groups.size(), 0);
        lane->batchTokens = m_options.batchTokens;
        m_lanes.push_back(std::move(lane));
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
    double speed = 0;
    double deviation = 0;
    double left = double(m_queue.workWaiting());
    for (const auto& lane : m_lanes) {
        left += workInHand(*lane);
        if (!lane->alive())
            continue;
        speed += lane->workPerSecond;
        deviation += lane->workPerSecond * lane->deviation;
    }
    if (speed <= 0)
        return {};
    // A model that never ran yet costs by its size, which is a guess.
    double guessed = 0;
    for (int group = 0; group < int(m_groups.size()); ++group)
        guessed += m_measuredGroups.contains(group) ? 0 : double(m_queue.workLeft(group));
    const double doubt = std::clamp(deviation / speed + 0.5 * guessed / std::max(left, 1.0), 0.02, 0.8);
    const double seconds = left / speed;
    return {seconds, seconds / (1 + doubt), seconds / (1 - doubt)};
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
    lane.process = new WorkerProcess(m_options.program, arguments, m_options.silenceTimeoutMs, this);
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
    lane.served = true;
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
    lane.deathsInARow = 0;
    lane.pairs += done.end - done.begin;

    measure(lane, done, result);
    lane.computing.start(); // the next one
    emit chunkScored(lane.index, done, result);
    finishChunk(done);
    feed(lane);
}

void Dispatcher::measure(Lane& lane, const Chunk& chunk, const protocol::ChunkResult& result)
{
    double seconds = 0;
    for (const auto& batch : result.batches)
        seconds += batch.warmup ? 0 : double(batch.totalNs) / 1e9;
    if (seconds <= 0)
        return;
    const auto blend = [](double& mean, double value) {
        mean = mean == 0 ? value : 0.7 * mean + 0.3 * value;
    };
    const double speed = double(chunk.work) / seconds;
    if (lane.workPerSecond > 0)
        blend(lane.deviation, std::abs(speed / lane.workPerSecond - 1));
    blend(lane.workPerSecond, speed);
    blend(lane.tokensPerSecond, double(chunk.tokens) / seconds);
    blend(lane.pairsPerSecond, double(chunk.end - chunk.begin) / seconds);
    m_measuredGroups.insert(m_queue.group(chunk.job));
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
    if (failure.retryable && chunk.attempt < kMaxAttempts) {
        ++chunk.attempt;
        // Most likely memory: smaller batches from here on.
        lane.batchTokens = std::max(64, (lane.batchTokens > 0 ? lane.batchTokens : 4096) / 2);
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
        if (chunk.deaths >= 2)
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

    ++lane.deathsInARow;
    if (loading >= 0 && ++lane.deathsWhileLoading[std::size_t(loading)] >= 2) {
        blockGroup(lane, loading, error);
        lane.deathsInARow = 0;
    }
    lane.message = what;
    if (m_ending) {
        lane.state = LaneState::Ended;
        checkEnded();
    } else if (startFailed || lane.deathsInARow >= (lane.served ? kMaxDeaths : kMaxFalseStarts)) {
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
        QTimer::singleShot(kRestartMs << (lane.deathsInARow > 0 ? lane.deathsInARow - 1 : 0), this, [this, &lane] {
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
        const auto work = chunkWork(lane);
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

double Dispatcher::workInHand(const Lane& lane) const
{
    if (lane.inHand.empty())
        return 0;
    double work = 0;
    for (const Chunk& chunk : lane.inHand)
        work += double(chunk.work);
    const double done = double(lane.computing.elapsed()) / 1000 * lane.workPerSecond;
    return work - std::min(done, double(lane.inHand.front().work));
}

/// Chunks of a second. Towards the end of the run each lane gets half of what it could still do until all are done
/// together, so that the last chunks are small; nothing where it has enough in hand already.
std::int64_t Dispatcher::chunkWork(const Lane& lane) const
{
    if (lane.workPerSecond <= 0)
        return std::clamp(kFirstChunkWork, kFirstChunkLeast * m_queue.nextCost(lane.loaded, lane.blocked),
                          kFirstChunkMost * m_queue.nextCost(lane.loaded, lane.blocked));
    double speed = 0;
    double left = double(m_queue.workWaiting());
    for (const auto& other : m_lanes) {
        left += workInHand(*other);
        speed += other->alive() ? other->workPerSecond : 0;
    }
    const double share = left / speed * lane.workPerSecond - workInHand(lane);
    const double least = kLeastChunkSeconds * lane.workPerSecond;
    if (share < 2 * least)
        return lane.inHand.empty() ? std::int64_t(least) : 0;
    return std::int64_t(std::min(kChunkSeconds * lane.workPerSecond, share / 2));
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
        emit jobDone(chunk.job);
    }
    if (m_queue.allDone())
        beginEnd(RunOutcome::Kind::Finished);
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
        if (lane->process && waiting && lane->waitedMs > answerTimeoutMs(*lane))
            lane->process->abandon(tr("did not answer for %1 s").arg(lane->waitedMs / 1000));
    }
}

int Dispatcher::answerTimeoutMs(const Lane& lane) const
{
    if (m_options.answerTimeoutMs > 0)
        return m_options.answerTimeoutMs;
    if (lane.workPerSecond <= 0 || lane.inHand.empty())
        return kFirstAnswerMs;
    const double expected = 1000 * double(lane.inHand.front().work) / lane.workPerSecond;
    return std::max(kLeastAnswerMs, int(std::min(kSlowdown * expected, 24.0 * 3600 * 1000)));
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
        status.chunkTotal = lane.inHand.front().end - lane.inHand.front().begin;
    } else if (lane.loading >= 0) {
        status.unit = nameOf(m_groups[std::size_t(lane.loading)]);
    }
    emit laneChanged(status);
}

} // namespace rw
