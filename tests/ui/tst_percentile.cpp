// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/stats/interval.h"
#include "ui/stats/percentile.h"

#include <QTest>

#include <numeric>

using namespace rw::ui;

class TestPercentile : public QObject
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
        const auto value = percentile(values, percent);
        QCOMPARE(value.has_value(), expected > 0);
        if (value)
            QCOMPARE(*value, expected);
    }

    void samples()
    {
        QCOMPARE(samplesNeeded(95), 59);
        QCOMPARE(samplesNeeded(99), 299);
    }

    void bootstrap()
    {
        QVERIFY(!bootstrapMean({}));
        QVERIFY(!bootstrapMean({0.5}));
        std::vector<double> values;
        for (int i = 0; i < 400; ++i)
            values.push_back(i % 2); // mean 0.5, standard error 0.025
        const auto interval = bootstrapMean(values);
        QVERIFY(interval.has_value());
        QVERIFY2(std::abs(interval->low - 0.451) < 0.006, qPrintable(QString::number(interval->low)));
        QVERIFY2(std::abs(interval->high - 0.549) < 0.006, qPrintable(QString::number(interval->high)));
        const auto again = bootstrapMean(values);
        QCOMPARE(again->low, interval->low);
        QCOMPARE(again->high, interval->high);
        const auto constant = bootstrapMean({0.25, 0.25, 0.25});
        QCOMPARE(constant->low, 0.25);
        QCOMPARE(constant->high, 0.25);
    }
};

QTEST_APPLESS_MAIN(TestPercentile)
#include "tst_percentile.moc"
