// SPDX-License-Identifier: GPL-3.0-or-later
// Pause, cancel, and the end of the program in the middle.
#include "core/run/runcontroller.h"
#include "tests/support/runfixture.h"

#include <QTest>

#include <csignal>
#include <set>

using namespace rw;
using namespace rw::test;

class tst_RunControl : public QObject, private RunFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { useOwnCache(); }
    void init() { newFolder(); }

    void cancelAtOnce()
    {
        for (const int afterMs : {0, 1, 20, 60}) {
            RunController controller;
            int ends = 0;
            RunOutcome end;
            connect(&controller, &RunController::ended, &controller, [&](const RunOutcome& outcome) {
                ++ends;
                end = outcome;
            });
            controller.start(request());
            QTest::qWait(afterMs);
            controller.cancel();
            QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 10000);
            QTest::qWait(20);
            QCOMPARE(ends, 1);
            QVERIFY(end.kind != RunOutcome::Kind::Failed);
            // The same object runs again.
            controller.start(request());
            QTRY_COMPARE_WITH_TIMEOUT(ends, 2, 10000);
            QVERIFY2(end.kind == RunOutcome::Kind::Finished, end.error.what.c_str());
        }
    }

    void droppedInTheMiddle()
    {
        qputenv("FAKE_WORKER_DELAY", "500");
        qint64 pid = 0;
        {
            RunController controller;
            connect(&controller, &RunController::laneChanged, &controller,
                    [&](const LaneStatus& lane) { pid = lane.state == LaneState::Scoring ? lane.pid : pid; });
            controller.start(request());
            QTRY_VERIFY_WITH_TIMEOUT(pid > 0, 20000);
        }
        QTRY_VERIFY_WITH_TIMEOUT(::kill(pid_t(pid), 0) != 0, 3000); // no worker is left
        qunsetenv("FAKE_WORKER_DELAY");
        auto wanted = request();
        wanted.resume = true;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(scores().size(), std::size_t(kPairs));
    }

    // A pause lets the chunks in hand finish, keeps the workers, and goes on where it was.
    void pausedInTheMiddle()
    {
        constexpr int kMany = 120 * kCandidates;
        test::writeFile(file("data.jsonl"), dataset(120));
        qputenv("FAKE_WORKER_PAIR_US", "8000");
        RunController controller;
        int ends = 0;
        std::set<qint64> pids;
        bool scoring = false;
        connect(&controller, &RunController::ended, &controller, [&](const RunOutcome&) { ++ends; });
        connect(&controller, &RunController::laneChanged, &controller, [&](const LaneStatus& lane) {
            if (lane.pid > 0)
                pids.insert(lane.pid);
            scoring = scoring || lane.pairs > 0;
        });
        controller.start(request());
        QTRY_VERIFY_WITH_TIMEOUT(scoring, 20000);
        controller.setPaused(true);
        QTest::qWait(2500);
        const auto paused = computed();
        QVERIFY(paused > 0 && paused < kMany);
        QTest::qWait(700);
        QCOMPARE(computed(), paused);
        controller.setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 20000);
        QCOMPARE(computed(), qint64(kMany));
        QCOMPARE(pids.size(), std::size_t(2)); // no worker was started anew
    }

    void pausedDoesNothing()
    {
        RunController controller;
        int ends = 0;
        connect(&controller, &RunController::ended, &controller, [&](const RunOutcome&) { ++ends; });
        controller.start(request());
        controller.setPaused(true);
        QTest::qWait(1000);
        QCOMPARE(ends, 0);
        QCOMPARE(computed(), qint64(0));
        controller.setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 20000);
        QCOMPARE(computed(), qint64(kPairs));
    }
};

QTEST_GUILESS_MAIN(tst_RunControl)
#include "tst_runcontrol.moc"
