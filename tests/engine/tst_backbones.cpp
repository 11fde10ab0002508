// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model.h"
#include "tests/engine/scalarreference.h"

#include <QTemporaryDir>
#include <QTest>
#include <qfloat16.h>

using namespace rw;
using namespace rw::test;
using engine::LoadOptions;
using engine::Model;

namespace {

constexpr double kTolerance = 2e-5; // of the score, or of 1 where it is smaller
constexpr int kYes = 7;

std::unique_ptr<Model> load(const QString& folder, const LoadOptions& options)
{
    const auto opened = ModelFolder::open(path(folder));
    if (!opened)
        qFatal("%s", opened.error().what.c_str());
    auto model = Model::load(*opened, options);
    if (!model)
        qFatal("%s", model.error().what.c_str());
    return std::move(*model);
}

LoadOptions withYes(Gelu gelu = Gelu::Auto)
{
    LoadOptions options;
    options.yesToken = kYes;
    options.gelu = gelu;
    return options;
}

std::vector<std::vector<TokenId>> randomRows(const ModelConfig& config, std::initializer_list<int> lengths)
{
    std::mt19937 random(11);
    std::uniform_int_distribution<int> any(0, config.vocabularySize - 1); // pads too
    std::vector<std::vector<TokenId>> rows;
    for (const int length : lengths) {
        rows.emplace_back();
        for (int i = 0; i < length; ++i)
            rows.back().push_back(any(random));
    }
    return rows;
}

} // namespace

/// Configurations that no golden has, compared with the scalar reference.
class TestBackbones : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { engine::setThreads(1); }

    void scores_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<QJsonObject>("changes");
        QTest::addColumn<bool>("untied");
        const auto row = [](const char* name, Backbone backbone, const char* changes, bool untied = false) {
            QTest::newRow(name) << int(backbone) << QJsonDocument::fromJson(changes).object() << untied;
        };
        row("xlm-roberta", Backbone::XlmRoberta, "{}");
        row("xlm-roberta, long rows", Backbone::XlmRoberta, R"({"max_position_embeddings": 700})");
        row("xlm-roberta, other pad", Backbone::XlmRoberta, R"({"pad_token_id": 4, "max_position_embeddings": 80})");
        row("xlm-roberta, two types", Backbone::XlmRoberta, R"({"type_vocab_size": 2})");
        row("xlm-roberta, large epsilon", Backbone::XlmRoberta, R"({"layer_norm_eps": 0.3})");
        row("xlm-roberta, one layer", Backbone::XlmRoberta, R"({"num_hidden_layers": 1, "num_attention_heads": 1})");
        row("gemma, 2 of 6 heads", Backbone::Gemma, "{}");
        row("gemma, one key head", Backbone::Gemma, R"({"num_key_value_heads": 1})");
        row("gemma, all key heads", Backbone::Gemma, R"({"num_key_value_heads": 6})");
        row("gemma, tanh", Backbone::Gemma, R"({"hidden_activation": "gelu_pytorch_tanh"})");
        row("gemma, other theta", Backbone::Gemma, R"({"rope_theta": 37.5})");
        row("gemma, large epsilon", Backbone::Gemma, R"({"rms_norm_eps": 0.3})");
        row("gemma, untied", Backbone::Gemma, "{}", true);
        row("minicpm, 2 of 4 heads", Backbone::MiniCpmLayerwise, "{}");
        row("minicpm, all key heads", Backbone::MiniCpmLayerwise, R"({"num_key_value_heads": 4})");
        row("minicpm, from layer 1", Backbone::MiniCpmLayerwise, R"({"start_layer": 1})");
        row("minicpm, last layer only", Backbone::MiniCpmLayerwise, R"({"start_layer": 4})");
        row("minicpm, other scales", Backbone::MiniCpmLayerwise,
            R"({"scale_emb": 3.5, "scale_depth": 0.7, "rms_norm_eps": 0.2})");
    }
    void scores()
    {
        QFETCH(int, backbone);
        QFETCH(QJsonObject, changes);
        QFETCH(bool, untied);
        auto json = tinyConfig(Backbone(backbone));
        for (auto change = changes.begin(); change != changes.end(); ++change)
            json[change.key()] = change.value();
        const QTemporaryDir dir;
        writeConfig(dir.path(), json);
        const auto config = readModelConfig(path(dir.filePath(QStringLiteral("config.json"))));
        QVERIFY2(config, config ? "" : config.error().what.c_str());
        auto tensors = randomTensors(*config, 5);
        if (untied) {
            std::mt19937 random(3);
            std::normal_distribution<float> normal(0, 1);
            tensors["lm_head.weight"] = {{config->vocabularySize, config->hiddenSize}, {}};
            for (int i = 0; i < config->vocabularySize * config->hiddenSize; ++i)
                tensors["lm_head.weight"].values.push_back(normal(random));
        }
        writeFile(dir.filePath(QStringLiteral("model.safetensors")), safetensors(tensors));

        const ScalarReference reference(*config, tensors, config->geluTanh, kYes);
        auto rows = randomRows(*config, {1, 2, 7, 31, 60});
        if (config->rowLimit() == 0 || config->rowLimit() > 600) {
            for (auto& row : randomRows(*config, {256, 257, 600})) // across the blocks of the attention
                rows.push_back(std::move(row));
        }
        const auto pad = std::max(config->padId, 0);
        rows.push_back({5, pad, 6, pad, pad, 9}); // pads inside
        rows.push_back({pad, 6, 5, pad});         // and at both ends
        const auto model = load(dir.path(), withYes());
        const auto got = model->score(rows, config->cutoffLayers);
        QVERIFY2(got, got ? "" : got.error().what.c_str());
        const auto columns = std::max<std::size_t>(1, config->cutoffLayers.size());
        QCOMPARE(got->size(), rows.size() * columns);
        double largest = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto wanted = reference.scores(rows[i]);
            QCOMPARE(wanted.size(), columns);
            for (std::size_t j = 0; j < columns; ++j) {
                const double score = (*got)[i * columns + j];
                const double difference = std::abs(score - wanted[j]) / std::max(1.0, std::abs(wanted[j]));
                largest = std::max(largest, difference);
                QVERIFY2(difference <= kTolerance, qPrintable(QStringLiteral("row %1 of %2 tokens: %3, reference %4")
                                                                  .arg(i)
                                                                  .arg(rows[i].size())
                                                                  .arg(score, 0, 'g', 9)
                                                                  .arg(wanted[j], 0, 'g', 9)));
            }
        }
        qInfo("largest difference %.2g", largest);
    }

    void geluOption()
    {
        const QTemporaryDir dir;
        writeConfig(dir.path(), tinyConfig(Backbone::Gemma));
        const auto config = *readModelConfig(path(dir.filePath(QStringLiteral("config.json"))));
        const auto tensors = randomTensors(config, 5);
        writeFile(dir.filePath(QStringLiteral("model.safetensors")), safetensors(tensors));
        const auto rows = randomRows(config, {20});
        for (const bool tanh : {false, true}) {
            const auto model = load(dir.path(), withYes(tanh ? Gelu::Tanh : Gelu::Erf));
            const auto wanted = ScalarReference(config, tensors, tanh, kYes).scores(rows[0])[0];
            QVERIFY(std::abs((*model->score(rows, {}))[0] - wanted) < kTolerance * std::max(1.0, std::abs(wanted)));
        }
    }

    void storedTypes_data()
    {
        QTest::addColumn<int>("backbone");
        for (const auto one : {Backbone::XlmRoberta, Backbone::Gemma, Backbone::MiniCpmLayerwise})
            QTest::newRow(toString(one).data()) << int(one);
    }
    void storedTypes()
    {
        // The same numbers stored as F32, BF16, F16, on odd addresses and in shards: the same scores, bit for bit.
        QFETCH(int, backbone);
        const auto json = tinyConfig(Backbone(backbone));
        const QTemporaryDir plain, half, brain, odd, sharded;
        for (const auto* dir : {&plain, &half, &brain, &odd, &sharded})
            writeConfig(dir->path(), json);
        const auto config = *readModelConfig(path(plain.filePath(QStringLiteral("config.json"))));
        auto tensors = randomTensors(config, 5);
        for (auto& [name, tensor] : tensors) {
            for (float& value : tensor.values)
                value = std::round(value * 64) / 64; // fits both 16-bit types
        }
        const auto name = QStringLiteral("model.safetensors");
        const auto bytes = safetensors(tensors);
        writeFile(plain.filePath(name), bytes);
        writeFile(brain.filePath(name), safetensors(tensors, "BF16"));

        qsizetype header = 0;
        for (int i = 7; i >= 0; --i)
            header = header << 8 | static_cast<unsigned char>(bytes[i]);
        writeFile(odd.filePath(name), safetensorsAround(bytes.mid(8, header) + ' ', bytes.mid(8 + header)));

        QByteArray halves = safetensors(tensors, "BF16");
        halves = halves.mid(8, halves.size()).replace("\"BF16\"", "\"F16\" ");
        const auto dataBegin = halves.size() - (bytes.size() - 8 - header) / 2;
        QByteArray data;
        for (const auto& [key, tensor] : tensors) {
            for (const float value : tensor.values) {
                const qfloat16 number(value);
                data.append(reinterpret_cast<const char*>(&number), sizeof number);
            }
        }
        writeFile(half.filePath(name), safetensorsAround(halves.left(dataBegin), data));

        QJsonObject map;
        TinyTensors first, second;
        for (const auto& [key, tensor] : tensors) {
            const bool one = first.size() <= second.size();
            (one ? first : second).emplace(key, tensor);
            map.insert(QString::fromStdString(key),
                       one ? QStringLiteral("1.safetensors") : QStringLiteral("2.safetensors"));
        }
        writeFile(sharded.filePath(QStringLiteral("1.safetensors")), safetensors(first));
        writeFile(sharded.filePath(QStringLiteral("2.safetensors")), safetensors(second));
        writeFile(sharded.filePath(QStringLiteral("model.safetensors.index.json")),
                  QJsonDocument(QJsonObject{{QStringLiteral("weight_map"), map}}).toJson());

        const auto rows = randomRows(config, {3, 20});
        const auto wanted = load(plain.path(), withYes())->score(rows, config.cutoffLayers);
        QVERIFY(wanted);
        for (const auto* dir : {&half, &brain, &odd, &sharded}) {
            const auto got = load(dir->path(), withYes())->score(rows, config.cutoffLayers);
            QVERIFY2(got, got ? "" : got.error().what.c_str());
            QCOMPARE(*got, *wanted);
        }
    }

    void roundedHead()
    {
        // As the reference rounds: every bf16 score is a bf16 number. Without it most are not.
        const QTemporaryDir dir;
        writeConfig(dir.path(), tinyConfig(Backbone::MiniCpmLayerwise));
        const auto config = *readModelConfig(path(dir.filePath(QStringLiteral("config.json"))));
        writeFile(dir.filePath(QStringLiteral("model.safetensors")), safetensors(randomTensors(config, 5)));
        const auto rows = randomRows(config, {5, 9, 17, 33});
        const auto coarse = [](const std::vector<float>& scores) {
            return std::count_if(scores.begin(), scores.end(), [](float score) {
                std::uint32_t bits = 0;
                std::memcpy(&bits, &score, sizeof bits);
                return (bits & 0xffffU) == 0;
            });
        };
        auto options = withYes();
        options.quantization = Quantization::Bf16;
        QVERIFY(coarse(*load(dir.path(), options)->score(rows, config.cutoffLayers)) < 3);
        options.roundedHead = true;
        const auto rounded = *load(dir.path(), options)->score(rows, config.cutoffLayers);
        QCOMPARE(std::size_t(coarse(rounded)), rounded.size());
    }

    void changedFile()
    {
        // The file shrinks between open and load: an error, not a signal.
        const QTemporaryDir dir;
        writeConfig(dir.path(), tinyConfig(Backbone::Gemma));
        const auto config = *readModelConfig(path(dir.filePath(QStringLiteral("config.json"))));
        const auto bytes = safetensors(randomTensors(config, 5));
        const auto name = dir.filePath(QStringLiteral("model.safetensors"));
        writeFile(name, bytes);
        const auto folder = ModelFolder::open(path(dir.path()));
        QVERIFY(folder);
        writeFile(name, bytes.left(bytes.size() / 2));
        const auto shorter = Model::load(*folder, withYes());
        QVERIFY(!shorter);
        QVERIFY2(shorter.error().what.find("is shorter than") != std::string::npos, shorter.error().what.c_str());
        QVERIFY(QFile::remove(name));
        QVERIFY(!Model::load(*folder, withYes()));
    }
};

QTEST_GUILESS_MAIN(TestBackbones)
#include "tst_backbones.moc"
