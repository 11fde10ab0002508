// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/runcontroller.h"

#include "core/run/dispatcher.h"
#include "core/run/runplan.h"
#include "core/run/workerprocess.h"
#include "core/store/writerthread.h"

#include <QElapsedTimer>
#include <QMetaMethod>
#include <QThreadPool>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

namespace rw {

namespace {
constexpr int kProgressMs = 100;
constexpr int kCheckMs = 1000;
constexpr int kLookMs = 2000;                    // between two evaluations of the unit at work
constexpr int kLookShare = 20;                   // or so many times what the last one took
constexpr std::int64_t kMostLivePairs = 200'000; // a cancel waits for an evaluation
} // namespace

class RunController::Private
{
public:
    explicit Private(RunController* controller)
        : q(controller)
    {
        pool.setMaxThreadCount(1);
    }

    void prepare();
    void dispatch(RunPlan ready);
    void connectDispatcher();
    void workerStarted(int lane, const protocol::Hello& hello, qint64 pid);
    void chunkScored(int lane, const Chunk& chunk, const protocol::ChunkResult& result);
    void postRequest(int lane, const Chunk& chunk, const protocol::ChunkResult& result);
    void chunkSetAside(const Chunk& chunk, const Error& error);
    void jobDone(int job, const Error* error);
    void closePass(Pass& pass);
    void evaluateLater(const UnitStatus& finished);
    void setUnitState(UnitStatus& unit, UnitState state, const QString& message);
    void failPairs(Pass& pass, const std::vector<std::int32_t>& pairs, const Error& error);
    void checkWorkspace();
    void evaluateSoFar();
    void sendProgress();
    void log(LogEntry::Level level, const QString& text);
    void finish(const RunOutcome& outcome);
    void conclude();
    double seconds() const;
    const JobPlan& planOf(int job) const { return plan.jobPlans[std::size_t(job)]; }
    Pass& pass(int index) { return plan.passes[std::size_t(index)]; }

    RunController* q;
    Request request;
    QString workerProgram;
    std::thread preparation;
    std::atomic<bool> cancelled = false;
    bool running = false;
    bool paused = false;

    RunPlan plan;
    std::unique_ptr<RunWriter> writer;
    std::unique_ptr<Dispatcher> dispatcher;
    std::vector<std::string> gpuProblems; // by lane: what was said of its GPU
    std::vector<std::int64_t> workerIds;  // by lane: its row, of the present process
    std::int64_t startNs = 0;             // monotonic clock at the start of dispatching
    QElapsedTimer clock;
    QTimer progressTimer;
    QThreadPool pool;         // evaluates finished units, and the one at work
    QElapsedTimer sinceCheck; // of the workspace file
    QElapsedTimer sinceLook;
    qint64 nextLookMs = 0;
    RunProgress progress;
    Error storeFailure;
    std::optional<RunOutcome> concluding; // set: all is scored, and waits for being saved
};

RunController::RunController(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    d->progressTimer.setParent(this); // goes along when this is moved to another thread
    d->progressTimer.setInterval(kProgressMs);
    connect(&d->progressTimer, &QTimer::timeout, this, [this] {
        d->checkWorkspace();
        d->evaluateSoFar();
        d->sendProgress();
    });
}

RunController::~RunController()
{
    d->cancelled = true;
    if (d->preparation.joinable())
        d->preparation.join();
    d->dispatcher.reset();
    d->plan.workspace.reset(); // the last to ask for an evaluation
    d->pool.waitForDone();
}

bool RunController::isRunning() const
{
    return d->running;
}

void RunController::start(const Request& request)
{
    Q_ASSERT(!d->running);
    d->request = request;
    d->workerProgram = request.workerProgram.isEmpty() ? WorkerProcess::defaultProgram() : request.workerProgram;
    d->running = true;
    d->paused = false;
    d->cancelled = false;
    d->progress = {};
    d->sinceLook.invalidate();
    d->sinceCheck.start();
    d->storeFailure = {};
    d->clock.start();
    if (d->preparation.joinable())
        d->preparation.join();
    d->preparation = std::thread([this] { d->prepare(); });
}

void RunController::setPaused(bool paused)
{
    d->paused = paused;
    if (d->dispatcher)
        d->dispatcher->setPaused(paused);
}

void RunController::cancel()
{
    d->cancelled = true; // the preparation looks at it
    if (d->dispatcher)
        d->dispatcher->cancel();
    d->conclude();
}

/// In the preparation thread.
void RunController::Private::prepare()
{
    QElapsedTimer lastSent;
    std::mutex mutex; // progress of tokenising comes from several threads
    const Preparation::Progress send = [&](const std::string& phase, std::int64_t done, std::int64_t total) {
        const std::lock_guard lock(mutex);
        if (lastSent.isValid() && lastSent.elapsed() < kProgressMs && done != 0)
            return;
        lastSent.start();
        RunProgress preparing;
        preparing.phase = QString::fromStdString(phase);
        preparing.done = done;
        preparing.total = total;
        QMetaObject::invokeMethod(
            q, [this, preparing] { emit q->progressed(preparing); }, Qt::QueuedConnection);
    };
    const Preparation steps(send, cancelled);
    auto result = std::make_shared<Result<RunPlan>>(planRun(request, workerProgram, steps, send));
    QMetaObject::invokeMethod(
        q,
        [this, result] {
            if (*result)
                dispatch(std::move(**result));
            else
                finish({cancelled ? RunOutcome::Kind::Cancelled : RunOutcome::Kind::Failed, 0, 0, result->error()});
        },
        Qt::QueuedConnection);
}

void RunController::Private::dispatch(RunPlan ready)
{
    plan = std::move(ready);
    writer = std::make_unique<RunWriter>(*plan.workspace);
    for (const auto& warning : plan.warnings)
        log(LogEntry::Level::Warning, QString::fromStdString(warning));
    if (cancelled) {
        finish({RunOutcome::Kind::Cancelled, plan.run, 0, {}});
        return;
    }
    plan.workspace->writer().onFailure([this](const Error& error) {
        QMetaObject::invokeMethod(
            q,
            [this, error] {
                storeFailure = error;
                if (dispatcher)
                    dispatcher->cancel();
                conclude(); // where that is what we wait for
            },
            Qt::QueuedConnection);
    });

    const int repeats = request.experiment.repeats;
    progress.phase = QStringLiteral("Scoring");
    progress.run = plan.run;
    for (auto& pass : plan.passes) {
        progress.total += pass.pairs * repeats;
        progress.reused += pass.reused * repeats;
        progress.unitsTotal += int(pass.units.size());
        for (const auto& unit : pass.units)
            emit q->unitChanged(unit);
    }
    progress.done = progress.reused;
    emit q->planned(plan.summary);
    if (!plan.resumed && progress.reused > 0)
        log(LogEntry::Level::Info, tr("%1 of %2 scores are in the workspace already and are taken from there")
                                       .arg(progress.reused)
                                       .arg(progress.total));
    if (plan.resumed)
        log(LogEntry::Level::Info, tr("Going on with run %1: %2 of %3 pairs are scored already")
                                       .arg(plan.run)
                                       .arg(progress.reused)
                                       .arg(progress.total));

    DispatchOptions options;
    options.program = workerProgram;
    options.devices = plan.devices;
    options.threads = plan.threads;
    options.batchTokens = request.experiment.batchTokens;
    dispatcher = std::make_unique<Dispatcher>(std::move(plan.jobs), options);
    workerIds.assign(std::size_t(plan.devices.size()), 0);
    gpuProblems.assign(std::size_t(plan.devices.size()), {});
    connectDispatcher();
    startNs = monotonicNs();
    progressTimer.start();
    dispatcher->setPaused(paused);
    dispatcher->start();
}

void RunController::Private::connectDispatcher()
{
    Dispatcher* from = dispatcher.get();
    connect(from, &Dispatcher::workerStarted, q,
            [this](int lane, const protocol::Hello& hello, qint64 pid) { workerStarted(lane, hello, pid); });
    connect(from, &Dispatcher::workerEnded, q, [this](int lane, const QString& reason) {
        if (const auto id = std::exchange(workerIds[std::size_t(lane)], 0); id > 0)
            writer->postWorkerEnd(id, seconds(), reason.toStdString());
    });
    connect(from, &Dispatcher::chunkScored, q,
            [this](int lane, const Chunk& chunk, const protocol::ChunkResult& result) {
                chunkScored(lane, chunk, result);
            });
    connect(from, &Dispatcher::chunkSetAside, q,
            [this](const Chunk& chunk, const Error& error) { chunkSetAside(chunk, error); });
    connect(from, &Dispatcher::jobStarted, q, [this](int job) {
        for (const int index : planOf(job).passes) {
            for (auto& unit : pass(index).units) {
                if (unit.state == UnitState::Queued)
                    setUnitState(unit, UnitState::Running, {});
            }
        }
    });
    connect(from, &Dispatcher::jobDone, q, [this](int job) { jobDone(job, nullptr); });
    connect(from, &Dispatcher::jobFailed, q, [this](int job, const Error& error) { jobDone(job, &error); });
    connect(from, &Dispatcher::laneChanged, q, &RunController::laneChanged);
    connect(from, &Dispatcher::sampled, q, [this](int lane, const DeviceUse& use) {
        if (const auto id = workerIds[std::size_t(lane)]; id > 0)
            writer->postSample(id, seconds(), use);
        std::string& known = gpuProblems[std::size_t(lane)];
        if (!use.problem.empty() && use.problem != known)
            log(LogEntry::Level::Warning, tr("Worker %1: %2; what could not be read is not measured")
                                              .arg(lane + 1)
                                              .arg(QString::fromStdString(use.problem)));
        known = use.problem;
        emit q->sampled({lane, seconds(), use});
    });
    connect(from, &Dispatcher::logged, q, [this](LogEntry::Level level, const QString& text) { log(level, text); });
    connect(from, &Dispatcher::ended, q, [this](RunOutcome outcome) {
        outcome.run = plan.run;
        finish(outcome);
    });
}

void RunController::Private::workerStarted(int lane, const protocol::Hello& hello, qint64 pid)
{
    RunWriter::NewWorker worker;
    worker.lane = lane;
    worker.device = hello.device;
    worker.name = hello.name;
    worker.build = hello.build;
    worker.libtorch = hello.libtorch;
    worker.driver = hello.driver;
    worker.features = hello.features;
    worker.threads = plan.threads;
    worker.pid = pid;
    worker.started = seconds();
    const std::int64_t id = plan.nextWorker++;
    workerIds[std::size_t(lane)] = id;
    writer->postWorker(plan.run, id, worker);
    log(LogEntry::Level::Info, tr("Worker %1 is process %2 on %3 (%4), LibTorch %5")
                                   .arg(lane + 1)
                                   .arg(pid)
                                   .arg(QString::fromStdString(hello.device), QString::fromStdString(hello.name),
                                        QString::fromStdString(hello.libtorch)));
}

void RunController::Private::chunkScored(int lane, const Chunk& chunk, const protocol::ChunkResult& result)
{
    const JobPlan& job = planOf(chunk.job);
    const int count = chunk.end - chunk.begin;
    std::vector<RunWriter::Scored> scores;
    std::vector<std::vector<std::int32_t>> notFinite(job.passes.size());
    auto score = result.scores.begin();
    for (int position = chunk.begin; position < chunk.end && job.repeat == 0; ++position) {
        const auto pair = job.order[std::size_t(position)];
        for (std::size_t length = 0; length < job.passes.size(); ++length) {
            bool finite = true;
            for (const auto& unit : pass(job.passes[length]).units) {
                finite = finite && std::isfinite(*score);
                if (std::isfinite(*score))
                    scores.push_back({unit.unit, pair, *score});
                ++score;
            }
            if (!finite)
                notFinite[length].push_back(pair);
        }
    }
    std::vector<BatchRecord> batches;
    for (const auto& batch : result.batches) {
        BatchRecord record;
        record.unit = pass(job.passes.front()).units.front().unit;
        record.lengths = batch.lengths;
        record.pairs = batch.pairs;
        record.tokens = batch.tokens;
        record.longest = batch.longest;
        record.startSeconds = plan.secondsOffset + double(batch.startNs - startNs) / 1e9;
        record.queueNs = batch.queueNs;
        record.tokeniseNs = 0; // ids come from the token cache, which was made before the first worker started
        record.copyNs = batch.copyNs;
        record.assembleNs = batch.assembleNs;
        record.forwardNs = batch.forwardNs;
        record.postNs = batch.postNs;
        record.totalNs = batch.totalNs;
        record.attempt = chunk.attempt;
        record.warmup = batch.warmup;
        record.repeat = job.repeat;
        batches.push_back(record);
    }
    writer->postChunk(std::move(scores), workerIds[std::size_t(lane)], std::move(batches));
    postRequest(lane, chunk, result);
    progress.done += count * qint64(job.passes.size());
    for (std::size_t length = 0; length < job.passes.size(); ++length) {
        Pass& scored = pass(job.passes[length]);
        if (!notFinite[length].empty())
            failPairs(scored, notFinite[length], {"the score is not a finite number"});
        for (auto& unit : scored.units) {
            unit.done += job.repeat == 0 ? count : 0;
            emit q->unitChanged(unit);
        }
    }
}

void RunController::Private::postRequest(int lane, const Chunk& chunk, const protocol::ChunkResult& result)
{
    const JobPlan& job = planOf(chunk.job);
    const auto first = std::size_t(chunk.begin);
    const int pairs = chunk.end - chunk.begin;
    // Half a query, of which the rest was scored before an interruption, is no sample.
    if (job.queryOf.empty() || job.candidatesOf[first] != pairs)
        return;
    RunWriter::Request query;
    query.unit = pass(job.passes.front()).units.front().unit;
    query.query = job.queryOf[first];
    query.pairs = pairs;
    for (const auto& batch : result.batches)
        query.tokens += batch.warmup ? 0 : batch.tokens; // of its rows, as in every batch
    query.started = plan.secondsOffset + double(chunk.sentNs - startNs) / 1e9;
    query.totalNs = monotonicNs() - chunk.sentNs;
    query.attempt = chunk.attempt;
    query.repeat = job.repeat;
    query.warmup = std::any_of(result.batches.begin(), result.batches.end(),
                               [](const protocol::Batch& batch) { return batch.warmup; });
    writer->postRequest(workerIds[std::size_t(lane)], query);
}

void RunController::Private::chunkSetAside(const Chunk& chunk, const Error& error)
{
    const JobPlan& job = planOf(chunk.job);
    const std::vector<std::int32_t> pairs(job.order.begin() + chunk.begin, job.order.begin() + chunk.end);
    log(LogEntry::Level::Error, tr("%1 pairs of %2 were set aside: %3")
                                    .arg(pairs.size())
                                    .arg(dispatcher->job(chunk.job).label, QString::fromStdString(error.what)));
    if (job.repeat == 0) {
        progress.pairsSetAside += qint64(pairs.size());
        progress.setAsideWhy = QString::fromStdString(error.what);
    }
    for (const int index : job.passes) {
        // A later repeat only measures: the pairs may well have their scores.
        if (job.repeat == 0)
            failPairs(pass(index), pairs, error);
        progress.done += chunk.end - chunk.begin;
    }
}

void RunController::Private::failPairs(Pass& pass, const std::vector<std::int32_t>& pairs, const Error& error)
{
    if (pass.pairsFailed == 0)
        pass.error = error;
    pass.pairsFailed += std::int64_t(pairs.size());
    for (const auto& unit : pass.units) {
        for (const auto pair : pairs)
            writer->postProblem(plan.run, unit.unit, pair, error.what, error.detail);
    }
}

void RunController::Private::jobDone(int job, const Error* error)
{
    for (const int index : planOf(job).passes) {
        Pass& served = pass(index);
        if (error && served.error.what.empty())
            served.error = *error;
        if (--served.jobsLeft == 0)
            closePass(served);
    }
}

void RunController::Private::closePass(Pass& pass)
{
    const bool failed = !pass.error.what.empty();
    QString message;
    if (pass.pairsFailed > 0)
        message = tr("%1 of %2 pairs have no score: %3")
                      .arg(pass.pairsFailed)
                      .arg(pass.pairs)
                      .arg(QString::fromStdString(pass.error.what));
    else if (failed)
        message = QString::fromStdString(pass.error.what);
    for (auto& unit : pass.units) {
        setUnitState(unit, failed ? UnitState::Failed : UnitState::Finished, message);
        if (failed) {
            ++progress.unitsFailed;
            if (pass.pairsFailed == 0)
                writer->postProblem(plan.run, unit.unit, -1, pass.error.what, pass.error.detail);
        } else {
            ++progress.unitsDone;
            evaluateLater(unit);
        }
    }
}

void RunController::Private::setUnitState(UnitStatus& unit, UnitState state, const QString& message)
{
    unit.state = state;
    unit.message = message;
    writer->postUnitStatus(unit.unit, toString(state), message.toStdString());
    emit q->unitChanged(unit);
}

void RunController::Private::evaluateLater(const UnitStatus& finished)
{
    // Only for who looks on: a command line evaluates at the end, and with its own measures.
    if (!q->isSignalConnected(QMetaMethod::fromSignal(&RunController::unitChanged)))
        return;
    const auto evaluate = [this, unit = UnitStatus(finished), file = plan.workspace->path()]() mutable {
        auto reader = WorkspaceReader::open(file);
        const auto measures = parseMeasure("nDCG@10");
        if (!reader || !measures)
            return;
        const auto evaluation = (*reader)->evaluateUnit(unit.unit, *measures);
        if (!evaluation || evaluation->scoredQueries == 0)
            return;
        unit.ndcg10 = evaluation->mean.front();
        QMetaObject::invokeMethod(
            q, [this, unit] { emit q->unitChanged(unit); }, Qt::QueuedConnection);
    };
    plan.workspace->writer().whenCommitted([this, evaluate] { pool.start(evaluate); });
}

/// SQLite goes on writing beside a file that was moved away, all night if need be, and nobody finds it there.
void RunController::Private::checkWorkspace()
{
    if (!storeFailure.what.empty() || sinceCheck.elapsed() < kCheckMs)
        return;
    sinceCheck.start();
    if (plan.workspace->isInPlace())
        return;
    const std::string file = plan.workspace->path().string();
    storeFailure = {file + ": the workspace was moved or removed while the run went on",
                    {},
                    "move it back to its place, where " + file + "-wal has what is newest, then go on with --resume"};
    dispatcher->cancel();
}

/// A look at the unit at work now and then, such that it takes a small share of one core.
void RunController::Private::evaluateSoFar()
{
    if (pool.activeThreadCount() > 0 || (sinceLook.isValid() && sinceLook.elapsed() < nextLookMs))
        return;
    std::int64_t unit = 0;
    for (const auto& one : plan.passes) {
        if (one.units.front().state == UnitState::Running && one.pairs <= kMostLivePairs && unit == 0)
            unit = one.units.front().unit;
    }
    if (unit == 0)
        return;
    sinceLook.start();
    nextLookMs = kLookMs;
    pool.start([this, unit, run = plan.run, file = plan.workspace->path()] {
        QElapsedTimer duration;
        duration.start();
        auto reader = WorkspaceReader::open(file);
        const auto measures = parseMeasure("nDCG@10");
        if (!reader || !measures)
            return;
        const auto evaluation = (*reader)->evaluateUnit(unit, *measures);
        if (!evaluation)
            return;
        const std::optional<double> ndcg =
            evaluation->scoredQueries > 0 ? std::optional(evaluation->mean.front()) : std::nullopt;
        QMetaObject::invokeMethod(
            q,
            [this, run, ndcg, complete = evaluation->scoredQueries, judged = evaluation->judgedQueries,
             took = duration.elapsed()] {
                if (plan.run != run)
                    return; // that run is over
                nextLookMs = std::max<qint64>(kLookMs, kLookShare * took);
                progress.ndcg10SoFar = ndcg;
                progress.queriesComplete = complete;
                progress.queriesJudged = judged;
            },
            Qt::QueuedConnection);
    });
}

void RunController::Private::sendProgress()
{
    progress.pairsPerSecond = dispatcher->pairsPerSecond();
    progress.tokensPerSecond = dispatcher->tokensPerSecond();
    progress.left = dispatcher->timeLeft();
    progress.secondsRunning = double(clock.elapsed()) / 1000;
    emit q->progressed(progress);
}

void RunController::Private::log(LogEntry::Level level, const QString& text)
{
    emit q->logged({QDateTime::currentDateTime(), level, text});
}

double RunController::Private::seconds() const
{
    return plan.secondsOffset + double(monotonicNs() - startNs) / 1e9;
}

void RunController::Private::finish(const RunOutcome& outcome)
{
    if (dispatcher)
        sendProgress();
    progressTimer.stop();
    concluding = outcome;
    if (outcome.kind != RunOutcome::Kind::Finished || !writer || !storeFailure.what.empty()) {
        conclude();
        return;
    }
    // What was scored is saved first, however long another program has the workspace locked; only a cancel is faster.
    plan.workspace->writer().whenCommitted([this] {
        QMetaObject::invokeMethod(
            q, [this] { conclude(); }, Qt::QueuedConnection);
    });
}

void RunController::Private::conclude()
{
    if (!concluding)
        return;
    RunOutcome outcome = *std::exchange(concluding, std::nullopt);
    if (!storeFailure.what.empty()) {
        outcome.kind = RunOutcome::Kind::Failed;
        outcome.error = storeFailure;
    }
    if (outcome.kind != RunOutcome::Kind::Finished)
        pool.clear(); // a cancel does not wait for evaluations that have not begun
    pool.waitForDone();
    outcome.unitsFailed = progress.unitsFailed;
    if (writer && plan.run > 0) {
        static constexpr const char* names[] = {"finished", "cancelled", "failed"};
        const auto status = writer->finish(plan.run, names[int(outcome.kind)], outcome.error.what);
        if (!status && outcome.kind != RunOutcome::Kind::Failed) {
            outcome.kind = RunOutcome::Kind::Failed;
            outcome.error = status.error();
        }
    }
    writer.reset();
    plan = {}; // what was still to be committed is, and may ask for an evaluation
    pool.clear();
    pool.waitForDone();
    // The dispatcher may be what called us.
    if (dispatcher)
        dispatcher.release()->deleteLater();
    // Behind the last news of the evaluation: nothing comes after the end.
    QMetaObject::invokeMethod(
        q,
        [this, outcome] {
            running = false;
            emit q->ended(outcome);
        },
        Qt::QueuedConnection);
}

} // namespace rw
