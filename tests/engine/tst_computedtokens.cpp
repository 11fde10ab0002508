// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan says that will be computed, against what the engine computes.
#include "core/engine/fast/packing.h"
#include "core/text/computedtokens.h"

#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace rw;

class tst_ComputedTokens : public QObject
{
    Q_OBJECT

private slots:
    void asPacked_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("backbone");
        QTest::addColumn<QList<int>>("lengths");
        const std::pair<const char*, Backbone> models[] = {{"xlm-roberta", Backbone::XlmRoberta},
                                                           {"gemma", Backbone::Gemma},
                                                           {"minicpm-layerwise", Backbone::MiniCpmLayerwise}};
        for (const auto& [model, backbone] : models) {
            for (const auto& lengths : {QList<int>{512}, QList<int>{40}, QList<int>{32, 64, 128, 512}})
                QTest::addRow("%s, %d lengths, %d", model, int(lengths.size()), lengths.first())
                    << QString::fromLatin1(model) << int(backbone) << lengths;
        }
    }

    void asPacked()
    {
        QFETCH(QString, model);
        QFETCH(int, backbone);
        QFETCH(QList<int>, lengths);
        const auto tokenizer = Tokenizer::open(
            std::filesystem::path(RW_TEST_DATA "/goldens") / model.toStdString() / "model", Backbone(backbone));
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().what.c_str());
        std::vector<std::string> queries;
        std::vector<std::string> passages;
        std::vector<std::int32_t> pairs;
        for (int query = 0; query < 6; ++query) {
            queries.push_back("why is number " + std::to_string(query) + " of these questions asked so often");
            for (int i = 0; i < 20; ++i) {
                std::string passage = std::string(1, char('a' + (7 * query + i) % 26)) + " says"; // no two begin alike
                for (int word = 0; word < 13 * i; ++word)
                    passage += " " + std::to_string(word * (i + 1));
                pairs.push_back(query);
                pairs.push_back(std::int32_t(passages.size()));
                passages.push_back(std::move(passage));
            }
        }
        const std::vector<std::string_view> queryViews(queries.begin(), queries.end());
        const std::vector<std::string_view> passageViews(passages.begin(), passages.end());
        TokenCache::Input input;
        input.tokenizer = tokenizer->get();
        input.backbone = Backbone(backbone);
        input.positions = 8192;
        input.queries = queryViews;
        input.passages = passageViews;
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "tokens";
        QVERIFY(TokenCache::write(file, input));
        const auto cache = TokenCache::open(file);
        QVERIFY(cache);
        std::vector<LengthLimits> limits;
        for (const int length : lengths)
            limits.push_back(LengthLimits::of(length));

        // Batches as the worker makes them: pairs until the budget of tokens is reached.
        const bool shares = Backbone(backbone) != Backbone::XlmRoberta;
        constexpr int kBudget = 3000;
        std::int64_t packed = 0;
        std::int64_t plain = 0;
        std::int64_t inBatch = 0;
        std::vector<std::vector<TokenId>> rows;
        const auto endBatch = [&] {
            packed += engine::pack(rows, shares).tokens();
            rows.clear();
            inBatch = 0;
        };
        for (std::size_t i = 0; i < pairs.size(); i += 2) {
            const int more = cache->tokens(pairs[i], pairs[i + 1], limits);
            if (!rows.empty() && inBatch + more > kBudget)
                endBatch();
            inBatch += more;
            plain += more;
            for (const auto& one : limits) {
                std::vector<TokenId> row;
                cache->assembler().assemble(cache->query(pairs[i]), cache->passage(pairs[i + 1]), one, row);
                rows.push_back(std::move(row));
            }
        }
        endBatch();
        const auto computed = computedTokens(*cache, pairs, limits, kBudget);
        QCOMPARE(computed.size(), pairs.size() / 2);
        const auto said = std::accumulate(computed.begin(), computed.end(), std::int64_t(0));
        qInfo("rows %lld, packed %lld, said %lld", qlonglong(plain), qlonglong(packed), qlonglong(said));
        if (shares) {
            QVERIFY(packed < plain * 97 / 100); // or there was nothing to find out
            QVERIFY2(std::abs(double(said - packed)) < 0.03 * double(packed), qPrintable(QString::number(said)));
        } else {
            QCOMPARE(said, plain);
        }
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(tst_ComputedTokens)
#include "tst_computedtokens.moc"
