// SPDX-License-Identifier: GPL-3.0-or-later
// The memory of a worker is what core/model/memory.h predicts. Shapes of which the weights, and not LibTorch, are most
// of it; memory does not depend on the speed of the machine.
#include "core/engine/fast/rowtable.h"
#include "core/engine/model.h"
#include "core/engine/weights.h"
#include "core/model/memory.h"
#include "core/model/shapes.h"
#include "core/telemetry/telemetry.h"

#include <QTemporaryFile>
#include <QTest>

#include <array>
#include <malloc.h>

using namespace rw;

class TestMemory : public QObject
{
    Q_OBJECT

private slots:
    void predicted_data()
    {
        QTest::addColumn<QString>("shape");
        QTest::addColumn<int>("layers");
        QTest::addColumn<QString>("quantization");
        QTest::addColumn<int>("tokens");
        QTest::newRow("encoder, float32, short") << "bge-reranker-v2-m3" << 8 << "fp32" << 256;
        QTest::newRow("encoder, bytes, long") << "bge-reranker-v2-m3" << 24 << "int8" << 1024;
        QTest::newRow("Gemma, 16 bits") << "bge-reranker-v2-gemma" << 2 << "bf16" << 256;
    }
    void predicted()
    {
        QFETCH(QString, shape);
        QFETCH(int, layers);
        QFETCH(QString, quantization);
        QFETCH(int, tokens);
        const auto type = quantizationFromString(quantization.toStdString());
        const auto folder = randomModel(shape.toStdString(), layers, 1);
        QVERIFY2(folder, folder ? "" : folder.error().what.c_str());
        engine::LoadOptions options;
        options.quantization = *type;
        options.yesToken = 7;
        auto model = engine::Model::load(*folder, options);
        if (!model && model.error().what.find("cannot run") != std::string::npos)
            QSKIP("this processor does not run the type");
        QVERIFY2(model, model ? "" : model.error().what.c_str());
        ::malloc_trim(0); // what making the numbers left behind is no memory of the model
        forgetPeakMemory();
        std::vector<std::vector<TokenId>> rows(1);
        for (int i = 0; i < tokens; ++i)
            rows[0].push_back(10 + i);
        const auto scores = (*model)->score(rows, {}, nullptr);
        QVERIFY2(scores, scores ? "" : scores.error().what.c_str());

        const double peak = double(peakResidentBytes());
        const double need = double(predictMemory(*folder, {*type, 0, tokens}).scoring());
        // The test itself is a process with little else in it; a tenth is what is promised for the whole shapes.
        QVERIFY2(std::abs(need / peak - 1) < 0.15,
                 qPrintable(QString::asprintf("%.0f MB were predicted, %.0f MB were used", need / 1e6, peak / 1e6)));
    }

    // A table of 1 GB must not come into the memory of the process by rows of it being read.
    void tablesStayInTheFile()
    {
        const auto folder = randomModel("bge-reranker-v2-m3", 1, 1);
        QVERIFY(folder);
        const auto need = predictMemory(*folder, {Quantization::Fp32, 0, 64});
        QVERIFY(need.weights < std::int64_t(folder->config.vocabularySize) * folder->config.hiddenSize);
    }

    void rowsComeFromTheFile()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        const std::vector<float> numbers = {-1, 0, 1, 2, 3, 4, 5, 6, 7};
        file.write(reinterpret_cast<const char*>(numbers.data()), qint64(numbers.size() * sizeof(float)));
        file.flush();
        const auto table = engine::RowTable::ofFile(file.fileName().toStdString(), sizeof(float), 4, at::kFloat);
        const auto rows = table.rows(std::array{1, 0, 1});
        QCOMPARE(rows.sizes(), (at::IntArrayRef{3, 4}));
        const std::vector<float> expected = {4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7};
        QVERIFY(std::equal(expected.begin(), expected.end(), rows.const_data_ptr<float>()));

        QVERIFY(file.resize(20)); // by somebody else: an error, no signal
        QVERIFY_THROWS_EXCEPTION(engine::LoadError, table.rows(std::array{1}));
        QVERIFY_THROWS_EXCEPTION(engine::LoadError,
                                 engine::RowTable::ofFile("/nowhere/weights.safetensors", 0, 4, at::kFloat));
    }

    void moreOfEverythingNeedsMore()
    {
        const auto folder = randomModel("bge-reranker-v2-gemma", 0, 1);
        QVERIFY(folder);
        const auto total = [&](Quantization type, int deepest, std::int64_t tokens) {
            return predictMemory(*folder, {type, deepest, tokens}).total();
        };
        QVERIFY(total(Quantization::Fp32, 0, 1024) > total(Quantization::Bf16, 0, 1024));
        QVERIFY(total(Quantization::Bf16, 0, 1024) > total(Quantization::Int8, 0, 1024));
        QVERIFY(total(Quantization::Int8, 0, 1024) > total(Quantization::Int4, 0, 1024));
        QVERIFY(total(Quantization::Bf16, 0, 8192) > total(Quantization::Bf16, 0, 1024));
        QVERIFY(total(Quantization::Bf16, 9, 1024) < total(Quantization::Bf16, 18, 1024));
        QCOMPARE(total(Quantization::Bf16, 0, 0), total(Quantization::Bf16, 0, defaultBatchTokens(Backbone::Gemma)));
    }
};

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"
