// SPDX-License-Identifier: GPL-3.0-or-later
// The demo models score as FlagEmbedding scores them: from the texts on, with our tokenizer and our forward pass.
// The stored scores are made by resources/demo/train/golden.py.
#include "core/engine/model.h"
#include "core/text/pairinput.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace rw;

class TestDemoModels : public QObject
{
    Q_OBJECT

private:
    QJsonObject m_golden;

private slots:
    void initTestCase()
    {
        engine::setThreads(1);
        QFile file(QStringLiteral(RW_TEST_DATA "/demo/golden.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_golden = QJsonDocument::fromJson(file.readAll()).object();
    }

    void scores_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("xlm-roberta") << QStringLiteral("demo-xlm-roberta");
        QTest::newRow("gemma") << QStringLiteral("demo-gemma");
        QTest::newRow("minicpm-layerwise") << QStringLiteral("demo-minicpm-layerwise");
    }

    void scores()
    {
        QFETCH(QString, name);
        const auto folder =
            ModelFolder::open((QStringLiteral(RW_SOURCE_DIR "/resources/demo/models/") + name).toStdString());
        QVERIFY2(folder, folder ? "" : folder.error().what.c_str());
        QVERIFY(!folder->untrained);
        const auto tokenizer = Tokenizer::open(folder->path, folder->config.backbone);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().what.c_str());
        engine::LoadOptions options;
        if (folder->config.backbone == Backbone::Gemma)
            options.yesToken = (*tokenizer)->encode("Yes").front();
        const auto model = engine::Model::load(*folder, options);
        QVERIFY2(model, model ? "" : model.error().what.c_str());

        const auto golden = m_golden[QStringLiteral("models")].toObject()[name].toObject();
        std::vector<int> layers;
        for (const auto& layer : golden[QStringLiteral("layers")].toArray())
            layers.push_back(layer.toInt());
        const std::size_t columns = std::max<std::size_t>(1, layers.size());
        const auto pairs = m_golden[QStringLiteral("pairs")].toArray();
        const auto lengths = golden[QStringLiteral("lengths")].toObject();
        QCOMPARE(lengths.size(), 2);
        double largest = 0;
        double lowest = INFINITY;
        double highest = -INFINITY;
        for (auto length = lengths.begin(); length != lengths.end(); ++length) {
            const auto limits = LengthLimits::of(length.key().toInt());
            const Instructions instructions;
            const PairAssembler assembler(folder->config.backbone, **tokenizer, instructions, folder->config.maxLength);
            std::vector<std::vector<TokenId>> rows;
            for (const auto& pair : pairs) {
                const auto query = (*tokenizer)
                                       ->encode(queryText(instructions, folder->config.backbone,
                                                          pair.toArray()[0].toString().toStdString()));
                const auto passage = (*tokenizer)
                                         ->encode(passageText(instructions, folder->config.backbone,
                                                              pair.toArray()[1].toString().toStdString()));
                assembler.assemble(query, passage, limits, rows.emplace_back());
            }
            const auto scores = (*model)->score(rows, layers);
            QVERIFY2(scores, scores ? "" : scores.error().what.c_str());
            const auto wanted = length.value().toArray();
            QVERIFY(wanted.size() > 70);
            QCOMPARE(scores->size(), std::size_t(wanted.size()) * columns);
            for (std::size_t i = 0; i < scores->size(); ++i) {
                const double expected = wanted[qsizetype(i / columns)].toArray()[qsizetype(i % columns)].toDouble();
                largest = std::max(largest, std::abs(double((*scores)[i]) - expected));
                lowest = std::min(lowest, expected);
                highest = std::max(highest, expected);
            }
        }
        qInfo("%s: scores from %.2f to %.2f, largest difference %.2g", qPrintable(name), lowest, highest, largest);
        QVERIFY2(largest <= 1e-5, qPrintable(QString::number(largest)));
        QVERIFY(highest - lowest > 2); // trained: the scores say something
    }
};

QTEST_GUILESS_MAIN(TestDemoModels)
#include "tst_demomodels.moc"
