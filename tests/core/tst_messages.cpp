// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace rw;
using namespace rw::protocol;

namespace {

/// Encodes, decodes and encodes again: the same line, and nothing but one line.
template <class Message, class Value>
Value thereAndBack(const Value& value)
{
    const auto line = encode(Message(value));
    if (line.count('\n') != 1 || !line.endsWith('\n'))
        qFatal("not one line: %s", line.constData());
    Result<Message> decoded = [&] {
        if constexpr (std::is_same_v<Message, Request>)
            return decodeRequest(line.chopped(1));
        else
            return decodeAnswer(line.chopped(1));
    }();
    if (!decoded)
        qFatal("%s: %s", line.constData(), decoded.error().what.c_str());
    if (encode(*decoded) != line)
        qFatal("%s is not what it was: %s", encode(*decoded).constData(), line.constData());
    return std::get<Value>(*decoded);
}

} // namespace

class TestMessages : public QObject
{
    Q_OBJECT

private slots:
    void requests()
    {
        const auto load =
            thereAndBack<Request>(Load{"/models/模型 \"a\"\n", Quantization::Bf16, Gelu::Tanh, 8, 28, 3553});
        QCOMPARE(load.model, std::string("/models/模型 \"a\"\n"));
        QVERIFY(load.quantization == Quantization::Bf16);
        QVERIFY(load.gelu == Gelu::Tanh);
        QCOMPARE(load.threads, 8);
        QCOMPARE(load.deepestLayer, 28);
        QCOMPARE(load.yesToken, 3553);
        QCOMPARE(thereAndBack<Request>(OpenTokens{"/x"}).file, std::string("/x"));
        thereAndBack<Request>(Cancel{});
        thereAndBack<Request>(Quit{});

        Score score;
        score.chunk = std::numeric_limits<std::int64_t>::max();
        score.limits = {{512, 384}, {1024, 768}};
        score.cutoffLayers = {8, 28, 40};
        score.batchTokens = 4096;
        score.warmupBatches = 2;
        score.pairs = {0, 1, 0, 2, 2147483647, 0};
        const auto again = thereAndBack<Request>(score);
        QCOMPARE(again.chunk, score.chunk);
        QCOMPARE(again.limits.size(), std::size_t(2));
        QCOMPARE(again.limits[1].maxLength, 1024);
        QCOMPARE(again.limits[1].queryMaxLength, 768);
        QCOMPARE(again.cutoffLayers, score.cutoffLayers);
        QCOMPARE(again.pairs, score.pairs);
        QCOMPARE(again.warmupBatches, 2);
    }

    void answers()
    {
        const auto hello = thereAndBack<Answer>(Hello{1,
                                                      3,
                                                      "0.1.0",
                                                      "2.13.0",
                                                      "cuda:0",
                                                      "NVIDIA H100",
                                                      85'899'345'920,
                                                      {"fp32", "bf16"},
                                                      "550.1",
                                                      "avx512f amx_bf16"});
        QCOMPARE(hello.engine, 3);
        QCOMPARE(hello.driver, std::string("550.1"));
        QCOMPARE(hello.features, std::string("avx512f amx_bf16"));
        QCOMPARE(hello.memoryBytes, std::int64_t(85'899'345'920));
        QCOMPARE(hello.quantizations, (std::vector<std::string>{"fp32", "bf16"}));
        QCOMPARE(thereAndBack<Answer>(Loaded{1.25, 4'000'000'000}).residentBytes, std::int64_t(4'000'000'000));
        QCOMPARE(thereAndBack<Answer>(TokensOpened{10, 20}).passages, 20);
        thereAndBack<Answer>(Cancelled{});

        const Failure failure = thereAndBack<Answer>(Failure{7, {"what", "detail", "hint"}, true});
        QCOMPARE(failure.chunk, std::int64_t(7));
        QCOMPARE(failure.error.hint, std::string("hint"));
        QVERIFY(failure.retryable);

        ChunkResult result;
        result.chunk = 3;
        result.scores = {0.1F,   -7.25F,        std::numeric_limits<float>::quiet_NaN(),
                         1e-38F, 3.4028235e38F, std::numeric_limits<float>::infinity()};
        result.batches = {{2, 3, 900, 512, 9'007'199'254'740'993, 4, 1, 2, 5, 3, true, 7},
                          {4, 1, 1, 1, 0, 0, 0, 0, 0, 0, false}};
        const auto again = thereAndBack<Answer>(result);
        for (std::size_t i : {0U, 1U, 3U, 4U})
            QCOMPARE(again.scores[i], result.scores[i]); // every bit
        QVERIFY(std::isnan(again.scores[2]));
        QVERIFY(std::isnan(again.scores[5]));
        QCOMPARE(again.batches.size(), std::size_t(2));
        QCOMPARE(again.batches[0].startNs, std::int64_t(9'007'199'254'740'993)); // more than a double holds
        QCOMPARE(again.batches[0].lengths, 3);
        QCOMPARE(again.batches[0].queueNs, std::int64_t(4));
        QCOMPARE(again.batches[0].postNs, std::int64_t(5));
        QVERIFY(again.batches[0].warmup && !again.batches[1].warmup);
        QCOMPARE(again.batches[0].copyNs, std::optional<std::int64_t>(7));
        QVERIFY(!again.batches[1].copyNs); // not measured is not 0

        DeviceUse use;
        use.cpuPercent = 187.5;
        use.gpuPowerWatts = 300.25;
        use.machinePercent = 400.5;
        use.gpuThrottle = 8;
        use.gpuProcesses = 2;
        use.gpuEnergyJoules = 12345.5;
        use.problem = "NVML cannot read the power: GPU is lost";
        const auto heartbeat = thereAndBack<Answer>(Heartbeat{use});
        QCOMPARE(heartbeat.use.cpuPercent, use.cpuPercent);
        QCOMPARE(heartbeat.use.machinePercent, use.machinePercent);
        QCOMPARE(heartbeat.use.gpuThrottle, use.gpuThrottle);
        QCOMPARE(heartbeat.use.gpuProcesses, use.gpuProcesses);
        QCOMPARE(heartbeat.use.gpuEnergyJoules, use.gpuEnergyJoules);
        QCOMPARE(heartbeat.use.problem, use.problem);
        QVERIFY(!heartbeat.use.residentBytes);
        QVERIFY(!heartbeat.use.gpuTemperature);
    }

    void unknownKeys()
    {
        QVERIFY(decodeRequest("{\"type\": \"quit\", \"later\": [1, {}]}"));
        QVERIFY(decodeAnswer("{\"type\": \"loaded\", \"seconds\": 1, \"resident_bytes\": 2, \"later\": null}"));
    }

    void badRequests_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("what");
        const auto row = [](const char* name, const QByteArray& line, const char* what) {
            QTest::newRow(name) << line << QString::fromUtf8(what);
        };
        const auto score = [](const char* from, const QByteArray& to) {
            QByteArray line = "{\"type\":\"score\",\"chunk\":1,\"max_lengths\":[512],\"query_max_lengths\":[384],"
                              "\"cutoff_layers\":[8],"
                              "\"batch_tokens\":0,\"warmup_batches\":0,\"pairs\":[0,1]}";
            Q_ASSERT(line.contains(from));
            return line.replace(from, to);
        };
        const auto load = [](const char* from, const char* to) {
            QByteArray line =
                "{\"type\":\"load\",\"model\":\"/m\",\"quantization\":\"fp32\",\"gelu\":\"auto\",\"threads\":1,"
                "\"deepest_layer\":0,\"yes_token\":-1}";
            Q_ASSERT(line.contains(from));
            return line.replace(from, to);
        };
        row("empty", "", "not JSON");
        row("garbage", "hello", "not JSON");
        row("cut", "{\"type\": \"qui", "not JSON");
        row("not UTF-8", "{\"type\": \"\xff\"}", "not JSON");
        row("list", "[]", "not an object");
        row("no type", "{}", "not an object with a type");
        row("type is a number", "{\"type\": 1}", "not an object with a type");
        row("unknown type", "{\"type\": \"dance\"}", "unknown type \"dance\"");
        row("an answer", "{\"type\": \"cancelled\"}", "unknown type");
        row("deep", QByteArray(2000, '[') + QByteArray(2000, ']'), "not JSON");
        row("too long", QByteArray(kMaxLine + 1, ' '), "expected at most");
        row("load without model", load("\"model\":\"/m\",", ""), "model");
        row("load of nothing", load("/m", ""), "model");
        row("quantization", load("fp32", "fp8"), "expected fp32, bf16");
        row("gelu", load("auto", "relu"), "expected auto, erf or tanh");
        row("threads", load("\"threads\":1", "\"threads\":-1"), "threads");
        row("threads text", load("\"threads\":1", "\"threads\":\"1\""), "threads");
        row("deepest layer", load("\"deepest_layer\":0", "\"deepest_layer\":5000"), "deepest_layer");
        row("yes token", load("-1", "-2"), "yes_token");
        row("tokens without file", "{\"type\": \"open_tokens\"}", "file");
        row("negative chunk", score("\"chunk\":1", "\"chunk\":-1"), "chunk");
        row("chunk fraction", score("\"chunk\":1", "\"chunk\":1.5"), "chunk");
        row("chunk beyond 64 bits", score("\"chunk\":1", "\"chunk\":1e30"), "chunk");
        row("length 0", score("512", "0"), "max_lengths");
        row("length absurd", score("512", "2147483647"), "max_lengths");
        row("no length", score("[512]", "[]"), "max_lengths");
        row("lengths unsorted", score("[512]", "[512,256]"), "ascending");
        row("length twice", score("[512]", "[512,512]"), "ascending");
        row("query length", score("384", "null"), "query_max_lengths");
        row("a query length too many", score("384", "384,768"), "one for each");
        row("a query length too few", score("512", "512,1024"), "one for each");
        QByteArray lengths = "1";
        QByteArray queryLengths = "1";
        for (int i = 2; i <= kMaxLengths + 1; ++i) {
            lengths += "," + QByteArray::number(i);
            queryLengths += ",1";
        }
        row("too many lengths", score("512", lengths), "at most 64 items");
        row("layers unsorted", score("[8]", "[9,8]"), "ascending");
        row("layers twice", score("[8]", "[8,8]"), "ascending");
        row("layer 0", score("[8]", "[0]"), "cutoff_layers");
        row("layers number", score("[8]", "8"), "cutoff_layers");
        row("batch tokens", score("\"batch_tokens\":0", "\"batch_tokens\":-1"), "batch_tokens");
        row("odd pairs", score("[0,1]", "[0,1,2]"), "two by two");
        row("no pairs", score("[0,1]", "[]"), "two by two");
        row("negative index", score("[0,1]", "[0,-1]"), "pairs");
        row("index fraction", score("[0,1]", "[0,0.5]"), "pairs");
        row("index beyond 31 bits", score("[0,1]", "[0,2147483648]"), "pairs");
        row("index text", score("[0,1]", "[0,\"1\"]"), "pairs");
        QByteArray many = "[0";
        for (int i = 0; i < 2 * kMaxChunkPairs + 1; ++i)
            many += ",0";
        QByteArray scores = many.left(4 * kMaxChunkPairs) + "]";
        row("too many scores",
            score("[512],\"query_max_lengths\":[384]", "[8,9,10,11,12],\"query_max_lengths\":[1,1,1,1,1]")
                .replace("[0,1]", scores),
            "at most 262144 scores");
        row("too many pairs", score("[0,1]", many + "]"), "at most 131072 items");
    }
    void badRequests()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, what);
        const auto request = decodeRequest(line);
        QVERIFY(!request);
        QVERIFY2(QString::fromStdString(request.error().what).contains(what), request.error().what.c_str());
    }

    void badAnswers_data()
    {
        QTest::addColumn<QByteArray>("line");
        const auto row = [](const char* name, const char* line) {
            QTest::newRow(name) << QByteArray(line);
        };
        row("a request", R"({"type":"quit"})");
        row("hello without version",
            R"({"type":"hello","build":"","libtorch":"","device":"cpu","name":"","memory_bytes":0,"quantizations":[]})");
        row("hello version text",
            R"({"type":"hello","version":"1","build":"","libtorch":"","device":"cpu","name":"","memory_bytes":0,"quantizations":[]})");
        row("hello quantization number",
            R"({"type":"hello","version":1,"build":"","libtorch":"","device":"cpu","name":"","memory_bytes":0,"quantizations":[1],"engine":1,"driver":"","features":""})");
        row("loaded in negative time", R"({"type":"loaded","seconds":-1,"resident_bytes":0})");
        row("negative memory", R"({"type":"loaded","seconds":1,"resident_bytes":-1})");
        row("negative count", R"({"type":"tokens_opened","queries":-1,"passages":0})");
        row("score text", R"({"type":"result","chunk":1,"scores":["1"],"batches":[]})");
        row("score beyond float", R"({"type":"result","chunk":1,"scores":[1e300],"batches":[]})");
        row("no batches", R"({"type":"result","chunk":1,"scores":[1]})");
        row("batch is a number", R"({"type":"result","chunk":1,"scores":[1],"batches":[1]})");
        row("batch without time", R"({"type":"result","chunk":1,"scores":[1],"batches":[{"pairs":1}]})");
        row("error without words", R"({"type":"error","chunk":-1,"what":"","detail":"","hint":"","retryable":false})");
        row("error without retryable", R"({"type":"error","chunk":-1,"what":"x","detail":"","hint":""})");
        row("heartbeat text", R"({"type":"heartbeat","cpu_percent":"many"})");
    }
    void badAnswers()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!decodeAnswer(line));
    }

    void everyCut()
    {
        // However a line is cut or one byte of it changed: an Error or a message, never a crash.
        const auto line = encode(Request(Score{1, {{512, 384}, {1024, 768}}, {8, 9}, 4096, 1, {1, 2, 3, 4}}));
        for (qsizetype i = 0; i + 1 < line.size(); ++i) {
            QVERIFY(!decodeRequest(line.left(i)));
            for (const char byte : {'\0', '-', '"', '9', '}', '\xff'}) {
                auto changed = line;
                changed[i] = byte;
                (void)decodeRequest(changed);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestMessages)
#include "tst_messages.moc"
