// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/modelfolder.h"
#include "core/protocol/messages.h"
#include "core/text/tokencache.h"
#include "core/text/tokenizer.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <map>
#include <set>

using namespace rw;
using namespace rw::protocol;

namespace {

constexpr int kWaitMs = 30000;
constexpr int kManyPairs = 50000; // minutes of work: what must end early is cancelled or killed long before

QString program()
{
    return QStringLiteral(RW_BIN_DIR "/rerank-worker");
}

QString goldens(const QString& name)
{
    return QStringLiteral(RW_TEST_DATA "/goldens/") + name;
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(path));
    return file.readAll();
}

/// A worker and what it answered.
class Worker
{
public:
    explicit Worker(const QStringList& arguments = {QStringLiteral("--device"), QStringLiteral("cpu"),
                                                    QStringLiteral("--threads"), QStringLiteral("1")})
    {
        m_process.start(program(), arguments);
        if (!m_process.waitForStarted(kWaitMs))
            qFatal("rerank-worker does not start");
    }
    ~Worker()
    {
        m_process.kill();
        m_process.waitForFinished(kWaitMs);
    }

    QProcess& process() { return m_process; }
    void send(const Request& request) { sendLine(encode(request)); }
    void sendLine(const QByteArray& line)
    {
        m_process.write(line);
        while (m_process.bytesToWrite() > 0 && m_process.waitForBytesWritten(kWaitMs)) {
        }
    }

    /// The next answer that is no heartbeat.
    Answer next()
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < kWaitMs) {
            if (m_process.canReadLine()) {
                const auto answer = decodeAnswer(m_process.readLine().chopped(1));
                if (!answer)
                    qFatal("%s", answer.error().what.c_str());
                if (!std::holds_alternative<Heartbeat>(*answer))
                    return *answer;
                ++m_heartbeats;
            } else if (!m_process.waitForReadyRead(200) && m_process.state() == QProcess::NotRunning) {
                break;
            }
        }
        qFatal("the worker says nothing more: %s", m_process.readAllStandardError().constData());
    }
    template <class Kind>
    Kind expect()
    {
        const auto answer = next();
        if (const auto* failure = std::get_if<Failure>(&answer); failure && !std::is_same_v<Kind, Failure>)
            qFatal("%s", failure->error.what.c_str());
        if (!std::holds_alternative<Kind>(answer))
            qFatal("another answer: %s", encode(answer).constData());
        return std::get<Kind>(answer);
    }
    int heartbeats() const { return m_heartbeats; }

    /// Whether the process ended by itself with `code`, within two seconds.
    bool endsWith(int code)
    {
        return (m_process.state() == QProcess::NotRunning || m_process.waitForFinished(2000)) &&
               m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == code;
    }

private:
    QProcess m_process;
    int m_heartbeats = 0;
};

} // namespace

/// The program itself, from text to score with the golden models, and every way to end it.
class TestWorker : public QObject
{
    Q_OBJECT

private:
    Load loadOf(const QString& kind) const
    {
        Load load;
        load.model = (goldens(kind) + QStringLiteral("/model")).toStdString();
        load.threads = 1;
        if (kind == QStringLiteral("gemma")) {
            const auto tokenizer = Tokenizer::open(load.model, Backbone::Gemma);
            load.yesToken = (*tokenizer)->encode("Yes").front();
        }
        return load;
    }
    QString cacheOf(const QString& kind) const { return m_dir.filePath(kind + QStringLiteral(".tokens")); }

    /// A worker with model and tokens, ready for chunks.
    void prepare(Worker& worker, const QString& kind) const
    {
        worker.expect<Hello>();
        worker.send(loadOf(kind));
        worker.expect<Loaded>();
        worker.send(OpenTokens{cacheOf(kind).toStdString()});
        const auto opened = worker.expect<TokensOpened>();
        QCOMPARE(opened.queries, int(m_queries.size()));
    }

    Score allPairs(int chunk, const std::vector<int>& layers, int maxLength) const
    {
        Score score;
        score.chunk = chunk;
        score.limits = {LengthLimits::of(maxLength)};
        score.cutoffLayers = layers;
        for (int i = 0; i < int(m_queries.size()); ++i)
            score.pairs.insert(score.pairs.end(), {i, i});
        return score;
    }
    /// All different: the engine scores equal rows once.
    Score manyPairs(int chunk) const
    {
        Score score;
        score.chunk = chunk;
        score.limits = {LengthLimits::of(512)};
        const int queries = int(m_queries.size()), passages = int(m_passages.size());
        for (int i = 0; i < kManyPairs; ++i) {
            score.pairs.push_back(i / passages % queries);
            score.pairs.push_back(i % passages);
        }
        return score;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(QFile::exists(program()), "rerank-worker is not built");
        for (const auto& line : contents(goldens(QStringLiteral("pairs.jsonl"))).split('\n')) {
            const auto pair = QJsonDocument::fromJson(line).object();
            if (pair.isEmpty())
                continue;
            m_ids.append(pair[QStringLiteral("id")].toString());
            m_queries.push_back(pair[QStringLiteral("query")].toString().toStdString());
            m_passages.push_back(pair[QStringLiteral("passage")].toString().toStdString());
        }
        const std::vector<std::string_view> queries(m_queries.begin(), m_queries.end());
        const std::vector<std::string_view> passages(m_passages.begin(), m_passages.end());
        for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"}) {
            const auto folder = ModelFolder::open(loadOf(QString::fromUtf8(kind)).model);
            QVERIFY(folder);
            const auto tokenizer = Tokenizer::open(folder->path, folder->config.backbone);
            QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().what.c_str());
            TokenCache::Input input;
            input.tokenizer = tokenizer->get();
            input.backbone = folder->config.backbone;
            input.positions = folder->config.rowLimit();
            input.queries = queries;
            input.passages = passages;
            const auto written = TokenCache::write(cacheOf(QString::fromUtf8(kind)).toStdString(), input);
            QVERIFY2(written, written ? "" : written.error().what.c_str());
        }
    }

    void describe()
    {
        QProcess process;
        process.start(program(), {QStringLiteral("--describe")});
        QVERIFY(process.waitForFinished(kWaitMs));
        QCOMPARE(process.exitCode(), 0);
        const auto out = process.readAllStandardOutput();
        QCOMPARE(out.count('\n'), 1);
        const auto first = QJsonDocument::fromJson(out).array().first().toObject();
        QCOMPARE(first[QStringLiteral("device")].toString(), QStringLiteral("cpu"));
        QVERIFY(first[QStringLiteral("memory_bytes")].toInteger() > 0);
        QVERIFY(first[QStringLiteral("bf16_times_fp32")].toDouble() > 0);
        QCOMPARE(first[QStringLiteral("quantizations")].toArray(),
                 (QJsonArray{QStringLiteral("fp32"), QStringLiteral("bf16"), QStringLiteral("int8"),
                             QStringLiteral("int4")}));
    }

    void usage_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing") << QString() << 2;
        QTest::newRow("unknown option") << QStringLiteral("--what") << 2;
        QTest::newRow("no value") << QStringLiteral("--device") << 2;
        QTest::newRow("threads 0") << QStringLiteral("--device cpu --threads 0") << 2;
        QTest::newRow("threads text") << QStringLiteral("--device cpu --threads 2x") << 2;
        QTest::newRow("no such device") << QStringLiteral("--device cuda:99") << 1;
        QTest::newRow("help") << QStringLiteral("--help") << 0;
        QTest::newRow("version") << QStringLiteral("--version") << 0;
    }
    void usage()
    {
        QFETCH(QString, arguments);
        QFETCH(int, code);
        Worker worker(arguments.split(QLatin1Char(' '), Qt::SkipEmptyParts));
        QVERIFY(worker.process().waitForFinished(kWaitMs));
        QCOMPARE(worker.process().exitCode(), code);
        QVERIFY(worker.process().readAllStandardError().contains("rerank-worker: error: ") == (code != 0));
    }

    void goldenScores_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("setting");
        QTest::addColumn<int>("maxLength");
        QTest::addColumn<int>("layers");
        QTest::addColumn<int>("batchTokens");
        QTest::addColumn<double>("tolerance");
        const auto row = [](const char* name, const char* kind, const char* setting, int length, int layers, int batch,
                            double tolerance) {
            QTest::newRow(name) << QString::fromUtf8(kind) << QString::fromUtf8(setting) << length << layers << batch
                                << tolerance;
        };
        row("xlm-roberta", "xlm-roberta", "default", 512, 0, 0, 1e-5);
        row("xlm-roberta, 64, small batches", "xlm-roberta", "max-64", 64, 0, 1, 1e-5);
        row("gemma", "gemma", "default", 512, 0, 1000, 2e-5);
        row("gemma, 64", "gemma", "max-64", 64, 0, 0, 2e-5);
        row("minicpm, all layers", "minicpm-layerwise", "cutoff-all", 512, 5, 0, 2e-5);
        row("minicpm, 64", "minicpm-layerwise", "cutoff-all-64", 64, 5, 300, 2e-5);
    }
    void goldenScores()
    {
        // From text to score, as FlagEmbedding does it.
        QFETCH(QString, kind);
        QFETCH(QString, setting);
        QFETCH(int, maxLength);
        QFETCH(int, layers);
        QFETCH(int, batchTokens);
        QFETCH(double, tolerance);
        Worker worker;
        prepare(worker, kind);
        auto request = allPairs(5, layers > 0 ? std::vector<int>{2, 3, 4, 5, 6} : std::vector<int>(), maxLength);
        request.batchTokens = batchTokens;
        worker.send(request);
        const auto result = worker.expect<ChunkResult>();
        QCOMPARE(result.chunk, std::int64_t(5));
        const auto columns = std::size_t(std::max(layers, 1));
        QCOMPARE(result.scores.size(), m_queries.size() * columns);

        double largest = 0;
        int compared = 0;
        const auto golden = QJsonDocument::fromJson(contents(goldens(kind) + QStringLiteral("/golden.json"))).object();
        for (const auto& item : golden[QStringLiteral("records")].toArray()) {
            const auto record = item.toObject();
            if (record[QStringLiteral("setting")].toString() != setting)
                continue;
            const auto pair = m_ids.indexOf(record[QStringLiteral("pair")].toString());
            QVERIFY(pair >= 0);
            for (std::size_t i = 0; i < columns; ++i) { // Gemma's first column is erf, the default
                const double wanted = record[QStringLiteral("scores")].toArray()[qsizetype(i)].toDouble();
                const double difference = std::abs(double(result.scores[std::size_t(pair) * columns + i]) - wanted);
                largest = std::max(largest, difference);
                ++compared;
                QVERIFY2(difference <= tolerance, qPrintable(m_ids[pair]));
            }
        }
        QVERIFY(compared > 10);
        int pairs = 0;
        for (const auto& batch : result.batches) {
            pairs += batch.pairs;
            QVERIFY(!batch.warmup);
            QVERIFY(batch.tokens <= std::max(batchTokens > 0 ? batchTokens : 4096, batch.longest));
            QVERIFY(batch.startNs > 0 && batch.forwardNs > 0 && batch.assembleNs >= 0);
            QCOMPARE(batch.totalNs, batch.assembleNs + batch.forwardNs + batch.postNs);
            QCOMPARE(batch.copyNs, std::optional<std::int64_t>(0)); // a processor has nothing to copy
            // Its pairs waited while the batches before it were computed.
            QVERIFY(batch.queueNs >= 0);
            if (&batch != &result.batches.front())
                QCOMPARE(batch.queueNs - result.batches.front().queueNs,
                         batch.startNs - result.batches.front().startNs);
        }
        QCOMPARE(pairs, int(m_queries.size()));
        qInfo("%d scores, largest difference %.2g", compared, largest);
    }

    void lengthsAtOnce_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<std::vector<int>>("layers");
        QTest::newRow("xlm-roberta") << QStringLiteral("xlm-roberta") << std::vector<int>();
        QTest::newRow("gemma") << QStringLiteral("gemma") << std::vector<int>();
        QTest::newRow("minicpm") << QStringLiteral("minicpm-layerwise") << std::vector<int>{2, 4, 6};
    }

    // Several lengths in one message give what each gives alone, and a row that is the same at two of them is computed
    // once.
    void lengthsAtOnce()
    {
        QFETCH(QString, kind);
        QFETCH(std::vector<int>, layers);
        const std::vector<int> lengths = {16, 64, 200, 512};
        Worker worker;
        prepare(worker, kind);
        auto together = allPairs(1, layers, 512);
        together.limits.clear();
        for (const int length : lengths)
            together.limits.push_back(LengthLimits::of(length));
        together.batchTokens = 1500;
        worker.send(together);
        const auto all = worker.expect<ChunkResult>();
        const auto columns = std::max<std::size_t>(1, layers.size());
        QCOMPARE(all.scores.size(), m_queries.size() * lengths.size() * columns);
        std::int64_t alone = 0;
        for (std::size_t length = 0; length < lengths.size(); ++length) {
            worker.send(allPairs(int(2 + length), layers, lengths[length]));
            const auto one = worker.expect<ChunkResult>();
            for (std::size_t pair = 0; pair < m_queries.size(); ++pair) {
                for (std::size_t layer = 0; layer < columns; ++layer) {
                    const double due = one.scores[pair * columns + layer];
                    const double got = all.scores[(pair * lengths.size() + length) * columns + layer];
                    QVERIFY2(std::abs(due - got) <= 1e-5, qPrintable(QStringLiteral("%1 %2").arg(due).arg(got)));
                }
            }
            for (const auto& batch : one.batches) {
                QCOMPARE(batch.lengths, 1);
                alone += batch.tokens;
            }
        }
        const auto cache = TokenCache::open(cacheOf(kind).toStdString());
        QVERIFY(cache);
        std::int64_t distinct = 0;
        for (int pair = 0; pair < int(m_queries.size()); ++pair) {
            std::set<std::vector<TokenId>> rows;
            for (const auto& limits : together.limits) {
                std::vector<TokenId> row;
                cache->assembler().assemble(cache->query(pair), cache->passage(pair), limits, row);
                rows.insert(std::move(row));
            }
            for (const auto& row : rows)
                distinct += std::int64_t(row.size());
        }
        std::int64_t computed = 0;
        for (const auto& batch : all.batches) {
            QCOMPARE(batch.lengths, int(lengths.size()));
            QVERIFY(batch.pairs == 1 || batch.tokens <= together.batchTokens);
            computed += batch.tokens;
        }
        QCOMPARE(computed, distinct);
        QVERIFY(computed < alone);
    }

    void warmup()
    {
        Worker worker;
        prepare(worker, QStringLiteral("xlm-roberta"));
        auto request = allPairs(1, {}, 64);
        request.warmupBatches = 3;
        request.batchTokens = 500;
        worker.send(request);
        const auto result = worker.expect<ChunkResult>();
        QCOMPARE(result.scores.size(), m_queries.size());
        for (std::size_t i = 0; i < result.batches.size(); ++i)
            QCOMPARE(result.batches[i].warmup, i < 3);
        QCOMPARE(result.batches[0].tokens, result.batches[3].tokens);
    }

    void failures()
    {
        // Whatever is asked for, the worker answers and goes on.
        Worker worker;
        const auto hello = worker.expect<Hello>();
        QCOMPARE(hello.version, kVersion);
        QCOMPARE(hello.engine, kEngineVersion);
        QCOMPARE(hello.device, std::string("cpu"));
        const auto fails = [&](const Request& request, std::int64_t chunk, const char* what) {
            worker.send(request);
            const auto failure = worker.expect<Failure>();
            QCOMPARE(failure.chunk, chunk);
            QVERIFY2(failure.error.what.find(what) != std::string::npos, failure.error.what.c_str());
            QVERIFY(!failure.retryable);
        };
        fails(allPairs(1, {}, 512), 1, "no model is loaded");
        fails(Load{"/nowhere", {}, {}, 1, 0, -1}, -1, "/nowhere");
        auto withoutYes = loadOf(QStringLiteral("gemma"));
        withoutYes.yesToken = -1;
        fails(withoutYes, -1, "\"Yes\"");
        auto half = loadOf(QStringLiteral("gemma"));
        half.quantization = Quantization::Fp16;
        fails(half, -1, "expected one of fp32, bf16, int8, int4");
        auto deep = loadOf(QStringLiteral("minicpm-layerwise"));
        deep.deepestLayer = 7;
        fails(deep, -1, "cut-off layer 7 does not exist");

        worker.send(loadOf(QStringLiteral("xlm-roberta")));
        QVERIFY(worker.expect<Loaded>().residentBytes > 0);
        fails(allPairs(2, {}, 512), 2, "no token cache is open");
        fails(OpenTokens{"/nowhere"}, -1, "/nowhere");
        fails(OpenTokens{goldens(QStringLiteral("pairs.jsonl")).toStdString()}, -1, "pairs.jsonl");
        worker.send(OpenTokens{cacheOf(QStringLiteral("gemma")).toStdString()});
        worker.expect<TokensOpened>();
        fails(allPairs(3, {}, 512), 3, "made for gemma");
        worker.send(OpenTokens{cacheOf(QStringLiteral("xlm-roberta")).toStdString()});
        worker.expect<TokensOpened>();
        auto beyond = allPairs(4, {}, 512);
        beyond.pairs.back() = int(m_passages.size());
        fails(beyond, 4, "names passage 90");
        beyond.pairs = {int(m_queries.size()), 0};
        fails(beyond, 4, "names query 90");
        fails(allPairs(5, {2}, 512), 5, "no cut-off layers");
        worker.send(allPairs(6, {}, 512));
        QCOMPARE(worker.expect<ChunkResult>().chunk, std::int64_t(6));
    }

    void cancels()
    {
        Worker worker;
        prepare(worker, QStringLiteral("xlm-roberta"));
        for (int i = 0; i < 3; ++i)
            worker.send(manyPairs(i));
        QTest::qWait(300);
        QElapsedTimer timer;
        timer.start();
        worker.send(Cancel{});
        worker.expect<Cancelled>(); // and no result before it
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        worker.send(Cancel{}); // with nothing to stop
        worker.expect<Cancelled>();
        worker.send(allPairs(9, {}, 512));
        QCOMPARE(worker.expect<ChunkResult>().chunk, std::int64_t(9));
    }

    void heartbeats()
    {
        Worker worker;
        prepare(worker, QStringLiteral("xlm-roberta"));
        worker.send(manyPairs(1));
        QTest::qWait(1800);
        worker.send(Cancel{});
        worker.expect<Cancelled>();
        QVERIFY2(worker.heartbeats() >= 2, qPrintable(QString::number(worker.heartbeats())));
    }

    void endOfInput()
    {
        Worker worker;
        prepare(worker, QStringLiteral("xlm-roberta"));
        worker.send(manyPairs(1));
        QTest::qWait(300); // in the middle of it
        worker.process().closeWriteChannel();
        QVERIFY(worker.endsWith(0));
    }

    void quit()
    {
        Worker worker;
        worker.expect<Hello>();
        worker.send(Quit{});
        QVERIFY(worker.endsWith(0));
    }

    void interruptIsIgnored()
    {
        Worker worker;
        prepare(worker, QStringLiteral("xlm-roberta"));
        const auto pid = pid_t(worker.process().processId());
        QVERIFY(pid > 0); // 0 would be everybody in this group
        ::kill(pid, SIGINT);
        worker.send(allPairs(1, {}, 512));
        worker.expect<ChunkResult>();
        worker.process().terminate();
        QVERIFY(worker.process().waitForFinished(2000));
    }

    void badLines_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("garbage") << QByteArray("hello\n");
        QTest::newRow("unknown type") << QByteArray("{\"type\":\"dance\"}\n");
        QTest::newRow("empty") << QByteArray("\n");
        QTest::newRow("never ends") << QByteArray(kMaxLine + 100000, 'x');
        QTest::newRow("binary") << QByteArray("\0\xff\n", 3);
    }
    void badLines()
    {
        QFETCH(QByteArray, line);
        Worker worker;
        worker.expect<Hello>();
        worker.sendLine(line);
        QCOMPARE(worker.expect<Failure>().chunk, std::int64_t(-1));
        QVERIFY(worker.endsWith(1));
    }

    void manyLinesAtOnce()
    {
        Worker worker;
        worker.expect<Hello>();
        worker.sendLine(encode(Request(loadOf(QStringLiteral("xlm-roberta")))) +
                        encode(Request(OpenTokens{cacheOf(QStringLiteral("xlm-roberta")).toStdString()})) +
                        encode(Request(allPairs(1, {}, 64))) + encode(Request(allPairs(2, {}, 64))));
        worker.expect<Loaded>();
        worker.expect<TokensOpened>();
        QCOMPARE(worker.expect<ChunkResult>().chunk, std::int64_t(1));
        QCOMPARE(worker.expect<ChunkResult>().chunk, std::int64_t(2));
    }

    void nobodyReads()
    {
        // `head` reads the hello and goes: the next heartbeat finds nobody.
        QProcess worker;
        QProcess head;
        worker.setStandardOutputProcess(&head);
        worker.start(program(), {QStringLiteral("--device"), QStringLiteral("cpu")});
        head.start(QStringLiteral("head"), {QStringLiteral("-n"), QStringLiteral("1")});
        QVERIFY(head.waitForFinished(kWaitMs));
        QVERIFY(head.readAllStandardOutput().startsWith("{"));
        QVERIFY(worker.waitForFinished(3000));
        QCOMPARE(worker.exitStatus(), QProcess::NormalExit);
        QCOMPARE(worker.exitCode(), 0);
    }

    void deadParent()
    {
        // Its parent is killed while another process keeps the pipe open: the kernel ends the worker.
        QProcess shell;
        const auto pipe = m_dir.filePath(QStringLiteral("pipe"));
        shell.start(QStringLiteral("sh"),
                    {QStringLiteral("-c"),
                     QStringLiteral("mkfifo '%1'; exec 3<>'%1'; '%2' --device cpu <&3 >'%3' & echo $!; wait")
                         .arg(pipe, program(), m_dir.filePath(QStringLiteral("hello")))});
        QVERIFY(shell.waitForReadyRead(kWaitMs));
        const auto pid = shell.readLine().trimmed();
        QTRY_VERIFY_WITH_TIMEOUT(QFile(m_dir.filePath(QStringLiteral("hello"))).size() > 0, kWaitMs);
        QTest::qWait(100);
        shell.kill();
        QVERIFY(shell.waitForFinished(kWaitMs));
        const auto gone = [&pid] {
            QFile stat(QStringLiteral("/proc/%1/stat").arg(QString::fromUtf8(pid)));
            return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
        };
        QTRY_VERIFY_WITH_TIMEOUT(gone(), 3000);
    }

private:
    QTemporaryDir m_dir;
    QStringList m_ids;
    std::vector<std::string> m_queries;
    std::vector<std::string> m_passages;
};

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_worker.moc"
