// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/modelfolder.h"
#include "tests/support/tinymodel.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <sys/stat.h>
#include <utime.h>

using namespace rw;
using namespace rw::test;

namespace {

ModelConfig configOf(const QJsonObject& config)
{
    const QTemporaryDir dir;
    writeConfig(dir.path(), config);
    const auto read = readModelConfig(path(dir.filePath(QStringLiteral("config.json"))));
    if (!read)
        qFatal("%s", read.error().what.c_str());
    return *read;
}

void writeModel(const QString& folder, const QJsonObject& config, const TinyTensors& tensors)
{
    writeConfig(folder, config);
    writeFile(folder + QStringLiteral("/model.safetensors"), safetensors(tensors));
}

} // namespace

class TestModelFolder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_cache.isValid());
        qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
    }

    void goldens_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<qint64>("parameters");
        QTest::addColumn<int>("maxLength");
        QTest::addColumn<int>("cutoffs");
        QTest::newRow("xlm-roberta") << QStringLiteral("xlm-roberta") << qint64(362625) << 1024 << 0;
        QTest::newRow("gemma") << QStringLiteral("gemma") << qint64(389304) << 8192 << 0;
        QTest::newRow("minicpm-layerwise") << QStringLiteral("minicpm-layerwise") << qint64(402048) << 512 << 5;
    }
    void goldens()
    {
        QFETCH(QString, kind);
        QFETCH(qint64, parameters);
        QFETCH(int, maxLength);
        QFETCH(int, cutoffs);
        const auto folder = ModelFolder::open(path(QStringLiteral(RW_TEST_DATA "/goldens/%1/model").arg(kind)));
        QVERIFY2(folder, folder ? "" : folder.error().what.c_str());
        QCOMPARE(QString::fromUtf8(toString(folder->config.backbone).data()), kind);
        QCOMPARE(qint64(folder->parameters), parameters);
        QCOMPARE(qint64(folder->weightBytes), 4 * parameters);
        QCOMPARE(folder->weightsDtype, std::string("F32"));
        QCOMPARE(folder->config.maxLength, maxLength);
        QCOMPARE(int(folder->config.cutoffLayers.size()), cutoffs);
        QVERIFY(!folder->untrained);
    }

    void publishedCounts()
    {
        // The published sizes, from config.json alone.
        const auto count = [](const ModelConfig& config) {
            std::int64_t sum = 0;
            for (const auto& tensor : requiredTensors(config)) {
                std::int64_t elements = 1;
                for (const auto extent : tensor.shape)
                    elements *= extent;
                sum += elements;
            }
            return std::pair(qint64(sum), int(requiredTensors(config).size()));
        };
        ModelConfig m3;
        m3.hiddenSize = 1024, m3.layers = 24, m3.attentionHeads = m3.keyValueHeads = 16, m3.headDim = 64;
        m3.intermediateSize = 4096, m3.vocabularySize = 250002, m3.positions = 8194;
        QCOMPARE(count(m3), (std::pair(qint64(567'755'777), 393)));

        ModelConfig gemma;
        gemma.backbone = Backbone::Gemma;
        gemma.hiddenSize = 2048, gemma.layers = 18, gemma.attentionHeads = 8, gemma.keyValueHeads = 1,
        gemma.headDim = 256;
        gemma.intermediateSize = 16384, gemma.vocabularySize = 256000;
        QCOMPARE(count(gemma), (std::pair(qint64(2'506'172'416), 164)));

        ModelConfig minicpm;
        minicpm.backbone = Backbone::MiniCpmLayerwise;
        minicpm.hiddenSize = 2304, minicpm.layers = 40, minicpm.attentionHeads = minicpm.keyValueHeads = 36;
        minicpm.headDim = 64, minicpm.intermediateSize = 5760, minicpm.vocabularySize = 122753, minicpm.startLayer = 8;
        for (int layer = 8; layer <= 40; ++layer)
            minicpm.cutoffLayers.push_back(layer);
        QCOMPARE(count(minicpm), (std::pair(qint64(2'724'956'928), 395)));
    }

    void config_data()
    {
        QTest::addColumn<int>("backbone");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value"); // undefined: the key is left out
        QTest::addColumn<QString>("what");     // empty: accepted
        const auto row = [](const char* name, Backbone backbone, const char* key, const QJsonValue& value,
                            const char* what) {
            QTest::newRow(name) << int(backbone) << QString::fromUtf8(key) << value << QString::fromUtf8(what);
        };
        const auto gone = QJsonValue(QJsonValue::Undefined);
        const auto text = [](const char* one) {
            return QJsonValue(QString::fromUtf8(one));
        };
        const auto list = [](const char* one) {
            return QJsonValue(QJsonArray{QString::fromUtf8(one)});
        };
        const auto xlm = Backbone::XlmRoberta;
        const auto gemma = Backbone::Gemma;
        const auto minicpm = Backbone::MiniCpmLayerwise;
        row("no architectures", xlm, "architectures", gone, "");
        row("no model_type", xlm, "model_type", gone, "");
        row("other architecture", xlm, "architectures", list("XLMRobertaModel"), "'XLMRobertaModel' is not supported");
        row("architectures is text", xlm, "architectures", text("GemmaForCausalLM"), "architectures is not a list");
        row("two architectures", xlm, "architectures", QJsonArray{1, 2}, "not a list of one name");
        row("other model_type", xlm, "model_type", text("bert"), "model_type is 'bert'");
        row("gemma 2", gemma, "architectures", list("Gemma2ForCausalLM"), "'Gemma2ForCausalLM' is not supported");
        row("plain minicpm", minicpm, "architectures", list("MiniCPMForCausalLM"), "is not supported");
        row("no hidden_size", xlm, "hidden_size", gone, "hidden_size is missing");
        row("hidden_size 0", xlm, "hidden_size", 0, "hidden_size is 0; expected a whole number from 1");
        row("hidden_size negative", xlm, "hidden_size", -8, "hidden_size is -8");
        row("hidden_size fraction", xlm, "hidden_size", 24.5, "hidden_size is 24.5");
        row("hidden_size text", xlm, "hidden_size", text("24"), "hidden_size is \"24\"");
        row("hidden_size absurd", xlm, "hidden_size", 1e9, "hidden_size is 1000000000");
        row("heads do not divide", xlm, "num_attention_heads", 5, "expected a multiple of num_attention_heads, 5");
        row("layers absurd", gemma, "num_hidden_layers", 1000000, "num_hidden_layers is 1000000");
        row("vocabulary absurd", gemma, "vocab_size", 1e12, "vocab_size is 1000000000000");
        row("positions too few", xlm, "max_position_embeddings", 2, "more than pad_token_id + 1");
        row("two labels", xlm, "id2label", QJsonObject{{QStringLiteral("0"), 0}, {QStringLiteral("1"), 1}},
            "the classifier has 2 labels");
        row("no labels", xlm, "id2label", gone, "the classifier has 2 labels");
        row("relative positions", xlm, "position_embedding_type", text("relative_key"), "position_embedding_type");
        row("relu", xlm, "hidden_act", text("relu"), "hidden_act is 'relu'");
        row("epsilon 0", xlm, "layer_norm_eps", 0, "layer_norm_eps is 0");
        row("epsilon text", xlm, "layer_norm_eps", text("x"), "layer_norm_eps is \"x\"");
        row("pad beyond the vocabulary", xlm, "pad_token_id", 50, "pad_token_id is 50");
        row("key heads do not divide", gemma, "num_key_value_heads", 4, "expected a divisor of num_attention_heads, 6");
        row("no key heads", gemma, "num_key_value_heads", gone, "num_key_value_heads is missing");
        row("odd head_dim", gemma, "head_dim", 7, "expected an even number");
        row("scaled rotary", gemma, "rope_scaling", QJsonObject{{QStringLiteral("type"), QStringLiteral("linear")}},
            "rope_scaling is set");
        row("rope_scaling null", gemma, "rope_scaling", QJsonValue(), "");
        row("rope_theta 0", gemma, "rope_theta", 0, "rope_theta is 0");
        row("attention_bias", gemma, "attention_bias", true, "attention_bias is true");
        row("attention_bias false", gemma, "attention_bias", false, "");
        row("gemma silu", gemma, "hidden_act", text("silu"), "hidden_act is 'silu'");
        row("hidden_activation wins", gemma, "hidden_activation", text("relu"), "hidden_activation is 'relu'");
        row("hidden_activation null", gemma, "hidden_activation", QJsonValue(), "");
        row("head_type complex", minicpm, "head_type", text("complex"), "head_type is 'complex'");
        row("no head_type", minicpm, "head_type", gone, "head_type is ''");
        row("one head", minicpm, "head_multi", false, "head_multi is not true");
        row("no start_layer", minicpm, "start_layer", gone, "start_layer is missing");
        row("start_layer 0", minicpm, "start_layer", 0, "start_layer is 0");
        row("start_layer beyond", minicpm, "start_layer", 5, "expected a whole number from 1 to 4");
        row("no scale_emb", minicpm, "scale_emb", gone, "scale_emb is missing");
        row("scale_depth negative", minicpm, "scale_depth", -1, "scale_depth is -1");
    }
    void config()
    {
        QFETCH(int, backbone);
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QFETCH(QString, what);
        const QTemporaryDir dir;
        auto object = tinyConfig(Backbone(backbone));
        value.isUndefined() ? object.remove(key) : void(object.insert(key, value));
        writeConfig(dir.path(), object);
        const auto config = readModelConfig(path(dir.filePath(QStringLiteral("config.json"))));
        QCOMPARE(bool(config), what.isEmpty());
        if (!config)
            QVERIFY2(QString::fromStdString(config.error().what).contains(what), config.error().what.c_str());
    }

    void configFiles()
    {
        const QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("config.json"));
        QVERIFY(QString::fromStdString(ModelFolder::open(path(dir.path())).error().what)
                    .contains(QStringLiteral("config.json: is missing")));
        writeFile(file, "{\n  \"hidden_size\": 24,\n  oops\n}\n");
        QVERIFY(QString::fromStdString(ModelFolder::open(path(dir.path())).error().what)
                    .contains(QStringLiteral("config.json:3: is not valid JSON")));
        writeFile(file, "{}");
        QVERIFY(QString::fromStdString(ModelFolder::open(path(dir.path())).error().what)
                    .contains(QStringLiteral("neither architectures nor model_type")));
        writeFile(file, "{\n\"model_type\": \"gemma\",\n\"hidden_size\": \"x\"}");
        QVERIFY(QString::fromStdString(ModelFolder::open(path(dir.path())).error().what)
                    .contains(QStringLiteral("config.json:3: hidden_size")));
        QVERIFY(!ModelFolder::open(path(file)));
        QVERIFY(!ModelFolder::open("/nowhere"));
    }

    void gelu()
    {
        auto config = tinyConfig(Backbone::Gemma);
        QVERIFY(!configOf(config).geluTanh);
        config[QStringLiteral("hidden_activation")] = QStringLiteral("gelu_pytorch_tanh");
        QVERIFY(configOf(config).geluTanh);
        config[QStringLiteral("hidden_activation")] = QStringLiteral("gelu");
        config[QStringLiteral("hidden_act")] = QStringLiteral("gelu_pytorch_tanh");
        QVERIFY(!configOf(config).geluTanh);
    }

    void tensors_data()
    {
        QTest::addColumn<int>("backbone");
        for (const auto one : {Backbone::XlmRoberta, Backbone::Gemma, Backbone::MiniCpmLayerwise})
            QTest::newRow(toString(one).data()) << int(one);
    }
    void tensors()
    {
        // Each tensor in turn missing, then transposed or of another length: named, with the file.
        QFETCH(int, backbone);
        const auto config = tinyConfig(Backbone(backbone));
        const auto whole = randomTensors(configOf(config), 1);
        const QTemporaryDir dir;
        writeModel(dir.path(), config, whole);
        QVERIFY(ModelFolder::open(path(dir.path())));
        for (const auto& [name, tensor] : whole) {
            auto broken = whole;
            broken.erase(name);
            writeModel(dir.path(), config, broken);
            auto folder = ModelFolder::open(path(dir.path()));
            QVERIFY(!folder);
            QVERIFY2(QString::fromStdString(folder.error().what)
                         .contains(QString::fromStdString("'" + name + "' is missing")),
                     folder.error().what.c_str());
            broken = whole;
            auto& shape = broken[name].shape;
            shape.size() == 2 && shape[0] != shape[1] ? std::swap(shape[0], shape[1]) : shape.push_back(1);
            writeModel(dir.path(), config, broken);
            folder = ModelFolder::open(path(dir.path()));
            QVERIFY(!folder);
            QVERIFY2(QString::fromStdString(folder.error().what)
                         .contains(QString::fromStdString("'" + name + "' has shape")),
                     folder.error().what.c_str());
        }
        writeModel(dir.path(), config, {{"other", {{1}, {0.0F}}}});
        const auto none = ModelFolder::open(path(dir.path()));
        QVERIFY(!none);
        QVERIFY2(
            QString::fromStdString(none.error().what).contains(QStringLiteral("and %1 more").arg(whole.size() - 1)),
            none.error().what.c_str());
    }

    void tolerated()
    {
        const QTemporaryDir dir;
        const auto config = tinyConfig(Backbone::XlmRoberta);
        auto tensors = randomTensors(configOf(config), 1);
        tensors["roberta.embeddings.position_ids"] = {{1, 66}, std::vector<float>(66)};
        auto weight = tensors.extract("roberta.embeddings.LayerNorm.weight");
        weight.key() = "roberta.embeddings.LayerNorm.gamma";
        tensors.insert(std::move(weight));
        auto bias = tensors.extract("roberta.embeddings.LayerNorm.bias");
        bias.key() = "roberta.embeddings.LayerNorm.beta";
        tensors.insert(std::move(bias));
        writeModel(dir.path(), config, tensors);
        const auto folder = ModelFolder::open(path(dir.path()));
        QVERIFY2(folder, folder ? "" : folder.error().what.c_str());
        QVERIFY(folder->tensor("roberta.embeddings.LayerNorm.weight"));
        QVERIFY(folder->tensor("roberta.embeddings.LayerNorm.bias"));
        QVERIFY(!folder->tensor("nothing"));
    }

    void untiedHead()
    {
        const QTemporaryDir dir;
        const auto config = tinyConfig(Backbone::Gemma);
        auto tensors = randomTensors(configOf(config), 1);
        writeModel(dir.path(), config, tensors);
        const auto tied = ModelFolder::open(path(dir.path()));
        tensors["lm_head.weight"] = {{50, 20}, std::vector<float>(1000)};
        writeModel(dir.path(), config, tensors);
        const auto untied = ModelFolder::open(path(dir.path()));
        QVERIFY(tied && untied);
        QCOMPARE(untied->parameters, tied->parameters + 1000);
        tensors["lm_head.weight"].shape = {20, 50};
        writeModel(dir.path(), config, tensors);
        QVERIFY(!ModelFolder::open(path(dir.path())));
    }

    void integerWeights()
    {
        const QTemporaryDir dir;
        const auto config = tinyConfig(Backbone::Gemma);
        writeConfig(dir.path(), config);
        auto bytes = safetensors(randomTensors(configOf(config), 1));
        bytes.replace("\"F32\"", "\"I32\"");
        writeFile(dir.filePath(QStringLiteral("model.safetensors")), bytes);
        const auto folder = ModelFolder::open(path(dir.path()));
        QVERIFY(!folder);
        QVERIFY2(folder.error().what.find("is I32; expected F32, F16 or BF16") != std::string::npos,
                 folder.error().what.c_str());
    }

    void pickles_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"pytorch_model.bin", "model.pt", "weights.pth", "pytorch_model-00001-of-00002.bin"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void pickles()
    {
        QFETCH(QString, name);
        const QTemporaryDir dir;
        writeConfig(dir.path(), tinyConfig(Backbone::XlmRoberta));
        writeFile(dir.filePath(name), "x");
        writeFile(dir.filePath(QStringLiteral("training_args.bin")), "x");
        const auto folder = ModelFolder::open(path(dir.path()));
        QVERIFY(!folder);
        QVERIFY2(folder.error().what.find(name.toStdString() + ": pickled weights") != std::string::npos,
                 folder.error().what.c_str());
        QVERIFY(folder.error().hint.find("safe_serialization=True") != std::string::npos);
        // The tokenizer and the config can be used all the same.
        QVERIFY(ModelFolder::open(path(dir.path()), ModelFolder::WeightsRequired::No));
    }

    void notes()
    {
        const QTemporaryDir dir;
        const auto config = tinyConfig(Backbone::Gemma);
        writeModel(dir.path(), config, randomTensors(configOf(config), 1));
        const auto note = dir.filePath(QStringLiteral("rerank_workbench.json"));
        writeFile(note, "{\"untrained\": true}");
        QVERIFY(ModelFolder::open(path(dir.path()))->untrained);
        writeFile(note, "{}");
        QVERIFY(!ModelFolder::open(path(dir.path()))->untrained);
        writeFile(note, "{\"untrained\": 1}");
        QVERIFY(!ModelFolder::open(path(dir.path())));
        writeFile(note, "x");
        QVERIFY(!ModelFolder::open(path(dir.path())));
    }

    void tokenizerKind()
    {
        const QTemporaryDir dir;
        const auto config = tinyConfig(Backbone::XlmRoberta);
        writeModel(dir.path(), config, randomTensors(configOf(config), 1));
        QCOMPARE(ModelFolder::open(path(dir.path()))->tokenizerKind, std::string());
        writeFile(dir.filePath(QStringLiteral("sentencepiece.bpe.model")), "x");
        QCOMPARE(ModelFolder::open(path(dir.path()))->tokenizerKind, std::string("unigram"));
        writeFile(dir.filePath(QStringLiteral("tokenizer.json")), "{\"model\": {\"type\": \"BPE\"}}");
        QCOMPARE(ModelFolder::open(path(dir.path()))->tokenizerKind, std::string("bpe"));
    }

    void fingerprint()
    {
        const QTemporaryDir dir;
        const auto config = tinyConfig(Backbone::Gemma);
        writeModel(dir.path(), config, randomTensors(configOf(config), 1));
        const auto weights = dir.filePath(QStringLiteral("model.safetensors"));
        const auto tokenizer = dir.filePath(QStringLiteral("tokenizer.json"));
        writeFile(tokenizer, "{\"model\": {\"type\": \"BPE\"}}");
        const auto now = [&] {
            const auto folder = ModelFolder::open(path(dir.path()));
            const auto print = fingerprintOf(*folder);
            return print ? *print : print.error().what;
        };
        const auto first = now();
        QCOMPARE(first.size(), std::size_t(64));
        QCOMPARE(now(), first);
        QCOMPARE(ModelFolder::open(path(dir.path()))->fingerprint, std::string()); // written a moment ago: not kept

        // One bit of the last weight, of the config, of the tokenizer.
        for (const auto& name : {weights, tokenizer, dir.filePath(QStringLiteral("config.json"))}) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto bytes = file.readAll();
            file.close();
            writeFile(name, name == weights ? bytes.chopped(1) + char(bytes.back() ^ 1) : bytes + ' ');
            QVERIFY(now() != first);
            writeFile(name, bytes);
            QCOMPARE(now(), first);
        }
        // A note beside the model is not the model.
        writeFile(dir.filePath(QStringLiteral("rerank_workbench.json")), "{}");
        QCOMPARE(now(), first);
    }

    void fingerprintCache()
    {
        const QTemporaryDir dir;
        const auto config = tinyConfig(Backbone::Gemma);
        writeModel(dir.path(), config, randomTensors(configOf(config), 1));
        QTest::qWait(2100); // files of the last two seconds are not kept
        const auto folder = ModelFolder::open(path(dir.path()));
        QVERIFY(folder->fingerprint.empty());
        std::int64_t reported = 0;
        FingerprintOptions options;
        options.progress = [&](std::int64_t bytes, std::int64_t of) {
            reported = bytes == of ? of : reported;
        };
        const auto print = fingerprintOf(*folder, options);
        QVERIFY(print);
        QVERIFY(reported > 0);
        QCOMPARE(ModelFolder::open(path(dir.path()))->fingerprint, *print);
        // Bytes changed with the old time stamp put back: the change time tells.
        const auto weights = dir.filePath(QStringLiteral("model.safetensors"));
        struct stat before = {};
        QCOMPARE(::stat(weights.toUtf8().constData(), &before), 0);
        QFile file(weights);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(file.size() - 1));
        QCOMPARE(file.write("x"), qint64(1));
        file.close();
        const utimbuf times = {before.st_atime, before.st_mtime};
        QCOMPARE(::utime(weights.toUtf8().constData(), &times), 0);
        QVERIFY(ModelFolder::open(path(dir.path()))->fingerprint.empty());
        QVERIFY(*fingerprintOf(*folder) != *print);
    }

    void fingerprintThreads()
    {
        // Several blocks, any number of threads: one result. A cancel ends it.
        const QTemporaryDir dir;
        auto config = tinyConfig(Backbone::Gemma);
        config[QStringLiteral("vocab_size")] = 200000;
        writeModel(dir.path(), config, randomTensors(configOf(config), 1)); // 16 MB
        const auto folder = ModelFolder::open(path(dir.path()));
        QVERIFY(folder);
        FingerprintOptions options;
        options.threads = 1;
        const auto one = fingerprintOf(*folder, options);
        options.threads = 7;
        const auto seven = fingerprintOf(*folder, options);
        QVERIFY(one && seven);
        QCOMPARE(*one, *seven);
        const std::atomic<bool> stop = true;
        options.cancelled = &stop;
        QCOMPARE(fingerprintOf(*folder, options).error().what, std::string("cancelled"));
        QVERIFY(!fingerprintOf(ModelFolder()));
    }

    void large()
    {
        // A sparse file of 10 GB: only the header is read.
        const QTemporaryDir dir;
        auto config = tinyConfig(Backbone::Gemma);
        config[QStringLiteral("vocab_size")] = 9'765'625;
        config[QStringLiteral("hidden_size")] = 256;
        writeConfig(dir.path(), config);
        QJsonObject header;
        qint64 offset = 0;
        for (const auto& tensor : requiredTensors(configOf(config))) {
            qint64 bytes = 4;
            QJsonArray shape;
            for (const auto extent : tensor.shape) {
                bytes *= extent;
                shape.append(qint64(extent));
            }
            header.insert(QString::fromStdString(tensor.name),
                          QJsonObject{{QStringLiteral("dtype"), QStringLiteral("F32")},
                                      {QStringLiteral("shape"), shape},
                                      {QStringLiteral("data_offsets"), QJsonArray{offset, offset + bytes}}});
            offset += bytes;
        }
        const auto text = QJsonDocument(header).toJson(QJsonDocument::Compact);
        QFile file(dir.filePath(QStringLiteral("model.safetensors")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(safetensorsAround(text, {}));
        if (!file.resize(8 + text.size() + offset))
            QSKIP("the temporary folder takes no large files");
        file.close();
        QElapsedTimer timer;
        timer.start();
        const auto folder = ModelFolder::open(path(dir.path()));
        QVERIFY2(folder, folder ? "" : folder.error().what.c_str());
        QVERIFY(folder->weightBytes > 10'000'000'000);
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        qInfo("%lld bytes of weights, opened in %lld ms", qlonglong(folder->weightBytes), timer.elapsed());
    }

private:
    QTemporaryDir m_cache;
};

QTEST_GUILESS_MAIN(TestModelFolder)
#include "tst_modelfolder.moc"
