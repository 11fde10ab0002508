// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/nearestrank.h"

#include <QTest>

#include <numeric>

using namespace rw;

class TestNearestRank : public QObject
{
    Q_OBJECT

private slots:
    void nearestRank_data()
    {
        QTest::addColumn<int>("n");
        QTest::addColumn<double>("percent");
        QTest::addColumn<double>("expected"); // of 1, 2, ..., n; < 0: absent
        QTest::newRow("none of nothing") << 0 << 50.0 << -1.0;
        QTest::newRow("p50 of 4") << 4 << 50.0 << -1.0;
        QTest::newRow("p50 of 5") << 5 << 50.0 << 3.0;
        QTest::newRow("p50 of 10") << 10 << 50.0 << 5.0;
        QTest::newRow("p95 of 58") << 58 << 95.0 << -1.0;
        QTest::newRow("p95 of 59") << 59 << 95.0 << 57.0;
        QTest::newRow("p95 of 100") << 100 << 95.0 << 95.0;
        QTest::newRow("p95 of 640") << 640 << 95.0 << 608.0;
        QTest::newRow("p99 of 298") << 298 << 99.0 << -1.0;
        QTest::newRow("p99 of 299") << 299 << 99.0 << 297.0;
        QTest::newRow("p99 of 1000") << 1000 << 99.0 << 990.0;
    }

    void nearestRank()
    {
        QFETCH(int, n);
        QFETCH(double, percent);
        QFETCH(double, expected);
        std::vector<double> values(static_cast<std::size_t>(n));
        std::iota(values.begin(), values.end(), 1.0);
        const auto value = rw::nearestRank(values, percent);
        QCOMPARE(value.has_value(), expected > 0);
        if (value)
            QCOMPARE(*value, expected);
    }

    void samples()
    {
        QCOMPARE(samplesNeeded(95), 59);
        QCOMPARE(samplesNeeded(99), 299);
    }
};

QTEST_APPLESS_MAIN(TestNearestRank)
#include "tst_nearestrank.moc"
