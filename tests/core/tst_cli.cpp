// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakeworker/fakescore.h"
#include "tests/support/clitest.h"

#include <csignal>

using namespace rw::test;

/// Options, files and faults of the commands; scoring of pairs.
class tst_Cli : public CliTest
{
    Q_OBJECT

private slots:
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
};

QTEST_GUILESS_MAIN(tst_Cli)
#include "tst_cli.moc"
