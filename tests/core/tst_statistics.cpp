// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/agreement.h"
#include "core/stats/distributions.h"
#include "core/stats/moments.h"
#include "core/stats/multiplicity.h"
#include "core/stats/pairedcomparison.h"
#include "core/stats/random.h"
#include "core/stats/remembered.h"
#include "core/stats/signedsum.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace rw;

namespace {

std::vector<double> numbers(const QJsonValue& value)
{
    std::vector<double> result;
    for (const QJsonValue& one : value.toArray())
        result.push_back(one.toDouble());
    return result;
}

QJsonObject reference()
{
    QFile file(QStringLiteral(RW_TEST_DATA "/statistics/reference.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

bool isNear(double value, double due, double tolerance)
{
    return std::abs(value - due) <= tolerance;
}

/// Of a normal distribution, by its inverse.
double normal(Random& random)
{
    return normalQuantile(random.uniform() * (1 - 1e-12) + 0.5e-12);
}

std::vector<double> differencesOf(const QJsonObject& sample)
{
    const auto a = numbers(sample[u"a"_s]);
    const auto b = numbers(sample[u"b"_s]);
    std::vector<double> d;
    for (std::size_t i = 0; i < a.size(); ++i)
        d.push_back(b[i] - a[i]);
    return d;
}

} // namespace

#define NEAR(value, due, tolerance)                                                                                    \
    QVERIFY2(isNear(value, due, tolerance),                                                                            \
             qPrintable(u"%1 instead of %2"_s.arg(value, 0, 'g', 12).arg(double(due), 0, 'g', 12)))

class TestStatistics : public QObject
{
    Q_OBJECT

private slots:
    void distributions();
    void pairedLikeSciPy_data();
    void pairedLikeSciPy();
    void referenceValues();
    void bootstrap();
    void methodsAgree();
    void remembered();
    void signedSums();
    void sampledIsNeverZero();
    void degenerate();
    void power();
    void corrections();
    void tukey();
    void coverageOfIntervals();
    void sizeOfTests();
    void speed();
    void agreementLikeSciPy();
    void rankAgreement();
    void drift();
};

void TestStatistics::distributions()
{
    const QJsonObject points = reference()[u"distributions"_s].toObject();
    int checked = 0;
    const auto check = [&checked](double value, double due) {
        ++checked;
        return isNear(value, due, 1e-9 * std::max(std::abs(due), 1e-6));
    };
    for (const QJsonValue& value : points[u"normal_cdf"_s].toArray())
        QVERIFY(check(normalCdf(value[0].toDouble()), value[1].toDouble()));
    for (const QJsonValue& value : points[u"normal_quantile"_s].toArray())
        QVERIFY(check(normalQuantile(value[0].toDouble()), value[1].toDouble()));
    for (const QJsonValue& value : points[u"student_cdf"_s].toArray())
        QVERIFY2(check(studentCdf(value[0].toDouble(), value[1].toDouble()), value[2].toDouble()),
                 qPrintable(u"%1 %2"_s.arg(value[0].toDouble()).arg(value[1].toDouble())));
    for (const QJsonValue& value : points[u"student_quantile"_s].toArray())
        QVERIFY2(check(studentQuantile(value[0].toDouble(), value[1].toDouble()), value[2].toDouble()),
                 qPrintable(u"%1 %2"_s.arg(value[0].toDouble()).arg(value[1].toDouble())));
    QCOMPARE(checked, 8 + 8 + 36 + 30);
    QVERIFY(std::isinf(normalQuantile(0)) && std::isinf(normalQuantile(1)));
    NEAR(fairBinomialCdf(2, 4), 11.0 / 16, 1e-15);
    QCOMPARE(fairBinomialCdf(-1, 4), 0.0);
    QCOMPARE(fairBinomialCdf(0, 0), 1.0);
}

void TestStatistics::pairedLikeSciPy_data()
{
    QTest::addColumn<QJsonObject>("sample");
    for (const QJsonValue& sample : reference()[u"paired"_s].toArray())
        QTest::newRow(qPrintable(sample[u"name"_s].toString())) << sample.toObject();
}

void TestStatistics::pairedLikeSciPy()
{
    QFETCH(QJsonObject, sample);
    const auto due = [&sample](const QString& name) {
        return sample[name].toDouble();
    };
    const PairedComparison found = comparePaired(numbers(sample[u"a"_s]), numbers(sample[u"b"_s]));
    NEAR(found.difference, due(u"mean"_s), 1e-12);
    NEAR(found.deviation, due(u"sd"_s), 1e-12);
    NEAR(found.student.t, due(u"t"_s), 1e-9);
    NEAR(found.student.p, due(u"t_p"_s), 1e-10);
    NEAR(found.studentInterval->low, due(u"t_low"_s), 1e-10);
    NEAR(found.studentInterval->high, due(u"t_high"_s), 1e-10);
    QCOMPARE(found.sign.wins, sample[u"wins"_s].toInt());
    QCOMPARE(found.sign.losses, sample[u"losses"_s].toInt());
    NEAR(found.sign.p, due(u"sign_p"_s), 1e-12);
    NEAR(found.wilcoxon.positiveRanks, due(u"wilcoxon_w"_s), 1e-9);
    const auto d = differencesOf(sample);
    NEAR(wilcoxonTest(d, 0).p, due(u"wilcoxon_normal_p"_s), 1e-10);
    if (sample.contains(u"randomisation_p"_s)) {
        QVERIFY(found.randomisation.method == RandomisationTest::Method::Enumerated);
        NEAR(found.randomisation.p, due(u"randomisation_p"_s), 1e-12);
        NEAR(wilcoxonTest(d).p, due(u"wilcoxon_exact_p"_s), 1e-12);
    }
    // 10,000 resamples here, 200,000 there: the ends differ by what the draw of resamples makes of them.
    const double scale = found.deviation / std::sqrt(double(found.queries));
    NEAR(found.interval->low, due(u"bca_low"_s), 0.1 * scale);
    NEAR(found.interval->high, due(u"bca_high"_s), 0.1 * scale);
    QVERIFY(*found.lossBound >= due(u"loss_bound"_s) - 1e-10); // t's bound, or the bootstrap's where that is worse
    NEAR(*found.lossBound, due(u"loss_bound"_s), 0.3 * scale);
    // statsmodels solves with the noncentral t, the rule of Sakai without it: a query or two apart.
    NEAR(double(queriesForDifference(found.deviation, 0.05)), due(u"queries_for_0.05"_s), 2.5);
}

/// The values that evaluation methods in the literature and in docs/statistics.md are checked by.
void TestStatistics::referenceValues()
{
    const QJsonObject sample = reference()[u"paired"_s][0].toObject();
    const auto d = differencesOf(sample);
    const PairedComparison found = comparePaired(numbers(sample[u"a"_s]), numbers(sample[u"b"_s]));
    QCOMPARE(found.queries, 50);
    NEAR(*found.effectSize, 0.4818645870, 1e-10);
    NEAR(found.student.t, 3.4072971705, 1e-10);
    NEAR(found.student.p, 0.0013193972, 1e-10);
    QVERIFY(found.randomisation.method == RandomisationTest::Method::Convolution);
    NEAR(found.randomisation.p, 0.0011914923, 1e-10);
    NEAR(wilcoxonTest(d, 50).p, 0.0028210637, 1e-10);
    NEAR(wilcoxonTest(d).p, 0.0033919, 5e-8);
    NEAR(found.sign.p, 0.0153466778, 1e-10);
    const Bootstrap bootstrap(d, 1, 20000);
    NEAR(bootstrap.acceleration(), 0.010847, 5e-7);
    NEAR(bootstrap.bias(), 0.020, 0.02);
    NEAR(bootstrap.interval()->low, 0.0246, 0.0012);
    NEAR(bootstrap.interval()->high, 0.0848, 0.0012);
    NEAR(*found.detectable, 0.0445, 5e-5);
    const QJsonObject ten = reference()[u"paired"_s][1].toObject();
    NEAR(wilcoxonTest(differencesOf(ten), 0).z, 2.1418708223, 1e-9);
}

void TestStatistics::bootstrap()
{
    QVERIFY(!Bootstrap({}).interval() && !Bootstrap({0.5}).interval() && !Bootstrap({0.5}).lowerBound());
    std::vector<double> values;
    for (int i = 0; i < 400; ++i)
        values.push_back(i % 2); // mean 0.5, standard error 0.025
    const auto interval = Bootstrap(values).interval();
    NEAR(interval->low, 0.451, 0.003);
    NEAR(interval->high, 0.549, 0.003);
    NEAR(*Bootstrap(values).lowerBound(), 0.459, 0.003);
    QCOMPARE(Bootstrap(values).interval()->low, interval->low);
    QCOMPARE(Bootstrap({0.25, 0.25, 0.25}).interval()->high, 0.25);
    // Queries come in one order from the data set and in another from a run.
    std::vector<double> uneven;
    for (int i = 0; i < 200; ++i)
        uneven.push_back(1.0 / (1 + i % 7));
    std::vector<double> reversed(uneven.rbegin(), uneven.rend());
    QCOMPARE(Bootstrap(reversed).interval()->low, Bootstrap(uneven).interval()->low);
    QCOMPARE(*Bootstrap(reversed).lowerBound(), *Bootstrap(uneven).lowerBound());
}

/// The same p by all sign vectors, by convolution on the grid, and by sampling.
void TestStatistics::methodsAgree()
{
    Random random(5);
    for (int n : {5, 12, 20, 30}) {
        std::vector<double> d;
        for (int i = 0; i < n; ++i)
            d.push_back(std::round(1000 * (random.uniform() - 0.4)) / 1000);
        std::vector<double> padded = d; // past the bound of enumeration, without weight on the grid
        for (int i = n; i <= 20; ++i)
            padded.push_back(1e-8);
        const auto grid = randomisationTest(padded);
        QVERIFY(grid.method == RandomisationTest::Method::Convolution);
        if (n <= 20) {
            NEAR(randomisationTest(d).p, grid.p, 1e-12);
            continue;
        }
        const auto sampled = randomisationTest(d, 3, 100000, 0);
        QVERIFY(sampled.method == RandomisationTest::Method::Sampled);
        NEAR(sampled.p, grid.p, 5 * std::sqrt(grid.p * (1 - grid.p) / 100000) + 2e-5);
    }
}

// The same numbers, computed once.
void TestStatistics::remembered()
{
    const std::vector<double> a{0.1, 0.5, 0.9, 0.3, 0.2};
    const std::vector<double> b{0.2, 0.4, 0.9, 0.6, 0.5};
    const std::size_t before = computedStatistics();
    const auto first = rememberedInterval(a);
    QCOMPARE(first->low, Bootstrap(a).interval()->low);
    QCOMPARE(first->high, Bootstrap(a).interval()->high);
    QCOMPARE(rememberedInterval({a.rbegin(), a.rend()})->low, first->low);
    QCOMPARE(computedStatistics(), before + 1);
    QCOMPARE(rememberedInterval(a, 7)->low, Bootstrap(a, 7).interval()->low);
    QVERIFY(!rememberedInterval({}));
    QCOMPARE(computedStatistics(), before + 3);

    QCOMPARE(rememberedComparison(a, b).lossBound, comparePaired(a, b).lossBound);
    QCOMPARE(rememberedComparison(a, b).difference, comparePaired(a, b).difference);
    QCOMPARE(rememberedComparison(b, a).difference, comparePaired(b, a).difference);
    QCOMPARE(computedStatistics(), before + 5);
}

// As adding one step after the other to a whole table of probabilities, to within the rounding of the last sums.
void TestStatistics::signedSums()
{
    const auto plain = [](std::vector<std::size_t> steps, std::size_t observed) {
        std::size_t total = 0;
        for (const std::size_t step : steps)
            total += step;
        std::sort(steps.begin(), steps.end());
        std::vector<double> probability(total + 1, 0.0);
        probability[0] = 1;
        for (const std::size_t step : steps) {
            for (std::size_t i = total + 1; i-- > step;)
                probability[i] = 0.5 * (probability[i] + probability[i - step]);
            for (std::size_t i = 0; i < std::min(step, total + 1); ++i)
                probability[i] *= 0.5;
        }
        double tail = 0;
        for (std::size_t i = 0; i <= (total - observed) / 2; ++i)
            tail += probability[i];
        return observed == 0 ? 1.0 : std::min(1.0, 2 * tail);
    };
    Random random(7);
    for (const auto& [count, largest] : {std::pair(1, 9), std::pair(2, 5), std::pair(25, 3), std::pair(40, 1000),
                                         std::pair(60, 40000), std::pair(5, 400000), std::pair(2000, 2)}) {
        std::vector<std::size_t> steps;
        std::size_t total = 0;
        for (int i = 0; i < count; ++i) {
            steps.push_back(1 + random.below(std::size_t(largest)));
            total += steps.back();
        }
        for (const std::size_t observed : {std::size_t(0), std::size_t(1), total / 7, total / 2, total - 1, total})
            QCOMPARE(signedSumTail(steps, observed), plain(steps, observed));
    }
    QCOMPARE(signedSumTail({1, 2}, 3), 0.5); // +3 and -3 of four
}

void TestStatistics::sampledIsNeverZero()
{
    const auto test = randomisationTest(std::vector<double>(60, 0.5), 0, 1000, 0);
    QCOMPARE(test.p, 1.0 / 1001);
    QCOMPARE(randomisationTest(std::vector<double>(60, 0.5), 0, 1000, 0).p, test.p);
}

void TestStatistics::degenerate()
{
    const PairedComparison none = comparePaired({}, {});
    QVERIFY(!none.interval && !none.lossBound && none.randomisation.p == 1 && !none.keeps(0.01));
    const PairedComparison one = comparePaired({0.5}, {0.7});
    QVERIFY(!one.interval && one.student.p == 1);
    const PairedComparison same = comparePaired({0.5, 0.2, 0.1}, {0.5, 0.2, 0.1});
    QVERIFY(same.student.isIdentical && same.student.p == 1 && same.randomisation.p == 1 && same.wilcoxon.p == 1);
    QVERIFY(same.interval->low == 0 && same.interval->high == 0 && !same.effectSize && same.keeps(0));
    const PairedComparison shift = comparePaired({0.1, 0.2, 0.3, 0.7}, {0.2, 0.3, 0.4, 0.8}); // equal but for rounding
    QVERIFY(shift.student.isConstantShift && shift.student.p == 0 && !shift.effectSize);
    NEAR(shift.interval->low, 0.1, 1e-12);
    NEAR(shift.interval->high, 0.1, 1e-12);
    QCOMPARE(shift.randomisation.p, 0.125);
    const PairedComparison zero = comparePaired({0, 0, 0}, {0, 1, 0});
    QVERIFY(!zero.relativeDifference);
}

void TestStatistics::power()
{
    QCOMPARE(queriesForDifference(0.1, 0.1), 10);
    const std::int64_t n = queriesForDifference(0.2, 0.01);
    QVERIFY(detectableDifference(0.2, int(n)) <= 0.01 && detectableDifference(0.2, int(n - 1)) > 0.01);
}

void TestStatistics::corrections()
{
    const QJsonObject due = reference()[u"adjusted"_s].toObject();
    const auto p = numbers(reference()[u"p"_s]);
    const std::pair<QString, Correction> all[] = {{u"bonferroni"_s, Correction::Bonferroni},
                                                  {u"holm"_s, Correction::Holm},
                                                  {u"benjamini-hochberg"_s, Correction::BenjaminiHochberg}};
    for (const auto& [name, correction] : all) {
        const auto adjusted = adjustedP(p, correction);
        const auto expected = numbers(due[name]);
        QCOMPARE(adjusted.size(), expected.size());
        for (std::size_t i = 0; i < p.size(); ++i)
            NEAR(adjusted[i], expected[i], 1e-12);
    }
    // While part of a family is not tested yet no p is smaller than it will be.
    const auto early = adjustedP({.005, .04}, Correction::Holm, 3);
    QCOMPARE(early.size(), std::size_t(2));
    NEAR(early[0], .025, 1e-15);
    NEAR(early[1], .16, 1e-15);
    const std::vector<double> holm = adjustedP({.01, .04, .03, .005, .20}, Correction::Holm);
    const std::vector<double> expected{.04, .09, .09, .025, .20};
    for (std::size_t i = 0; i < holm.size(); ++i)
        NEAR(holm[i], expected[i], 1e-12);
    QCOMPARE(adjustedP(p, Correction::None), p);
    QVERIFY(adjustedP({}, Correction::Holm).empty());
    QVERIFY(correctionByName("holm") == Correction::Holm && !correctionByName("tukey"));
}

void TestStatistics::tukey()
{
    // Of two systems a shuffle of a query is a flip of its difference: Tukey's p is that of the randomisation.
    const QJsonObject sample = reference()[u"paired"_s][1].toObject();
    const auto two = randomisedTukey({numbers(sample[u"a"_s]), numbers(sample[u"b"_s])}, 1, 20000);
    NEAR(two.p[0][1], 0.03515625, 0.006);
    // Three systems that are the same but for noise, and one that is not.
    Random random(2);
    std::vector<std::vector<double>> values(4, std::vector<double>(40));
    for (std::size_t q = 0; q < 40; ++q) {
        for (std::size_t s = 0; s < 4; ++s)
            values[s][q] = 0.5 + 0.1 * normal(random) + (s == 3 ? 0.2 : 0);
    }
    const auto four = randomisedTukey(values, 1);
    QVERIFY(four.p[0][3] < 0.001 && four.p[3][0] == four.p[0][3] && four.p[0][1] > 0.05);
    QVERIFY(four.p[0][3] > 0);
    QVERIFY(randomisedTukey({}, 1).p.empty());
}

/// 95 % intervals hold the true mean in 95 % of the cases, within the error of the simulation and that of BCa at n
/// = 50.
void TestStatistics::coverageOfIntervals()
{
    constexpr int kTrials = 2000;
    int inBootstrap = 0;
    int inStudent = 0;
    Random random(11);
    for (int trial = 0; trial < kTrials; ++trial) {
        std::vector<double> d(50);
        for (double& one : d)
            one = 0.02 + 0.1 * normal(random);
        const auto interval = Bootstrap(d, std::uint64_t(trial), 1000).interval();
        inBootstrap += interval->low <= 0.02 && 0.02 <= interval->high ? 1 : 0;
        const double reach = studentQuantile(0.975, 49) * standardDeviation(d) / std::sqrt(50.0);
        inStudent += std::abs(meanOf(d) - 0.02) <= reach ? 1 : 0;
    }
    const double error = std::sqrt(0.95 * 0.05 / kTrials);
    NEAR(double(inStudent) / kTrials, 0.95, 3 * error);
    NEAR(double(inBootstrap) / kTrials, 0.945, 3 * error); // the bootstrap knows n, not n - 1
}

/// Without a difference the tests find one in 5 % of the cases, no more than the error of the simulation.
void TestStatistics::sizeOfTests()
{
    constexpr int kTrials = 2000;
    int t = 0;
    int randomisation = 0;
    int wilcoxon = 0;
    int sign = 0;
    Random random(12);
    for (int trial = 0; trial < kTrials; ++trial) {
        std::vector<double> d(30);
        for (double& one : d)
            one = std::round(1e4 * 0.1 * normal(random)) / 1e4;
        t += studentTest(d).p <= 0.05 ? 1 : 0;
        randomisation += randomisationTest(d, std::uint64_t(trial), 999, 0).p <= 0.05 ? 1 : 0;
        wilcoxon += wilcoxonTest(d).p <= 0.05 ? 1 : 0;
        sign += signTest(d).p <= 0.05 ? 1 : 0;
    }
    const double error = 3 * std::sqrt(0.95 * 0.05 / kTrials);
    NEAR(double(t) / kTrials, 0.05, error);
    NEAR(double(randomisation) / kTrials, 0.05, error);
    NEAR(double(wilcoxon) / kTrials, 0.05, error);
    QVERIFY(double(sign) / kTrials <= 0.05 + error); // steps of a binomial: smaller than asked for
}

void TestStatistics::speed()
{
    Random random(4);
    std::vector<double> d(1000);
    for (double& one : d)
        one = 0.01 + 0.2 * (random.uniform() - 0.5);
    QElapsedTimer timer;
    timer.start();
    const auto test = randomisationTest(d, 1, 100000, 0);
    const auto elapsed = timer.elapsed();
    QVERIFY(test.method == RandomisationTest::Method::Sampled && test.p > 0);
    QVERIFY2(elapsed < 1000, qPrintable(QString::number(elapsed))); // 100,000 flips of 1,000 queries
}

void TestStatistics::agreementLikeSciPy()
{
    const QJsonArray samples = reference()[u"agreement"_s].toArray();
    QCOMPARE(samples.size(), 4);
    for (const QJsonValue& sample : samples) {
        const auto x = numbers(sample[u"x"_s]);
        const auto y = numbers(sample[u"y"_s]);
        const ScoreDrift found = scoreDrift(x, y);
        NEAR(*found.pearson, sample[u"pearson"_s].toDouble(), 1e-12);
        NEAR(*found.spearman, sample[u"spearman"_s].toDouble(), 1e-12);
        NEAR(*pairOrders(x, y).tauB(), sample[u"tau_b"_s].toDouble(), 1e-12);
    }
}

void TestStatistics::rankAgreement()
{
    const PairOrders orders = pairOrders({9, 7.5, 7.5, 3, 1}, {8, 9, 6, 6, .5});
    QCOMPARE(orders.flipped, 1);
    NEAR(*orders.tauB(), 2.0 / 3, 1e-12);
    QVERIFY(!pairOrders({1, 1, 1}, {1, 2, 3}).tauB() && !pairOrders({1}, {1}).tauB() && !pairOrders({}, {}).tauB());

    const std::vector<int> reference{1, 2, 3, 4, 5, 6};
    NEAR(*tauAp(reference, {2, 1, 3, 4, 6, 5}), 0.52, 1e-12);
    NEAR(*tauAp(reference, {2, 1, 3, 4, 5, 6}), 0.60, 1e-12);
    NEAR(*tauAp(reference, {1, 2, 3, 4, 6, 5}), 0.92, 1e-12);
    NEAR(*tauAp(reference, reference), 1, 1e-12);
    NEAR(*tauAp(reference, {6, 5, 4, 3, 2, 1}), -1, 1e-12);
    QVERIFY(!tauAp(reference, {1, 2}) && !tauAp({1}, {1}) && !tauAp({1, 2}, {1, 3}));

    NEAR(rboExt(reference, {2, 1, 3, 4, 6, 5}), 0.886878, 5e-7);
    NEAR(rboExt(reference, reference), 1, 1e-12);
    NEAR(rboExt({1, 2, 3, 4, 5}, {1, 2, 8, 3, 9}), 0.692335, 5e-7);
    NEAR(rboExt({1, 2, 8, 3, 9}, {1, 2, 3, 4, 5}), 0.692335, 5e-7);
    NEAR(rboExt({1, 2}, {3, 4}), 0, 1e-12);
    NEAR(rboExt({1, 2, 3}, {1, 2, 3, 4, 5}), 1, 1e-12); // the part that both have is the same
    QCOMPARE(rboExt({}, {}), 1.0);
    QCOMPARE(rboExt({}, {1}), 0.0);

    QCOMPARE(overlapAt({1, 2, 3}, {3, 1, 9}, 2), 0.5);
    QCOMPARE(overlapAt({1, 2, 3}, {3, 2, 1}, 10), 1.0);
    QCOMPARE(overlapAt({1}, {2}, 1), 0.0);
}

void TestStatistics::drift()
{
    std::vector<double> a(200);
    std::vector<double> b(200);
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = double(i);
        b[i] = double(i) + (i == 7 ? -3 : i < 3 ? 1 : 0);
    }
    const ScoreDrift found = scoreDrift(a, b);
    QCOMPARE(found.pairs, 200);
    QCOMPARE(found.maxAbs, 3.0);
    QCOMPARE(found.meanAbs, 6.0 / 200);
    NEAR(found.rmse, std::sqrt(12.0 / 200), 1e-12);
    QCOMPARE(found.p99Abs, 1.0); // the 198th of 200
    QVERIFY(!scoreDrift({1, 1}, {1, 2}).pearson && !scoreDrift({}, {}).spearman);
}

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
