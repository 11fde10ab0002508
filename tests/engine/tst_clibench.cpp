// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QTemporaryDir>
#include <QTest>

using namespace rw::test;
using namespace Qt::StringLiterals;

/// `rerank-cli bench` with the real worker and tiny models: what it says must add up, how fast it is does not matter.
class tst_CliBench : public QObject
{
    Q_OBJECT

private:
    Call bench(QStringList arguments) const
    {
        arguments.prepend(u"bench"_s);
        return m_cli.call(arguments + QStringList{u"--threads"_s, u"1"_s, u"--seconds"_s, u"0"_s, u"--quiet"_s});
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_cli.setFolder(m_folder.path());
        m_cli.set("XDG_CACHE_HOME", m_folder.path());
    }

    void usage_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("error");
        QTest::newRow("nothing") << u""_s << u"one model folder or --shape NAME"_s;
        QTest::newRow("both") << u"dir --shape bge-reranker-base"_s << u"one model folder or --shape NAME"_s;
        QTest::newRow("shape") << u"--shape bge-large"_s << u"expected one of bge-reranker-v2-m3"_s;
        QTest::newRow("layers") << u"--shape bge-reranker-base --layers 13"_s << u"has 12 layers"_s;
        QTest::newRow("layers of a folder") << u"dir --layers 2"_s << u"--layers goes with --shape"_s;
        QTest::newRow("lengths") << u"dir --lengths 12,x"_s << u"--lengths must be whole numbers"_s;
        QTest::newRow("lengths of pairs") << u"dir --lengths 12 --pairs f"_s << u"--max-length goes with --pairs"_s;
        QTest::newRow("type") << u"dir --quantizations fp8"_s << u"--quantizations takes fp32"_s;
        QTest::newRow("device") << u"dir --devices tpu"_s << u"is no device"_s;
    }
    void usage()
    {
        QFETCH(QString, arguments);
        QFETCH(QString, error);
        const auto call = m_cli.call(QStringList{u"bench"_s} + arguments.split(u' ', Qt::SkipEmptyParts));
        QCOMPARE(call.code, 2);
        QVERIFY2(call.err.contains(error.toUtf8()), call.err);
        QVERIFY(call.out.isEmpty());
    }

    void badModel()
    {
        const auto call = bench({m_folder.path(), u"--quantizations"_s, u"fp32"_s});
        QCOMPARE(call.code, 1);
        QVERIFY2(call.err.contains("config.json"), call.err);
        QCOMPARE(call.err.count('\n'), 1);
    }

    void wrongType()
    {
        const auto call = bench({goldenModel("gemma"), u"--devices"_s, u"cpu"_s, u"--quantizations"_s, u"fp16"_s});
        QCOMPARE(call.code, 1);
        QVERIFY2(call.err.contains("cpu cannot run fp16; it can run fp32"), call.err);
    }

    // Made-up pairs have the length that was asked for, on all three backbones with their real tokenizers.
    void madeUp_data()
    {
        QTest::addColumn<QString>("model");
        for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"})
            QTest::newRow(kind) << goldenModel(kind);
    }
    void madeUp()
    {
        QFETCH(QString, model);
        const auto call = bench({model, u"--lengths"_s, u"150,200"_s, u"--candidates"_s, u"3"_s, u"--quantizations"_s,
                                 u"fp32,bf16"_s, u"--devices"_s, u"cpu"_s, u"--json"_s});
        QVERIFY2(call.code == 0, call.err);
        QVERIFY2(call.err.isEmpty(), call.err);
        const auto document = call.json().object();
        const auto cases = document[u"cases"_s].toArray();
        QCOMPARE(cases.size(), 4);
        for (qsizetype i = 0; i < cases.size(); ++i) {
            const auto one = cases[i].toObject();
            QCOMPARE(one[u"quantization"].toString(), i < 2 ? u"fp32"_s : u"bf16"_s);
            QCOMPARE(one[u"pairs"].toInt(), 3);
            const int wanted = i % 2 == 0 ? 150 : 200;
            const double length = one[u"tokens"].toDouble() / 3;
            QVERIFY2(length > wanted - 4 && length < wanted + 4, qPrintable(QString::number(length)));
            QVERIFY(one[u"pairs_per_second"].toDouble() > 0);
            QVERIFY(one[u"reference_equivalent_flops"].toDouble() > one[u"useful_flops"].toDouble());
            const double share = one[u"share_of_register_peak"].toDouble(-1);
            QVERIFY2(one[u"register_peak"].isNull() || (share > 0 && share < 1), qPrintable(QString::number(share)));
            QVERIFY(one[u"peak_bytes"].toDouble() > 1e6);
            double sum = 0;
            for (const auto part : one[u"time_shares"].toObject())
                sum += part.toDouble();
            QVERIFY(std::abs(sum - 1) < 1e-9);
            QVERIFY(one[u"rounds"].toInt() >= 3);
            QVERIFY(one[u"latency_ms"][u"p99"].isNull());
            QCOMPARE(one.contains(u"drift"_s), i >= 2);
            if (i >= 2)
                QVERIFY(one[u"drift"][u"largest"].toDouble() < 0.3);
        }
    }

    // Judged pairs: nDCG against fp32, which was not asked for. Latency is that of single queries.
    void judgedPairs()
    {
        QByteArray lines;
        for (int i = 0; i < 4; ++i) {
            lines += QStringLiteral(R"({"query": "question %1", "pos": ["answer %1"], "neg": ["nothing", "%1 other"]})")
                         .arg(i)
                         .toUtf8() +
                     '\n';
        }
        writeFile(m_folder.filePath(u"judged.jsonl"_s), lines);
        const auto call = bench({goldenModel("xlm-roberta"), u"--pairs"_s, u"judged.jsonl"_s, u"--quantizations"_s,
                                 u"bf16"_s, u"--devices"_s, u"cpu"_s, u"--profile"_s, u"--json"_s});
        QVERIFY2(call.code == 0, call.err);
        const auto cases = call.json()[u"cases"].toArray();
        QCOMPARE(cases.size(), 1);
        const auto one = cases[0].toObject();
        QCOMPARE(one[u"case"].toString(), u"judged.jsonl"_s);
        QCOMPARE(one[u"pairs"].toInt(), 12);
        QVERIFY(one[u"latency_ms"][u"samples"].toInt() >= 4);
        QVERIFY(one[u"drift"][u"kendall_tau"].isDouble());
        QVERIFY(one[u"drift"][u"ndcg_at_10_difference"].isDouble());
        const auto operators = one[u"operators"].toArray();
        QVERIFY(operators.size() > 1);
        QVERIFY(operators[0][u"seconds"].toDouble() >= operators[1][u"seconds"].toDouble());
        // The engine's own steps are named, not just LibTorch's operators.
        QStringList names;
        for (const auto& entry : operators)
            names.append(entry.toObject()[u"name"].toString());
        for (const char* step : {"engine::products", "engine::attention", "engine::norms", "engine::head"})
            QVERIFY2(names.contains(QLatin1String(step)), step);
    }

    void table()
    {
        const auto call = bench({goldenModel("minicpm-layerwise"), u"--lengths"_s, u"64"_s, u"--quantizations"_s,
                                 u"fp32"_s, u"--cutoff-layers"_s, u"3,5"_s, u"--devices"_s, u"cpu"_s});
        QVERIFY2(call.code == 0, call.err);
        for (const char* part : {"6 layers", "pairs/s", "of registers", "64 tokens", "Where the time goes"})
            QVERIFY2(call.out.contains(part), call.out);
    }

    // What the scripts below bench/ ask a worker directly.
    void requests()
    {
        QProcess worker;
        worker.start(QStringLiteral(RW_BIN_DIR "/rerank-worker"),
                     {u"--bench"_s, u"--device"_s, u"cpu"_s, u"--threads"_s, u"1"_s});
        const auto ask = [&](const QByteArray& line) {
            worker.write(line + '\n');
            while (!worker.canReadLine()) {
                if (!worker.waitForReadyRead(60000))
                    qFatal("no answer to %s", line.constData());
            }
            return QJsonDocument::fromJson(worker.readLine()).object();
        };
        const auto numbers = [](const QJsonObject& answer) {
            std::vector<double> list;
            for (const auto one : answer[u"scores"].toArray())
                list.push_back(one.toDouble());
            return list;
        };
        QVERIFY(ask(R"({"type": "score"})")[u"error"].toString().contains(u"expected load and pairs"_s));
        QVERIFY(ask(R"({"type": "dance"})")[u"error"].toString().contains(u"unknown request"_s));
        QVERIFY(ask("no JSON").contains(u"error"_s));
        QVERIFY(ask(R"({"type": "load", "shape": "x"})")[u"error"].toString().contains(u"there is no shape"_s));

        const QJsonObject load{{u"type"_s, u"load"_s},
                               {u"cutoff_layers"_s, QJsonArray{3, 6}},
                               {u"model"_s, goldenModel("minicpm-layerwise")}};
        QVERIFY(ask(QJsonDocument(load).toJson(QJsonDocument::Compact)).contains(u"seconds"_s));
        QVERIFY(ask(R"({"type": "pairs", "length": 0})").contains(u"error"_s));
        const auto pairs = ask(R"({"type": "pairs", "length": 200, "candidates": 3, "distinct_queries": true})");
        QCOMPARE(pairs[u"queries"].toInt(), 3);
        QVERIFY(ask(R"({"type": "score", "max_lengths": [0]})").contains(u"error"_s));
        QVERIFY(ask(R"({"type": "score", "query": 3})").contains(u"error"_s));
        QVERIFY(ask(R"({"type": "score", "cutoff_layers": [1]})")[u"error"].toString().contains(u"cut-off layer 1"_s));

        // Two lengths in one pass are the two passes; so are two layers.
        const auto both = numbers(ask(R"({"type": "score", "max_lengths": [120, 60], "cutoff_layers": [6]})"));
        const auto shorter = numbers(ask(R"({"type": "score", "max_lengths": [60], "cutoff_layers": [6]})"));
        const auto longer = numbers(ask(R"({"type": "score", "max_lengths": [120], "cutoff_layers": [3, 6]})"));
        const auto one = numbers(ask(R"({"type": "score", "query": 1, "max_lengths": [60], "cutoff_layers": [6]})"));
        QCOMPARE(both.size(), 6);
        QCOMPARE(shorter.size(), 3);
        QCOMPARE(longer.size(), 6);
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(std::abs(both[2 * i] - shorter[i]) < 2e-5);
            QVERIFY(std::abs(both[2 * i + 1] - longer[2 * i + 1]) < 2e-5);
            QVERIFY(shorter[i] != longer[2 * i + 1]);
        }
        QCOMPARE(one.size(), 1);
        QVERIFY(std::abs(one[0] - shorter[1]) < 2e-5);
        worker.closeWriteChannel();
        QVERIFY(worker.waitForFinished(10000));
        QCOMPARE(worker.exitCode(), 0);
    }

    // No folder, no weights on the disk.
    void shape()
    {
        const auto call =
            bench({u"--shape"_s, u"bge-reranker-base"_s, u"--layers"_s, u"1"_s, u"--lengths"_s, u"40"_s,
                   u"--candidates"_s, u"2"_s, u"--quantizations"_s, u"fp32"_s, u"--devices"_s, u"cpu"_s, u"--json"_s});
        QVERIFY2(call.code == 0, call.err);
        const auto document = call.json().object();
        QCOMPARE(document[u"parameters"_s].toDouble(), 200077825.0);
        QVERIFY(document[u"untrained"_s].toBool());
        QCOMPARE(document[u"cases"_s][0][u"tokens"].toInt(), 80);
        // 192 million of the parameters are a table of which single rows are made when they are read.
        QVERIFY(document[u"loads"_s][u"cpu fp32"][u"resident_bytes"].toDouble() < 4 * 192e6);
        QVERIFY(document[u"cases"_s][0][u"peak_bytes"].toDouble() > 4 * 7e6);
        QVERIFY(document[u"cases"_s][0][u"predicted_peak_bytes"].toDouble() > 4 * 7e6);
    }

private:
    QTemporaryDir m_folder;
    Cli m_cli;
};

QTEST_GUILESS_MAIN(tst_CliBench)
#include "tst_clibench.moc"
