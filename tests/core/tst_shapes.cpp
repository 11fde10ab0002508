// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/shapes.h"

#include <QTest>

using namespace rw;

class tst_Shapes : public QObject
{
    Q_OBJECT

private slots:
    // Parameters as the published checkpoints have them.
    void published_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("parameters");
        QTest::addColumn<int>("cutoffs");
        QTest::newRow("m3") << QStringLiteral("bge-reranker-v2-m3") << qint64(567755777) << 0;
        QTest::newRow("gemma") << QStringLiteral("bge-reranker-v2-gemma") << qint64(2506172416) << 0;
        QTest::newRow("minicpm") << QStringLiteral("bge-reranker-v2-minicpm-layerwise") << qint64(2724956928) << 33;
        QTest::newRow("base") << QStringLiteral("bge-reranker-base") << qint64(278044417) << 0;
    }
    void published()
    {
        QFETCH(QString, name);
        const auto model = randomModel(name.toStdString(), 0, 1);
        QVERIFY(model);
        QTEST(qint64(model->parameters), "parameters");
        QTEST(int(model->config.cutoffLayers.size()), "cutoffs");
        QVERIFY(model->untrained);
    }

    void fewerLayers()
    {
        const auto four = randomModel("bge-reranker-v2-minicpm-layerwise", 4, 1);
        QVERIFY(four);
        QCOMPARE(four->config.layers, 4);
        QCOMPARE(four->config.cutoffLayers, std::vector<int>({4}));
        const auto ten = randomModel("bge-reranker-v2-minicpm-layerwise", 10, 1);
        QVERIFY(ten);
        QCOMPARE(ten->config.cutoffLayers, std::vector<int>({8, 9, 10}));
        QVERIFY(!randomModel("bge-reranker-base", 13, 1));
        const auto unknown = randomModel("bge-reranker-v3", 0, 1);
        QVERIFY(!unknown);
        QVERIFY(unknown.error().what.find("bge-reranker-v2-gemma") != std::string::npos);
    }

    // GFLOP of a whole pass as the design computed them (linear + attention, last block whole).
    void wholePass_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("tokens");
        QTest::addColumn<double>("gflop");
        QTest::newRow("m3 512") << QStringLiteral("bge-reranker-v2-m3") << 0 << 512 << 335.0;
        QTest::newRow("m3 8192") << QStringLiteral("bge-reranker-v2-m3") << 0 << 8192 << 11545.0;
        QTest::newRow("gemma 1024") << QStringLiteral("bge-reranker-v2-gemma") << 0 << 1024 << 4136.0;
        QTest::newRow("minicpm 2048") << QStringLiteral("bge-reranker-v2-minicpm-layerwise") << 0 << 2048 << 10775.0;
        QTest::newRow("minicpm 28") << QStringLiteral("bge-reranker-v2-minicpm-layerwise") << 28 << 512 << 1784.0;
    }
    void wholePass()
    {
        QFETCH(QString, name);
        QFETCH(int, depth);
        QFETCH(int, tokens);
        QFETCH(double, gflop);
        const auto model = randomModel(name.toStdString(), 0, 1);
        const double counted = FlopCount(model->config, depth).whole(tokens) / 1e9;
        QVERIFY2(std::abs(counted - gflop) < 0.002 * gflop, qPrintable(QString::number(counted)));
    }

    // The last block leaves everything but keys and values of all tokens but one undone.
    void lastBlock()
    {
        for (const char* name : {"bge-reranker-v2-m3", "bge-reranker-v2-gemma", "bge-reranker-v2-minicpm-layerwise"}) {
            const auto model = randomModel(name, 0, 1);
            const FlopCount count(model->config);
            const double head = model->config.backbone == Backbone::XlmRoberta ? 2.0 * 1024 * 1024 : 0;
            QCOMPARE(count.row(1), count.whole(1) + head); // one token: nothing can be left out
            const double saved = 1 - count.row(512) / count.whole(512);
            const double most = 1.0 / model->config.layers;
            QVERIFY2(saved > 0.7 * most && saved < most, name);
        }
    }

    // Equal rows count once, common beginnings of a decoder's rows once, and in whatever order they come.
    void shared()
    {
        const std::vector<TokenId> a = {1, 2, 3, 4, 5};
        const std::vector<TokenId> b = {1, 2, 3, 7};
        const std::vector<TokenId> c = {9, 2, 3};
        const std::vector<std::vector<TokenId>> rows = {b, a, c, a};
        const auto encoder = randomModel("bge-reranker-base", 0, 1);
        const FlopCount plain(encoder->config);
        QCOMPARE(plain.useful(rows), plain.row(5) + plain.row(4) + plain.row(3));
        const auto gemma = randomModel("bge-reranker-v2-gemma", 0, 1);
        const FlopCount causal(gemma->config);
        QCOMPARE(causal.useful(rows), causal.row(5) + causal.row(4, 3) + causal.row(3));
        // What the second row saves is the prefix in all blocks but the last, and its keys and values there.
        const double keys = 2.0 * 3 * 2 * 2048 * 256;
        QVERIFY(std::abs(causal.row(4) - causal.row(4, 3) - causal.whole(3) * 17 / 18 - keys) < 1e-6 * causal.row(4));
    }

    void paddedBatches()
    {
        const auto model = randomModel("bge-reranker-base", 0, 1);
        const FlopCount count(model->config);
        const std::vector<std::vector<TokenId>> rows = {std::vector<TokenId>(3), std::vector<TokenId>(9),
                                                        std::vector<TokenId>(5)};
        QCOMPARE(count.padded(rows, 2), 2 * count.whole(9) + count.whole(3));
        QCOMPARE(count.padded(rows), 3 * count.whole(9));
    }
};

QTEST_GUILESS_MAIN(tst_Shapes)
#include "tst_shapes.moc"
