// SPDX-License-Identifier: GPL-3.0-or-later
// Workers, pairs and input that fail.
#include "core/run/runcontroller.h"
#include "tests/support/runfixture.h"

#include <QFile>
#include <QTest>

#include <csignal>
#include <set>
#include <unistd.h>

using namespace rw;
using namespace rw::test;

class tst_RunFaults : public QObject, private RunFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { useOwnCache(); }
    void init() { newFolder(); }

    void killedWorker()
    {
        QVERIFY(run(request()).end.kind == RunOutcome::Kind::Finished);
        const auto undisturbed = scores();
        auto wanted = request();
        wanted.workspace = file("killed.rwb").toStdString();
        qputenv("FAKE_WORKER_DELAY", "60");
        int kills = 0;
        const auto heard = run(wanted, [&](RunController&, const LaneStatus& lane) {
            if (lane.state == LaneState::Scoring && lane.pairs > 0 && kills < 3 &&
                ::kill(pid_t(lane.pid), SIGKILL) == 0)
                ++kills;
        });
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(kills, 3);
        QVERIFY(heard.log.filter(QStringLiteral("signal 9")).size() >= 1);
        QCOMPARE(scores("killed.rwb"), undisturbed);
    }

    void secondRunAtTheSameTime_data()
    {
        QTest::addColumn<bool>("link");
        QTest::newRow("same name") << false;
        QTest::newRow("link to it") << true;
    }

    void secondRunAtTheSameTime()
    {
        QFETCH(bool, link);
        qputenv("FAKE_WORKER_DELAY", "1000");
        RunController first;
        int ends = 0;
        bool scoring = false;
        RunOutcome end;
        connect(&first, &RunController::ended, &first, [&](const RunOutcome& outcome) {
            ++ends;
            end = outcome;
        });
        connect(&first, &RunController::laneChanged, &first,
                [&](const LaneStatus& lane) { scoring = scoring || lane.state == LaneState::Scoring; });
        first.start(request());
        QTRY_VERIFY_WITH_TIMEOUT(scoring, 20000);
        auto second = request();
        if (link) {
            QVERIFY(QFile::link(file("w.rwb"), file("link.rwb")));
            second.workspace = file("link.rwb").toStdString();
        }
        const auto heard = run(second);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Failed);
        const auto& what = heard.end.error.what;
        QVERIFY2(what.find("another program is running") != std::string::npos &&
                     what.find("tst_runfaults") != std::string::npos &&
                     what.find(std::to_string(::getpid())) != std::string::npos,
                 what.c_str());
        first.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 10000);
        QVERIFY(end.kind == RunOutcome::Kind::Cancelled);
    }

    // Whoever tidies up in the middle of a run learns at once what happened, and nothing is lost.
    void movedWorkspace()
    {
        QVERIFY(run(request()).end.kind == RunOutcome::Kind::Finished);
        const auto undisturbed = scores();
        auto wanted = request();
        wanted.workspace = file("moved.rwb").toStdString();
        qputenv("FAKE_WORKER_PAIR_US", "15000");
        bool moved = false;
        auto heard = run(wanted, [&](RunController&, const LaneStatus& lane) {
            if (lane.pairs > 50 && !std::exchange(moved, true))
                QVERIFY(QFile::rename(file("moved.rwb"), file("elsewhere.rwb")));
        });
        QVERIFY(moved);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Failed);
        QVERIFY2(heard.end.error.what.find("was moved or removed") != std::string::npos, heard.end.error.what.c_str());
        QVERIFY(!QFile::exists(file("moved.rwb"))); // no new one takes its place
        QVERIFY(QFile::rename(file("elsewhere.rwb"), file("moved.rwb")));
        const auto before = qint64(scores("moved.rwb").size());
        QVERIFY(before > 50 && before < kPairs);
        qunsetenv("FAKE_WORKER_PAIR_US");
        wanted.resume = true;
        heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(heard.progress.reused, before);
        QCOMPARE(scores("moved.rwb"), undisturbed);
    }

    void failedPairs_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("repeats");
        QTest::newRow("not a number") << QByteArray("nan") << 1;
        QTest::newRow("ends its workers") << QByteArray("poison") << 1;
        QTest::newRow("not a number, measured twice") << QByteArray("nan") << 2;
        QTest::newRow("ends its workers, measured twice") << QByteArray("poison") << 2;
    }

    // The unit is failed, the pairs are named, the rest is kept.
    void failedPairs()
    {
        QFETCH(QByteArray, fault);
        QFETCH(int, repeats);
        qputenv("FAKE_WORKER", fault);
        auto wanted = request();
        wanted.experiment.repeats = repeats;
        auto heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(heard.end.unitsFailed, 1);
        const auto unit = unitRecords().front();
        QCOMPARE(unit.status, std::string("failed"));
        const auto scored = scores();
        std::set<std::int64_t> named;
        for (const auto& problem : problems(heard.end.run)) {
            QCOMPARE(problem.unit, unit.id);
            QVERIFY(!problem.what.empty());
            QVERIFY2(named.insert(problem.pair).second, "a pair is named twice");
        }
        for (int pair = 0; pair < kPairs; ++pair)
            QCOMPARE(scored.contains({unit.id, pair}), !named.contains(pair));
        for (int pair = 13 * kCandidates; pair < 14 * kCandidates; ++pair)
            QVERIFY(named.contains(pair));
        if (fault == "nan")
            QCOMPARE(named.size(), std::size_t(kCandidates));
        // Whoever looks on hears of those that ended their workers.
        QCOMPARE(heard.progress.pairsSetAside, fault == "nan" ? 0 : qint64(named.size()));
        QCOMPARE(heard.progress.setAsideWhy.isEmpty(), fault == "nan");
        QCOMPARE(heard.progress.run, heard.end.run);
        QVERIFY2(unit.error.find(std::to_string(named.size()) + " of " + std::to_string(kPairs) + " pairs") == 0,
                 unit.error.c_str());

        // They are tried again, and nothing else is.
        qunsetenv("FAKE_WORKER");
        QFile::remove(log());
        wanted.resume = true;
        heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(heard.end.unitsFailed, 0);
        QCOMPARE(computed(), qint64(named.size()) * repeats);
        QCOMPARE(scores().size(), std::size_t(kPairs));
        QCOMPARE(unitRecords().front().status, std::string("finished"));
        QVERIFY(unitRecords().front().error.empty());
        QVERIFY(problems(heard.end.run).empty());
    }

    void workersThatFail_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<bool>("failed");
        for (const char* fault : {"crash", "wrong-version", "no-hello"}) // tst_dispatcher has more
            QTest::newRow(fault) << QByteArray(fault) << true;
        for (const char* fault : {"cannot-load", "never-memory"})
            QTest::newRow(fault) << QByteArray(fault) << false;
    }

    void workersThatFail()
    {
        QFETCH(QByteArray, fault);
        QFETCH(bool, failed);
        qputenv("FAKE_WORKER", fault);
        auto wanted = request();
        wanted.experiment.devices = {"cpu"};
        wanted.experiment.maxLengths = {32, 64, 128};
        const auto heard = run(wanted);
        QCOMPARE(heard.end.kind == RunOutcome::Kind::Failed, failed);
        QCOMPARE(runStatus(), std::string(failed ? "failed" : "finished"));
        QCOMPARE(heard.end.error.what.empty(), !failed);
        QCOMPARE(reader()->runs()->front().error.empty(), !failed);
        if (!failed) {
            QCOMPARE(heard.end.unitsFailed, 3);
            for (const auto& unit : unitRecords())
                QVERIFY(unit.status == "failed" && !unit.error.empty());
            QVERIFY(!problems(heard.end.run).empty());
        }
        QCOMPARE(scores().size(), std::size_t(0));
        for (const auto& unit : unitRecords())
            QVERIFY2(unit.status != "running", unit.status.c_str());
        qunsetenv("FAKE_WORKER");
        wanted.resume = true;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(scores().size(), std::size_t(3 * kPairs));
    }

    void badInput_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("worker program") << QByteArray("worker") << QByteArray("could not be started");
        QTest::newRow("worker program, auto") << QByteArray("auto") << QByteArray("nonexistent/rerank-worker");
        QTest::newRow("model") << QByteArray("model") << QByteArray("nonexistent");
        QTest::newRow("data") << QByteArray("data") << QByteArray("data.jsonl");
        QTest::newRow("bad data") << QByteArray("bad data") << QByteArray("data.jsonl:2:");
        QTest::newRow("same data") << QByteArray("same data") << QByteArray("is the same data as");
        QTest::newRow("layers") << QByteArray("layers") << QByteArray("has no cut-off layer 99; it has 2 to 6");
        QTest::newRow("layers of a plain model") << QByteArray("no layers") << QByteArray("leave cutoff_layers out");
        QTest::newRow("workspace is a folder") << QByteArray("folder") << QByteArray("is a folder");
        QTest::newRow("folder of the workspace") << QByteArray("no folder") << QByteArray("there is no folder");
        QTest::newRow("workspace is something else") << QByteArray("no workspace") << QByteArray("not a workspace");
    }

    void badInput()
    {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, message);
        auto wanted = request(what == "layers" ? "minicpm-layerwise" : "xlm-roberta");
        if (what == "worker" || what == "auto")
            wanted.workerProgram = QStringLiteral("/nonexistent/rerank-worker");
        if (what == "auto")
            wanted.experiment.devices = {"auto"};
        if (what == "model")
            wanted.experiment.models[0].path = "/nonexistent/model";
        if (what == "data")
            QFile::remove(file("data.jsonl"));
        if (what == "bad data")
            test::writeFile(file("data.jsonl"), dataset(1) + "{\"query\": 1}\n");
        if (what == "same data") {
            QVERIFY(QFile::copy(file("data.jsonl"), file("copy.jsonl")));
            wanted.experiment.datasets.push_back({file("copy.jsonl").toStdString(), {}});
        }
        if (what == "layers" || what == "no layers")
            wanted.experiment.models[0].cutoffLayers = {99};
        if (what == "folder")
            wanted.workspace = m_folder->path().toStdString();
        if (what == "no folder")
            wanted.workspace = "/nonexistent/folder/w.rwb";
        if (what == "no workspace")
            test::writeFile(file("w.rwb"), "this is a text, not a database\n");
        const auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Failed);
        const auto error = QByteArray::fromStdString(heard.end.error.what);
        QVERIFY2(error.contains(message) && !error.contains('\n'), error);
        // What was refused leaves no empty workspace behind.
        if (what == "model" || what.contains("data") || what.contains("layers"))
            QVERIFY(!QFile::exists(file("w.rwb")));
    }
};

QTEST_GUILESS_MAIN(tst_RunFaults)
#include "tst_runfaults.moc"
