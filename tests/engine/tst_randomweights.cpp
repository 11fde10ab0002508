// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model.h"
#include "core/engine/weights.h"
#include "core/model/shapes.h"

#include <ATen/ops/equal.h>

#include <QTest>

#include <cmath>

using namespace rw;
using namespace rw::engine;

namespace {

// A published shape with a vocabulary that needs no gigabyte.
ModelFolder shape(const char* name, std::uint64_t seed)
{
    auto model = randomModel(name, 2, seed);
    model->config.vocabularySize = 200;
    return *model;
}

} // namespace

class tst_RandomWeights : public QObject
{
    Q_OBJECT

private slots:
    void sameSeedSameNumbers()
    {
        const std::string matrix = "roberta.encoder.layer.1.output.dense.weight";
        Weights first(shape("bge-reranker-base", 1), at::kFloat, at::kCPU);
        Weights again(shape("bge-reranker-base", 1), at::kFloat, at::kCPU);
        Weights other(shape("bge-reranker-base", 2), at::kFloat, at::kCPU);
        again.load("roberta.embeddings.word_embeddings.weight"); // the order does not matter
        const auto numbers = first.load(matrix);
        QVERIFY(at::equal(numbers, again.load(matrix)));
        QVERIFY(!at::equal(numbers, other.load(matrix)));
        QVERIFY(!at::equal(numbers, first.load("roberta.encoder.layer.0.output.dense.weight")));
        QVERIFY_EXCEPTION_THROWN(first.load("roberta.encoder.layer.2.output.dense.weight"), LoadError);
    }

    void spread()
    {
        Weights encoder(shape("bge-reranker-base", 1), at::kFloat, at::kCPU);
        const auto matrix = encoder.load("roberta.encoder.layer.1.output.dense.weight"); // [768, 3072]
        QVERIFY(std::abs(matrix.mean().item<float>()) < 1e-4F);
        QVERIFY(std::abs(matrix.std().item<float>() * std::sqrt(3072.0F) - 1) < 0.01F);
        QVERIFY(std::abs(encoder.load("roberta.embeddings.LayerNorm.weight").mean().item<float>() - 1) < 0.01F);
        Weights decoder(shape("bge-reranker-v2-gemma", 1), at::kBFloat16, at::kCPU);
        const auto norm = decoder.load("model.norm.weight"); // the distance from 1
        QCOMPARE(norm.scalar_type(), at::kBFloat16);
        QVERIFY(std::abs(norm.to(at::kFloat).mean().item<float>()) < 0.01F);
    }

    // Scores that differ from pair to pair and are no extremes: a model of this kind can stand in for a real one.
    void scores_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"bge-reranker-base", "bge-reranker-v2-minicpm-layerwise"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void scores()
    {
        QFETCH(QString, name);
        const auto folder = shape(qPrintable(name), 3);
        const auto model = Model::load(folder, {});
        QVERIFY2(model, model ? "" : model.error().what.c_str());
        std::vector<std::vector<TokenId>> rows;
        for (TokenId i = 0; i < 6; ++i)
            rows.push_back({0, 10 + i, 30, 40, 50 + 3 * i, 60, 2});
        const auto scores = (*model)->score(rows, folder.config.cutoffLayers);
        QVERIFY2(scores, scores ? "" : scores.error().what.c_str());
        for (std::size_t i = 0; i < scores->size(); ++i) {
            QVERIFY(std::isfinite((*scores)[i]) && std::abs((*scores)[i]) < 50);
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY((*scores)[i] != (*scores)[j]);
        }
    }
};

QTEST_GUILESS_MAIN(tst_RandomWeights)
#include "tst_randomweights.moc"
