// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/benchcommand.h"

#include "app/cli/benchworker.h"
#include "app/cli/interrupt.h"
#include "app/cli/pairoptions.h"
#include "app/cli/progressline.h"
#include "core/model/shapes.h"
#include "core/report/benchcase.h"
#include "core/run/preparation.h"
#include "core/run/workerdevices.h"
#include "core/run/workerprocess.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

constexpr int kTokensOfRequest = 4096; // of a made-up query with its candidates
constexpr int kMostCandidates = 32;
constexpr int kWarmups = 5;
constexpr double kSettled = 0.05;
constexpr int kLeastRounds = 3;

struct BenchOptions
{
    QString model; // folder; empty: a shape
    QString shape;
    int layers = 0;
    int seed = 1;
    QList<int> lengths = {128, 512};
    QStringList quantizations; // empty: all that the device can
    std::vector<std::string> devices = {"auto"};
    QString pairs;
    int maxLength = 1024;
    int queryMaxLength = 0;
    int candidates = 0; // 0: kTokensOfRequest tokens
    QString gelu = u"auto"_s;
    QJsonArray cutoffLayers;
    int threads = 0;
    int batchTokens = 0;
    int seconds = 10;
    bool profile = false;
};

Result<QList<int>> numbers(const QCommandLineParser& parser, const QString& name, int most)
{
    QList<int> list;
    for (const auto& part : parser.value(name).split(u',')) {
        bool isNumber = false;
        list.append(part.trimmed().toInt(&isNumber));
        if (!isNumber || list.back() < 1 || list.back() > most)
            return Error{"--" + name.toStdString() + " must be whole numbers from 1 to " + std::to_string(most) +
                         " with commas between, not \"" + parser.value(name).toStdString() + "\""};
    }
    return list;
}

Result<BenchOptions> readOptions(const QCommandLineParser& parser)
{
    BenchOptions options;
    const auto arguments = parser.positionalArguments();
    options.shape = parser.value(u"shape"_s);
    if (arguments.size() != (options.shape.isEmpty() ? 1 : 0))
        return Error{"one model folder or --shape NAME is expected"};
    options.model = arguments.value(0);
    if (parser.isSet(u"layers"_s) && options.shape.isEmpty())
        return Error{"--layers goes with --shape: a model folder has the layers that it has"};
    struct Number
    {
        QString name;
        int least;
        int* value;
    };
    for (const auto& [name, least, value] :
         {Number{u"layers"_s, 1, &options.layers}, Number{u"seed"_s, 0, &options.seed},
          Number{u"max-length"_s, 1, &options.maxLength}, Number{u"query-max-length"_s, 1, &options.queryMaxLength},
          Number{u"candidates"_s, 1, &options.candidates}, Number{u"threads"_s, 1, &options.threads},
          Number{u"batch-tokens"_s, 1, &options.batchTokens}, Number{u"seconds"_s, 0, &options.seconds}}) {
        const auto number = numberOption(parser, name, least);
        if (!number)
            return number.error();
        *value = number->value_or(*value);
    }
    if (!options.shape.isEmpty()) {
        if (const auto shape = randomModel(options.shape.toStdString(), options.layers, 1); !shape)
            return shape.error();
    }
    if (parser.isSet(u"lengths"_s)) {
        if (parser.isSet(u"pairs"_s))
            return Error{"--lengths is for made-up pairs; --max-length goes with --pairs"};
        auto lengths = numbers(parser, u"lengths"_s, 1 << 17);
        if (!lengths)
            return lengths.error();
        options.lengths = *lengths;
    }
    if (parser.isSet(u"cutoff-layers"_s)) {
        const auto layers = numbers(parser, u"cutoff-layers"_s, 1024);
        if (!layers)
            return layers.error();
        for (const int layer : *layers)
            options.cutoffLayers.append(layer);
    }
    if (parser.isSet(u"quantizations"_s)) {
        options.quantizations = parser.value(u"quantizations"_s).split(u',');
        for (auto& name : options.quantizations) {
            name = name.trimmed();
            if (!quantizationFromString(name.toStdString()))
                return Error{"--quantizations takes fp32, bf16, fp16, int8, int4 with commas between, not \"" +
                             name.toStdString() + "\""};
        }
    }
    if (parser.isSet(u"gelu"_s)) {
        options.gelu = parser.value(u"gelu"_s);
        if (!geluFromString(options.gelu.toStdString()))
            return Error{"--gelu is one of auto, erf, tanh"};
    }
    if (parser.isSet(u"devices"_s)) {
        auto devices = deviceList(parser.value(u"devices"_s));
        if (!devices)
            return devices.error();
        options.devices = std::move(*devices);
    }
    options.pairs = parser.value(u"pairs"_s);
    options.profile = parser.isSet(u"profile"_s);
    return options;
}

std::vector<double> doubles(const QJsonArray& array)
{
    std::vector<double> list;
    for (const auto value : array)
        list.push_back(value.toDouble());
    return list;
}

BenchLists listsOf(const QJsonObject& pairs)
{
    BenchLists lists;
    const auto positives = pairs[u"positives"].toArray();
    const auto negatives = pairs[u"negatives"].toArray();
    for (qsizetype line = 0; line < positives.size(); ++line) {
        const auto add = [&](int count, int grade) {
            lists.listOfPair.insert(lists.listOfPair.end(), std::size_t(count), int(line));
            lists.gradeOfPair.insert(lists.gradeOfPair.end(), std::size_t(count), grade);
        };
        add(positives[line].toInt(), 1);
        add(negatives[line].toInt(), 0);
    }
    if (positives.isEmpty()) {
        for (const auto query : pairs[u"query_of_pair"].toArray())
            lists.listOfPair.push_back(query.toInt());
    }
    return lists;
}

class Runner
{
public:
    Runner(const BenchOptions& options, const Output& output)
        : m_options(options)
        , m_output(output)
        , m_progress(output.quiet)
    {
    }

    int run()
    {
        const auto available = describeDevices(WorkerProcess::defaultProgram());
        if (!available)
            return fail(available.error());
        QStringList devices = expandDevices(m_options.devices, autoDevices(*available));
        devices.removeDuplicates();
        for (const auto& device : devices) {
            const auto found = std::find_if(available->begin(), available->end(),
                                            [&](const auto& one) { return one.device == device.toStdString(); });
            if (found == available->end())
                return fail({"this machine has no device " + device.toStdString()});
            if (auto status = benchDevice(device, *found); !status) {
                m_progress.clear();
                return Interrupt::flag() ? int(Interrupted) : fail(status.error());
            }
        }
        m_progress.clear();
        print();
        return Success;
    }

private:
    Status benchDevice(const QString& device, const protocol::Hello& hello)
    {
        QStringList able;
        for (const auto& name : hello.quantizations)
            able.append(QString::fromStdString(name));
        QStringList wanted = m_options.quantizations.isEmpty() ? able : m_options.quantizations;
        wanted.removeDuplicates();
        for (const auto& name : wanted) {
            if (!able.contains(name))
                return Error{device.toStdString() + " cannot run " + name.toStdString() + "; it can run " +
                             able.join(u", "_s).toStdString()};
        }
        m_devices.append(QJsonObject{{u"device"_s, device}, {u"name"_s, QString::fromStdString(hello.name)}});
        // Lossy types are compared with fp32: it goes first, and where it was not asked for once and untimed.
        const bool lossy =
            std::any_of(wanted.begin(), wanted.end(), [](const auto& name) { return name != u"fp32"_s; });
        m_baseline.clear();
        if (wanted.removeOne(u"fp32"_s))
            wanted.prepend(u"fp32"_s);
        else if (lossy) {
            if (auto status = benchQuantization(device, u"fp32"_s, true); !status)
                return status;
        }
        for (const auto& name : wanted) {
            if (auto status = benchQuantization(device, name, false); !status)
                return status;
        }
        return ok();
    }

    // A process of its own: memory that one type left behind is not another one's.
    Status benchQuantization(const QString& device, const QString& quantization, bool baselineOnly)
    {
        m_now = device + u" "_s + quantization;
        show(u"loading"_s);
        m_threads = workerThreads(m_options.threads, {device});
        BenchWorker worker(device, m_threads);
        QJsonObject load{{u"type"_s, u"load"_s},
                         {u"quantization"_s, quantization},
                         {u"gelu"_s, m_options.gelu},
                         {u"cutoff_layers"_s, m_options.cutoffLayers}};
        if (m_options.shape.isEmpty()) {
            load.insert(u"model"_s, m_options.model);
        } else {
            load.insert(u"shape"_s, m_options.shape);
            load.insert(u"layers"_s, m_options.layers);
            load.insert(u"seed"_s, m_options.seed);
        }
        const auto loaded = worker.ask(load);
        if (!loaded)
            return loaded.error();
        m_loaded.insert(m_now, *loaded);
        m_libtorch = (*loaded)[u"libtorch"].toString();

        const auto before = baselineOnly ? Result<QJsonObject>(QJsonObject()) : peaks(worker, quantization);
        if (!before)
            return before.error();
        const std::size_t first = m_cases.size();
        const qsizetype count = m_options.pairs.isEmpty() ? m_options.lengths.size() : 1;
        for (qsizetype i = 0; i < count; ++i) {
            const int length = m_options.pairs.isEmpty() ? m_options.lengths[i] : 0;
            auto measured = benchCase(worker, length, baselineOnly);
            if (!measured)
                return measured.error();
            measured->device = device;
            measured->quantization = quantization;
            if (quantization == u"fp32"_s)
                m_baseline.push_back(measured->scores);
            else
                measured->drift = driftOf(measured->scores, m_baseline[std::size_t(i)], m_lists);
            if (!baselineOnly)
                m_cases.push_back(std::move(*measured));
        }
        if (baselineOnly || device != u"cpu"_s)
            return ok();
        const auto after = peaks(worker, quantization);
        if (!after)
            return after.error();
        for (std::size_t i = first; i < m_cases.size(); ++i) {
            setPeaks(m_cases[i], *before);
            setPeaks(m_cases[i], *after);
        }
        return ok();
    }

    Result<QJsonObject> peaks(BenchWorker& worker, const QString& quantization)
    {
        show(u"measuring what the processor can do"_s);
        return worker.ask({{u"type"_s, u"peaks"_s}, {u"quantization"_s, quantization}});
    }

    // The better of two measurements: a neighbour can only make it look slower.
    static void setPeaks(BenchCase& one, const QJsonObject& peaks)
    {
        for (const auto value : peaks[u"registers"].toArray()) {
            const auto unit = value.toObject();
            if (unit[u"ops_per_second"].toDouble() > one.registerPeak) {
                one.registerPeak = unit[u"ops_per_second"].toDouble();
                one.registerUnit = unit[u"unit"].toString();
            }
        }
        one.productPeak = std::max(one.productPeak, peaks[u"products"].toDouble());
    }

    Result<BenchCase> benchCase(BenchWorker& worker, int length, bool baselineOnly)
    {
        BenchCase result;
        result.length = length;
        result.label = m_options.pairs.isEmpty() ? u"%1 tokens"_s.arg(length) : QFileInfo(m_options.pairs).fileName();
        QJsonObject request{{u"type"_s, u"pairs"_s}};
        if (m_options.pairs.isEmpty()) {
            const int candidates = m_options.candidates > 0 ? m_options.candidates
                                                            : std::clamp(kTokensOfRequest / length, 1, kMostCandidates);
            request.insert(u"length"_s, length);
            request.insert(u"candidates"_s, candidates);
            request.insert(u"seed"_s, m_options.seed);
        } else {
            request.insert(u"file"_s, m_options.pairs);
            request.insert(u"max_length"_s, m_options.maxLength);
            if (m_options.queryMaxLength > 0)
                request.insert(u"query_max_length"_s, m_options.queryMaxLength);
        }
        const auto pairs = worker.ask(request);
        if (!pairs)
            return pairs.error();
        m_lists = listsOf(*pairs);
        const int queries = (*pairs)[u"queries"].toInt();

        const auto score = [&](int query, bool profile) {
            return worker.ask({{u"type"_s, u"score"_s},
                               {u"query"_s, query},
                               {u"batch_tokens"_s, m_options.batchTokens},
                               {u"profile"_s, profile}});
        };
        // The first calls compile kernels and touch memory for the first time.
        double last = 0;
        for (int i = 0; i < (baselineOnly ? 1 : kWarmups); ++i) {
            show(result.label + u", warming up"_s, i, kWarmups);
            const auto answer = score(-1, false);
            if (!answer)
                return answer.error();
            result.pairs = (*answer)[u"pairs"].toInteger();
            result.tokens = (*answer)[u"tokens"].toInteger();
            result.batches = (*answer)[u"batches"].toInteger();
            result.usefulFlop = (*answer)[u"useful_flop"].toDouble();
            result.paddedFlop = (*answer)[u"padded_flop"].toDouble();
            result.scores = doubles((*answer)[u"scores"].toArray());
            const double seconds = (*answer)[u"seconds"].toDouble();
            const bool settled = i > 0 && std::abs(seconds - last) < kSettled * last;
            last = seconds;
            if (settled)
                break;
        }
        if (baselineOnly)
            return result;

        QElapsedTimer timer;
        timer.start();
        while (int(result.seconds.size()) < kLeastRounds || timer.elapsed() < 1000 * m_options.seconds) {
            show(result.label + u", measuring"_s, timer.elapsed() / 1000, m_options.seconds);
            const auto answer = score(-1, false);
            if (!answer)
                return answer.error();
            result.seconds.push_back((*answer)[u"seconds"].toDouble());
            result.tokenise += (*answer)[u"tokenize_seconds"].toDouble();
            result.assemble += (*answer)[u"assemble_seconds"].toDouble();
            result.forward += (*answer)[u"forward_seconds"].toDouble();
            result.peakBytes = std::max(result.peakBytes, (*answer)[u"peak_bytes"].toInteger());
            result.predictedBytes = std::max(result.predictedBytes, (*answer)[u"predicted_bytes"].toInteger());
        }
        result.latency = result.seconds;
        if (queries > 1) { // what a user waits for is one query
            result.latency.clear();
            timer.restart();
            for (int query = 0; query < queries || timer.elapsed() < 1000 * m_options.seconds; ++query) {
                if (query > 0 && timer.elapsed() >= 1000 * std::max(1, m_options.seconds))
                    break;
                show(result.label + u", query by query"_s, query, queries);
                const auto answer = score(query % queries, false);
                if (!answer)
                    return answer.error();
                result.latency.push_back((*answer)[u"seconds"].toDouble());
            }
        }
        if (m_options.profile) {
            const auto answer = score(-1, true);
            if (!answer)
                return answer.error();
            result.operators = (*answer)[u"operators"].toArray();
            result.profiledSeconds = (*answer)[u"seconds"].toDouble();
        }
        return result;
    }

    void show(const QString& what, qint64 done = 0, qint64 total = 0)
    {
        RunProgress progress;
        progress.phase = m_now + u": "_s + what;
        progress.done = std::min(done, total);
        progress.total = total;
        m_progress.show(progress);
    }

    void print() const
    {
        const auto processor = processorInfo();
        const auto any = m_loaded.isEmpty() ? QJsonObject() : m_loaded.first();
        const QString model = m_options.shape.isEmpty() ? m_options.model : m_options.shape;
        if (m_output.json) {
            QJsonArray cases;
            for (const auto& one : m_cases)
                cases.append(one.json());
            QJsonObject loads;
            for (auto one = m_loaded.begin(); one != m_loaded.end(); ++one) {
                loads.insert(one.key(), QJsonObject{{u"seconds"_s, one.value()[u"seconds"]},
                                                    {u"resident_bytes"_s, one.value()[u"resident_bytes"]},
                                                    {u"predicted_bytes"_s, one.value()[u"predicted_bytes"]}});
            }
            const QJsonObject document{{u"model"_s, model},
                                       {u"backbone"_s, any[u"backbone"]},
                                       {u"layers"_s, any[u"layers"]},
                                       {u"cutoff_layers"_s, any[u"cutoff_layers"]},
                                       {u"parameters"_s, any[u"parameters"]},
                                       {u"untrained"_s, any[u"untrained"]},
                                       {u"processor"_s, QString::fromStdString(processor.name)},
                                       {u"cores"_s, processor.cores},
                                       {u"threads"_s, m_threads},
                                       {u"libtorch"_s, m_libtorch},
                                       {u"devices"_s, m_devices},
                                       {u"loads"_s, loads},
                                       {u"cases"_s, cases}};
            std::printf("%s", QJsonDocument(document).toJson().constData());
            return;
        }
        const QLocale locale(QLocale::English);
        std::printf("%s%s, %d layers, %s parameters; %s, %d threads; LibTorch %s\n", qPrintable(model),
                    any[u"untrained"].toBool() ? " (random weights)" : "", any[u"layers"].toInt(),
                    qPrintable(locale.toString(any[u"parameters"].toInteger())), processor.name.c_str(), m_threads,
                    qPrintable(m_libtorch));
        for (auto one = m_loaded.begin(); one != m_loaded.end(); ++one) {
            std::printf("%s: loaded in %s s, %s resident (predicted %s)\n", qPrintable(one.key()),
                        qPrintable(locale.toString(one.value()[u"seconds"].toDouble(), 'f', 2)),
                        qPrintable(locale.formattedDataSize(one.value()[u"resident_bytes"].toInteger())),
                        qPrintable(locale.formattedDataSize(one.value()[u"predicted_bytes"].toInteger())));
        }
        std::printf("\n%s", benchTable(m_cases).c_str());
    }

    BenchOptions m_options;
    Output m_output;
    ProgressLine m_progress;
    Interrupt m_interrupt;
    QString m_now;
    int m_threads = 0;
    QString m_libtorch;
    QJsonArray m_devices;
    QMap<QString, QJsonObject> m_loaded; // by device and quantization
    std::vector<BenchCase> m_cases;
    std::vector<std::vector<double>> m_baseline; // fp32 scores of each case on the device in hand
    BenchLists m_lists;
};

} // namespace

QString BenchCommand::name() const
{
    return u"bench"_s;
}

QString BenchCommand::summary() const
{
    return u"Measure how fast and how large a model is on this machine"_s;
}

void BenchCommand::describe(QCommandLineParser& parser) const
{
    parser.addPositionalArgument(u"DIR"_s, u"Model folder; or --shape."_s, u"[DIR | --shape NAME]"_s);
    parser.addOptions({
        {u"shape"_s,
         u"A published model by its shape, with random weights made in memory: bge-reranker-v2-m3, "
         "bge-reranker-v2-gemma, bge-reranker-v2-minicpm-layerwise, bge-reranker-base."_s,
         u"NAME"_s},
        {u"layers"_s, u"Fewer layers than the shape has."_s, u"N"_s},
        {u"lengths"_s, u"Tokens of the made-up pairs, such as 128,512 (the default)."_s, u"LIST"_s},
        {u"quantizations"_s, u"Such as fp32,bf16,int8 (all that the device can run)."_s, u"LIST"_s},
        {u"devices"_s, u"auto, or a list such as cpu,cuda:0; one after the other."_s, u"LIST"_s},
        {u"pairs"_s, u"Pairs as for score, instead of made-up ones; lists with pos and neg also give nDCG."_s,
         u"FILE"_s},
        {u"max-length"_s, u"With --pairs: passage budget and joint budget in tokens (1024)."_s, u"N"_s},
        {u"query-max-length"_s, u"With --pairs: query budget (3/4 of --max-length)."_s, u"N"_s},
        {u"candidates"_s, u"Made-up passages of a query (4096 tokens in all, 32 at most)."_s, u"N"_s},
        {u"cutoff-layers"_s, u"Layer-wise models only, such as 20,28,40 (the last layer)."_s, u"LIST"_s},
        {u"gelu"_s, u"Gemma only: erf, tanh or auto (as the config says)."_s, u"FORM"_s},
        {u"threads"_s, u"Threads on the processor (cores)."_s, u"N"_s},
        {u"batch-tokens"_s, u"Token budget of one batch (chosen by the worker)."_s, u"N"_s},
        {u"seconds"_s, u"Measure each case for so long (10), three rounds at least."_s, u"N"_s},
        {u"seed"_s, u"Of random weights and made-up pairs (1)."_s, u"N"_s},
        {u"profile"_s, u"Also time the operators, in a round of its own."_s},
    });
}

int BenchCommand::run(const QCommandLineParser& parser, const Output& output)
{
    const auto options = readOptions(parser);
    if (!options)
        return fail(options.error(), WrongUsage);
    return Runner(*options, output).run();
}

} // namespace rw::cli
