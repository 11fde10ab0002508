// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody sets the clock while a run goes on: nothing that the program decides or measures depends on it.
#include "core/store/workspacereader.h"
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace rw;

namespace {

constexpr int kQueries = 40;
constexpr int kPairs = kQueries * 10;

std::map<std::int64_t, double> scores(WorkspaceReader& reader, std::int64_t unit)
{
    std::map<std::int64_t, double> scores;
    const auto status = reader.eachRow({"v_scores", 0, unit}, [&](const auto& names, const auto& values) {
        const auto column = [&names](const char* wanted) {
            return std::size_t(std::find(names.begin(), names.end(), wanted) - names.begin());
        };
        scores[std::get<std::int64_t>(values[column("pair")])] = std::get<double>(values[column("score")]);
        return true;
    });
    if (!status)
        qFatal("%s", status.error().what.c_str());
    return scores;
}

// The address sanitizer insists on being the first library of a program: its path and a colon, where this test has it.
QString sanitizerRuntime()
{
    QFile maps(QStringLiteral("/proc/self/maps"));
    if (!maps.open(QIODevice::ReadOnly))
        return {};
    for (const QByteArray& line : maps.readAll().split('\n'))
        if (const auto path = line.indexOf('/'); path >= 0 && line.contains("/libasan.so"))
            return QString::fromLocal8Bit(line.mid(path)) + QLatin1Char(':');
    return {};
}

} // namespace

class tst_ClockChanges : public QObject
{
    Q_OBJECT

private slots:
    void jumpingClock()
    {
        QTemporaryDir folder;
        QVERIFY(folder.isValid());
        const auto file = [&folder](const char* name) {
            return folder.filePath(QLatin1String(name));
        };
        test::writeFile(file("data.jsonl"), test::pairsData(kQueries, 9));
        test::writeFile(file("experiment.json"), test::experiment(test::goldenModel("xlm-roberta"), file("data.jsonl"),
                                                                  " \"reuse_scores\": false,\n"));
        test::Cli cli;
        cli.set("XDG_CACHE_HOME", file("cache"));
        cli.set("RERANK_WORKER", QStringLiteral(RW_BIN_DIR "/rw-fakeworker"));
        cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("5000"));
        const QStringList arguments{QStringLiteral("run"), file("experiment.json"), QStringLiteral("--workspace"),
                                    file("w.rwb")};
        const auto calm = cli.call(arguments);
        QVERIFY2(calm.code == 0, calm.err);
        cli.set("LD_PRELOAD", sanitizerRuntime() + QStringLiteral(RW_BIN_DIR "/librw-jumpingclock.so"));
        const auto jumping = cli.call(arguments);
        QVERIFY2(jumping.code == 0, jumping.err);
        QVERIFY2(!jumping.err.contains("silent") && !jumping.err.contains("starting it again"), jumping.err);

        auto reader = WorkspaceReader::open(file("w.rwb").toStdString());
        QVERIFY(reader);
        const auto runs = (*reader)->runs();
        QVERIFY(runs);
        QCOMPARE(runs->size(), std::size_t(2));
        QVERIFY(runs->front().id > runs->back().id); // the newest first, whatever its clock said
        const auto start = [](const RunRecord& run) {
            return QDateTime::fromString(QString::fromStdString(run.startedAt), Qt::ISODate);
        };
        QVERIFY(std::abs(start(runs->front()).secsTo(start(runs->back()))) > 3600); // the clock did jump
        const auto units = (*reader)->units();
        QVERIFY(units);
        QCOMPARE(units->size(), std::size_t(2));
        const auto undisturbed = scores(**reader, units->at(0).id);
        QCOMPARE(undisturbed.size(), std::size_t(kPairs));
        QCOMPARE(scores(**reader, units->at(1).id), undisturbed);
        for (const auto& run : *runs) {
            std::int64_t pairs = 0;
            const auto batches = (*reader)->batches(run.id);
            QVERIFY(batches);
            for (const auto& batch : *batches) {
                pairs += batch.pairs;
                QVERIFY2(batch.startSeconds >= 0 && batch.startSeconds < 60 && batch.queueNs >= 0 &&
                             batch.totalNs > 0 && batch.totalNs < 60'000'000'000,
                         qPrintable(QString::number(batch.startSeconds)));
            }
            QCOMPARE(pairs, std::int64_t(kPairs));
        }
    }
};

QTEST_GUILESS_MAIN(tst_ClockChanges)
#include "tst_clockchanges.moc"
