// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/livescorer.h"

#include "core/run/workerdevices.h"
#include "core/run/workerprocess.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace rw {

namespace {

constexpr int kIdleMs = 5 * 60 * 1000;
constexpr int kSilenceMs = 20000;
constexpr double kUsableShare = 0.9; // of the memory of a GPU

double seconds(std::int64_t nanoseconds)
{
    return double(nanoseconds) / 1e9;
}

std::string gib(std::int64_t bytes)
{
    return QLocale::c().toString(double(bytes) / (1 << 30), 'f', 1).toStdString() + " GiB";
}

std::string nameOf(const Experiment::ModelEntry& entry)
{
    std::string name = entry.path.string();
    for (const int layer : entry.cutoffLayers)
        name += " " + std::to_string(layer);
    return name;
}

} // namespace

/// One process that holds one model.
struct LiveScorer::Worker
{
    WorkerProcess* process = nullptr;
    std::string key; // device, model and everything that loading depends on
    QString device;
    protocol::Load load;
    std::int64_t bytes = 0;       // of the model, predicted
    std::int64_t deviceBytes = 0; // as the worker says
    bool greeted = false;
    bool loaded = false;
};

LiveScorer::LiveScorer(const QString& program, QObject* parent)
    : QObject(parent)
    , m_program(program)
    , m_idleMs(kIdleMs)
{
    m_idle.setSingleShot(true);
    m_idle.setParent(this);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        if (!m_question)
            release();
    });
}

LiveScorer::~LiveScorer()
{
    for (Worker& worker : m_workers)
        delete worker.process;
}

void LiveScorer::setIdleTimeout(int ms)
{
    m_idleMs = ms;
    if (!m_question && !m_workers.empty())
        m_idle.start(m_idleMs);
}

void LiveScorer::ask(const LiveQuestion& question)
{
    cancel();
    m_cancelled = false;
    m_idle.stop();
    m_question = question;
    m_model = -1;
    next();
}

void LiveScorer::cancel()
{
    if (!m_question)
        return;
    if (Worker* worker = find(m_inHand)) {
        if (!worker->loaded)
            stop(*worker);
        else
            worker->process->send(protocol::Cancel{});
    }
    finish(true);
}

void LiveScorer::finish(bool cancelled)
{
    const int number = m_question->number;
    m_question.reset();
    m_model = -1;
    ++m_turn;
    m_inHand.clear();
    m_pairs = {};
    m_idle.start(m_idleMs);
    emit done(number, cancelled);
}

/// In a turn of the event loop of its own, so that a cancel which waits there comes first.
void LiveScorer::next()
{
    m_inHand.clear();
    if (++m_model == int(m_question->models.size()))
        return finish(false);
    const int turn = ++m_turn;
    emit stepReached(m_question->number, m_model, Step::Reading);
    QMetaObject::invokeMethod(
        this,
        [this, turn] {
            if (turn == m_turn && m_question)
                prepare();
        },
        Qt::QueuedConnection);
}

void LiveScorer::giveUp(const Error& error)
{
    emit failed(m_question->number, m_model, error);
    next();
}

void LiveScorer::prepare()
{
    m_begunNs = monotonicNs();
    const Preparation steps([](const std::string&, std::int64_t, std::int64_t) {}, m_cancelled);
    const std::string name = nameOf(entry());
    auto known = m_models.find(name);
    if (known == m_models.end()) {
        auto model = steps.model(entry());
        if (!model)
            return giveUp(model.error());
        known = m_models.emplace(name, std::move(*model)).first;
    }
    PreparedModel& model = known->second;
    model.name = entry().name;
    model.instructions = entry().instructions;
    std::vector<std::pair<int, int>> pairs;
    TextList passages;
    for (const auto& text : m_question->passages)
        passages.push_back(text);
    for (std::size_t passage = 0; passage < m_question->passages.size(); ++passage)
        pairs.emplace_back(0, int(passage));
    // A file for each question would fill the cache of the runs.
    auto prepared = steps.tokens(model, {m_question->query}, passages, pairs, m_folder.path().toStdString());
    if (m_cancelled)
        return; // who interrupted says what comes instead
    if (!prepared)
        return giveUp(prepared.error());
    m_pairs = std::move(*prepared);
    const std::vector limits{LengthLimits::of(m_question->maxLength)};
    const auto rows = Preparation::rows(m_pairs, limits, std::vector<bool>(pairs.size(), true), 0);
    m_job = Preparation::job(model, m_question->quantization, m_pairs, rows, limits);
    m_order = rows.order;
    m_answer = {};
    m_answer.question = m_question->number;
    m_answer.model = m_model;
    m_answer.cutoffLayer = model.cutoffLayers.empty() ? 0 : model.cutoffLayers.back();
    // The score is that of the deepest layer: the others would be sent and thrown away.
    if (!model.cutoffLayers.empty())
        m_job.cutoffLayers = {model.cutoffLayers.back()};
    for (const auto& pair : pairs) {
        const TokenCache& tokens = *m_pairs.tokens;
        const auto query = tokens.query(m_pairs.pairs[2 * std::size_t(pair.second)]);
        const auto passage = tokens.passage(m_pairs.pairs[2 * std::size_t(pair.second) + 1]);
        m_answer.inputs.push_back(modelInput(tokens.assembler(), *model.tokenizer, {query.begin(), query.end()},
                                             {passage.begin(), passage.end()}, limits.front()));
    }
    begin(model.folder.memoryBytes(m_question->quantization));
}

/// Takes the worker that has the model, or starts one.
void LiveScorer::begin(std::int64_t bytes)
{
    m_inHand = m_question->device.toStdString() + "\n" + m_job.model.model + "\n" +
               std::string(toString(m_job.model.quantization)) + "\n" + std::to_string(m_job.model.deepestLayer);
    const auto known = std::find_if(m_workers.begin(), m_workers.end(),
                                    [this](const Worker& worker) { return worker.key == m_inHand; });
    if (known != m_workers.end()) {
        m_workers.splice(m_workers.begin(), m_workers, known);
        m_answer.wasWarm = known->loaded;
        return known->loaded ? score(*known) : emit stepReached(m_question->number, m_model, Step::Loading);
    }
    if (const auto status = makeRoom(bytes); !status)
        return giveUp(status.error());
    Worker& worker = m_workers.emplace_front();
    worker.key = m_inHand;
    worker.device = m_question->device;
    worker.load = m_job.model;
    worker.load.threads = workerThreads(0, {worker.device});
    worker.bytes = bytes;
    worker.process = new WorkerProcess(
        m_program,
        {QStringLiteral("--device"), worker.device, QStringLiteral("--threads"), QString::number(worker.load.threads)},
        kSilenceMs, this);
    connect(worker.process, &WorkerProcess::answered, this,
            [this, &worker](const protocol::Answer& answer) { handle(worker, answer); });
    connect(worker.process, &WorkerProcess::ended, this,
            [this, &worker](const QString& reason) { gone(worker, reason); });
    emit stepReached(m_question->number, m_model, Step::Starting);
    emit warmChanged(warmWorkers());
    worker.process->start();
}

/// Ends the models used longest ago until another one fits.
Status LiveScorer::makeRoom(std::int64_t bytes)
{
    const bool processor = m_question->device == QStringLiteral("cpu");
    std::int64_t free = processor ? std::int64_t(processorInfo().freeBytes) : std::numeric_limits<std::int64_t>::max();
    if (!processor) {
        for (const Worker& worker : m_workers) // one of them has said what the device has
            if (worker.device == m_question->device && worker.deviceBytes > 0)
                free = std::int64_t(kUsableShare * double(worker.deviceBytes));
        for (const Worker& worker : m_workers)
            free -= worker.device == m_question->device ? worker.bytes : 0;
    }
    while (bytes > free) {
        const auto last = std::find_if(m_workers.rbegin(), m_workers.rend(),
                                       [this](const Worker& worker) { return worker.device == m_question->device; });
        if (last == m_workers.rend())
            return Error{"the model needs " + gib(bytes) + ", " + gib(std::max<std::int64_t>(free, 0)) + " are free",
                         {},
                         "Choose a smaller quantization or another device."};
        free += last->bytes;
        stop(*last);
    }
    return ok();
}

LiveScorer::Worker* LiveScorer::find(const std::string& key)
{
    const auto found =
        std::find_if(m_workers.begin(), m_workers.end(), [&](const Worker& worker) { return worker.key == key; });
    return found == m_workers.end() ? nullptr : &*found;
}

void LiveScorer::score(Worker& worker)
{
    emit stepReached(m_question->number, m_model, Step::Scoring);
    worker.process->send(protocol::OpenTokens{m_job.tokensFile});
    protocol::Score request;
    request.chunk = ++m_chunk;
    request.limits = m_job.limits;
    request.cutoffLayers = m_job.cutoffLayers;
    request.pairs = m_job.pairs;
    worker.process->send(request);
}

void LiveScorer::handle(Worker& worker, const protocol::Answer& answer)
{
    const bool inHand = worker.key == m_inHand;
    if (const auto* hello = std::get_if<protocol::Hello>(&answer)) {
        if (hello->version != protocol::kVersion || hello->engine != protocol::kEngineVersion)
            return worker.process->abandon(tr("belongs to another version of this program"));
        worker.greeted = true;
        worker.deviceBytes = hello->memoryBytes;
        worker.process->send(worker.load);
        if (inHand)
            emit stepReached(m_question->number, m_model, Step::Loading);
    } else if (!worker.greeted) {
        worker.process->abandon(tr("did not begin with a hello"));
    } else if (std::holds_alternative<protocol::Loaded>(answer)) {
        worker.loaded = true;
        if (inHand) {
            m_answer.loadSeconds = seconds(monotonicNs() - m_begunNs);
            score(worker);
        }
    } else if (const auto* failure = std::get_if<protocol::Failure>(&answer)) {
        const Error error = failure->error;
        const bool ours = inHand && (failure->chunk < 0 || failure->chunk == m_chunk);
        if (failure->chunk < 0) // without a model, or unable to map files: of no more use
            stop(worker);
        if (ours)
            giveUp(error);
    } else if (const auto* result = std::get_if<protocol::ChunkResult>(&answer)) {
        if (inHand && result->chunk == m_chunk) // else of a question that was cancelled
            take(*result);
    }
}

void LiveScorer::take(const protocol::ChunkResult& result)
{
    if (result.scores.size() != m_order.size()) {
        if (Worker* worker = find(m_inHand))
            stop(*worker);
        return giveUp({"the worker answered " + std::to_string(result.scores.size()) + " scores where " +
                       std::to_string(m_order.size()) + " were due"});
    }
    m_answer.scores.assign(m_order.size(), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < m_order.size(); ++i)
        m_answer.scores[std::size_t(m_order[i])] = result.scores[i];
    m_answer.ranking.resize(m_order.size());
    std::iota(m_answer.ranking.begin(), m_answer.ranking.end(), 0);
    std::stable_sort(m_answer.ranking.begin(), m_answer.ranking.end(), [this](int a, int b) {
        const auto value = [this](int passage) {
            const float score = m_answer.scores[std::size_t(passage)];
            return std::isnan(score) ? -std::numeric_limits<float>::infinity() : score;
        };
        return value(a) > value(b);
    });
    for (const auto& batch : result.batches)
        m_answer.scoreSeconds += seconds(batch.totalNs);
    m_answer.totalSeconds = seconds(monotonicNs() - m_begunNs);
    emit answered(m_answer);
    next();
}

void LiveScorer::stop(Worker& worker)
{
    // It ends by itself; nothing that it says is heard any more.
    WorkerProcess* process = worker.process;
    process->disconnect(this);
    connect(process, &WorkerProcess::ended, process, &QObject::deleteLater);
    process->stop();
    m_workers.remove_if([&](const Worker& one) { return one.process == process; });
    emit warmChanged(warmWorkers());
}

void LiveScorer::gone(Worker& worker, const QString& reason)
{
    const bool inHand = worker.key == m_inHand;
    Error error{"the worker on " + worker.device.toStdString() + " " + reason.toStdString(),
                worker.process->lastWords().toStdString(),
                {}};
    WorkerProcess* process = worker.process;
    process->deleteLater();
    m_workers.remove_if([&](const Worker& one) { return one.process == process; });
    emit warmChanged(warmWorkers());
    if (inHand && m_question)
        giveUp(error);
}

void LiveScorer::release()
{
    cancel();
    m_idle.stop();
    while (!m_workers.empty())
        stop(m_workers.front());
    m_models.clear(); // the folders may be others by the next question
}

} // namespace rw
