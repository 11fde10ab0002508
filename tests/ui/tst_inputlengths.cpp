// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/preparation.h"
#include "tests/support/cli.h"
#include "ui/session/inputlengths.h"

#include <QStandardPaths>
#include <QTest>

#include <numeric>

using namespace rw;
using namespace rw::ui;

/// The forecast of what a length cuts is what a run cuts.
class TestInputLengths : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void sameAsARun_data()
    {
        QTest::addColumn<QByteArray>("kind");
        for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"})
            QTest::newRow(kind) << QByteArray(kind);
    }
    void sameAsARun()
    {
        QFETCH(QByteArray, kind);
        // Passages of all lengths around the limits.
        Dataset data;
        data.name = "d";
        std::string words;
        std::vector<std::pair<int, int>> pairs;
        for (int query = 0; query < 2; ++query) {
            data.queryIds.push_back("q" + std::to_string(query));
            data.queryTexts.emplace_back(query == 0 ? "short" : std::string(900, 'x') + " long");
        }
        for (int passage = 0; passage < 60; ++passage) {
            words += " panda bear bread what is a giant cat";
            data.passageIds.push_back("p" + std::to_string(passage));
            data.passageTexts.push_back(words);
            for (int query = 0; query < 2; ++query) {
                data.candidates.push_back({query, passage, 0});
                pairs.emplace_back(query, passage);
            }
        }
        for (int passage = 50; passage < 60; ++passage)
            data.judgments.queries["q0"]["p" + std::to_string(passage)] = passage % 2; // five are relevant

        Experiment::ModelEntry entry;
        entry.path = test::goldenModel(kind).toStdString();
        const std::atomic<bool> cancelled = false;
        const Preparation steps([](const std::string&, std::int64_t, std::int64_t) {}, cancelled);
        const auto model = steps.model(entry);
        QVERIFY2(model, model ? "" : model.error().what.c_str());
        const auto counted = lengthsOf(data, model->folder, QStringLiteral("m"));
        QVERIFY2(counted, counted ? "" : counted.error().what.c_str());
        const auto prepared = steps.tokens(*model, data.queryTexts, data.passageTexts, pairs);
        QVERIFY2(prepared, prepared ? "" : prepared.error().what.c_str());
        QCOMPARE(counted->cuts.size(), std::size(kCutLimits));
        QCOMPARE(counted->input.lengths.size(), pairs.size());
        bool someCut = false;
        for (const LengthForecast::Cut& cut : counted->cuts) {
            const LengthLimits limits = LengthLimits::of(cut.limit);
            QCOMPARE(cut.pairs, Preparation::cuts(*prepared, limits).truncated);
            std::int64_t tokens = 0;
            for (std::size_t i = 0; i < prepared->pairs.size(); i += 2)
                tokens += prepared->tokens->tokens(prepared->pairs[i], prepared->pairs[i + 1], {limits});
            QCOMPARE(cut.tokens, tokens);
            QVERIFY(cut.relevant <= counted->relevant);
            someCut = someCut || (cut.pairs > 0 && cut.pairs < std::int64_t(pairs.size()));
        }
        QVERIFY(someCut);
        QCOMPARE(counted->relevant, std::int64_t(5));
        QCOMPARE(counted->cuts.front().relevant, std::int64_t(5)); // the longest ones
    }
};

QTEST_GUILESS_MAIN(TestInputLengths)
#include "tst_inputlengths.moc"
