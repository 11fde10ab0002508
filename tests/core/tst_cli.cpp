// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakeworker/fakescore.h"
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <memory>
#include <set>

using namespace rw::test;

namespace {

constexpr int kQueries = 60;
constexpr int kPairs = kQueries * 10;

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

/// The real program with a worker that speaks the protocol but has no model.
class tst_Cli : public QObject
{
    Q_OBJECT

private:
    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    void put(const char* name, const QByteArray& bytes) const { writeFile(file(name), bytes); }
    QByteArray contents(const char* name) const
    {
        QFile opened(file(name));
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }
    Call call(const QByteArray& arguments, const QByteArray& input = {}) const
    {
        return m_cli.call(words(arguments.constData()), input);
    }

    /// "model" in the arguments is a link to the tiny XLM-RoBERTa, "layers" to the layer-wise one.
    void prepare()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        QVERIFY(QFile::link(goldenModel("xlm-roberta"), file("model")));
        QVERIFY(QFile::link(goldenModel("minicpm-layerwise"), file("layers")));
        put("pairs.jsonl", "[\"one\", \"first\"]\n[\"two\", \"second\"]\n[\"three\", \"third\"]\n");
        put("data.jsonl", pairsData(kQueries, 9));
        put("e.json", experiment(QStringLiteral("model"), QStringLiteral("data.jsonl")));
        m_cli = Cli();
        m_cli.setFolder(m_folder->path());
        m_cli.set("XDG_CACHE_HOME", m_cache.path());
        m_cli.set("RERANK_WORKER", QStringLiteral(RW_BIN_DIR "/rw-fakeworker"));
        m_cli.set("FAKE_WORKER_LOG", file("log"));
    }

    std::set<qint64> workers() const
    {
        std::set<qint64> pids;
        for (const auto& line : contents("log").split('\n')) {
            if (!line.isEmpty())
                pids.insert(line.split(' ').first().toLongLong());
        }
        return pids;
    }
    int computed() const
    {
        int sum = 0;
        for (const auto& line : contents("log").split('\n'))
            sum += line.split(' ').value(1).toInt();
        return sum;
    }

private slots:
    void initTestCase() { QVERIFY(m_cache.isValid()); }
    void init() { prepare(); }

    void usage_data()
    {
        QTest::addColumn<QByteArray>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char* arguments, int code, const char* error) {
            QTest::newRow(arguments) << QByteArray(arguments) << code << QByteArray(error);
        };
        row("", 2, "");
        row("scor", 2, "unknown command \"scor\"; did you mean \"score\"? (see rerank-cli --help)");
        row("dance", 2, "unknown command \"dance\" (see rerank-cli --help)");
        row("help dance", 2, "unknown command \"dance\"");
        row("--json list", 2, "a command must come before \"--json\"");
        row("score model --pears x", 2, "unknown option --pears; did you mean --pairs? (see rerank-cli score --help)");
        row("list -x", 2, "unknown option -x (see rerank-cli list --help)");
        row("score model --pairs", 2, "(see rerank-cli score --help)");
        row("score", 2, "exactly one model folder");
        row("score model", 2, "--pairs FILE is missing");
        row("score model model --pairs pairs.jsonl", 2, "exactly one model folder");
        row("score model --pairs pairs.jsonl --max-length 0", 2, "--max-length must be a whole number of at least 1");
        row("score model --pairs pairs.jsonl --max-length 12x", 2, "not \"12x\"");
        row("score model --pairs pairs.jsonl --max-length 99999999999", 2, "--max-length");
        row("score model --pairs pairs.jsonl --threads 0", 2, "--threads");
        row("score model --pairs pairs.jsonl --batch-tokens -1", 2, "--batch-tokens");
        row("score model --pairs pairs.jsonl --gelu relu", 2, "auto, erf, tanh");
        row("score model --pairs pairs.jsonl --quantization fp8", 2, "fp32, bf16, fp16, int8, int4");
        row("score model --pairs pairs.jsonl --devices gpu", 2, "\"gpu\" is no device");
        row("score model --pairs pairs.jsonl --devices cpu,,cpu", 2, "\"\" is no device");
        row("score model --pairs pairs.jsonl --cutoff-layers 3,x", 2, "--cutoff-layers");
        row("score model --pairs pairs.jsonl --query-instruction-format {}", 2, "two {}");
        row("tokenize model", 2, "--pairs FILE is missing");
        row("model", 2, "exactly one model folder");
        row("run", 2, "exactly one experiment file");
        row("run e.json", 2, "--workspace FILE is missing");
        row("run e.json --workspace w.rwb --progress xml", 2, "--progress xml is not known; expected auto or json");
        row("run e.json --workspace w.rwb --devices tpu", 2, "\"tpu\" is no device");
        row("list", 2, "--workspace FILE is missing");
        row("list --workspace w.rwb --run x", 2, "--run must be a whole number");
        row("export --workspace w.rwb", 2, "--what is missing");
        row("export --workspace w.rwb --what all", 2, "not \"all\"");
        row("export --workspace w.rwb --what scores --format xml", 2, "not \"xml\"");
        row("export --workspace w.rwb --what scores --format trec", 2, "go together");
        row("export --workspace w.rwb --what run", 2, "--unit N");
        row("export --workspace w.rwb --what scores --format csv --json", 2, "do not go together");
        row("eval", 2, "eval needs --qrels FILE");
        row("compare", 2, "--workspace FILE is missing");
        row("compare --workspace w.rwb", 2, "--baseline SYSTEM is missing");
        row("compare --workspace w.rwb --baseline 1 -m num_q", 2, "no value for single queries");
        row("compare --workspace w.rwb --baseline 1 --correction tukey", 2, "holm, bonferroni, bh, none");
        row("compare --workspace w.rwb --baseline 1 --margin 2", 2, "a share such as 1% or 0.01");
        row("compare --workspace none.rwb --baseline 1", 1, "there is no such workspace");
        row("gate 1", 2, "--workspace FILE is missing");
        row("gate --workspace w.rwb", 2, "exactly one unit or TREC run");
        row("gate --workspace w.rwb 1", 2, "no limit is given");
        row("gate --workspace w.rwb 1 --noninferior nDCG@10:1%", 2, "--noninferior needs --baseline");
        row("gate --workspace w.rwb 1 --noninferior nDCG@10", 2, "a measure and a limit such as nDCG@10:1%");
        row("gate --workspace w.rwb 1 --noninferior AP,RR:1%", 2, "takes one measure");
        row("gate --workspace w.rwb 1 --at-least nDCG@10:x", 2, "a share such as 1% or 0.01");
        row("gate --workspace w.rwb 1 --p95 fast", 2, "a time such as 120ms or 1.5s");
        row("gate --workspace w.rwb x.trec --p95 1s", 2, "times are known of units only");
        row("devices cpu", 2, "no argument is expected");
        row("list --workspace none.rwb", 1, "none.rwb: there is no such workspace");
        row("model none", 1, "none");
        row("score none --pairs pairs.jsonl", 1, "none");
        row("score model --pairs none.jsonl", 1, "none.jsonl: cannot be opened");
        row("score model --pairs model", 1, "model");
        row("score model --pairs pairs.jsonl --output no/such/folder", 1, "no/such/folder: cannot be written");
        row("score model --pairs pairs.jsonl --cutoff-layers 3", 1, "is not a layer-wise model");
        row("score layers --pairs pairs.jsonl --cutoff-layers 99", 1, "has no cut-off layer 99; it has 2 to 6");
        row("run none.json --workspace w.rwb", 1, "none.json");
        row("run e.json --workspace model", 1, "is a folder");
        row("run e.json --workspace no/w.rwb", 1, "there is no folder");
        row("run e.json --workspace pairs.jsonl", 1, "not a workspace");
        row("--version", 0, "");
        row("score --version", 0, "");
        row("--help", 0, "");
        row("help", 0, "");
        row("help score", 0, "");
        for (const char* command :
             {"model", "tokenize", "score", "dataset", "run", "eval", "compare", "gate", "list", "export", "devices"})
            QTest::newRow(command) << QByteArray(command) + " --help" << 0 << QByteArray();
    }

    void usage()
    {
        QFETCH(QByteArray, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, error);
        const auto result = call(arguments);
        QVERIFY2(result.code == code, result.err);
        if (code == 0) {
            QVERIFY(!result.out.isEmpty() && result.err.isEmpty());
            QVERIFY(!result.out.contains(m_folder->path().toUtf8()) && !result.out.contains(RW_BIN_DIR));
        } else if (!error.isEmpty()) {
            QVERIFY2(result.err.startsWith("rerank-cli: error: ") && result.err.contains(error), result.err);
            QCOMPARE(result.err.count('\n'), 1);
            QVERIFY2(result.out.isEmpty(), result.out);
        }
    }

    void faultsOfFiles_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char* what, const char* name, const QByteArray& content, const char* error) {
            QTest::newRow(what) << QByteArray(name) << content << QByteArray(error);
        };
        row("empty", "p", "", "p: has no pairs");
        row("blank", "p", "\n\n", "p: has no pairs");
        row("JSON", "p", "[\"a\", \"b\"]\n[\"a\", \"b\"\n", "p:2: ");
        row("one text", "p", "[\"a\", \"b\"]\n\n[\"a\"]\n", "p:3: ");
        row("number", "p", "[\"a\", \"b\"]\n[\"a\", 1]\n", "p:2: ");
        row("no passage", "p", "{\"query\": \"a\", \"passage\": \"b\"}\n{\"query\": \"a\"}\n", "p:2: ");
        row("no tab", "p", "a\tb\nc d\n", "p:2: ");
        row("invalid UTF-8", "p", "a\tb\nc\t\xff\n", "p:2: ");
        row("no gzip", "p.gz", "this is no gzip", "p.gz");
        row("two formats", "p", "[\"a\", \"b\"]\n{\"query\": \"a\", \"passage\": \"b\"}\nx\ty\n", "p:3: ");
        row("experiment", "e.json", "{\n\"model\": 1}", "e.json:2: unknown key \"model\"");
        row("experiment without data", "e.json", experiment(QStringLiteral("model"), QStringLiteral("nothing")),
            "nothing");
        row("data", "data.jsonl", pairsData(3, 2) + "{\"query\": 7}\n", "data.jsonl:4: ");
        row("empty data", "data.jsonl", "", "data.jsonl");
    }

    void faultsOfFiles()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, error);
        put(name, content);
        put("out", "as it was");
        const auto result = name.startsWith('p') ? call("score model --output out --pairs " + name)
                                                 : call("run e.json --workspace w.rwb");
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.startsWith("rerank-cli: error: ") && result.err.contains(error), result.err);
        QCOMPARE(result.err.count('\n'), 1);
        QVERIFY(result.out.isEmpty());
        QCOMPARE(contents("out"), QByteArray("as it was"));
    }

    void modelFolders()
    {
        QVERIFY(QDir().mkpath(file("bare")));
        QVERIFY(QFile::copy(goldenModel("xlm-roberta") + QStringLiteral("/config.json"), file("bare/config.json")));
        auto result = call("model bare");
        QVERIFY2(result.code == 1 && result.err.contains("bare"), result.err);
        put("bare/pytorch_model.bin", "pickled");
        result = call("model bare");
        QVERIFY2(result.code == 1 && result.err.contains("pytorch_model.bin") && result.err.contains("safetensors"),
                 result.err);
        QFile::remove(file("bare/pytorch_model.bin"));
        QVERIFY(QFile::copy(goldenModel("xlm-roberta") + QStringLiteral("/model.safetensors"),
                            file("bare/model.safetensors")));
        for (const char* arguments :
             {"model bare", "score bare --pairs pairs.jsonl", "tokenize bare --pairs pairs.jsonl"}) {
            result = call(arguments);
            QVERIFY2(result.code == 1 && result.err.contains("bare: has no tokenizer"), result.err);
        }
        result = call("model layers --json");
        const auto object = result.json().object();
        for (const char* key :
             {"backbone", "parameters", "layers", "hidden_size", "attention_heads", "vocabulary_size", "max_length",
              "weights_dtype", "weights_bytes", "cutoff_layers", "tokenizer", "fingerprint", "memory_bytes"})
            QVERIFY2(object.contains(QLatin1String(key)), key);
        QCOMPARE(object[QStringLiteral("backbone")].toString(), QStringLiteral("minicpm-layerwise"));
        QCOMPARE(object[QStringLiteral("cutoff_layers")].toArray(), (QJsonArray{2, 3, 4, 5, 6}));
    }

    void inputFormats_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("lists") << QByteArray("[\"one\", \"first\"]\n[\"two\", \"second\"]\n[\"three\", \"third\"]\n");
        QTest::newRow("objects") << QByteArray("{\"query\": \"one\", \"passage\": \"first\"}\n"
                                               "{\"passage\": \"second\", \"query\": \"two\"}\n\n"
                                               "{\"query\": \"three\", \"passage\": \"third\"}");
        QTest::newRow("TSV") << QByteArray("one\tfirst\ntwo\tsecond\nthree\tthird\n");
        QTest::newRow("TSV of Windows, with a mark")
            << QByteArray("\xef\xbb\xbfone\tfirst\r\ntwo\tsecond\r\nthree\tthird\r\n");
    }

    void inputFormats()
    {
        QFETCH(QByteArray, content);
        put("p", content);
        const auto plain = call("score model --pairs p --devices cpu");
        QVERIFY2(plain.code == 0, plain.err);
        QVERIFY2(plain.err.isEmpty(), plain.err);
        const auto scores = plain.scores();
        QCOMPARE(scores.size(), std::size_t(3));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(float(scores[std::size_t(i)]), fakeScore(i, i, 1024, 0));
        QVERIFY(plain.out.startsWith("{\"index\": 0, \"score\": "));

        QCOMPARE(call("score model --pairs - --devices cpu", content).out, plain.out);
        if (QProcess::execute(QStringLiteral("gzip"), {QStringLiteral("-k"), file("p")}) == 0)
            QCOMPARE(call("score model --pairs p.gz --devices cpu").out, plain.out);
        const auto toFile = call("score model --pairs p --devices cpu --output o");
        QVERIFY(toFile.code == 0 && toFile.out.isEmpty());
        QCOMPARE(contents("o"), plain.out);
        QCOMPARE(call("score model --pairs p --devices cpu --output -").out, plain.out);
        const auto json = call("score model --pairs p --devices cpu --json").json().array();
        QCOMPARE(json.size(), 3);
        QCOMPARE(json[2][QStringLiteral("score")].toDouble(), scores[2]);
        const auto normalized = call("score model --pairs p --devices cpu --normalize").scores();
        for (std::size_t i = 0; i < 3; ++i)
            QCOMPARE(normalized[i], 1 / (1 + std::exp(-scores[i])));
    }

    void fineTuningLines()
    {
        put("p", "{\"query\": \"q\", \"pos\": [\"a\"], \"neg\": [\"b\", \"c\"], \"id\": 7, \"pos_scores\": [9]}\n"
                 "{\"query\": \"r\", \"pos\": [\"d\"], \"neg\": []}\n");
        const auto result = call("score model --pairs p --devices cpu");
        QVERIFY2(result.code == 0, result.err);
        const auto lines = result.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        const auto first = QJsonDocument::fromJson(lines[0]).object();
        QCOMPARE(first[QStringLiteral("id")].toInt(), 7);
        QCOMPARE(first[QStringLiteral("query")].toString(), QStringLiteral("q"));
        QCOMPARE(first[QStringLiteral("pos")].toArray(), QJsonArray{QStringLiteral("a")});
        QCOMPARE(first[QStringLiteral("pos_scores")].toArray(), QJsonArray{double(fakeScore(0, 0, 1024, 0))});
        QCOMPARE(first[QStringLiteral("neg_scores")].toArray(),
                 (QJsonArray{double(fakeScore(0, 1, 1024, 0)), double(fakeScore(0, 2, 1024, 0))}));
        const auto second = QJsonDocument::fromJson(lines[1]).object();
        QCOMPARE(second[QStringLiteral("pos_scores")].toArray(), QJsonArray{double(fakeScore(1, 3, 1024, 0))});
        QCOMPARE(second[QStringLiteral("neg_scores")].toArray(), QJsonArray());
        QCOMPARE(call("score model --pairs p --devices cpu --json").json().array().size(), 2);
    }

    void cutoffLayers()
    {
        const auto several = call("score layers --pairs pairs.jsonl --devices cpu --cutoff-layers 6,3");
        QVERIFY2(several.code == 0, several.err);
        const auto line = QJsonDocument::fromJson(several.out.split('\n')[1]).object();
        const auto scores = line[QStringLiteral("scores")].toObject();
        QCOMPARE(scores.keys(), (QStringList{QStringLiteral("3"), QStringLiteral("6")}));
        QCOMPARE(float(scores[QStringLiteral("3")].toDouble()), fakeScore(1, 1, 1024, 3));
        QCOMPARE(float(call("score layers --pairs pairs.jsonl --devices cpu").scores()[1]), fakeScore(1, 1, 1024, 6));
    }

    void fullStandardOutput()
    {
        for (const char* arguments : {"score model --devices cpu --pairs pairs.jsonl", "--help", "model model",
                                      "tokenize model --pairs pairs.jsonl", "devices --json"}) {
            QProcess process;
            process.setStandardOutputFile(QStringLiteral("/dev/full"));
            m_cli.start(process, words(arguments));
            const auto result = Cli::finish(process);
            QVERIFY2(result.code == 1, arguments);
            QVERIFY2(result.err.contains("standard output"), result.err);
        }
    }

    void workersThatFail()
    {
        m_cli.set("FAKE_WORKER", QStringLiteral("nan"));
        QByteArray pairs;
        for (int i = 0; i < 20; ++i)
            pairs += "query " + QByteArray::number(i) + "\tpassage\n";
        put("p.tsv", pairs);
        auto result = call("score model --pairs p.tsv --devices cpu");
        QCOMPARE(result.code, 3);
        QVERIFY2(result.err.contains("1 scores are missing") || result.err.contains("1 score is missing"), result.err);
        QVERIFY(result.out.contains("{\"index\": 13, \"score\": null}"));
        result = call("run e.json --workspace w.rwb --json");
        QCOMPARE(result.code, 3);
        const auto unit = result.json()[QStringLiteral("units")][0];
        QCOMPARE(unit[QStringLiteral("status")].toString(), QStringLiteral("failed"));
        QVERIFY(unit[QStringLiteral("error")].toString().contains(QStringLiteral("10 of 600 pairs have no score")));

        m_cli.set("FAKE_WORKER", QStringLiteral("wrong-version"));
        result = call("score model --pairs pairs.jsonl --devices cpu -q");
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.count('\n') == 1 && result.err.contains("version 99"), result.err);
        m_cli.set("FAKE_WORKER", QStringLiteral("cannot-load"));
        result = call("score model --pairs pairs.jsonl --devices cpu");
        QVERIFY2(result.code == 1 && result.err.count('\n') == 1 && result.err.contains("no memory for the weights"),
                 result.err);
        m_cli.set("RERANK_WORKER", QStringLiteral("/nonexistent/worker"));
        for (const char* arguments : {"score model --pairs pairs.jsonl --devices cpu", "devices",
                                      "score model --pairs pairs.jsonl", "run e.json --workspace x.rwb"}) {
            result = call(arguments);
            QCOMPARE(result.code, 1);
            QVERIFY2(result.err.contains("/nonexistent/worker") && result.err.count('\n') == 1, result.err);
        }
    }

    void runListExportEval()
    {
        const auto run = call("run e.json --workspace w.rwb --json");
        QVERIFY2(run.code == 0, run.err);
        const auto unit = run.json()[QStringLiteral("units")][0];
        QCOMPARE(unit[QStringLiteral("scored")].toInt(), kPairs);
        const double ndcg = unit[QStringLiteral("measures")][QStringLiteral("nDCG@10")].toDouble();
        QVERIFY(ndcg > 0 && ndcg < 1);
        auto listed = call("list --workspace w.rwb --json").json()[QStringLiteral("runs")].toArray();
        QCOMPARE(listed.size(), 1);
        QCOMPARE(listed[0][QStringLiteral("status")].toString(), QStringLiteral("finished"));
        const auto table = call("list --workspace w.rwb --run 1 -m nDCG@10 -m RR@10").out;
        QVERIFY2(table.contains(QByteArray::number(ndcg, 'f', 4)) && table.contains("RR@10"), table);
        QCOMPARE(call("list --workspace w.rwb --run 9").code, 1);

        const auto trec = call("export --workspace w.rwb --what run --unit 1 --output unit.trec");
        QVERIFY2(trec.code == 0 && trec.out.isEmpty(), trec.err);
        QByteArray qrels;
        const auto rows = call("export --workspace w.rwb --what scores --format jsonl").out.trimmed().split('\n');
        QCOMPARE(rows.size(), kPairs);
        for (const auto& row : rows) {
            const auto object = QJsonDocument::fromJson(row).object();
            qrels += object[QStringLiteral("query_id")].toString().toUtf8() + " 0 " +
                     object[QStringLiteral("passage_id")].toString().toUtf8() + " " +
                     QByteArray::number(object[QStringLiteral("grade")].toInt()) + "\n";
        }
        put("qrels", qrels);
        const auto eval = call("eval --qrels qrels --run unit.trec -m nDCG@10 --json");
        QVERIFY2(eval.code == 0, eval.err);
        QCOMPARE(eval.json()[QStringLiteral("measures")][QStringLiteral("nDCG@10")].toDouble(), ndcg);

        for (const char* what : {"scores", "metrics", "latency", "devices"}) {
            const QByteArray command = QByteArray("export --workspace w.rwb --what ") + what;
            const auto array = call(command + " --format json").json().array();
            const auto lines = call(command + " --format jsonl").out.split('\n');
            const auto csv = call(command).out.split('\n');
            QVERIFY2(!array.isEmpty() || what == QByteArray("devices"), what);
            QCOMPARE(lines.size() - 1, array.size());
            QCOMPARE(csv.size() - 2, array.size()); // less its head and what follows the last line
            QVERIFY(csv[0].contains("unit") || csv[0].contains("device"));
            QCOMPARE(call(command + " --json").json().array(), array);
        }
        for (const auto& row : call("export --workspace w.rwb --what metrics --json").json().array())
            QVERIFY(row.toObject().contains(QStringLiteral("untrained")));
        QCOMPARE(call("export --workspace w.rwb --what run --unit 9").code, 1);
        QCOMPARE(call("export --workspace w.rwb --what scores --output no/such/file").code, 1);
    }

    void compareAndGate()
    {
        put("e.json",
            R"({"models": [{"path": "model"}], "datasets": [{"path": "data.jsonl"}], "max_lengths": [64, 512]})");
        QCOMPARE(call("run e.json --workspace w.rwb -q").code, 0);
        const auto compared = call("compare --workspace w.rwb --baseline 1 2 first-stage -m nDCG@10 -m RR@10 --json");
        QVERIFY2(compared.code == 0, compared.err);
        const auto json = compared.json();
        const auto units = call("list --workspace w.rwb --run 1 --json").json()[QStringLiteral("units")].toArray();
        const auto mean = [&](int i) {
            return units[i][QStringLiteral("measures")][QStringLiteral("nDCG@10")].toDouble();
        };
        const auto ndcg = [](const QJsonValue& system) {
            return system[QStringLiteral("differences")][QStringLiteral("nDCG@10")];
        };
        const auto second = json[QStringLiteral("systems")][0];
        QCOMPARE(ndcg(second)[QStringLiteral("baseline")].toDouble(), mean(0));
        QCOMPARE(ndcg(second)[QStringLiteral("value")].toDouble(), mean(1));
        for (const char* key : {"interval", "p", "corrected_p", "effect_size", "better", "same", "worse", "loss_bound"})
            QVERIFY2(!ndcg(second)[QLatin1String(key)].isUndefined(), key);
        QVERIFY(ndcg(second)[QStringLiteral("corrected_p")].toDouble() >= ndcg(second)[QStringLiteral("p")].toDouble());
        QVERIFY(second[QStringLiteral("agreement")][QStringLiteral("drift")][QStringLiteral("max")].toDouble() > 0);
        QVERIFY(json[QStringLiteral("systems")][1][QStringLiteral("agreement")][QStringLiteral("drift")].isNull());
        const auto table = call("compare --workspace w.rwb --baseline 1 --all-pairs");
        QVERIFY2(table.code == 0 && table.out.contains("better/same/worse") && table.out.contains("Tukey"), table.out);
        QVERIFY(table.out.contains(QByteArray::number(mean(1), 'f', 4)));
        QCOMPARE(call("compare --workspace w.rwb --baseline 9").code, 1);

        QCOMPARE(call("export --workspace w.rwb --what run --unit 1 --output unit.trec").code, 0);
        const auto same = call("gate --workspace w.rwb --baseline 1 unit.trec --noninferior nDCG@10:0% --json");
        QVERIFY2(same.code == 0 && same.json()[QStringLiteral("status")] == QStringLiteral("passed"), same.out);
        const auto low = call("gate --workspace w.rwb --baseline 1 2 --at-least nDCG@10:1 --noninferior nDCG@10:100%");
        QVERIFY2(low.code == 1 && low.out.contains("failed      nDCG@10:1: nDCG@10 is 0."), low.out);
        QVERIFY2(low.out.contains("passed      nDCG@10:100%"), low.out);
        const auto few = call("gate --workspace w.rwb 1 --p99 1h --at-least nDCG@10:0");
        QCOMPARE(few.code, 2);
        const auto times = call("gate --workspace w.rwb 1 --p99 1000s");
        QVERIFY2(times.code == 3 && times.out.contains("p99 needs 299 passes"), times.out);
        QByteArray lines = contents("unit.trec");
        lines.truncate(lines.size() / 2);
        lines.truncate(lines.lastIndexOf('\n') + 1);
        put("half.trec", lines);
        const auto half = call("gate --workspace w.rwb --baseline 1 half.trec --noninferior nDCG@10:1%");
        QVERIFY2(half.code == 3 && half.out.startsWith("incomplete  nDCG@10:1%: do not compare:"), half.out);
        const auto listed = call("compare --workspace w.rwb --baseline 1 half.trec");
        QVERIFY2(listed.code == 3 && listed.out.contains("missing queries"), listed.out);
    }

    /// Slices by a field of the queries and answers beyond the cut, from the data to the table.
    void compareSlicesAndAnswers()
    {
        QByteArray lines;
        for (int query = 0; query < 24; ++query) {
            const QByteArray id = QByteArray::number(query);
            QByteArray filler;
            for (int word = 0; word < 24; ++word)
                filler += "word" + QByteArray::number(word * 7 + query) + ' ';
            const bool isEarly = query % 3 == 0;
            const QByteArray answer = "number " + id + " here";
            const QJsonObject line{
                {QStringLiteral("query"), QString::fromUtf8("which one is number " + id)},
                {QStringLiteral("topic"), query < 15 ? QStringLiteral("first") : QStringLiteral("second")},
                {QStringLiteral("answer"), QString::fromUtf8(answer)},
                {QStringLiteral("pos"),
                 QJsonArray{QString::fromUtf8(isEarly ? answer + ' ' + filler : filler + answer)}},
                {QStringLiteral("neg"), QJsonArray{QString::fromUtf8("other " + id), QString::fromUtf8(filler)}}};
            lines += QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
        }
        put("fields.jsonl", lines);
        put("f.json",
            R"({"models": [{"path": "model"}], "datasets": [{"path": "fields.jsonl"}], "max_lengths": [32, 512]})");
        QCOMPARE(call("run f.json --workspace f.rwb -q").code, 0);
        const auto compared =
            call("compare --workspace f.rwb --baseline 2 1 --slice-by topic --slice-by answer_at --json");
        QVERIFY2(compared.code == 1 && compared.err.contains("expected one of answer, topic, lang"), compared.err);
        const auto json = call("compare --workspace f.rwb --baseline 2 1 --slice-by topic --json").json();
        const auto answers = [&](const QJsonValue& system) {
            const auto of = system[QStringLiteral("answers")];
            return std::vector{of[QStringLiteral("known")].toInt(), of[QStringLiteral("beyond_cut")].toInt()};
        };
        QCOMPARE(answers(json[QStringLiteral("baseline")]), (std::vector{24, 0}));
        QCOMPARE(answers(json[QStringLiteral("systems")][0]), (std::vector{24, 16}));
        const auto slices = json[QStringLiteral("systems")][0][QStringLiteral("slices")].toArray();
        QCOMPARE(slices.size(), 2);
        QCOMPARE(slices[0][QStringLiteral("slice")].toString(), QStringLiteral("first"));
        QCOMPARE(slices[0][QStringLiteral("queries")].toInt(), 15);
        const auto second = slices[1][QStringLiteral("differences")][QStringLiteral("nDCG@10")];
        QCOMPARE(second[QStringLiteral("few_queries")].toBool(), true);
        for (const char* key : {"interval", "corrected_p", "verdict", "difference"})
            QVERIFY2(!second[QLatin1String(key)].isUndefined(), key);
        QCOMPARE(json[QStringLiteral("slices")][QStringLiteral("comparisons")].toInt(), 2);
        const auto table = call("compare --workspace f.rwb --baseline 2 1 --slice-by topic");
        for (const char* part :
             {"nDCG@10 by topic", "9 (few)", "identical", "66.7 %",
              "of 24 relevant passages with a known answer, 16 have it beyond the cut", "2 comparisons a measure"})
            QVERIFY2(table.out.contains(part), part + QByteArray(" is not in ") + table.out);
        const auto listed = call("list --workspace f.rwb --run 1 --json").json()[QStringLiteral("units")].toArray();
        QCOMPARE(answers(listed[0]), (std::vector{24, 16}));
    }

    void evalPrintsLikeTrecEval()
    {
        const QByteArray folder = RW_TEST_DATA "/metric-fixtures/";
        for (const char* kind : {"all", "perquery"}) {
            QFile file(QString::fromUtf8(folder + "expected/compat." + kind + ".txt"));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray expected = file.readAll();
            QByteArray arguments = "eval --qrels " + folder + "compat.qrels --run " + folder + "compat.run";
            if (kind == QByteArray("perquery"))
                arguments += " --per-query";
            QByteArray measures;
            for (const QByteArray& line : expected.split('\n')) {
                const QByteArray name = line.split('\t')[0].trimmed();
                if (!name.isEmpty() && name != "runid")
                    measures += " -m " + name;
            }
            const bool withTag = expected.contains("runid");
            const auto result = call(arguments + (withTag ? QByteArray() : measures));
            QCOMPARE(result.code, 0);
            QCOMPARE(result.out, expected);
        }
        const QByteArray trec = RW_TEST_DATA "/trec-eval/";
        QFile file(QString::fromUtf8(trec + "out.test.aqcM"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto lines = call("eval -c -M100 --per-query -m all_trec --qrels " + trec + "qrels.test --run " + trec +
                                "results.trunc -q")
                               .out.split('\n');
        QList<QByteArray> expected;
        for (const QByteArray& line : file.readAll().split('\n')) {
            if (!line.startsWith("rbp") && !line.startsWith("unj_")) // of v10
                expected.append(line);
        }
        QCOMPARE(lines, expected);
        const auto strict =
            call("eval -c -l2 -J -m NumRel --qrels " + trec + "qrels.rel_level --run " + trec + "results.test -q");
        QVERIFY2(strict.out.contains("\tall\t97\n"), strict.out);
        const auto profiles = call("eval --profiles --qrels " + trec + "qrels.test --run " + trec + "results.test");
        QVERIFY2(profiles.code == 0 && profiles.out.contains("sentence-transformers  ndcg@10"), profiles.out);
        QCOMPARE(call("eval --profiles -c --qrels " + trec + "qrels.test --run " + trec + "results.test").code, 2);
        QCOMPARE(call("eval -l0 --qrels " + trec + "qrels.test --run " + trec + "results.test").code, 2);
    }

    /// With -c trec_eval v9.0.8 has a num_rel of all grades above 0 whatever -l says. A plus sign before a number is
    /// let pass.
    void evalCompleteLikeTrecEval()
    {
        put("c.qrels", "q1 0 a 1\nq1 0 b 2\nq1 0 c 0\nq2 0 a +1\nq2 0 b -1\n");
        put("c.run", "q1 Q0 c 1 +3.5 t\nq1 Q0 b 2 2 t\nq1 Q0 a 3 1 t\nq9 Q0 a 1 1 t\n");
        const auto result = call("eval -c -l2 -m num_q -m num_rel -m map -m P.5 --qrels c.qrels --run c.run -q");
        QCOMPARE(result.out, QByteArray("num_q                 \tall\t2\n"
                                        "num_rel               \tall\t3\n"
                                        "map                   \tall\t0.2500\n"
                                        "P_5                   \tall\t0.1000\n"));
        put("c.run", "q1 Q0 c 1 +-3.5 t\n");
        QCOMPARE(call("eval --qrels c.qrels --run c.run").code, 1);
    }

    // What a run would do, measured, without leaving anything behind; then the run does just that.
    void dryRun()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("2000"));
        put("e.json", experiment(QStringLiteral("layers"), QStringLiteral("data.jsonl"),
                                 " \"quantizations\": [\"fp32\", \"bf16\"],\n")
                          .replace("\"max_lengths\": [64]", "\"max_lengths\": [16, 64]"));
        auto plan = call("run e.json --workspace w.rwb --dry-run --json");
        QVERIFY2(plan.code == 0, plan.err);
        QVERIFY(!QFile::exists(file("w.rwb")) && !QFile::exists(file("w.rwb.lock")));
        QCOMPARE(plan.json()[QStringLiteral("units")].toInt(), 4);
        QCOMPARE(plan.json()[QStringLiteral("pairs")].toInt(), kPairs);
        QCOMPARE(plan.json()[QStringLiteral("scores")].toInt(), 4 * kPairs);
        QCOMPARE(plan.json()[QStringLiteral("scores_known")].toInt(), 0);
        QVERIFY(plan.json()[QStringLiteral("tokens")].toInt() <
                plan.json()[QStringLiteral("tokens_one_by_one")].toInt());
        // The model is a decoder: its queries and the lengths have beginnings in common.
        QVERIFY(plan.json()[QStringLiteral("tokens_computed")].toInt() < plan.json()[QStringLiteral("tokens")].toInt());
        QVERIFY(plan.json()[QStringLiteral("tokens_computed")].toInt() > 0);
        QVERIFY(plan.json()[QStringLiteral("disk_bytes")].toInt() > 0);
        QVERIFY(plan.json()[QStringLiteral("devices")][0][QStringLiteral("fits")].toBool());
        QCOMPARE(plan.json()[QStringLiteral("devices")][0][QStringLiteral("workers")].toInt(), 2);
        // 600 pairs at two lengths in two types, 2 ms each, by two workers, and what it takes to start them.
        const double seconds = plan.json()[QStringLiteral("seconds")].toDouble();
        QVERIFY2(seconds > 2.4 && seconds < 6, qPrintable(QString::number(seconds)));
        const auto text = call("run e.json --workspace w.rwb --dry-run -q");
        QVERIFY2(text.code == 0 && text.err.isEmpty() && text.out.contains("fits") && text.out.contains("shared "),
                 text.err + text.out);
        QVERIFY2(text.out.contains("2 workers need about"), text.out);
        const auto alone = call("run e.json --workspace w.rwb --dry-run -q --devices cpu");
        QVERIFY2(alone.out.contains("1 worker needs about"), alone.out);

        QFile::remove(file("log"));
        QCOMPARE(call("run e.json --workspace w.rwb -q").code, 0);
        QCOMPARE(computed(), 4 * kPairs);
        plan = call("run e.json --workspace w.rwb --dry-run --json --resume");
        QCOMPARE(plan.json()[QStringLiteral("scores_known")].toInt(), 4 * kPairs);
        QCOMPARE(plan.json()[QStringLiteral("seconds")].toDouble(), 0.0);

        m_cli.set("FAKE_WORKER", QStringLiteral("cannot-load"));
        plan = call("run e.json --workspace x.rwb --dry-run --json");
        QVERIFY2(plan.code == 0 && plan.out.contains("no memory for the weights"), plan.out);
        m_cli.set("FAKE_WORKER", QStringLiteral("wrong-version"));
        plan = call("run e.json --workspace x.rwb --dry-run --json -q");
        QVERIFY2(plan.code == 1 && plan.err.contains("version 99"), plan.err);
    }

    // For programs: an event a line and nothing else on standard error; the same numbers as in the window.
    void progressAsEvents()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("8000"));
        const auto result = call("run e.json --workspace w.rwb --progress json --json");
        QVERIFY2(result.code == 0, result.err);
        QVERIFY(result.json().isObject());
        QList<QJsonObject> events;
        for (const auto& line : result.err.trimmed().split('\n')) {
            const auto event = QJsonDocument::fromJson(line).object();
            QVERIFY2(event.contains(QStringLiteral("event")) && event.contains(QStringLiteral("time")), line);
            events += event;
        }
        const auto named = [&events](const char* name) {
            QList<QJsonObject> list;
            std::copy_if(events.begin(), events.end(), std::back_inserter(list), [&](const QJsonObject& event) {
                return event[QStringLiteral("event")] == QLatin1String(name);
            });
            return list;
        };
        QCOMPARE(named("plan").size(), 1);
        QCOMPARE(named("plan").front()[QStringLiteral("pairs")].toInt(), kPairs);
        QStringList states;
        for (const auto& unit : named("unit"))
            states += unit[QStringLiteral("state")].toString();
        QVERIFY2(states.value(0) == QStringLiteral("queued") &&
                     states.value(states.size() - 1) == QStringLiteral("finished"),
                 qPrintable(states.join(u' ')));
        QVERIFY(!named("unit").back()[QStringLiteral("ndcg10")].isNull());
        QCOMPARE(events.back()[QStringLiteral("event")].toString(), QStringLiteral("ended"));
        QCOMPARE(events.back()[QStringLiteral("outcome")].toString(), QStringLiteral("finished"));
        const auto progress = named("progress");
        QCOMPARE(progress.back()[QStringLiteral("done")].toInt(), kPairs);
        bool isComplete = false; // everything that a lane can say was said
        for (const auto& event : progress) {
            const auto lanes = event[QStringLiteral("lanes")].toArray();
            if (event[QStringLiteral("phase")] != QStringLiteral("Scoring") || lanes.size() != 2 ||
                event[QStringLiteral("seconds_left")].isNull())
                continue;
            QVERIFY(event[QStringLiteral("seconds_left_least")].toDouble() <=
                    event[QStringLiteral("seconds_left_most")].toDouble());
            isComplete = isComplete || std::all_of(lanes.begin(), lanes.end(), [](const QJsonValue& lane) {
                             return lane[QStringLiteral("state")] == QStringLiteral("scoring") &&
                                    lane[QStringLiteral("chunks_in_hand")].toInt() == 1 &&
                                    lane[QStringLiteral("pairs_in_hand")].toInt() > 0 &&
                                    lane[QStringLiteral("chunks_waiting")].toInt() == 1 &&
                                    lane[QStringLiteral("pairs_waiting")].toInt() > 0 &&
                                    lane[QStringLiteral("pairs_per_second")].toDouble() > 0 &&
                                    lane[QStringLiteral("seconds_left")].toDouble() > 0 &&
                                    lane[QStringLiteral("gpu_power_watts")].isNull();
                         });
        }
        QVERIFY2(isComplete, result.err);
        QVERIFY(call("run e.json --workspace x.rwb --progress json --quiet").err.isEmpty());
    }

    void dryRunSaysWhatIsLeftOut()
    {
        put("e.json", R"({"models": [{"path": "model"}, {"path": "layers", "max_lengths": [32]}],
                         "datasets": [{"path": "data.jsonl"}], "max_lengths": [32, 64, 2048]})");
        const auto plan = call("run e.json --workspace w.rwb --dry-run --json");
        QVERIFY2(plan.code == 0, plan.err);
        QVERIFY2(plan.err.contains("model takes at most 1024 tokens: it is left out at 2048"), plan.err);
        QCOMPARE(plan.json()[QStringLiteral("units")].toInt(), 3);
        const auto leftOut = plan.json()[QStringLiteral("left_out")].toArray();
        QCOMPARE(leftOut.size(), 3);
        QCOMPARE(leftOut[0], (QJsonObject{{QStringLiteral("model"), QStringLiteral("model")},
                                          {QStringLiteral("max_length"), 2048},
                                          {QStringLiteral("model_max_length"), 1024}}));
        const auto text = call("run e.json --workspace w.rwb --dry-run -q");
        QVERIFY2(text.out.contains("left out   model at 2,048: it takes at most 1,024 tokens\n"), text.out);
        QVERIFY2(text.out.contains("left out   layers at 64: the experiment gives it other lengths\n"), text.out);
    }

    void mergeWorkspaces()
    {
        for (const char* name : {"a", "b"})
            QCOMPARE(call(QByteArray("run e.json -q --workspace ") + name + ".rwb").code, 0);
        auto merged = call("merge a.rwb b.rwb --json");
        QVERIFY2(merged.code == 0, merged.err);
        QCOMPARE(merged.json()[QStringLiteral("merged")][0][QStringLiteral("scores")].toInt(), kPairs);
        QCOMPARE(call("list --workspace a.rwb --json").json()[QStringLiteral("runs")].toArray().size(), 2);
        merged = call("merge a.rwb b.rwb");
        QVERIFY2(merged.code == 0 && merged.out.contains("0 scores are new; 600 scores were there already"),
                 merged.out);
        put("e.json", contents("e.json").replace("\"max_lengths\"", "\"reuse_scores\": false, \"max_lengths\""));
        m_cli.set("FAKE_WORKER", QStringLiteral("other-scores"));
        QCOMPARE(call("run e.json -q --workspace c.rwb").code, 0);
        merged = call("merge a.rwb c.rwb");
        QCOMPARE(merged.code, 1);
        // Both runs of A contradict it.
        QVERIFY2(merged.err.count('\n') == 1 && merged.err.contains("1200 scores contradict"), merged.err);
        QVERIFY2(merged.out.count("\n") == 100 && merged.out.contains("pair 0: "), merged.out);
        QCOMPARE(call("list --workspace a.rwb --json").json()[QStringLiteral("runs")].toArray().size(), 2);
    }

    void jsonIsOneDocument_data()
    {
        QTest::addColumn<QByteArray>("arguments");
        for (const char* arguments :
             {"model model", "tokenize model --pairs pairs.jsonl", "dataset data.jsonl",
              "score model --pairs pairs.jsonl --devices cpu", "devices", "run e.json --workspace v.rwb",
              "list --workspace w.rwb", "list --workspace w.rwb --run 1", "export --workspace w.rwb --what metrics",
              "export --workspace w.rwb --what latency --unit 9", "eval --qrels qrels --run unit.trec",
              "eval --profiles --qrels qrels --run unit.trec", "compare --workspace w.rwb --baseline 1 first-stage",
              "gate --workspace w.rwb 1 --at-least nDCG@10:0"})
            QTest::newRow(arguments) << QByteArray(arguments);
    }

    void jsonIsOneDocument()
    {
        QFETCH(QByteArray, arguments);
        QCOMPARE(call("run e.json --workspace w.rwb -q").code, 0);
        QCOMPARE(call("export --workspace w.rwb --what run --unit 1 --output unit.trec").code, 0);
        put("qrels", "1 0 p1 1\n");
        const auto result = call(arguments + " --json");
        QVERIFY2(result.code == 0, result.err);
        QJsonParseError error;
        QJsonDocument::fromJson(result.out, &error);
        QVERIFY2(error.error == QJsonParseError::NoError, result.out.left(200));
        QVERIFY(result.out.endsWith('\n'));
        const auto quiet = call(arguments + " --json --quiet");
        QVERIFY2(quiet.err.isEmpty(), quiet.err);
    }

    void interruptAndResume_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGHUP") << SIGHUP;
        QTest::newRow("SIGKILL") << SIGKILL;
    }

    // Nothing finished is lost, nothing is left behind, and going on gives what an undisturbed run gives.
    void interruptAndResume()
    {
        QFETCH(int, signal);
        QCOMPARE(call("run e.json --workspace undisturbed.rwb -q").code, 0);
        QFile::remove(file("log"));
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("8000"));
        QProcess process;
        m_cli.start(process, words("run e.json --workspace w.rwb"));
        QTRY_VERIFY_WITH_TIMEOUT(contents("log").count('\n') >= 2, 30000);
        QTest::qWait(600); // until it is committed
        QElapsedTimer clock;
        clock.start();
        QVERIFY(process.processId() > 0); // 0 would be all of us
        ::kill(pid_t(process.processId()), signal);
        const auto ended = Cli::finish(process);
        QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(ended.code, signal == SIGKILL ? -1 : 130);
        if (signal != SIGKILL)
            QVERIFY2(ended.err.contains("--resume goes on"), ended.err);
        for (const auto pid : workers())
            QTRY_VERIFY_WITH_TIMEOUT(isGone(pid), 3000);

        m_cli.unset("FAKE_WORKER_PAIR_US");
        const int before = computed();
        QVERIFY(before > 0 && before < kPairs);
        const auto resumed = call("run e.json --workspace w.rwb --resume --json");
        QVERIFY2(resumed.code == 0, resumed.err);
        QCOMPARE(resumed.json()[QStringLiteral("units")][0][QStringLiteral("scored")].toInt(), kPairs);
        if (signal != SIGKILL)
            QCOMPARE(computed(), kPairs); // nothing twice
        else
            QVERIFY2(computed() >= kPairs && computed() < 2 * kPairs, qPrintable(QString::number(computed())));
        QCOMPARE(call("list --workspace w.rwb --json").json()[QStringLiteral("runs")].toArray().size(), 1);
        QCOMPARE(call("export --workspace w.rwb --what scores").out,
                 call("export --workspace undisturbed.rwb --what scores").out);
    }

    // The terminal is gone but nohup was asked for; or whoever read the progress has ended.
    void deafAndUnread()
    {
        m_cli.set("FAKE_WORKER_DELAY", QStringLiteral("60"));
        QProcess process;
        process.setProcessEnvironment(m_cli.environment());
        process.setWorkingDirectory(m_folder->path());
        process.start(QStringLiteral("sh"),
                      {QStringLiteral("-c"),
                       QStringLiteral("trap '' HUP; '%1/rerank-cli' run e.json --workspace w.rwb --verbose 2>&1 >out "
                                      "| head -n 1 & wait")
                           .arg(QStringLiteral(RW_BIN_DIR))});
        QTRY_VERIFY_WITH_TIMEOUT(contents("log").count('\n') >= 3, 30000);
        for (const auto pid : workers()) // and the end of the terminal reaches them all
            ::kill(pid_t(pid), SIGHUP);
        QTRY_VERIFY_WITH_TIMEOUT(contents("out").contains("nDCG@10"), 30000);
        QCOMPARE(computed(), kPairs);
        process.kill();
        process.waitForFinished();
    }

    void interruptedScore()
    {
        m_cli.set("FAKE_WORKER_DELAY", QStringLiteral("300"));
        put("out", "as it was");
        QProcess process;
        m_cli.start(process, words("score model --pairs data.jsonl --devices cpu --output out"));
        QTRY_VERIFY_WITH_TIMEOUT(!contents("log").isEmpty(), 30000);
        QVERIFY(process.processId() > 0); // 0 would be all of us
        ::kill(pid_t(process.processId()), SIGINT);
        QCOMPARE(Cli::finish(process).code, 130);
        QCOMPARE(contents("out"), QByteArray("as it was"));
        QVERIFY(QDir(m_folder->path()).entryList({QStringLiteral("out*")}, QDir::Files).size() == 1);
    }

    void secondRunIsRefused()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("20000"));
        QProcess process;
        m_cli.start(process, words("run e.json --workspace w.rwb"));
        QTRY_VERIFY_WITH_TIMEOUT(!contents("log").isEmpty(), 30000);
        const auto second = call("run e.json --workspace w.rwb");
        QCOMPARE(second.code, 1);
        QVERIFY2(second.err.contains("rerank-cli, process " + QByteArray::number(process.processId())), second.err);
        QCOMPARE(call("list --workspace w.rwb --run 1").code, 0); // readers are welcome
        process.terminate();
        QCOMPARE(Cli::finish(process).code, 130);
    }

private:
    QTemporaryDir m_cache;
    std::unique_ptr<QTemporaryDir> m_folder;
    Cli m_cli;
};

QTEST_GUILESS_MAIN(tst_Cli)
#include "tst_cli.moc"
