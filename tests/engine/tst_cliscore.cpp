// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>

using namespace rw::test;

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(path));
    return file.readAll();
}

} // namespace

/// The command line with the real worker: text in, score out.
class tst_CliScore : public QObject
{
    Q_OBJECT

private:
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    Call score(const char* kind, const QStringList& options) const
    {
        return m_cli.call(QStringList{QStringLiteral("score"), goldenModel(kind), QStringLiteral("--pairs"),
                                      file("pairs.jsonl"), QStringLiteral("--threads"), QStringLiteral("1")} +
                          options);
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_cli.setFolder(m_folder.path());
        m_cli.set("XDG_CACHE_HOME", file("cache"));
        m_cli.unset("RERANK_WORKER");
        QByteArray pairs;
        for (const auto& line : contents(QStringLiteral(RW_TEST_DATA "/goldens/pairs.jsonl")).split('\n')) {
            if (line.isEmpty())
                continue;
            const auto object = QJsonDocument::fromJson(line).object();
            m_ids += object[QStringLiteral("id")].toString();
            pairs += QJsonDocument(QJsonArray{object[QStringLiteral("query")], object[QStringLiteral("passage")]})
                         .toJson(QJsonDocument::Compact) +
                     "\n";
        }
        writeFile(file("pairs.jsonl"), pairs);
    }

    // A sound token cache of other texts, or half of one, under the name of this one is made anew, not believed.
    void foreignTokenCache()
    {
        const QDir tokens(file("cache/rerank-workbench/tokens"));
        const QStringList other{QStringLiteral("--query-instruction"), QStringLiteral("another: ")};
        const auto first = score("xlm-roberta", {});
        QVERIFY2(first.code == 0, first.err);
        const QStringList own = tokens.entryList(QDir::Files);
        QCOMPARE(own.size(), 1);
        const auto second = score("xlm-roberta", other);
        QVERIFY(second.out != first.out);
        QStringList all = tokens.entryList(QDir::Files);
        all.removeOne(own.front());
        QCOMPARE(all.size(), 1);
        const QByteArray foreign = contents(tokens.filePath(all.front()));
        for (const auto& content : {foreign, foreign.left(foreign.size() / 2)}) {
            writeFile(tokens.filePath(own.front()), content);
            const auto again = score("xlm-roberta", {});
            QVERIFY2(again.code == 0, again.err);
            QCOMPARE(again.out, first.out);
        }
    }

    void goldens_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("column");
        const auto row = [](const char* name, const char* kind, const char* setting, const QStringList& options,
                            int column = 0) {
            QTest::newRow(name) << QByteArray(kind) << QString::fromUtf8(setting) << options << column;
        };
        const auto words = [](const char* text) {
            return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        };
        const QStringList custom = {QStringLiteral("--query-instruction"),
                                    QStringLiteral("Query"),
                                    QStringLiteral("--query-instruction-format"),
                                    QStringLiteral("{}: {}\\n"),
                                    QStringLiteral("--passage-instruction"),
                                    QStringLiteral("Passage <B>"),
                                    QStringLiteral("--passage-instruction-format"),
                                    QStringLiteral("{}:\\n{}"),
                                    QStringLiteral("--max-length"),
                                    QStringLiteral("512")};
        const char* xlm = "xlm-roberta";
        row("xlm-roberta", xlm, "default", words("--max-length 512"));
        row("xlm-roberta: the default length", xlm, "max-1024", {});
        row("xlm-roberta: small batches", xlm, "max-16", words("--max-length 16 --batch-tokens 40"));
        row("xlm-roberta: query length", xlm, "max-64-query-16", words("--max-length 64 --query-max-length 16"));
        row("xlm-roberta: overflow", xlm, "overflow-far", words("--max-length 16 --query-max-length 400"));
        row("xlm-roberta: instructions", xlm, "instructions-custom", custom);
        row("xlm-roberta: normalized", xlm, "normalize", words("--normalize --max-length 512"));
        row("gemma: erf", "gemma", "default", words("--max-length 512 --gelu erf"));
        row("gemma: tanh", "gemma", "default", words("--max-length 512 --gelu tanh"), 1);
        row("gemma: auto, as the config says", "gemma", "max-64", words("--max-length 64"));
        row("gemma: instructions", "gemma", "instructions-custom", custom);
        row("gemma: no instructions", "gemma", "instructions-null",
            words("--max-length 512 --query-instruction none --passage-instruction none"));
        row("gemma: prompt", "gemma", "prompt-custom",
            {QStringLiteral("--max-length"), QStringLiteral("512"), QStringLiteral("--prompt"),
             QString::fromUtf8("请判断段落 B 能否回答问题 A，只回答 'Yes' 或 'No'。")});
        row("minicpm: the last layer", "minicpm-layerwise", "default", words("--max-length 512"));
        row("minicpm: one layer", "minicpm-layerwise", "cutoff-3", words("--max-length 512 --cutoff-layers 3"));
        row("minicpm: layers out of range", "minicpm-layerwise", "cutoff-out-of-range",
            words("--max-length 512 --cutoff-layers 1,3,9"));
        row("minicpm: all layers", "minicpm-layerwise", "cutoff-all-64",
            words("--max-length 64 --cutoff-layers 2,3,4,5,6"), 4);
    }

    void goldens()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QString, setting);
        QFETCH(QStringList, options);
        QFETCH(int, column);
        const auto result = score(kind, options);
        QVERIFY2(result.code == 0, result.err);
        const auto lines = result.out.trimmed().split('\n');
        QCOMPARE(lines.size(), m_ids.size());
        const bool normalized = options.contains(QStringLiteral("--normalize"));
        const double tolerance = kind == "xlm-roberta" ? 1e-5 : 2e-5;
        double largest = 0;
        int compared = 0;
        const auto golden = QJsonDocument::fromJson(contents(QStringLiteral(RW_TEST_DATA "/goldens/") +
                                                             QString::fromUtf8(kind) + QStringLiteral("/golden.json")))
                                .object();
        for (const auto& item : golden[QStringLiteral("records")].toArray()) {
            const auto record = item.toObject();
            if (record[QStringLiteral("setting")].toString() != setting)
                continue;
            const auto pair = m_ids.indexOf(record[QStringLiteral("pair")].toString());
            QVERIFY(pair >= 0);
            const auto line = QJsonDocument::fromJson(lines[pair]).object();
            QCOMPARE(line[QStringLiteral("index")].toInt(), int(pair));
            const double wanted = record[normalized ? QStringLiteral("normalized") : QStringLiteral("scores")]
                                      .toArray()[column]
                                      .toDouble();
            const double found = line.contains(QStringLiteral("scores"))
                                     ? line[QStringLiteral("scores")][QString::number(column + 2)].toDouble()
                                     : line[QStringLiteral("score")].toDouble();
            largest = std::max(largest, std::abs(found - wanted));
            QVERIFY2(std::abs(found - wanted) <= tolerance, qPrintable(m_ids[pair]));
            ++compared;
        }
        QVERIFY(compared >= 3);
        qInfo("%d scores, largest difference %.2g", compared, largest);
    }

    void workersAgree()
    {
        const auto one = score("xlm-roberta", {QStringLiteral("--devices"), QStringLiteral("cpu")});
        const auto two = score("xlm-roberta", {QStringLiteral("--devices"), QStringLiteral("cpu,cpu"),
                                               QStringLiteral("--batch-tokens"), QStringLiteral("300")});
        QVERIFY2(one.code == 0 && two.code == 0, one.err + two.err);
        // In every bit: neither the other worker nor the other pairs of a batch change a score.
        QCOMPARE(two.out, one.out);
    }

    void whatThisMachineCannot()
    {
        auto result = score("xlm-roberta", {QStringLiteral("--devices"), QStringLiteral("cpu"),
                                            QStringLiteral("--quantization"), QStringLiteral("fp16")});
        QVERIFY2(result.code == 1 && result.err.count('\n') == 1 && result.err.contains("fp32, bf16"), result.err);
        result = score("xlm-roberta", {QStringLiteral("--devices"), QStringLiteral("cuda:99"), QStringLiteral("-q")});
        QVERIFY2(result.code == 1 && result.err.count('\n') == 1 &&
                     result.err.contains("this machine has no device cuda:99"),
                 result.err);
    }

    // The whole way with kill -9 of the program in the middle.
    void killedRunGoesOn()
    {
        // Long enough on any machine for the kill to come in the middle: chunks are about a second of work.
        writeFile(file("data.jsonl"), pairsData(400, 19, 250));
        writeFile(file("e.json"), experiment(goldenModel("xlm-roberta"), QStringLiteral("data.jsonl"), {}, 512));
        const auto words = [](const char* text) {
            return QString::fromUtf8(text).split(QLatin1Char(' '));
        };
        QProcess process;
        m_cli.start(process, words("run e.json --workspace killed.rwb -q"));
        const auto scored = [&] {
            const auto listed = m_cli.call(words("list --workspace killed.rwb --run 1 --json"));
            return listed.json()[QStringLiteral("units")][0][QStringLiteral("scored")].toInt();
        };
        QTRY_VERIFY_WITH_TIMEOUT(scored() > 0, 30000);
        const auto workers = childrenOf(process.processId());
        QCOMPARE(workers.size(), 2);
        process.kill();
        QVERIFY(process.waitForFinished(5000));
        for (const auto pid : workers)
            QTRY_VERIFY_WITH_TIMEOUT(isGone(pid), 3000);
        const int before = scored();
        QVERIFY2(before > 0 && before < 8000, qPrintable(QString::number(before)));

        const auto resumed = m_cli.call(words("run e.json --workspace killed.rwb -q --resume --json"));
        QVERIFY2(resumed.code == 0, resumed.err);
        QCOMPARE(scored(), 8000);
        QCOMPARE(m_cli.call(words("run e.json --workspace undisturbed.rwb -q")).code, 0);
        const auto a = m_cli.call(words("export --workspace killed.rwb --what scores --json")).json().array();
        const auto b = m_cli.call(words("export --workspace undisturbed.rwb --what scores --json")).json().array();
        QCOMPARE(a.size(), 8000);
        QCOMPARE(b.size(), 8000);
        for (int i = 0; i < 8000; ++i) {
            QCOMPARE(a[i][QStringLiteral("pair")].toInt(), i);
            QVERIFY(std::abs(a[i][QStringLiteral("score")].toDouble() - b[i][QStringLiteral("score")].toDouble()) <=
                    1e-5);
        }
    }

private:
    QTemporaryDir m_folder;
    QStringList m_ids;
    Cli m_cli;
};

QTEST_GUILESS_MAIN(tst_CliScore)
#include "tst_cliscore.moc"
