// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace rw::protocol {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kMaxInt = std::numeric_limits<int>::max();
constexpr std::int64_t kMaxInt64 = std::numeric_limits<std::int64_t>::max();
// Bounds of single fields: generous, but such that no sum or product of them overflows.
constexpr int kMaxThreads = 4096;
constexpr int kMaxLayers = 1024;
constexpr qsizetype kMaxSentence = 1000; // characters
constexpr int kMaxRow = 1 << 24;

QString text(std::string_view string)
{
    return QString::fromUtf8(string.data(), qsizetype(string.size()));
}

template <class T>
QJsonArray array(const std::vector<T>& numbers)
{
    QJsonArray items;
    for (const auto number : numbers)
        items.append(number);
    return items;
}

// -- Encoding ---------------------------------------------------------------------------------------------------------

QJsonObject toJson(const Load& load)
{
    return {{u"type"_s, u"load"_s},
            {u"model"_s, text(load.model)},
            {u"quantization"_s, text(toString(load.quantization))},
            {u"gelu"_s, text(toString(load.gelu))},
            {u"threads"_s, load.threads},
            {u"deepest_layer"_s, load.deepestLayer},
            {u"yes_token"_s, load.yesToken}};
}

QJsonObject toJson(const OpenTokens& tokens)
{
    return {{u"type"_s, u"open_tokens"_s}, {u"file"_s, text(tokens.file)}};
}

QJsonObject toJson(const Score& score)
{
    QJsonArray maxLengths;
    QJsonArray queryMaxLengths;
    for (const auto& limits : score.limits) {
        maxLengths.append(limits.maxLength);
        queryMaxLengths.append(limits.queryMaxLength);
    }
    return {{u"type"_s, u"score"_s},
            {u"chunk"_s, qint64(score.chunk)},
            {u"max_lengths"_s, maxLengths},
            {u"query_max_lengths"_s, queryMaxLengths},
            {u"cutoff_layers"_s, array(score.cutoffLayers)},
            {u"batch_tokens"_s, score.batchTokens},
            {u"warmup_batches"_s, score.warmupBatches},
            {u"pairs"_s, array(score.pairs)}};
}

QJsonObject toJson(const Cancel&)
{
    return {{u"type"_s, u"cancel"_s}};
}

QJsonObject toJson(const Quit&)
{
    return {{u"type"_s, u"quit"_s}};
}

QJsonObject toJson(const Hello& hello)
{
    QJsonArray quantizations;
    for (const auto& name : hello.quantizations)
        quantizations.append(text(name));
    return {{u"type"_s, u"hello"_s},
            {u"version"_s, hello.version},
            {u"engine"_s, hello.engine},
            {u"build"_s, text(hello.build)},
            {u"libtorch"_s, text(hello.libtorch)},
            {u"device"_s, text(hello.device)},
            {u"name"_s, text(hello.name)},
            {u"memory_bytes"_s, qint64(hello.memoryBytes)},
            {u"quantizations"_s, quantizations},
            {u"driver"_s, text(hello.driver)},
            {u"features"_s, text(hello.features)}};
}

QJsonObject toJson(const Loaded& loaded)
{
    return {
        {u"type"_s, u"loaded"_s}, {u"seconds"_s, loaded.seconds}, {u"resident_bytes"_s, qint64(loaded.residentBytes)}};
}

QJsonObject toJson(const TokensOpened& opened)
{
    return {{u"type"_s, u"tokens_opened"_s}, {u"queries"_s, opened.queries}, {u"passages"_s, opened.passages}};
}

QJsonObject toJson(const Batch& batch)
{
    QJsonObject object{{u"pairs"_s, batch.pairs},
                       {u"lengths"_s, batch.lengths},
                       {u"tokens"_s, qint64(batch.tokens)},
                       {u"longest"_s, batch.longest},
                       {u"start_ns"_s, qint64(batch.startNs)},
                       {u"queue_ns"_s, qint64(batch.queueNs)},
                       {u"assemble_ns"_s, qint64(batch.assembleNs)},
                       {u"forward_ns"_s, qint64(batch.forwardNs)},
                       {u"post_ns"_s, qint64(batch.postNs)},
                       {u"total_ns"_s, qint64(batch.totalNs)},
                       {u"warmup"_s, batch.warmup}};
    if (batch.copyNs)
        object.insert(u"copy_ns"_s, qint64(*batch.copyNs));
    return object;
}

QJsonObject toJson(const ChunkResult& result)
{
    QJsonArray scores; // JSON has no NaN
    for (const float score : result.scores)
        scores.append(std::isfinite(score) ? QJsonValue(double(score)) : QJsonValue());
    QJsonArray batches;
    for (const auto& batch : result.batches)
        batches.append(toJson(batch));
    return {{u"type"_s, u"result"_s},
            {u"chunk"_s, qint64(result.chunk)},
            {u"scores"_s, scores},
            {u"batches"_s, batches},
            {u"peak_bytes"_s, qint64(result.peakBytes)}};
}

QJsonObject toJson(const Failure& failure)
{
    return {{u"type"_s, u"error"_s},
            {u"chunk"_s, qint64(failure.chunk)},
            {u"what"_s, text(failure.error.what)},
            {u"detail"_s, text(failure.error.detail)},
            {u"hint"_s, text(failure.error.hint)},
            {u"retryable"_s, failure.retryable}};
}

QJsonObject toJson(const Heartbeat& heartbeat)
{
    QJsonObject object = {{u"type"_s, u"heartbeat"_s}};
    const auto add = [&](const char* key, std::optional<double> value) {
        if (value && std::isfinite(*value))
            object.insert(QLatin1String(key), *value);
    };
    const auto addBytes = [&](const char* key, std::optional<std::int64_t> value) {
        if (value)
            object.insert(QLatin1String(key), qint64(*value));
    };
    add("cpu_percent", heartbeat.use.cpuPercent);
    addBytes("resident_bytes", heartbeat.use.residentBytes);
    add("gpu_busy_percent", heartbeat.use.gpuBusyPercent);
    addBytes("gpu_memory_bytes", heartbeat.use.gpuMemoryBytes);
    add("gpu_power_watts", heartbeat.use.gpuPowerWatts);
    add("machine_percent", heartbeat.use.machinePercent);
    add("gpu_energy_joules", heartbeat.use.gpuEnergyJoules);
    addBytes("gpu_throttle", heartbeat.use.gpuThrottle);
    addBytes("gpu_processes", heartbeat.use.gpuProcesses);
    add("gpu_clock_mhz", heartbeat.use.gpuClockMhz);
    add("gpu_temperature", heartbeat.use.gpuTemperature);
    if (!heartbeat.use.problem.empty())
        object.insert(u"problem"_s, text(heartbeat.use.problem));
    return object;
}

QJsonObject toJson(const Cancelled&)
{
    return {{u"type"_s, u"cancelled"_s}};
}

template <class Message>
QByteArray line(const Message& message)
{
    const auto object = std::visit([](const auto& one) { return toJson(one); }, message);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

// -- Decoding ---------------------------------------------------------------------------------------------------------

// The fields of one object. The first fault is kept; the caller reads on and asks at the end.
class Fields
{
public:
    Fields(QJsonObject object, std::string name)
        : m_object(std::move(object))
        , m_name(std::move(name))
    {
    }

    std::int64_t integer(const char* key, std::int64_t least, std::int64_t most)
    {
        return integerOf(m_object.value(QLatin1String(key)), key, least, most);
    }
    std::int64_t integer(const char* key, std::int64_t least, std::int64_t most, std::int64_t fallback)
    {
        return m_object.contains(QLatin1String(key)) ? integer(key, least, most) : fallback;
    }
    int number(const char* key, int least, std::int64_t most)
    {
        return int(integer(key, least, std::min(most, kMaxInt)));
    }

    double real(const char* key, double least)
    {
        const auto value = m_object.value(QLatin1String(key));
        if (!value.isDouble() || !std::isfinite(value.toDouble()) || value.toDouble() < least)
            fail(key, "expected a number from " + std::to_string(std::int64_t(least)) + " up");
        return value.toDouble();
    }

    std::string string(const char* key)
    {
        const auto value = m_object.value(QLatin1String(key));
        if (!value.isString())
            fail(key, "expected a string");
        return value.toString().toStdString();
    }
    std::string filledString(const char* key)
    {
        auto value = string(key);
        if (value.empty())
            fail(key, "expected a string that is not empty");
        return value;
    }

    bool flag(const char* key)
    {
        const auto value = m_object.value(QLatin1String(key));
        if (!value.isBool())
            fail(key, "expected true or false");
        return value.toBool();
    }

    QJsonArray list(const char* key, qsizetype most)
    {
        const auto value = m_object.value(QLatin1String(key));
        if (!value.isArray() || value.toArray().size() > most)
            fail(key, "expected a list of at most " + std::to_string(most) + " items");
        return value.toArray();
    }

    std::vector<std::int32_t> integers(const char* key, qsizetype mostItems, int least, std::int64_t most)
    {
        const auto items = list(key, mostItems);
        std::vector<std::int32_t> numbers;
        if (m_fault)
            return numbers;
        numbers.reserve(std::size_t(items.size()));
        for (const auto& item : items) {
            numbers.push_back(std::int32_t(integerOf(item, key, least, std::min(most, kMaxInt))));
            if (m_fault)
                break;
        }
        return numbers;
    }

    std::vector<std::int32_t> ascending(const char* key, qsizetype mostItems, int most)
    {
        auto numbers = integers(key, mostItems, 1, most);
        if (std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal()) != numbers.end())
            fail(key, "expected ascending numbers, each once");
        return numbers;
    }

    std::optional<double> optionalReal(const char* key)
    {
        return m_object.contains(QLatin1String(key)) ? std::optional(real(key, -1e9)) : std::nullopt;
    }
    std::optional<std::int64_t> optionalInteger(const char* key)
    {
        return m_object.contains(QLatin1String(key)) ? std::optional(integer(key, 0, kMaxInt64)) : std::nullopt;
    }
    std::string optionalString(const char* key, qsizetype longest)
    {
        if (!m_object.contains(QLatin1String(key)))
            return {};
        auto value = QString::fromStdString(string(key));
        value.truncate(longest);
        return value.toStdString();
    }

    void fail(const char* key, const std::string& expected)
    {
        if (!m_fault)
            m_fault = Error{"message " + m_name + ": " + key + " is missing or wrong; " + expected};
    }
    const std::optional<Error>& fault() const { return m_fault; }
    void adopt(const std::optional<Error>& fault)
    {
        if (!m_fault)
            m_fault = fault;
    }

private:
    std::int64_t integerOf(const QJsonValue& value, const char* key, std::int64_t least, std::int64_t most)
    {
        // A number that is not whole gives the default of toInteger: two defaults tell it from a real one.
        const auto number = value.toInteger(-1);
        if (!value.isDouble() || number != value.toInteger(-2) || number < least || number > most) {
            fail(key, "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most));
            return least;
        }
        return number;
    }

    QJsonObject m_object;
    std::string m_name;
    std::optional<Error> m_fault;
};

Load readLoad(Fields& fields)
{
    Load load;
    load.model = fields.filledString("model");
    if (const auto value = quantizationFromString(fields.string("quantization")))
        load.quantization = *value;
    else
        fields.fail("quantization", "expected fp32, bf16, fp16, int8 or int4");
    if (const auto value = geluFromString(fields.string("gelu")))
        load.gelu = *value;
    else
        fields.fail("gelu", "expected auto, erf or tanh");
    load.threads = fields.number("threads", 0, kMaxThreads);
    load.deepestLayer = fields.number("deepest_layer", 0, kMaxLayers);
    load.yesToken = int(fields.integer("yes_token", -1, kMaxInt, -1));
    return load;
}

Score readScore(Fields& fields)
{
    Score score;
    score.chunk = fields.integer("chunk", 0, kMaxInt64);
    const auto maxLengths = fields.ascending("max_lengths", kMaxLengths, kMaxRow);
    const auto queryMaxLengths = fields.integers("query_max_lengths", kMaxLengths, 1, kMaxRow);
    if (maxLengths.empty() || queryMaxLengths.size() != maxLengths.size()) {
        fields.fail("query_max_lengths", "expected one for each of max_lengths, which has at least one");
    } else {
        for (std::size_t i = 0; i < maxLengths.size(); ++i)
            score.limits.push_back({maxLengths[i], queryMaxLengths[i]});
    }
    score.cutoffLayers = fields.ascending("cutoff_layers", kMaxLayers, kMaxLayers);
    score.batchTokens = fields.number("batch_tokens", 0, kMaxInt);
    score.warmupBatches = fields.number("warmup_batches", 0, kMaxInt);
    score.pairs = fields.integers("pairs", qsizetype(2) * kMaxChunkPairs, 0, kMaxInt);
    if (score.pairs.empty() || score.pairs.size() % 2 != 0)
        fields.fail("pairs", "expected indices two by two, query and passage");
    if (score.pairs.size() / 2 * score.limits.size() * std::max<std::size_t>(score.cutoffLayers.size(), 1) >
        std::size_t(kMaxChunkScores))
        fields.fail("pairs", "expected at most " + std::to_string(kMaxChunkScores) + " scores");
    return score;
}

Hello readHello(Fields& fields)
{
    Hello hello;
    hello.version = fields.number("version", 1, kMaxInt);
    hello.engine = fields.number("engine", 0, kMaxInt);
    hello.build = fields.string("build");
    hello.libtorch = fields.string("libtorch");
    hello.device = fields.filledString("device");
    hello.name = fields.string("name");
    hello.memoryBytes = fields.integer("memory_bytes", 0, kMaxInt64);
    for (const auto& item : fields.list("quantizations", 64)) {
        if (!item.isString())
            fields.fail("quantizations", "expected a list of strings");
        hello.quantizations.push_back(item.toString().toStdString());
    }
    hello.driver = fields.string("driver");
    hello.features = fields.string("features");
    return hello;
}

Batch readBatch(Fields& fields)
{
    Batch batch;
    batch.pairs = fields.number("pairs", 0, kMaxChunkPairs);
    batch.lengths = fields.number("lengths", 1, kMaxLengths);
    batch.tokens = fields.integer("tokens", 0, kMaxInt64);
    batch.longest = fields.number("longest", 0, kMaxInt);
    batch.startNs = fields.integer("start_ns", 0, kMaxInt64);
    batch.queueNs = fields.integer("queue_ns", 0, kMaxInt64);
    batch.assembleNs = fields.integer("assemble_ns", 0, kMaxInt64);
    batch.forwardNs = fields.integer("forward_ns", 0, kMaxInt64);
    batch.postNs = fields.integer("post_ns", 0, kMaxInt64);
    batch.totalNs = fields.integer("total_ns", 0, kMaxInt64);
    batch.warmup = fields.flag("warmup");
    batch.copyNs = fields.optionalInteger("copy_ns");
    return batch;
}

ChunkResult readResult(Fields& fields)
{
    ChunkResult result;
    result.chunk = fields.integer("chunk", 0, kMaxInt64);
    const auto scores = fields.list("scores", kMaxChunkScores);
    result.scores.reserve(std::size_t(scores.size()));
    for (const auto& item : scores) {
        if (!item.isNull() && (!item.isDouble() || !std::isfinite(float(item.toDouble()))))
            fields.fail("scores", "expected a list of numbers, null for one that is not finite");
        result.scores.push_back(item.isNull() ? std::numeric_limits<float>::quiet_NaN() : float(item.toDouble()));
    }
    for (const auto& item : fields.list("batches", std::numeric_limits<qsizetype>::max())) {
        if (!item.isObject())
            fields.fail("batches", "expected a list of objects");
        Fields inner(item.toObject(), "result, batch");
        result.batches.push_back(readBatch(inner));
        fields.adopt(inner.fault());
    }
    result.peakBytes = fields.optionalInteger("peak_bytes").value_or(0);
    return result;
}

Failure readFailure(Fields& fields)
{
    Failure failure;
    failure.chunk = fields.integer("chunk", -1, kMaxInt64);
    failure.error.what = fields.filledString("what");
    failure.error.detail = fields.string("detail");
    failure.error.hint = fields.string("hint");
    failure.retryable = fields.flag("retryable");
    return failure;
}

Heartbeat readHeartbeat(Fields& fields)
{
    Heartbeat heartbeat;
    heartbeat.use.cpuPercent = fields.optionalReal("cpu_percent");
    heartbeat.use.residentBytes = fields.optionalInteger("resident_bytes");
    heartbeat.use.gpuBusyPercent = fields.optionalReal("gpu_busy_percent");
    heartbeat.use.gpuMemoryBytes = fields.optionalInteger("gpu_memory_bytes");
    heartbeat.use.gpuPowerWatts = fields.optionalReal("gpu_power_watts");
    heartbeat.use.machinePercent = fields.optionalReal("machine_percent");
    heartbeat.use.gpuEnergyJoules = fields.optionalReal("gpu_energy_joules");
    heartbeat.use.gpuThrottle = fields.optionalInteger("gpu_throttle");
    heartbeat.use.gpuProcesses = fields.optionalInteger("gpu_processes");
    heartbeat.use.gpuClockMhz = fields.optionalReal("gpu_clock_mhz");
    heartbeat.use.gpuTemperature = fields.optionalReal("gpu_temperature");
    heartbeat.use.problem = fields.optionalString("problem", kMaxSentence);
    return heartbeat;
}

struct Line
{
    QJsonObject object;
    std::string type;
};

Result<Line> parse(const QByteArray& bytes)
{
    if (bytes.size() > kMaxLine)
        return Error{"a message has " + std::to_string(bytes.size()) + " bytes; expected at most " +
                     std::to_string(kMaxLine)};
    QJsonParseError fault;
    const auto document = QJsonDocument::fromJson(bytes, &fault);
    if (fault.error != QJsonParseError::NoError) {
        return Error{"a message is not JSON at byte " + std::to_string(fault.offset) + ": " +
                     fault.errorString().toStdString()};
    }
    if (!document.isObject() || !document.object().value(QLatin1String("type")).isString())
        return Error{"a message is not an object with a type"};
    return Line{document.object(), document.object().value(QLatin1String("type")).toString().toStdString()};
}

template <class Message, class Value>
Result<Message> finish(const Fields& fields, Value value)
{
    if (fields.fault())
        return *fields.fault();
    return Message(std::move(value));
}

} // namespace

QByteArray encode(const Request& request)
{
    return line(request);
}

QByteArray encode(const Answer& answer)
{
    return line(answer);
}

Result<Request> decodeRequest(const QByteArray& bytes)
{
    auto parsed = parse(bytes);
    if (!parsed)
        return std::move(parsed.error());
    Fields fields(parsed->object, parsed->type);
    // The value is read before the fault is asked for: an argument list has no order.
    if (parsed->type == "load") {
        auto load = readLoad(fields);
        return finish<Request>(fields, std::move(load));
    }
    if (parsed->type == "open_tokens") {
        OpenTokens tokens{fields.filledString("file")};
        return finish<Request>(fields, std::move(tokens));
    }
    if (parsed->type == "score") {
        auto score = readScore(fields);
        return finish<Request>(fields, std::move(score));
    }
    if (parsed->type == "cancel")
        return Request(Cancel{});
    if (parsed->type == "quit")
        return Request(Quit{});
    return Error{"a request has the unknown type \"" + parsed->type.substr(0, 60) + "\""};
}

Result<Answer> decodeAnswer(const QByteArray& bytes)
{
    auto parsed = parse(bytes);
    if (!parsed)
        return std::move(parsed.error());
    Fields fields(parsed->object, parsed->type);
    if (parsed->type == "hello") {
        auto hello = readHello(fields);
        return finish<Answer>(fields, std::move(hello));
    }
    if (parsed->type == "loaded") {
        Loaded loaded;
        loaded.seconds = fields.real("seconds", 0);
        loaded.residentBytes = fields.integer("resident_bytes", 0, kMaxInt64);
        return finish<Answer>(fields, loaded);
    }
    if (parsed->type == "tokens_opened") {
        TokensOpened opened;
        opened.queries = fields.number("queries", 0, kMaxInt);
        opened.passages = fields.number("passages", 0, kMaxInt);
        return finish<Answer>(fields, opened);
    }
    if (parsed->type == "result") {
        auto result = readResult(fields);
        return finish<Answer>(fields, std::move(result));
    }
    if (parsed->type == "error") {
        auto failure = readFailure(fields);
        return finish<Answer>(fields, std::move(failure));
    }
    if (parsed->type == "heartbeat") {
        auto heartbeat = readHeartbeat(fields);
        return finish<Answer>(fields, heartbeat);
    }
    if (parsed->type == "cancelled")
        return Answer(Cancelled{});
    return Error{"an answer has the unknown type \"" + parsed->type.substr(0, 60) + "\""};
}

} // namespace rw::protocol
