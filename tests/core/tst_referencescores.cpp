// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/shapes.h"
#include "core/run/referencescores.h"
#include "tests/support/smallstore.h"

#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::test;

class TestReferenceScores : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    Result<std::vector<ReferenceScores>> read(const QByteArray& bytes) const
    {
        put(m_folder.filePath(QStringLiteral("k.json")), bytes);
        return readReferenceScores(m_folder.filePath(QStringLiteral("k.json")).toStdString());
    }

private slots:
    void records()
    {
        const auto all = read(R"([
            {"model": "x/bge-reranker-v2-m3", "settings": {"use_fp16": true}, "pairs": [["q", "p"], ["q", "r"]],
             "scores": [-5.5, 1]},
            {"model": "x/other", "settings": {"normalize": true, "cutoff_layers": [28], "max_length": 256,
             "query_instruction_for_rerank": "A: ", "prompt": ""}, "pairs": [["q", "p"]], "scores": [0.25]}])");
        QVERIFY2(all, all ? "" : all.error().what.c_str());
        QCOMPARE(all->size(), std::size_t(2));
        QCOMPARE(all->front().pairs[1].passage, std::string("r"));
        QCOMPARE(all->front().pairs[0].score, -5.5);
        QCOMPARE(all->front().maxLength, 512);
        QVERIFY(!all->front().isSigmoid && !all->front().instructions.query);
        const auto& second = all->back();
        QVERIFY(second.isSigmoid && second.cutoffLayer == 28 && second.maxLength == 256);
        QCOMPARE(second.instructions.query.value(), std::string("A: "));
        QCOMPARE(second.instructions.prompt.value(), std::string());

        // Of a model that has the shape, whatever its folder is called; or of a folder of that name.
        auto model = *randomModel("bge-reranker-v2-m3", 0, 0);
        model.path = "/models/copy";
        QCOMPARE(publishedName(model.config), std::string("bge-reranker-v2-m3"));
        QCOMPARE(referenceScoresOf(*all, model).size(), std::size_t(1));
        QCOMPARE(referenceScoresOf(*all, model).front().pairs.size(), std::size_t(2));
        model.config.layers = 3;
        QCOMPARE(publishedName(model.config), std::string());
        QVERIFY(referenceScoresOf(*all, model).empty());
        model.path = "/models/other";
        QCOMPARE(referenceScoresOf(*all, model).front().maxLength, 256);
    }

    void lines()
    {
        const auto all = read("{\"query\": \"q\", \"passage\": \"p\", \"score\": 2}\n\n"
                              "{\"query\": \"q\", \"passage\": \"r\", \"score\": -0.5}\n");
        QVERIFY2(all, all ? "" : all.error().what.c_str());
        QCOMPARE(all->size(), std::size_t(1));
        QCOMPARE(all->front().pairs.size(), std::size_t(2));
        QCOMPARE(referenceScoresOf(*all, ModelFolder()).size(), std::size_t(1)); // of any model
    }

    void faults_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("error");
        const auto row = [](const char* name, const char* bytes, const char* error) {
            QTest::newRow(name) << QByteArray(bytes) << QString::fromLatin1(error);
        };
        row("empty", "", "k.json:1: there are no scores");
        row("no records", "[]", "there are no scores");
        row("no JSON", "[\n{\"pairs\": ]", "k.json:2: is not JSON");
        row("lengths", R"([{"pairs": [["a", "b"]], "scores": []}])", "record 1: expected \"pairs\" and \"scores\"");
        row("texts", R"([{"pairs": [["a", 1]], "scores": [1]}])", "pair 1 is not two texts with a number");
        row("layers", R"([{"settings": {"cutoff_layers": [1, 2]}, "pairs": [["a", "b"]], "scores": [1]}])",
            "names several layers");
        row("line", "{\"query\": \"q\", \"passage\": \"p\", \"score\": 2}\n{\"query\": 1}\n",
            "k.json:2: expected {\"query\": text");
    }

    void faults()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, error);
        const auto all = read(bytes);
        QVERIFY(!all);
        QVERIFY2(QString::fromStdString(all.error().what).contains(error), all.error().what.c_str());
    }
};

QTEST_GUILESS_MAIN(TestReferenceScores)
#include "tst_referencescores.moc"
