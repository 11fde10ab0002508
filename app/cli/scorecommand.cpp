// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/scorecommand.h"

#include "app/cli/interrupt.h"
#include "app/cli/pairoptions.h"
#include "app/cli/progressline.h"
#include "core/data/pairlist.h"
#include "core/run/dispatcher.h"
#include "core/run/preparation.h"
#include "core/run/workerdevices.h"
#include "core/run/workerprocess.h"

#include <QCoreApplication>
#include <QFile>
#include <QSaveFile>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

constexpr float kNoScore = std::numeric_limits<float>::quiet_NaN();

struct ScoreOptions
{
    PairOptions pair;
    Gelu gelu = Gelu::Auto;
    std::optional<Quantization> quantization;
    bool automaticQuantization = false;
    std::vector<std::string> devices = {"auto"};
    int threads = 0;
    int batchTokens = 0;
    std::vector<int> cutoffLayers;
    bool normalize = false;
    QString output;
};

Result<std::vector<int>> layerList(const QString& text)
{
    std::vector<int> layers;
    for (const auto& part : text.split(u',')) {
        bool isNumber = false;
        layers.push_back(part.trimmed().toInt(&isNumber));
        if (!isNumber || layers.back() < 1)
            return Error{"--cutoff-layers must be numbers separated by commas, not \"" + text.toStdString() + "\""};
    }
    return layers;
}

Result<ScoreOptions> readOptions(const QCommandLineParser& parser)
{
    auto pair = readPairOptions(parser);
    if (!pair)
        return pair.error();
    ScoreOptions options;
    options.pair = std::move(*pair);
    if (parser.isSet(u"gelu"_s)) {
        const auto gelu = geluFromString(parser.value(u"gelu"_s).toStdString());
        if (!gelu)
            return Error{"--gelu is one of auto, erf, tanh"};
        options.gelu = *gelu;
    }
    if (parser.isSet(u"quantization"_s)) {
        const auto name = parser.value(u"quantization"_s);
        options.quantization = quantizationFromString(name.toStdString());
        options.automaticQuantization = name == u"auto";
        if (!options.quantization && !options.automaticQuantization)
            return Error{"--quantization is one of auto, fp32, bf16, fp16, int8, int4"};
    }
    if (parser.isSet(u"devices"_s)) {
        auto devices = deviceList(parser.value(u"devices"_s));
        if (!devices)
            return devices.error();
        options.devices = std::move(*devices);
    }
    const auto threads = numberOption(parser, u"threads"_s, 1);
    const auto batchTokens = numberOption(parser, u"batch-tokens"_s, 1);
    if (!threads)
        return threads.error();
    if (!batchTokens)
        return batchTokens.error();
    options.threads = threads->value_or(0);
    options.batchTokens = batchTokens->value_or(0);
    if (parser.isSet(u"cutoff-layers"_s)) {
        auto layers = layerList(parser.value(u"cutoff-layers"_s));
        if (!layers)
            return layers.error();
        options.cutoffLayers = std::move(*layers);
    }
    options.normalize = parser.isSet(u"normalize"_s);
    options.output = parser.value(u"output"_s);
    return options;
}

/// The score as the reference gives it: a float32 widened, or its sigmoid in double.
QByteArray number(float score, bool normalize)
{
    if (std::isnan(score))
        return "null";
    const double value = normalize ? 1 / (1 + std::exp(-double(score))) : double(score);
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end - text.data()};
}

/// Scores pairs with worker processes and keeps the results in memory.
class Scorer
{
public:
    Scorer(const ScoreOptions& options, const Output& output)
        : m_options(options)
        , m_output(output)
        , m_progress(output.quiet)
    {
    }

    int run()
    {
        // Not only after hours of work.
        if (!m_options.output.isEmpty() && m_options.output != u"-"_s) {
            m_file.setFileName(m_options.output);
            if (!m_file.open(QIODevice::WriteOnly))
                return fail(
                    {m_options.output.toStdString() + ": cannot be written: " + m_file.errorString().toStdString()});
        }
        const auto list = readPairList(m_options.pair.pairs);
        if (!list)
            return fail(list.error());
        const auto prepared = prepare(*list);
        if (!prepared)
            return Interrupt::flag() ? int(Interrupted) : fail(prepared.error());
        const int code = dispatch();
        m_progress.clear();
        if (code != Success && code != SomeUnitsFailed)
            return code;
        if (const int written = write(*list); written != Success)
            return written;
        return code;
    }

private:
    Status prepare(const PairList& list)
    {
        const Preparation steps(
            [this](const std::string& phase, std::int64_t done, std::int64_t total) {
                RunProgress progress;
                progress.phase = QString::fromStdString(phase);
                progress.done = done;
                progress.total = total;
                const std::lock_guard lock(m_mutex);
                m_progress.show(progress);
            },
            Interrupt::flag());
        Experiment::ModelEntry entry;
        entry.path = m_options.pair.model;
        entry.name = m_options.pair.model.string();
        entry.cutoffLayers = m_options.cutoffLayers;
        entry.instructions = m_options.pair.instructions;
        entry.gelu = m_options.gelu;
        std::vector<int> dropped;
        auto model = steps.model(entry, &dropped);
        if (!model)
            return model.error();
        for (const int layer : dropped) {
            if (!m_output.quiet)
                warn("the model has no cut-off layer " + std::to_string(layer) + "; it is left out");
        }
        m_layers = model->cutoffLayers;
        if (auto status = chooseDevices(); !status)
            return status;
        const auto pairs = steps.tokens(*model, list.queries, list.passages, list.pairs);
        if (!pairs)
            return pairs.error();
        const auto cuts = Preparation::cuts(*pairs, m_options.pair.limits);
        if (cuts.queryClamped > 0 && !m_output.quiet)
            warn("the queries of " + std::to_string(cuts.queryClamped) + " pairs were cut to fit the model");
        auto rows = Preparation::rows(*pairs, {m_options.pair.limits}, std::vector<bool>(list.pairs.size(), true),
                                      m_options.batchTokens);
        const bool onProcessor = m_devices.contains(u"cpu"_s);
        m_job = Preparation::job(*model, m_quantization.value_or(onProcessor ? Quantization::Fp32 : Quantization::Bf16),
                                 *pairs, rows, {m_options.pair.limits});
        m_order = std::move(rows.order);
        m_scores.assign(list.pairs.size() * std::max<std::size_t>(m_layers.size(), 1), kNoScore);
        return ok();
    }

    Status chooseDevices()
    {
        QStringList available;
        std::vector<protocol::Hello> described;
        const auto& asked = m_options.devices;
        if (m_options.automaticQuantization || std::find(asked.begin(), asked.end(), "auto") != asked.end()) {
            auto devices = describeDevices(WorkerProcess::defaultProgram());
            if (!devices)
                return devices.error();
            described = std::move(*devices);
            available = autoDevices(described);
        }
        m_devices = expandDevices(asked, available);
        if (m_options.automaticQuantization)
            m_quantization = automaticQuantization(described, m_devices);
        return ok();
    }

    int dispatch()
    {
        DispatchOptions options;
        options.program = WorkerProcess::defaultProgram();
        options.devices = m_devices;
        options.threads = workerThreads(m_options.threads, m_devices);
        options.batchTokens = m_options.batchTokens;
        Dispatcher dispatcher({m_job}, options);
        QObject::connect(&m_interrupt, &Interrupt::interrupted, &dispatcher, &Dispatcher::cancel);

        RunProgress progress;
        progress.phase = u"Scoring"_s;
        progress.total = qint64(m_order.size());
        const auto advance = [&](const Chunk& chunk) {
            progress.done += chunk.end - chunk.begin;
            progress.pairsPerSecond = dispatcher.pairsPerSecond();
            progress.left = dispatcher.timeLeft();
            m_progress.show(progress);
        };
        QObject::connect(&dispatcher, &Dispatcher::chunkScored, &dispatcher,
                         [&](int, const Chunk& chunk, const protocol::ChunkResult& result) {
                             keep(chunk, result);
                             advance(chunk);
                         });
        QObject::connect(&dispatcher, &Dispatcher::chunkSetAside, &dispatcher,
                         [&](const Chunk& chunk, const Error& error) {
                             m_problem = error;
                             advance(chunk);
                         });
        QObject::connect(&dispatcher, &Dispatcher::jobFailed, &dispatcher,
                         [&](int, const Error& error) { m_jobError = error; });
        QObject::connect(&dispatcher, &Dispatcher::logged, &dispatcher,
                         [&](LogEntry::Level level, const QString& text) {
                             // Errors come once more at the end, as the error of the program.
                             if (!m_output.quiet && (level == LogEntry::Level::Warning || m_output.verbose))
                                 m_progress.say(text);
                         });
        RunOutcome outcome;
        QObject::connect(&dispatcher, &Dispatcher::ended, &dispatcher, [&](const RunOutcome& ended) {
            outcome = ended;
            QCoreApplication::quit();
        });
        QMetaObject::invokeMethod(&dispatcher, &Dispatcher::start, Qt::QueuedConnection);
        QCoreApplication::exec();

        m_progress.clear();
        if (outcome.kind == RunOutcome::Kind::Cancelled)
            return Interrupted;
        if (outcome.kind == RunOutcome::Kind::Failed)
            return fail(outcome.error);
        if (m_jobError)
            return fail(*m_jobError);
        const auto missing =
            std::count_if(m_scores.begin(), m_scores.end(), [](float score) { return std::isnan(score); });
        if (missing == 0)
            return Success;
        const std::string why = m_problem ? m_problem->what : "the score is not a finite number";
        return fail({std::to_string(missing) + " scores are missing: " + why}, SomeUnitsFailed);
    }

    void keep(const Chunk& chunk, const protocol::ChunkResult& result)
    {
        const auto layers = std::max<std::size_t>(m_layers.size(), 1);
        for (int position = chunk.begin; position < chunk.end; ++position) {
            const auto from = result.scores.begin() + std::ptrdiff_t(std::size_t(position - chunk.begin) * layers);
            std::copy_n(from, layers,
                        m_scores.begin() + std::ptrdiff_t(std::size_t(m_order[std::size_t(position)]) * layers));
        }
    }

    int write(const PairList& list)
    {
        QFile standard;
        QIODevice* device = &m_file;
        if (!m_file.isOpen()) {
            device = &standard;
            if (!standard.open(stdout, QIODevice::WriteOnly))
                return fail({"standard output cannot be written"});
        }
        const bool written = list.lines.empty() ? writePairs(*device) : writeLines(*device, list);
        if (!written || (device == &m_file && !m_file.commit()))
            return fail({(device == &m_file ? m_options.output.toStdString() : std::string("standard output")) +
                         ": cannot be written: " + device->errorString().toStdString()});
        return Success;
    }

    /// {"index": 0, "score": 1.25}, or "scores" by layer where several were asked for.
    bool writePairs(QIODevice& device) const
    {
        const auto layers = std::max<std::size_t>(m_layers.size(), 1);
        bool written = !m_output.json || device.write("[") == 1;
        for (std::size_t i = 0; i * layers < m_scores.size(); ++i) {
            QByteArray line = "{\"index\": " + QByteArray::number(qint64(i));
            if (layers == 1) {
                line += ", \"score\": " + number(m_scores[i], m_options.normalize);
            } else {
                line += ", \"scores\": {";
                for (std::size_t layer = 0; layer < layers; ++layer) {
                    line += (layer ? ", \"" : "\"") + QByteArray::number(m_layers[layer]) +
                            "\": " + number(m_scores[i * layers + layer], m_options.normalize);
                }
                line += "}";
            }
            line += "}";
            if (m_output.json && (i + 1) * layers < m_scores.size())
                line += ",";
            line += "\n";
            written = written && device.write(line) == line.size();
        }
        return written && (!m_output.json || device.write("]\n") == 2);
    }

    /// FlagEmbedding lines as they came, with pos_scores and neg_scores (of the last cut-off layer asked for).
    bool writeLines(QIODevice& device, const PairList& list) const
    {
        const auto layers = std::max<std::size_t>(m_layers.size(), 1);
        std::size_t pair = 0;
        const auto scores = [&](int count) {
            QByteArray text = "[";
            for (int i = 0; i < count; ++i, ++pair)
                text += (i ? ", " : "") + number(m_scores[pair * layers + layers - 1], m_options.normalize);
            return text + "]";
        };
        bool written = !m_output.json || device.write("[") == 1;
        for (const auto& line : list.lines) {
            const QByteArray positives = scores(line.positives);
            const QByteArray negatives = scores(line.negatives);
            QByteArray text = "{" + QByteArray::fromStdString(line.fields) + ", \"pos_scores\": " + positives +
                              ", \"neg_scores\": " + negatives + "}";
            if (m_output.json && &line != &list.lines.back())
                text += ",";
            text += "\n";
            written = written && device.write(text) == text.size();
        }
        return written && (!m_output.json || device.write("]\n") == 2);
    }

    const ScoreOptions& m_options;
    std::optional<Quantization> m_quantization = m_options.quantization;
    const Output& m_output;
    QSaveFile m_file;
    Interrupt m_interrupt;
    ProgressLine m_progress;
    std::mutex m_mutex;
    QStringList m_devices;
    std::vector<int> m_layers;
    ScoreJob m_job;
    std::vector<std::int32_t> m_order;
    std::vector<float> m_scores; // [pairs][layers]
    std::optional<Error> m_problem;
    std::optional<Error> m_jobError;
};

} // namespace

QString ScoreCommand::name() const
{
    return u"score"_s;
}

QString ScoreCommand::summary() const
{
    return u"Score pairs of texts with one model"_s;
}

void ScoreCommand::describe(QCommandLineParser& parser) const
{
    describePairOptions(parser);
    parser.addOptions({
        {u"gelu"_s, u"Gemma only: erf, tanh or auto (as the config says)."_s, u"FORM"_s},
        {u"quantization"_s, u"auto, fp32, bf16, fp16, int8 or int4 (fp32 on a processor, bf16 on a GPU)."_s, u"Q"_s},
        {u"devices"_s, u"auto, or a list such as cpu,cpu or cuda:0; one worker process an entry."_s, u"LIST"_s},
        {u"threads"_s, u"Threads of one worker (cores / workers on the processor)."_s, u"N"_s},
        {u"batch-tokens"_s, u"Token budget of one batch (chosen by the worker)."_s, u"N"_s},
        {u"cutoff-layers"_s, u"Layer-wise models only, such as 20,28,40 (the last layer)."_s, u"LIST"_s},
        {u"normalize"_s, u"Sigmoid of the score."_s},
        {u"output"_s, u"Write here instead of to standard output."_s, u"FILE"_s},
    });
}

int ScoreCommand::run(const QCommandLineParser& parser, const Output& output)
{
    const auto options = readOptions(parser);
    if (!options)
        return fail(options.error(), WrongUsage);
    return Scorer(*options, output).run();
}

} // namespace rw::cli
