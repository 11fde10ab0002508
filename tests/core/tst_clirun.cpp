// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/clitest.h"

#include <QElapsedTimer>

#include <algorithm>
#include <csignal>
#include <iterator>

using namespace rw::test;

/// Planning and running an experiment, interrupting it and going on.
class tst_CliRun : public CliTest
{
    Q_OBJECT

private slots:
    void init() { prepare(); }

    // What a run would do, measured, without leaving anything behind; then the run does just that.
    void dryRun()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("2000"));
        put("e.json", experiment(QStringLiteral("layers"), QStringLiteral("data.jsonl"),
                                 " \"quantizations\": [\"fp32\", \"bf16\"],\n")
                          .replace("\"max_lengths\": [64]", "\"max_lengths\": [16, 64]"));
        auto plan = call("run e.json --workspace w.rwb --dry-run --json");
        QVERIFY2(plan.code == 0, plan.err);
        QVERIFY(!QFile::exists(file("w.rwb")) && !QFile::exists(file("w.rwb.lock")));
        QCOMPARE(plan.json()[QStringLiteral("units")].toInt(), 4);
        QCOMPARE(plan.json()[QStringLiteral("pairs")].toInt(), kPairs);
        QCOMPARE(plan.json()[QStringLiteral("scores")].toInt(), 4 * kPairs);
        QCOMPARE(plan.json()[QStringLiteral("scores_known")].toInt(), 0);
        QVERIFY(plan.json()[QStringLiteral("tokens")].toInt() <
                plan.json()[QStringLiteral("tokens_one_by_one")].toInt());
        // The model is a decoder: its queries and the lengths have beginnings in common.
        QVERIFY(plan.json()[QStringLiteral("tokens_computed")].toInt() < plan.json()[QStringLiteral("tokens")].toInt());
        QVERIFY(plan.json()[QStringLiteral("tokens_computed")].toInt() > 0);
        QVERIFY(plan.json()[QStringLiteral("disk_bytes")].toInt() > 0);
        QVERIFY(plan.json()[QStringLiteral("devices")][0][QStringLiteral("fits")].toBool());
        QCOMPARE(plan.json()[QStringLiteral("devices")][0][QStringLiteral("workers")].toInt(), 2);
        // 600 pairs at two lengths in two types, 2 ms each, by two workers, and what it takes to start them.
        const double seconds = plan.json()[QStringLiteral("seconds")].toDouble();
        QVERIFY2(seconds > 2.4 && seconds < 6, qPrintable(QString::number(seconds)));
        const auto text = call("run e.json --workspace w.rwb --dry-run -q");
        QVERIFY2(text.code == 0 && text.err.isEmpty() && text.out.contains("fits") && text.out.contains("shared "),
                 text.err + text.out);
        QVERIFY2(text.out.contains("2 workers need about"), text.out);
        const auto alone = call("run e.json --workspace w.rwb --dry-run -q --devices cpu");
        QVERIFY2(alone.out.contains("1 worker needs about"), alone.out);

        QFile::remove(file("log"));
        QCOMPARE(call("run e.json --workspace w.rwb -q").code, 0);
        QCOMPARE(computed(), 4 * kPairs);
        plan = call("run e.json --workspace w.rwb --dry-run --json --resume");
        QCOMPARE(plan.json()[QStringLiteral("scores_known")].toInt(), 4 * kPairs);
        QCOMPARE(plan.json()[QStringLiteral("seconds")].toDouble(), 0.0);

        m_cli.set("FAKE_WORKER", QStringLiteral("cannot-load"));
        plan = call("run e.json --workspace x.rwb --dry-run --json");
        QVERIFY2(plan.code == 0 && plan.out.contains("no memory for the weights"), plan.out);
        m_cli.set("FAKE_WORKER", QStringLiteral("wrong-version"));
        plan = call("run e.json --workspace x.rwb --dry-run --json -q");
        QVERIFY2(plan.code == 1 && plan.err.contains("version 99"), plan.err);
    }

    // For programs: an event a line and nothing else on standard error; the same numbers as in the window.
    void progressAsEvents()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("8000"));
        const auto result = call("run e.json --workspace w.rwb --progress json --json");
        QVERIFY2(result.code == 0, result.err);
        QVERIFY(result.json().isObject());
        QList<QJsonObject> events;
        for (const auto& line : result.err.trimmed().split('\n')) {
            const auto event = QJsonDocument::fromJson(line).object();
            QVERIFY2(event.contains(QStringLiteral("event")) && event.contains(QStringLiteral("time")), line);
            events += event;
        }
        const auto named = [&events](const char* name) {
            QList<QJsonObject> list;
            std::copy_if(events.begin(), events.end(), std::back_inserter(list), [&](const QJsonObject& event) {
                return event[QStringLiteral("event")] == QLatin1String(name);
            });
            return list;
        };
        QCOMPARE(named("plan").size(), 1);
        QCOMPARE(named("plan").front()[QStringLiteral("pairs")].toInt(), kPairs);
        QStringList states;
        for (const auto& unit : named("unit"))
            states += unit[QStringLiteral("state")].toString();
        QVERIFY2(states.value(0) == QStringLiteral("queued") &&
                     states.value(states.size() - 1) == QStringLiteral("finished"),
                 qPrintable(states.join(u' ')));
        QVERIFY(!named("unit").back()[QStringLiteral("ndcg10")].isNull());
        QCOMPARE(events.back()[QStringLiteral("event")].toString(), QStringLiteral("ended"));
        QCOMPARE(events.back()[QStringLiteral("outcome")].toString(), QStringLiteral("finished"));
        const auto progress = named("progress");
        QCOMPARE(progress.back()[QStringLiteral("done")].toInt(), kPairs);
        bool isComplete = false; // everything that a lane can say was said
        for (const auto& event : progress) {
            const auto lanes = event[QStringLiteral("lanes")].toArray();
            if (event[QStringLiteral("phase")] != QStringLiteral("Scoring") || lanes.size() != 2 ||
                event[QStringLiteral("seconds_left")].isNull())
                continue;
            QVERIFY(event[QStringLiteral("seconds_left_least")].toDouble() <=
                    event[QStringLiteral("seconds_left_most")].toDouble());
            isComplete = isComplete || std::all_of(lanes.begin(), lanes.end(), [](const QJsonValue& lane) {
                             return lane[QStringLiteral("state")] == QStringLiteral("scoring") &&
                                    lane[QStringLiteral("chunks_in_hand")].toInt() == 1 &&
                                    lane[QStringLiteral("pairs_in_hand")].toInt() > 0 &&
                                    lane[QStringLiteral("chunks_waiting")].toInt() == 1 &&
                                    lane[QStringLiteral("pairs_waiting")].toInt() > 0 &&
                                    lane[QStringLiteral("pairs_per_second")].toDouble() > 0 &&
                                    lane[QStringLiteral("seconds_left")].toDouble() > 0 &&
                                    lane[QStringLiteral("gpu_power_watts")].isNull();
                         });
        }
        QVERIFY2(isComplete, result.err);
        QVERIFY(call("run e.json --workspace x.rwb --progress json --quiet").err.isEmpty());
    }

    void dryRunSaysWhatIsLeftOut()
    {
        put("e.json", R"({"models": [{"path": "model"}, {"path": "layers", "max_lengths": [32]}],
                         "datasets": [{"path": "data.jsonl"}], "max_lengths": [32, 64, 2048]})");
        const auto plan = call("run e.json --workspace w.rwb --dry-run --json");
        QVERIFY2(plan.code == 0, plan.err);
        QVERIFY2(plan.err.contains("model takes at most 1024 tokens: it is left out at 2048"), plan.err);
        QCOMPARE(plan.json()[QStringLiteral("units")].toInt(), 3);
        const auto leftOut = plan.json()[QStringLiteral("left_out")].toArray();
        QCOMPARE(leftOut.size(), 3);
        QCOMPARE(leftOut[0], (QJsonObject{{QStringLiteral("model"), QStringLiteral("model")},
                                          {QStringLiteral("max_length"), 2048},
                                          {QStringLiteral("model_max_length"), 1024}}));
        const auto text = call("run e.json --workspace w.rwb --dry-run -q");
        QVERIFY2(text.out.contains("left out   model at 2,048: it takes at most 1,024 tokens\n"), text.out);
        QVERIFY2(text.out.contains("left out   layers at 64: the experiment gives it other lengths\n"), text.out);
    }

    void interruptAndResume_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGHUP") << SIGHUP;
        QTest::newRow("SIGKILL") << SIGKILL;
    }

    // Nothing finished is lost, nothing is left behind, and going on gives what an undisturbed run gives.
    void interruptAndResume()
    {
        QFETCH(int, signal);
        QCOMPARE(call("run e.json --workspace undisturbed.rwb -q").code, 0);
        QFile::remove(file("log"));
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("8000"));
        QProcess process;
        m_cli.start(process, words("run e.json --workspace w.rwb"));
        QTRY_VERIFY_WITH_TIMEOUT(contents("log").count('\n') >= 2, 30000);
        QTest::qWait(600); // until it is committed
        QElapsedTimer clock;
        clock.start();
        QVERIFY(process.processId() > 0); // 0 would be all of us
        ::kill(pid_t(process.processId()), signal);
        const auto ended = Cli::finish(process);
        QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(ended.code, signal == SIGKILL ? -1 : 130);
        if (signal != SIGKILL)
            QVERIFY2(ended.err.contains("--resume goes on"), ended.err);
        for (const auto pid : workers())
            QTRY_VERIFY_WITH_TIMEOUT(isGone(pid), 3000);

        m_cli.unset("FAKE_WORKER_PAIR_US");
        const int before = computed();
        QVERIFY(before > 0 && before < kPairs);
        const auto resumed = call("run e.json --workspace w.rwb --resume --json");
        QVERIFY2(resumed.code == 0, resumed.err);
        QCOMPARE(resumed.json()[QStringLiteral("units")][0][QStringLiteral("scored")].toInt(), kPairs);
        if (signal != SIGKILL)
            QCOMPARE(computed(), kPairs); // nothing twice
        else
            QVERIFY2(computed() >= kPairs && computed() < 2 * kPairs, qPrintable(QString::number(computed())));
        QCOMPARE(call("list --workspace w.rwb --json").json()[QStringLiteral("runs")].toArray().size(), 1);
        QCOMPARE(call("export --workspace w.rwb --what scores").out,
                 call("export --workspace undisturbed.rwb --what scores").out);
    }

    void secondRunIsRefused()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("20000"));
        QProcess process;
        m_cli.start(process, words("run e.json --workspace w.rwb"));
        QTRY_VERIFY_WITH_TIMEOUT(!contents("log").isEmpty(), 30000);
        const auto second = call("run e.json --workspace w.rwb");
        QCOMPARE(second.code, 1);
        QVERIFY2(second.err.contains("rerank-cli, process " + QByteArray::number(process.processId())), second.err);
        QCOMPARE(call("list --workspace w.rwb --run 1").code, 0); // readers are welcome
        process.terminate();
        QCOMPARE(Cli::finish(process).code, 130);
    }
};

QTEST_GUILESS_MAIN(tst_CliRun)
#include "tst_clirun.moc"
