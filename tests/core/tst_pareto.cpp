// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/pareto.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace rw;

class TestPareto : public QObject
{
    Q_OBJECT

private slots:
    void front_data()
    {
        using Values = QList<double>;
        QTest::addColumn<Values>("cost");
        QTest::addColumn<Values>("value");
        QTest::addColumn<QList<bool>>("front");
        QTest::newRow("nothing") << Values() << Values() << QList<bool>();
        QTest::newRow("each is better in one") << Values{3, 1, 2} << Values{9, 7, 8} << QList<bool>{true, true, true};
        QTest::newRow("dominated") << Values{1, 2, 3} << Values{8, 7, 9} << QList<bool>{true, false, true};
        QTest::newRow("same cost") << Values{1, 1, 1} << Values{7, 8, 8} << QList<bool>{false, true, true};
        QTest::newRow("same value") << Values{2, 1} << Values{8, 8} << QList<bool>{false, true};
        QTest::newRow("not known") << Values{1, std::nan(""), 2} << Values{std::nan(""), 9, 5}
                                   << QList<bool>{false, false, true};
    }

    void front()
    {
        QFETCH(QList<double>, cost);
        QFETCH(QList<double>, value);
        const auto front = paretoFront({cost.begin(), cost.end()}, {value.begin(), value.end()});
        QTEST(QList<bool>(front.begin(), front.end()), "front");
    }

    void asTheDefinitionSays()
    {
        std::mt19937 random(3);
        std::uniform_int_distribution<int> number(0, 12);
        std::vector<double> cost;
        std::vector<double> value;
        for (int i = 0; i < 200; ++i) {
            cost.push_back(number(random));
            value.push_back(number(random));
        }
        const auto front = paretoFront(cost, value);
        for (std::size_t i = 0; i < cost.size(); ++i) {
            bool isDominated = false;
            for (std::size_t j = 0; j < cost.size(); ++j)
                isDominated = isDominated || (cost[j] <= cost[i] && value[j] >= value[i] &&
                                              (cost[j] < cost[i] || value[j] > value[i]));
            QCOMPARE(bool(front[i]), !isDominated);
        }
    }
};

QTEST_GUILESS_MAIN(TestPareto)
#include "tst_pareto.moc"
