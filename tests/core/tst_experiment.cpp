// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/experiment.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;

namespace {

/// A whole experiment around `fields`, which begin on line 4.
QByteArray around(const QByteArray& fields)
{
    return "{\n \"models\": [{\"path\": \"m\"}],\n \"datasets\": [{\"path\": \"d\"}],\n" + fields + "\n}\n";
}

Result<Experiment> parse(const QByteArray& json)
{
    return Experiment::parse(json, "e.json", "/folder");
}

/// With every key away from its default.
const QByteArray kFull = R"({
  "name": "lengths",
  "models": [
    {"path": "models/a/", "query_instruction": "Q: ", "passage_instruction": "", "prompt": "Yes?",
     "query_instruction_format": "{}: {}", "passage_instruction_format": "{}\\n{}", "gelu": "tanh"},
    {"path": "/abs/b", "name": "second", "cutoff_layers": [40, 28], "max_lengths": [512, 256]}
  ],
  "datasets": [
    {"path": "../data/x", "split": "dev", "format": "beir", "run": "runs/bm25.trec", "top_k": 50, "max_queries": 7},
    {"path": "y.jsonl"}
  ],
  "max_lengths": [1024, 256],
  "query_max_length": 64,
  "quantizations": ["bf16", "fp32"],
  "devices": ["cpu", "cuda:1"],
  "threads": 3,
  "batch_tokens": 4096,
  "warmup_batches": 2,
  "repeats": 4, "share_lengths": false, "reuse_scores": false, "scenario": "interactive",
  "measures": ["nDCG@5", "RR@10"],
  "seed": 9007199254740993,
  "backend": "local"
})";

} // namespace

class tst_Experiment : public QObject
{
    Q_OBJECT

private slots:
    void everyKey()
    {
        const auto parsed = parse(kFull);
        QVERIFY2(parsed, parsed ? "" : parsed.error().what.c_str());
        const Experiment& experiment = *parsed;
        QCOMPARE(experiment.name, std::string("lengths"));
        QCOMPARE(experiment.models.size(), std::size_t(2));
        const auto& first = experiment.models[0];
        QCOMPARE(first.path.string(), std::string("/folder/models/a"));
        QCOMPARE(first.name, std::string("a"));
        QCOMPARE(first.instructions.query.value(), std::string("Q: "));
        QCOMPARE(first.instructions.passage.value(), std::string());
        QCOMPARE(first.instructions.prompt.value(), std::string("Yes?"));
        QCOMPARE(first.instructions.queryFormat, std::string("{}: {}"));
        QCOMPARE(first.instructions.passageFormat, std::string("{}\\n{}"));
        QVERIFY(first.gelu == Gelu::Tanh);
        QVERIFY(first.cutoffLayers.empty());
        const auto& second = experiment.models[1];
        QCOMPARE(second.path.string(), std::string("/abs/b"));
        QCOMPARE(second.name, std::string("second"));
        QCOMPARE(second.cutoffLayers, (std::vector<int>{28, 40}));
        QCOMPARE(second.maxLengths, (std::vector<int>{256, 512}));
        QVERIFY(first.maxLengths.empty());
        QVERIFY(!second.instructions.query && !second.instructions.passage && !second.instructions.prompt);
        QCOMPARE(experiment.datasets.size(), std::size_t(2));
        const auto& data = experiment.datasets[0];
        QCOMPARE(data.path.string(), std::string("/data/x"));
        QCOMPARE(data.options.split, std::string("dev"));
        QCOMPARE(data.options.format, std::string("beir"));
        QCOMPARE(data.options.run.value().string(), std::string("/folder/runs/bm25.trec"));
        QCOMPARE(data.options.topK, 50);
        QCOMPARE(data.options.maxQueries, 7);
        QVERIFY(!experiment.datasets[1].options.run);
        QCOMPARE(experiment.maxLengths, (std::vector<int>{256, 1024}));
        QCOMPARE(experiment.queryMaxLength, 64);
        QVERIFY((experiment.quantizations == std::vector{Quantization::Bf16, Quantization::Fp32}));
        QCOMPARE(experiment.devices, (std::vector<std::string>{"cpu", "cuda:1"}));
        QCOMPARE(experiment.threads, 3);
        QCOMPARE(experiment.batchTokens, 4096);
        QCOMPARE(experiment.warmupBatches, 2);
        QCOMPARE(experiment.repeats, 4);
        QVERIFY(!experiment.shareLengths);
        QVERIFY(!experiment.reuseScores);
        QVERIFY(experiment.scenario == Experiment::Scenario::Interactive);
        QCOMPARE(experiment.measures, (std::vector<std::string>{"nDCG@5", "RR@10"}));
        QCOMPARE(experiment.seed, std::uint64_t(9007199254740993)); // more than a double holds
    }

    void defaults()
    {
        const auto parsed = parse(around(" \"seed\": 0"));
        QVERIFY(parsed);
        QCOMPARE(parsed->name, std::string("experiment"));
        QCOMPARE(parsed->maxLengths, std::vector<int>{1024});
        QCOMPARE(parsed->queryMaxLength, 0);
        QVERIFY(parsed->quantizations == std::vector{Quantization::Fp32});
        QCOMPARE(parsed->devices, std::vector<std::string>{"auto"});
        QCOMPARE(parsed->repeats, 1);
        QVERIFY(parsed->shareLengths && parsed->reuseScores);
        QCOMPARE(parsed->measures, std::vector<std::string>{"nDCG@10"});
        QCOMPARE(parsed->models[0].name, std::string("m"));
    }

    // Data set words that are no files stay words.
    void wordsAsRun()
    {
        for (const char* word : {"bm25", "judged"}) {
            const auto parsed = parse(QByteArray(R"({"models": [{"path": "m"}], "datasets": [{"path": "d", "run": ")") +
                                      word + "\"}]}");
            QVERIFY(parsed);
            QCOMPARE(parsed->datasets[0].options.run.value().string(), std::string(word));
        }
    }

    void faults_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("line");
        QTest::addColumn<QByteArray>("what");
        const auto field = [](const char* name, const char* fields, int line, const char* what) {
            QTest::newRow(name) << around(fields) << line << QByteArray(what);
        };
        const auto whole = [](const char* name, const char* json, int line, const char* what) {
            QTest::newRow(name) << QByteArray(json) << line << QByteArray(what);
        };
        // Syntax.
        whole("empty", "", 1, "not JSON");
        whole("blank", "\n\n  \n", 4, "not JSON");
        whole("not JSON", "models: a", 1, "not JSON");
        whole("list", "[\n]\n", 1, "JSON object");
        whole("number", "1", 1, "not JSON");
        field("missing comma", " \"name\": \"a\"\n \"seed\": 1", 5, "not JSON");
        field("missing colon", " \"name\" \"a\"", 4, "not JSON");
        field("trailing comma", " \"seed\": 1,", 5, "not JSON");
        field("bare word", "\n\n \"seed\": yes", 6, "not JSON");
        field("open text", " \"seed\": 1,\n \"name\": \"a", 5, "not JSON");
        field("line break in a text", " \"seed\": 1,\n \"name\": \"a\nb\"", 5, "does not end on its line");
        field("comment", " // no\n \"seed\": 1", 4, "not JSON");
        field("cut off in a number", " \"seed\": 1.2.3", 4, "");
        whole("unclosed", "{\"models\": [{\"path\": \"m\"}],\n \"datasets\": [{\"path\": \"d\"}]\n", 3, "not JSON");
        QTest::newRow("trailing text") << around(" \"seed\": 1") + "\nmore\n" << 7 << QByteArray("not JSON");
        QTest::newRow("two documents") << around(" \"seed\": 1") + around(" \"seed\": 1") << 6
                                       << QByteArray("not JSON");
        QTest::newRow("invalid UTF-8") << around(" \"seed\": 1,\n \"name\": \"\xff\"") << 5 << QByteArray("not JSON");
        QTest::newRow("NUL") << around(QByteArray(" \"seed\": 1,\n \0", 14)) << 5 << QByteArray("not JSON");
        QTest::newRow("deep") << around(" \"seed\": 1,\n \"name\": " + QByteArray(100000, '[')) << 5 << QByteArray();
        // Keys.
        field("unknown", "\n \"lengths\": 1", 5, "unknown key \"lengths\"");
        field("twice", " \"seed\": 1,\n \"seed\": 1", 5, "\"seed\" is there twice");
        field("models twice", " \"models\": [{\"path\": \"x\"}]", 4, "\"models\" is there twice");
        whole("unknown in a model", "{\"models\": [\n {\"path\": \"a\"},\n {\"path\": \"m\",\n \"pth\": 1}]}", 4,
              "unknown key \"pth\" in a model");
        whole("unknown in a data set", "{\"datasets\": [\n{\"path\": \"m\",\n \"topk\": 1}]}", 3,
              "unknown key \"topk\"");
        whole("twice in a model", "{\"models\": [\n{\"path\": \"m\",\n \"path\": \"n\"}]}", 3, "there twice");
        whole("no models", "{\"datasets\": [{\"path\": \"d\"}]}", 1, "\"models\" is missing");
        whole("no data sets", "{\"models\": [{\"path\": \"d\"}]}", 1, "\"datasets\" is missing");
        whole("model without path", "{\"models\": [\n {\"path\": \"a\"},\n {\"name\": \"x\"}]}", 3, "needs a \"path\"");
        whole("data set without path", "{\"datasets\": [\n\n {\"split\": \"x\"}]}", 3, "needs a \"path\"");
        whole("empty path", "{\"models\": [\n {\"path\": \"\"}]}", 2, "must name");
        whole("names twice",
              "{\"models\": [{\"path\": \"a/m\"},\n\n {\"path\": \"b/m\"}],\"datasets\":[{\"path\":\"d\"}]}", 3,
              "two models are called \"m\"");
        whole("data twice", "{\"models\": [{\"path\": \"m\"}],\"datasets\":[{\"path\":\"d\"},\n{\"path\":\"./d\"}]}", 2,
              "same data set");
        // Types and values.
        field("name is a number", " \"name\": 1", 4, "\"name\" must be a text");
        field("name is null", " \"name\": null", 4, "\"name\" must be a text");
        whole("models is an object", "{\n\"models\": {\"path\": \"m\"}}", 2, "\"models\" must be a list");
        whole("models is empty", "{\n\"models\": []}", 2, "empty list");
        whole("a model is a text", "{\"models\": [\n\"m\"]}", 2, "a model is an object");
        whole("a data set is a text", "{\"datasets\": [\n\n\"m\"]}", 3, "a data set is an object");
        field("lengths: text", " \"max_lengths\": [512,\n \"a\"]", 5, "whole number");
        field("lengths: fraction", " \"max_lengths\": [512,\n 1.5]", 5, "whole number");
        field("lengths: zero", " \"max_lengths\": [512,\n 0]", 5, "whole number from 1");
        field("lengths: huge", " \"max_lengths\": [512,\n 99999999999999999999]", 5, "whole number");
        field("lengths: twice", " \"max_lengths\": [512,\n 256,\n512]", 6, "has 512 twice");
        field("lengths: one number", " \"max_lengths\": 512", 4, "must be a list");
        field("lengths: empty", "\n \"max_lengths\": [ ]", 5, "empty list");
        field("query length", " \"query_max_length\": -1", 4, "whole number");
        field("quantization", " \"quantizations\": [\"fp32\",\n\"fp8\"]", 5, "fp32, bf16, fp16, int8, int4");
        field("quantization twice", " \"quantizations\": [\"fp32\",\n\"fp32\"]", 5, "has fp32 twice");
        field("devices: text", " \"devices\": \"cpu\"", 4, "must be a list");
        field("devices: number", " \"devices\": [\"cpu\",\n\n3]", 6, "must be a text");
        field("devices: no such kind", " \"devices\": [\"cpu\",\n\"gpu0\"]", 5, "auto, cpu or cuda:N");
        field("devices: empty text", " \"devices\": [\"\"]", 4, "auto, cpu or cuda:N");
        field("threads", " \"threads\": 0", 4, "from 1 to");
        field("batch tokens", " \"batch_tokens\": true", 4, "whole number");
        field("warm-up", " \"warmup_batches\": -1", 4, "whole number from 0");
        field("repeats", " \"repeats\": 0", 4, "from 1");
        field("scenario", " \"scenario\": \"load\"", 4, "batch, interactive");
        field("share_lengths", " \"share_lengths\": 1", 4, "true or false");
        field("seed", " \"seed\": -3", 4, "from 0");
        field("measures", " \"measures\": [\"nDCG@10\",\n\"nDCG@ten\"]", 5, "nDCG@ten");
        field("backend", " \"backend\": \"cloud\"", 4, "\"local\"");
        whole("form", "{\"models\": [{\"path\": \"m\",\n\"gelu\": \"relu\"}]}", 2, "auto, erf, tanh");
        whole("layers", "{\"models\": [{\"path\": \"m\",\n\"cutoff_layers\": [8,\n0]}]}", 3, "whole number");
        whole("layers twice", "{\"models\": [{\"path\": \"m\",\n\"cutoff_layers\": [8,\n8]}]}", 3, "has 8 twice");
        whole("format without places",
              "{\"models\": [{\"path\": \"m\",\n\"prompt\": \"x\",\n\"query_instruction_format\": \"{}\"}]}", 3,
              "two {}");
        whole("top_k", "{\"datasets\": [{\"path\": \"m\",\n\"top_k\": 0}]}", 2, "whole number");
        // A later fault does not hide the first one.
        field("first of two", " \"seed\": -3,\n \"what\": 1", 4, "\"seed\"");
    }

    void faults()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, line);
        QFETCH(QByteArray, what);
        const auto parsed = parse(json);
        QCOMPARE(bool(parsed), line == 0);
        if (line == 0)
            return;
        const QByteArray message = QByteArray::fromStdString(parsed.error().what);
        const QByteArray place = "e.json:" + QByteArray::number(line) + ": ";
        QVERIFY2(message.startsWith(place) && message.contains(what) && !message.contains('\n'),
                 place + what + " was due, this came: " + message);
    }

    void byteOrderMark()
    {
        const auto parsed = parse("\xef\xbb\xbf" + kFull);
        QVERIFY2(parsed, parsed ? "" : parsed.error().what.c_str());
        const auto wrong = parse("\xef\xbb\xbf" + around("\n \"what\": 1"));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().what.substr(0, 10), std::string("e.json:5: "));
    }

    void windowsLines()
    {
        QByteArray json = around("\n \"what\": 1");
        const auto wrong = parse(json.replace("\n", "\r\n"));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().what.substr(0, 10), std::string("e.json:5: "));
    }

    void roundTrip_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("full") << kFull;
        QTest::newRow("defaults") << around(" \"seed\": 0");
        QTest::newRow("non-ASCII") << around(" \"name\": \"L\xc3\xa4nge \\\"1\\\" \\u4e2d \\\\ \\n\"");
    }

    void roundTrip()
    {
        QFETCH(QByteArray, json);
        const auto first = parse(json);
        QVERIFY(first);
        const auto again = Experiment::parse(first->toJson(), "again", "/elsewhere");
        QVERIFY2(again, again ? "" : again.error().what.c_str());
        QCOMPARE(again->toJson(), first->toJson());
        QCOMPARE(again->key(), first->key());
        QCOMPARE(again->models[0].path, first->models[0].path);
        QCOMPARE(again->seed, first->seed);
        QCOMPARE(again->name, first->name);
        QCOMPARE(again->threads, first->threads);
        QCOMPARE(again->models[0].instructions.passageFormat, first->models[0].instructions.passageFormat);
    }

    void key_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<bool>("same");
        const auto row = [](const char* name, const char* from, const char* to, bool same) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << same;
        };
        row("devices", "\"cuda:1\"", "\"auto\"", true);
        row("threads", "\"threads\": 3", "\"threads\": 1", true);
        row("batch size", "4096", "64", true);
        row("measures", "nDCG@5", "nDCG@7", true);
        row("warm-up", "\"warmup_batches\": 2", "\"warmup_batches\": 0", true);
        row("order of lengths", "1024, 256", "256, 1024", true);
        row("slash at the end of a folder", "models/a/", "models/a", true);
        row("lengths", "256", "128", false);
        row("query length", "64", "65", false);
        row("quantization", "bf16", "fp16", false);
        row("model", "/abs/b", "/abs/c", false);
        row("name of a model", "second", "third", false);
        row("instruction", "Q: ", "Q", false);
        row("empty instruction", "\"passage_instruction\": \"\", ", "", false);
        row("format", "{}: {}", "{} {}", false);
        row("gelu", "tanh", "erf", false);
        row("layers", "[40, 28]", "[40]", false);
        row("split", "\"dev\"", "\"test\"", false);
        row("top k", "50", "51", false);
        row("repeats", "\"repeats\": 4", "\"repeats\": 5", false);
        row("scenario", "\"interactive\"", "\"batch\"", false);
        row("reuse_scores", "\"reuse_scores\": false", "\"reuse_scores\": true", true);
        row("share_lengths", "\"share_lengths\": false", "\"share_lengths\": true", true);
    }

    void key()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(bool, same);
        QVERIFY(kFull.contains(from));
        const auto first = parse(kFull);
        const auto other = parse(QByteArray(kFull).replace(from, to));
        QVERIFY(first);
        QVERIFY2(other, other ? "" : other.error().what.c_str());
        QCOMPARE(other->key() == first->key(), same);
    }

    void files()
    {
        QTemporaryDir folder;
        const QString name = folder.filePath(QStringLiteral("e.json"));
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(kFull) == kFull.size());
        file.close();
        const auto read = Experiment::read(name.toStdString());
        QVERIFY(read);
        QCOMPARE(read->models[0].name, std::string("a"));
        QCOMPARE(read->datasets[1].path.string(), folder.filePath(QStringLiteral("y.jsonl")).toStdString());

        const auto missing = Experiment::read(folder.filePath(QStringLiteral("none.json")).toStdString());
        QVERIFY(!missing && missing.error().what.find("none.json") != std::string::npos);
        QVERIFY(!Experiment::read(folder.path().toStdString()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.close();
        const auto empty = Experiment::read(name.toStdString());
        QVERIFY(!empty && empty.error().what.find("e.json:1: ") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(tst_Experiment)
#include "tst_experiment.moc"
