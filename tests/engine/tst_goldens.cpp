// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/kernels.h"
#include "core/engine/model.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

using namespace rw;
using engine::LoadOptions;
using engine::Model;

namespace {

// tests/data/goldens/README.md says where these come from.
constexpr double kStateTolerance = 3e-6; // of the largest absolute value of the state
constexpr double kBf16Tolerance = 0.2;

QString goldens(const QString& name)
{
    return QStringLiteral(RW_TEST_DATA "/goldens/") + name;
}

QJsonDocument json(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(path));
    return QJsonDocument::fromJson(file.readAll());
}

/// Float32 numbers of a .npy file (C order), split along the first dimension into `parts`.
std::vector<std::vector<float>> npy(const QString& path, int parts)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(path));
    const QByteArray bytes = file.readAll();
    const int header = static_cast<unsigned char>(bytes[8]) | static_cast<unsigned char>(bytes[9]) << 8;
    const qsizetype begin = 10 + header;
    const std::size_t count = std::size_t(bytes.size() - begin) / sizeof(float) / std::size_t(parts);
    std::vector<std::vector<float>> states;
    for (int i = 0; i < parts; ++i) {
        states.emplace_back(count);
        std::memcpy(states.back().data(), bytes.data() + begin + qsizetype(i * count * sizeof(float)),
                    count * sizeof(float));
    }
    return states;
}

std::vector<TokenId> ids(const QJsonArray& array)
{
    std::vector<TokenId> row;
    for (const auto& id : array)
        row.push_back(TokenId(id.toInt()));
    return row;
}

double largestDifference(const std::vector<float>& a, const std::vector<float>& b)
{
    if (a.size() != b.size())
        return INFINITY;
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(double(a[i]) - double(b[i])));
    return largest;
}

double largestValue(const std::vector<float>& a)
{
    double largest = 0;
    for (const float value : a)
        largest = std::max(largest, double(std::abs(value)));
    return largest;
}

/// Difference as a share of the largest value, over all states.
double stateDifference(const std::vector<std::vector<float>>& got, const std::vector<std::vector<float>>& wanted)
{
    if (got.size() != wanted.size())
        return INFINITY;
    double largest = 0;
    for (std::size_t i = 0; i < got.size(); ++i)
        largest = std::max(largest, largestDifference(got[i], wanted[i]) / largestValue(wanted[i]));
    return largest;
}

} // namespace

class TestGoldens : public QObject
{
    Q_OBJECT

private:
    /// Loads a golden model; each test has its own.
    static std::unique_ptr<Model> load(const QString& kind, Gelu gelu, Quantization quantization, bool plain = false)
    {
        const auto folder = ModelFolder::open((goldens(kind) + QStringLiteral("/model")).toStdString());
        if (!folder)
            qFatal("%s", folder.error().what.c_str());
        LoadOptions options;
        options.gelu = gelu;
        options.quantization = quantization;
        options.plain = plain;
        if (folder->config.backbone == Backbone::Gemma) {
            const auto special =
                json(goldens(kind) + QStringLiteral("/golden.json")).object()[QStringLiteral("special")];
            options.yesToken = special.toObject()[QStringLiteral("yes")].toInt();
        }
        auto model = Model::load(*folder, options);
        if (!model)
            qFatal("%s", model.error().what.c_str());
        return std::move(*model);
    }

    static void kinds()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("gelu");
        QTest::addColumn<QString>("column");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("xlm-roberta") << QStringLiteral("xlm-roberta") << int(Gelu::Auto) << QString() << 1e-5;
        QTest::newRow("gemma erf") << QStringLiteral("gemma") << int(Gelu::Erf) << QStringLiteral("erf") << 2e-5;
        QTest::newRow("gemma tanh") << QStringLiteral("gemma") << int(Gelu::Tanh) << QStringLiteral("tanh") << 2e-5;
        QTest::newRow("gemma auto") << QStringLiteral("gemma") << int(Gelu::Auto) << QStringLiteral("erf") << 2e-5;
        QTest::newRow("minicpm-layerwise")
            << QStringLiteral("minicpm-layerwise") << int(Gelu::Auto) << QString() << 2e-5;
    }

private slots:
    void initTestCase() { engine::setThreads(1); }

    void scores_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("gelu");
        QTest::addColumn<QString>("column");
        QTest::addColumn<double>("tolerance");
        QTest::addColumn<bool>("plain");
        QTest::addColumn<int>("together"); // rows of one call, which the fast path packs
        const auto add = [](const char* kind, Gelu gelu, const char* column, double tolerance) {
            for (const auto& [path, plain, together] :
                 {std::tuple{"plain", true, 1}, {"alone", false, 1}, {"five", false, 5}, {"all", false, 1 << 30}}) {
                QTest::addRow("%s %s %s", kind, column, path)
                    << QString::fromLatin1(kind) << int(gelu) << QString::fromLatin1(column) << tolerance << plain
                    << together;
            }
        };
        add("xlm-roberta", Gelu::Auto, "", 1e-5);
        add("gemma", Gelu::Erf, "erf", 2e-5);
        add("gemma", Gelu::Tanh, "tanh", 2e-5);
        add("gemma", Gelu::Auto, "erf", 2e-5);
        add("minicpm-layerwise", Gelu::Auto, "", 2e-5);
    }
    void scores()
    {
        QFETCH(QString, kind);
        QFETCH(int, gelu);
        QFETCH(QString, column);
        QFETCH(double, tolerance);
        QFETCH(bool, plain);
        QFETCH(int, together);
        const auto golden = json(goldens(kind) + QStringLiteral("/golden.json")).object();
        const auto model = load(kind, Gelu(gelu), Quantization::Fp32, plain);
        const bool layerwise = kind == QStringLiteral("minicpm-layerwise");
        const auto layers = layerwise ? std::vector<int>{2, 3, 4, 5, 6} : std::vector<int>();
        const auto perRow = std::max<std::size_t>(1, layers.size());

        std::vector<std::vector<TokenId>> rows;
        for (const auto& sequence : golden[QStringLiteral("sequences")].toArray())
            rows.push_back(ids(sequence.toArray()));
        std::map<QString, QStringList> columns;
        std::map<QString, bool> quirks;
        for (const auto& item : golden[QStringLiteral("settings")].toArray()) {
            const auto setting = item.toObject();
            const auto name = setting[QStringLiteral("name")].toString();
            for (const auto& one : setting[QStringLiteral("columns")].toArray())
                columns[name].append(one.toString());
            quirks[name] = setting.contains(QStringLiteral("quirk"));
        }
        std::map<int, std::vector<float>> known; // records share rows
        std::vector<int> inputs;
        for (const auto& item : golden[QStringLiteral("records")].toArray()) {
            const auto record = item.toObject();
            // Quirks pair heads with states of other layers: nothing that anyone should copy.
            if (!quirks[record[QStringLiteral("setting")].toString()] &&
                known.try_emplace(record[QStringLiteral("input")].toInt()).second)
                inputs.push_back(record[QStringLiteral("input")].toInt());
        }
        for (std::size_t begin = 0; begin < inputs.size(); begin += std::size_t(together)) {
            const auto end = std::min(inputs.size(), begin + std::size_t(together));
            std::vector<std::vector<TokenId>> call;
            for (auto i = begin; i < end; ++i)
                call.push_back(rows[std::size_t(inputs[i])]);
            const auto scores = model->score(call, layers);
            QVERIFY2(scores, scores ? "" : scores.error().what.c_str());
            QCOMPARE(scores->size(), call.size() * perRow);
            for (auto i = begin; i < end; ++i) {
                const auto from = scores->begin() + std::ptrdiff_t((i - begin) * perRow);
                known[inputs[i]] = {from, from + std::ptrdiff_t(perRow)};
            }
        }

        double largest = 0;
        int compared = 0;
        for (const auto& item : golden[QStringLiteral("records")].toArray()) {
            const auto record = item.toObject();
            const auto setting = record[QStringLiteral("setting")].toString();
            if (quirks[setting])
                continue;
            const auto& scores = known[record[QStringLiteral("input")].toInt()];
            const auto wanted = record[QStringLiteral("scores")].toArray();
            for (qsizetype i = 0; i < wanted.size(); ++i) {
                const auto name = columns[setting][i];
                if (!column.isEmpty() && name != column)
                    continue;
                const std::size_t index = layerwise ? std::size_t(name.toInt() - 2) : 0;
                const double difference = std::abs(double(scores[index]) - wanted[i].toDouble());
                largest = std::max(largest, difference);
                ++compared;
                QVERIFY2(difference <= tolerance,
                         qPrintable(QStringLiteral("%1, %2, column %3: off by %4")
                                        .arg(setting, record[QStringLiteral("pair")].toString(), name)
                                        .arg(difference)));
            }
        }
        QVERIFY(compared > 700);
        qInfo("%d scores, largest difference %.2g (tolerance %.0g)", compared, largest, tolerance);
    }

    void states_data() { kinds(); }
    void states()
    {
        QFETCH(QString, kind);
        QFETCH(int, gelu);
        QFETCH(QString, column);
        const auto model = load(kind, Gelu(gelu), Quantization::Fp32, true);
        const auto folder = goldens(kind) + QStringLiteral("/intermediates/");
        int files = 0;
        for (const auto& item : json(folder + QStringLiteral("intermediates.json")).array()) {
            const auto entry = item.toObject();
            const auto trace = model->trace(ids(entry[QStringLiteral("input_ids")].toArray()));
            QVERIFY2(trace, trace ? "" : trace.error().what.c_str());
            const auto shapes = entry[QStringLiteral("files")].toObject();
            for (auto shape = shapes.begin(); shape != shapes.end(); ++shape) {
                const auto name = shape.key();
                if (!column.isEmpty() && !name.contains(QLatin1Char('.') + column + QLatin1Char('.')))
                    continue;
                const bool logits = name.contains(QStringLiteral("logits-last"));
                const auto wanted = npy(folder + name, logits ? 1 : shape.value().toArray().first().toInt());
                const auto got = logits ? std::vector<std::vector<float>>{trace->logitsLast}
                                 : name.endsWith(QStringLiteral("hidden.npy")) ? trace->hidden
                                 : name.endsWith(QStringLiteral("normed.npy")) ? trace->normed
                                                                               : trace->heads;
                const double difference = stateDifference(got, wanted);
                qInfo("%s: %.2g of the largest value", qPrintable(name), difference);
                QVERIFY2(difference <= kStateTolerance, qPrintable(name));
                ++files;
            }
        }
        QVERIFY(files >= 2);
    }

    void bf16_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("gelu");
        QTest::addColumn<QString>("column");
        QTest::addColumn<bool>("plain");
        for (const bool plain : {true, false}) {
            const char* path = plain ? "plain" : "fast";
            QTest::addRow("xlm-roberta %s", path)
                << QStringLiteral("xlm-roberta") << int(Gelu::Auto) << QString() << plain;
            QTest::addRow("gemma %s", path)
                << QStringLiteral("gemma") << int(Gelu::Erf) << QStringLiteral("erf") << plain;
            QTest::addRow("minicpm %s", path)
                << QStringLiteral("minicpm-layerwise") << int(Gelu::Auto) << QString() << plain;
        }
    }
    void bf16()
    {
        QFETCH(bool, plain);
        QFETCH(QString, kind);
        QFETCH(int, gelu);
        QFETCH(QString, column);
        const auto golden = json(goldens(kind) + QStringLiteral("/golden.json")).object();
        const auto model = load(kind, Gelu(gelu), Quantization::Bf16, plain);
        const bool layerwise = kind == QStringLiteral("minicpm-layerwise");
        const auto sequences = golden[QStringLiteral("sequences")].toArray();
        std::map<QString, int> inputs; // the library scored the default setting
        for (const auto& item : golden[QStringLiteral("records")].toArray()) {
            const auto record = item.toObject();
            if (record[QStringLiteral("setting")].toString() == QStringLiteral("default"))
                inputs[record[QStringLiteral("pair")].toString()] = record[QStringLiteral("input")].toInt();
        }
        const auto expected = golden[QStringLiteral("bf16")].toObject();
        const auto columns = expected[QStringLiteral("columns")].toArray();
        double largest = 0;
        int compared = 0;
        for (const auto& item : expected[QStringLiteral("records")].toArray()) {
            const auto record = item.toObject();
            const auto pair = record[QStringLiteral("pair")].toString();
            QVERIFY(inputs.contains(pair));
            const std::vector<std::vector<TokenId>> rows = {ids(sequences[inputs[pair]].toArray())};
            const auto scores = model->score(rows, layerwise ? std::vector<int>{2, 3, 4, 5, 6} : std::vector<int>());
            QVERIFY2(scores, scores ? "" : scores.error().what.c_str());
            const auto wanted = record[QStringLiteral("scores")].toArray();
            for (qsizetype i = 0; i < wanted.size(); ++i) {
                if (!column.isEmpty() && columns[i].toString() != column)
                    continue;
                const double difference =
                    std::abs(double((*scores)[layerwise ? std::size_t(i) : 0]) - wanted[i].toDouble());
                largest = std::max(largest, difference);
                ++compared;
                QVERIFY2(difference <= kBf16Tolerance, qPrintable(pair));
            }
        }
        QVERIFY(compared > 0);
        qInfo("%d bf16 scores, largest difference %.2g", compared, largest);
    }

    // Activations are quantized a token at a time, products of whole numbers are exact and attention meets its keys in
    // the same order everywhere, also where a row shares its beginning with neighbours.
    void int8KnowsNoNeighbours_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"})
            QTest::newRow(kind) << QString::fromLatin1(kind);
    }
    void int8KnowsNoNeighbours()
    {
        QFETCH(QString, kind);
        const auto golden = json(goldens(kind) + QStringLiteral("/golden.json")).object();
        const auto model = load(kind, Gelu::Auto, Quantization::Int8);
        const auto layers = kind == QStringLiteral("minicpm-layerwise") ? std::vector<int>{2, 6} : std::vector<int>();
        const auto perRow = std::max<std::size_t>(1, layers.size());
        std::vector<std::vector<TokenId>> rows;
        for (const auto& sequence : golden[QStringLiteral("sequences")].toArray()) {
            auto row = ids(sequence.toArray());
            if (row.size() < 20 || rows.size() > 60)
                continue;
            rows.push_back(row);
            row[row.size() / 2] = 5; // the same beginning
            rows.push_back(row);
        }
        const auto together = model->score(rows, layers);
        QVERIFY(together);
        int different = 0;
        double largest = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto alone = model->score(std::span(&rows[i], 1), layers);
            QVERIFY(alone);
            for (std::size_t k = 0; k < perRow; ++k) {
                const double off = std::abs(double((*alone)[k]) - double((*together)[i * perRow + k]));
                different += off > 1e-5;
                largest = std::max(largest, off);
            }
        }
        qInfo("%d of %zu differ, largest %.2g", different, rows.size() * perRow, largest);
        // Float32 sums on the way still differ in their last bits, and a value between two steps may fall to either.
        QVERIFY2(largest <= 0.05, qPrintable(QString::number(largest)));
        QVERIFY(different <= int(rows.size() * perRow) / 10);
    }

    void devices()
    {
        const auto all = engine::devices();
        QVERIFY(!all.empty());
        QCOMPARE(all.front().device, std::string("cpu"));
        QVERIFY(all.front().memoryBytes > 0);
        QVERIFY(!engine::libtorchVersion().empty());
    }

    void refused_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QList<int>>("row");
        QTest::addColumn<QList<int>>("layers");
        QTest::addColumn<QString>("what");
        const QList<int> tooLong(1025, 5);
        const auto xlm = QStringLiteral("xlm-roberta");
        const auto minicpm = QStringLiteral("minicpm-layerwise");
        QTest::newRow("empty row") << xlm << QList<int>() << QList<int>() << QStringLiteral("no tokens");
        QTest::newRow("beyond the positions")
            << xlm << tooLong << QList<int>() << QStringLiteral("expected at most 1024");
        QTest::newRow("beyond the vocabulary")
            << xlm << QList<int>{0, 3002} << QList<int>() << QStringLiteral("token id 3002");
        QTest::newRow("negative id") << xlm << QList<int>{-1} << QList<int>() << QStringLiteral("token id -1");
        QTest::newRow("layers of a plain model")
            << xlm << QList<int>{0} << QList<int>{2} << QStringLiteral("no cut-off layers");
        QTest::newRow("no layer") << minicpm << QList<int>{1} << QList<int>()
                                  << QStringLiteral("no cut-off layer is asked");
        QTest::newRow("layer below the first")
            << minicpm << QList<int>{1} << QList<int>{1} << QStringLiteral("no cut-off layer 1");
        QTest::newRow("layer beyond the last")
            << minicpm << QList<int>{1} << QList<int>{7} << QStringLiteral("no cut-off layer 7");
        QTest::newRow("unsorted") << minicpm << QList<int>{1} << QList<int>{3, 2} << QStringLiteral("ascending");
        QTest::newRow("twice") << minicpm << QList<int>{1} << QList<int>{2, 2} << QStringLiteral("ascending");
    }
    void refused()
    {
        QFETCH(QString, kind);
        QFETCH(QList<int>, row);
        QFETCH(QList<int>, layers);
        QFETCH(QString, what);
        const auto model = load(kind, Gelu::Auto, Quantization::Fp32);
        const std::vector<std::vector<TokenId>> rows = {{row.begin(), row.end()}};
        const auto scores = model->score(rows, std::vector<int>(layers.begin(), layers.end()));
        QVERIFY(!scores);
        QVERIFY2(QString::fromStdString(scores.error().what).contains(what), scores.error().what.c_str());
    }

    void refusedLoads()
    {
        const auto folder = ModelFolder::open(goldens(QStringLiteral("gemma/model")).toStdString());
        QVERIFY(folder);
        LoadOptions options;
        const auto withoutYes = Model::load(*folder, options);
        QVERIFY(!withoutYes);
        QVERIFY(withoutYes.error().what.find("Yes") != std::string::npos);
        options.yesToken = 331;
        options.quantization = Quantization::Fp16;
        const auto half = Model::load(*folder, options);
        QVERIFY(!half);
        QCOMPARE(QString::fromStdString(half.error().what),
                 QStringLiteral("cpu: cannot run fp16; expected one of fp32, bf16, int8, int4"));
        options.quantization = Quantization::Fp32;
        options.device = "cuda:99";
        QVERIFY(!Model::load(*folder, options));
    }

    void shallow()
    {
        // A model loaded down to layer 3 gives the same scores there, and refuses deeper layers.
        const auto folder = ModelFolder::open(goldens(QStringLiteral("minicpm-layerwise/model")).toStdString());
        QVERIFY(folder);
        LoadOptions options;
        options.deepestLayer = 3;
        const auto model = Model::load(*folder, options);
        QVERIFY(model);
        const auto whole = load(QStringLiteral("minicpm-layerwise"), Gelu::Auto, Quantization::Fp32);
        const std::vector<std::vector<TokenId>> rows = {{1, 5, 6, 7}, {1, 9}};
        const auto few = (*model)->score(rows, std::vector<int>{2, 3});
        const auto all = whole->score(rows, std::vector<int>{2, 3, 6});
        QVERIFY(few && all);
        QCOMPARE((*few)[1], (*all)[1]);
        QCOMPARE((*few)[3], (*all)[4]);
        QVERIFY(!(*model)->score(rows, std::vector<int>{4}));
    }

    void cancelled()
    {
        const auto model = load(QStringLiteral("xlm-roberta"), Gelu::Auto, Quantization::Fp32);
        const std::atomic<bool> stop = true;
        const std::vector<std::vector<TokenId>> rows = {{0, 5, 2}};
        const auto scores = model->score(rows, {}, &stop);
        QVERIFY(!scores);
        QCOMPARE(scores.error().what, std::string("cancelled"));
    }
};

QTEST_GUILESS_MAIN(TestGoldens)
#include "tst_goldens.moc"
