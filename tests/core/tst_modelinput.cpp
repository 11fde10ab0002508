// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/modelinput.h"

#include "core/model/modelfolder.h"
#include "tests/support/smallstore.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::test;
using Kind = ModelInput::Kind;

class tst_ModelInput : public QObject
{
    Q_OBJECT

private:
    static std::string textOf(const ModelInput& input, Kind kind)
    {
        std::string text;
        for (const auto& part : input.parts)
            text += part.kind == kind ? part.text : std::string();
        return text;
    }

private slots:
    void parts_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("xlm-roberta") << QStringLiteral("demo-xlm-roberta");
        QTest::newRow("gemma") << QStringLiteral("demo-gemma");
        QTest::newRow("minicpm") << QStringLiteral("demo-minicpm-layerwise");
    }

    void parts()
    {
        QFETCH(QString, folder);
        const auto path = std::filesystem::path(RW_SOURCE_DIR) / "resources/demo/models" / folder.toStdString();
        const auto model = ModelFolder::open(path, ModelFolder::WeightsRequired::No);
        QVERIFY2(model, model ? "" : model.error().what.c_str());
        const auto tokenizer = Tokenizer::open(path, model->config.backbone);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().what.c_str());
        const PairAssembler assembler(model->config.backbone, **tokenizer, {}, model->config.rowLimit());
        const auto query = (*tokenizer)->encode("how high is it");
        const std::string words = "the tower is very high and stands in the town of the same name";
        const auto passage = (*tokenizer)->encode(words);
        QVERIFY(passage.size() > 12);

        const LengthLimits wide = LengthLimits::of(200);
        std::vector<TokenId> row;
        assembler.assemble(query, passage, wide, row);
        ModelInput input = modelInput(assembler, **tokenizer, query, passage, wide);
        QCOMPARE(input.length(), int(row.size()));
        QCOMPARE(input.tokens(Kind::Query), int(query.size()));
        QCOMPARE(input.tokens(Kind::Passage), int(passage.size()));
        QCOMPARE(input.tokens(Kind::Cut), 0);
        QCOMPARE(QString::fromStdString(textOf(input, Kind::Passage)).trimmed().toStdString(), words);
        QCOMPARE(input.parts.front().kind, Kind::Special);

        // A row that has no room for all of the passage: what is missing is the end of it.
        const LengthLimits narrow{int(query.size()) + 10, int(query.size())};
        row.clear();
        assembler.assemble(query, passage, narrow, row);
        input = modelInput(assembler, **tokenizer, query, passage, narrow);
        QCOMPARE(input.length(), int(row.size()));
        QVERIFY(input.tokens(Kind::Cut) > 0);
        QCOMPARE(input.tokens(Kind::Passage) + input.tokens(Kind::Cut), int(passage.size()));
        QCOMPARE(
            QString::fromStdString(textOf(input, Kind::Passage) + textOf(input, Kind::Cut)).trimmed().toStdString(),
            words);
        if (model->config.backbone == Backbone::XlmRoberta) {
            QCOMPARE(textOf(input, Kind::Special), std::string("<s></s></s></s>"));
            QCOMPARE(input.parts.back().kind, Kind::Cut);
        } else {
            QVERIFY(textOf(input, Kind::Special).find("Yes") != std::string::npos);
            QCOMPARE(input.parts.back().kind, Kind::Special);
        }
    }

    void queriesThatWereCut()
    {
        QTemporaryDir folder;
        Store store(folder.filePath(QStringLiteral("w.rwb")));
        // The demo's model instead of the one that is nowhere, at a length that cuts only the one passage made longer.
        const std::string path = RW_SOURCE_DIR "/resources/demo/models/demo-xlm-roberta";
        const auto tokenizer = Tokenizer::open(path, Backbone::XlmRoberta);
        QVERIFY(tokenizer);
        const auto tokens = [&](const char* text) {
            return int((*tokenizer)->encode(text).size());
        };
        const int fits = tokens("query 0") + tokens("passage 10") + 6;
        QVERIFY(tokens("query 5") + tokens("passage 12") + 4 <= fits);
        const auto model = ModelFolder::open(path);
        QVERIFY(model);
        const auto fingerprint = fingerprintOf(*model);
        QVERIFY(fingerprint);
        QVERIFY(store.workspace->writer().call([&](Database& database) {
            database.prepare("UPDATE model SET path = ?").bind(std::string_view(path)).run();
            database.prepare("UPDATE model SET fingerprint = ?").bind(std::string_view(*fingerprint)).run();
            database.execute("UPDATE passage SET text = 'a passage of many more words than all the others' "
                             "WHERE position = 10");
            database.prepare("UPDATE unit SET max_length = ?, query_max_length = ?").bind(fits).bind(fits).run();
        }));
        const auto reader = store.reader();
        const auto candidates = *reader->candidates(store.dataset);
        ModelInputMaker maker;
        const auto cuts = maker.cutQueries(*reader, store.units[0], *candidates, [] { return false; });
        QVERIFY2(cuts, cuts ? "" : cuts.error().what.c_str());
        for (int query = 0; query < kQueries; ++query) {
            QCOMPARE(bool((*cuts)[std::size_t(query)]), query + kCandidates - 1 >= 10); // they have it
            bool cut = false;
            for (int i = 0; i < kCandidates; ++i)
                cut =
                    cut ||
                    maker.make(*reader, store.units[0], store.dataset, query * kCandidates + i)->tokens(Kind::Cut) > 0;
            QCOMPARE(bool((*cuts)[std::size_t(query)]), cut);
        }
        QVERIFY(!maker.cutQueries(*reader, store.units[0], *candidates, [] { return true; }));
    }

    void folderIsGone()
    {
        QTemporaryDir folder;
        Store store(folder.filePath(QStringLiteral("w.rwb"))); // of the model folder models/small, which is nowhere
        const auto reader = store.reader();
        ModelInputMaker maker;
        const auto input = maker.make(*reader, store.units[0], store.dataset, 0);
        QVERIFY(!input);
        QVERIFY2(input.error().what.find("models/small") != std::string::npos, input.error().what.c_str());
        QVERIFY(!maker.make(*reader, 4711, store.dataset, 0));
    }
};

QTEST_GUILESS_MAIN(tst_ModelInput)
#include "tst_modelinput.moc"
