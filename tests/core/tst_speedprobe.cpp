// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/speedprobe.h"

#include <QTest>

using namespace rw;

namespace {

/// A plan of one model for `workers` on one device.
PlanSummary plan(qint64 tokens, int workers)
{
    PlanSummary summary;
    PlanSummary::Group group;
    group.model = QStringLiteral("m3");
    group.quantization = QStringLiteral("bf16");
    group.tokens = tokens;
    summary.groups = {group};
    summary.devices = {{QStringLiteral("cuda:0"), {}, workers, 0, 0}};
    return summary;
}

SpeedProbe::Speed speed(double tokensPerSecond, double loadSeconds)
{
    SpeedProbe::Speed speed;
    speed.tokensPerSecond = tokensPerSecond;
    speed.loadSeconds = loadSeconds;
    return speed;
}

} // namespace

class tst_SpeedProbe : public QObject
{
    Q_OBJECT

private slots:
    void time()
    {
        auto summary = plan(60'000, 2);
        estimateTime(summary, {speed(1000, 4)});
        QCOMPARE(summary.time.seconds, 1 + 4 + 60.0); // to start, to load, to score
        QVERIFY(summary.time.least < 65 && summary.time.most > 65);
        QVERIFY(summary.advice.isEmpty());
    }

    void notMeasured()
    {
        auto summary = plan(60'000, 2);
        auto failed = speed(0, 0);
        failed.error = {"no memory for the weights"};
        estimateTime(summary, {failed});
        QVERIFY(summary.time.seconds < 0); // not known is not 0
        QCOMPARE(summary.advice.size(), 1);
        QVERIFY(summary.advice.first().contains(QStringLiteral("no memory for the weights")));
    }

    void nothingToDo()
    {
        auto summary = plan(0, 2);
        estimateTime(summary, {speed(0, 0)});
        QCOMPARE(summary.time.seconds, 0.0);
        QVERIFY(summary.advice.isEmpty());
    }

    void fewerDevices_data()
    {
        QTest::addColumn<qint64>("tokens"); // of which all workers together score 1,000 a second
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("enough"); // 0: no advice
        QTest::newRow("one second of work on four") << qint64(1000) << 4 << 1;
        QTest::newRow("as much on eight") << qint64(1000) << 8 << 2;
        QTest::newRow("three seconds on four") << qint64(3000) << 4 << 3;
        QTest::newRow("more than it takes to start them") << qint64(5000) << 4 << 0;
        QTest::newRow("there is only one") << qint64(10) << 1 << 0;
    }

    // Each worker takes 4 s until it can score anything.
    void fewerDevices()
    {
        QFETCH(qint64, tokens);
        QFETCH(int, workers);
        QFETCH(int, enough);
        auto summary = plan(tokens, workers);
        estimateTime(summary, {speed(1000, 3)});
        QCOMPARE(summary.advice.size(), enough > 0 ? 1 : 0);
        if (enough > 0)
            QVERIFY2(summary.advice.first().contains(QStringLiteral("%1 of %2 workers").arg(enough).arg(workers)),
                     qPrintable(summary.advice.first()));
    }
};

QTEST_GUILESS_MAIN(tst_SpeedProbe)
#include "tst_speedprobe.moc"
