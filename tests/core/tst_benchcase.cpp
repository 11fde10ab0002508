// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/benchcase.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace rw;
using namespace Qt::StringLiterals;

class tst_BenchCase : public QObject
{
    Q_OBJECT

private slots:
    void percentiles()
    {
        std::vector<double> hundred(100);
        std::iota(hundred.rbegin(), hundred.rend(), 1);
        QCOMPARE(percentile(hundred, 0.5), 50.0);
        QCOMPARE(percentile(hundred, 0.95), 95.0);
        QCOMPARE(percentile(hundred, 0), 1.0);
        QCOMPARE(percentile(hundred, 1), 100.0);
        QCOMPARE(percentile({7}, 0.99), 7.0);
    }

    // No p99 from fewer than a thousand samples, no p95 from fewer than two hundred.
    void fewSamples_data()
    {
        QTest::addColumn<int>("samples");
        QTest::addColumn<bool>("p95");
        QTest::addColumn<bool>("p99");
        QTest::newRow("none") << 0 << false << false;
        QTest::newRow("some") << 199 << false << false;
        QTest::newRow("p95") << 200 << true << false;
        QTest::newRow("almost") << 999 << true << false;
        QTest::newRow("p99") << 1000 << true << true;
    }
    void fewSamples()
    {
        QFETCH(int, samples);
        BenchCase one;
        one.latency.assign(std::size_t(samples), 0.25);
        QCOMPARE(one.latencyPercentile(0.5).has_value(), samples > 0);
        QTEST(one.latencyPercentile(0.95).has_value(), "p95");
        QTEST(one.latencyPercentile(0.99).has_value(), "p99");
    }

    // Two queries, the second one judged the other way round by the lossy scores; the last of two columns counts.
    void drift()
    {
        const std::vector<double> exact = {9, 3, 9, 2, 9, 1, 9, 5, 9, 4};
        const std::vector<double> lossy = {9, 3.5, 9, 2, 9, 1, 9, 4, 9, 4.5};
        const BenchLists lists{{0, 0, 0, 1, 1}, {1, 0, 0, 1, 0}};
        const auto drift = driftOf(lossy, exact, lists);
        QCOMPARE(drift.largest, 1.0);
        QCOMPARE(drift.mean, 0.2);
        QCOMPARE(*drift.kendall, 0.0);            // 1 and -1
        const double second = 1 / std::log2(3.0); // nDCG of the relevant one on rank 2
        QVERIFY(std::abs(*drift.ndcgDifference - (second - 1) / 2) < 1e-12);
        const BenchLists unjudged{lists.listOfPair, {}};
        QVERIFY(!driftOf(lossy, exact, unjudged).ndcgDifference);
    }

    void shares()
    {
        BenchCase one;
        one.device = u"cpu"_s;
        one.quantization = u"fp32"_s;
        one.label = u"128 tokens"_s;
        one.pairs = 10;
        one.tokens = 1280;
        one.usefulFlop = 50e9;
        one.paddedFlop = 200e9;
        one.seconds = {1, 0.5, 0.5};
        one.latency = one.seconds;
        one.tokenise = 0.1;
        one.forward = 1.8;
        one.registerPeak = 200e9;
        const auto json = one.json();
        QCOMPARE(json[u"pairs_per_second"].toDouble(), 20.0);
        QCOMPARE(json[u"share_of_register_peak"].toDouble(), 0.5);
        QVERIFY(json[u"share_of_gemm_peak"].isNull());
        QCOMPARE(json[u"reference_equivalent_flops"].toDouble(), 400e9);
        QCOMPARE(json[u"time_shares"][u"forward"].toDouble(), 0.9);
        QVERIFY(std::abs(json[u"time_shares"][u"other"].toDouble() - 0.05) < 1e-12);
        QVERIFY(json[u"latency_ms"][u"p99"].isNull());
        const auto text = QString::fromStdString(benchTable({one}));
        QVERIFY2(text.contains(u"50.0 %"_s) && text.contains(u"2,560"_s), qPrintable(text));
        QVERIFY(!text.contains(u"fp32's"_s)); // nothing lossy
    }
};

QTEST_GUILESS_MAIN(tst_BenchCase)
#include "tst_benchcase.moc"
