// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/bench.h"

#include "app/worker/bytetokenizer.h"
#include "app/worker/scorer.h"
#include "core/data/pairlist.h"
#include "core/engine/operatortimes.h"
#include "core/engine/peak.h"
#include "core/model/memory.h"
#include "core/model/shapes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <malloc.h>
#include <new>
#include <numeric>
#include <random>
#include <sstream>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace rw::worker {

namespace {

QString text(const std::string& from)
{
    return QString::fromStdString(from);
}

/// A field of /proc/self/status in bytes.
std::int64_t memoryField(std::string_view name)
{
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(name))
            return std::stoll(line.substr(name.size() + 1)) * 1024;
    }
    return 0;
}

std::optional<int> numberIn(const QJsonObject& request, const QString& key, int least, int most, int fallback)
{
    if (!request.contains(key))
        return fallback;
    const double value = request[key].toDouble(std::nan(""));
    if (!(value >= least && value <= most) || value != std::floor(value))
        return std::nullopt;
    return int(value);
}

class Bench
{
public:
    Bench(std::string device, int threads)
        : m_device(std::move(device))
        , m_threads(threads)
        , m_scorer(m_device, threads)
    {
    }

    QJsonObject answer(const QJsonObject& request)
    {
        const QString type = request[u"type"].toString();
        try {
            const auto done = type == u"load"    ? load(request)
                              : type == u"pairs" ? readPairs(request)
                              : type == u"score" ? score(request)
                              : type == u"peaks"
                                  ? peaks(request)
                                  : Result<QJsonObject>(Error{"unknown request \"" + type.toStdString() +
                                                              "\"; expected load, pairs, score or peaks"});
            if (done)
                return *done;
            const auto& error = done.error();
            return {{u"error"_s, text(error.what)}, {u"hint"_s, text(error.hint)}};
        } catch (const std::bad_alloc&) {
            return {{u"error"_s, u"not enough memory"_s}};
        }
    }

private:
    static Error wrong(const char* key, const char* expected)
    {
        return Error{std::string(key) + " is wrong; expected " + expected};
    }

    Result<QJsonObject> load(const QJsonObject& request)
    {
        m_folder.reset();
        m_texts = {};
        const auto layers = numberIn(request, u"layers"_s, 0, 1024, 0);
        const auto seed = numberIn(request, u"seed"_s, 0, 1 << 30, 1);
        const auto quantization = quantizationFromString(request[u"quantization"].toString(u"fp32"_s).toStdString());
        const auto gelu = geluFromString(request[u"gelu"].toString(u"auto"_s).toStdString());
        if (!layers || !seed || !quantization || !gelu)
            return wrong("layers, seed, quantization or gelu", "numbers and names that exist");
        auto folder = request.contains(u"shape"_s)
                          ? randomModel(request[u"shape"].toString().toStdString(), *layers, std::uint64_t(*seed))
                          : ModelFolder::open(request[u"model"].toString().toStdString());
        if (!folder)
            return folder.error();
        const auto& config = folder->config;
        protocol::Load message;
        message.quantization = *quantization;
        message.gelu = *gelu;
        message.threads = m_threads;
        if (folder->randomSeed) {
            m_tokenizer = std::make_unique<ByteTokenizer>(config.vocabularySize);
            message.yesToken = config.vocabularySize / 2;
        } else {
            auto tokenizer = Tokenizer::open(folder->path, config.backbone);
            if (!tokenizer)
                return tokenizer.error();
            m_tokenizer = std::move(*tokenizer);
            const auto yes = m_tokenizer->encode("Yes");
            message.yesToken = yes.empty() ? -1 : yes.front();
        }
        m_layers.clear();
        for (const auto layer : request[u"cutoff_layers"].toArray())
            m_layers.push_back(layer.toInt());
        std::sort(m_layers.begin(), m_layers.end());
        if (m_layers.empty() && !config.cutoffLayers.empty())
            m_layers = {config.cutoffLayers.back()};
        message.deepestLayer = m_layers.empty() ? 0 : m_layers.back();

        m_memory = {*quantization, message.deepestLayer, 0};
        const auto need = predictMemory(*folder, m_memory);
        forgetPeakMemory();
        const auto before = memoryField("VmRSS:");
        const auto loaded = m_scorer.load(*folder, message);
        if (const auto* failure = std::get_if<protocol::Failure>(&loaded))
            return failure->error;
        if (folder->randomSeed)
            ::malloc_trim(0); // what making the numbers left behind is no memory of the model
        QJsonArray cutoffs;
        for (const int layer : m_layers)
            cutoffs.append(layer);
        const QJsonObject answer{
            {u"seconds"_s, std::get<protocol::Loaded>(loaded).seconds},
            {u"libtorch"_s, text(engine::libtorchVersion())},
            {u"backbone"_s, text(std::string(toString(config.backbone)))},
            {u"parameters"_s, qint64(folder->parameters)},
            {u"layers"_s, config.layers},
            {u"cutoff_layers"_s, cutoffs},
            {u"untrained"_s, folder->untrained},
            {u"before_bytes"_s, qint64(before)},
            {u"resident_bytes"_s, qint64(memoryField("VmRSS:"))},
            {u"peak_bytes"_s, qint64(peakResidentBytes())},
            {u"predicted_bytes"_s, qint64(need.program + need.weights)},
        };
        m_folder = std::move(*folder);
        return answer;
    }

    Result<QJsonObject> readPairs(const QJsonObject& request)
    {
        if (!m_folder)
            return Error{"no model is loaded; expected load before pairs"};
        const auto maxLength = numberIn(request, u"max_length"_s, 1, 1 << 24, 1024);
        if (!maxLength)
            return wrong("max_length", "a whole number from 1");
        m_limits = LengthLimits::of(*maxLength);
        const auto queryMaxLength = numberIn(request, u"query_max_length"_s, 1, 1 << 24, m_limits.queryMaxLength);
        if (!queryMaxLength)
            return wrong("query_max_length", "a whole number from 1");
        m_limits.queryMaxLength = *queryMaxLength;

        if (request.contains(u"file"_s)) {
            auto list = readPairList(request[u"file"].toString().toStdString());
            if (!list)
                return list.error();
            m_texts = std::move(*list);
        } else if (auto made = makePairs(request); !made) {
            return made.error();
        }
        QJsonArray positives;
        QJsonArray negatives;
        for (const auto& line : m_texts.lines) {
            positives.append(line.positives);
            negatives.append(line.negatives);
        }
        QJsonArray queries;
        for (const auto& pair : m_texts.pairs)
            queries.append(pair.first);
        QJsonObject answer{{u"pairs"_s, qint64(m_texts.pairs.size())},
                           {u"queries"_s, qint64(m_texts.queries.size())},
                           {u"query_of_pair"_s, queries}};
        if (!m_texts.lines.empty()) {
            answer.insert(u"positives"_s, positives);
            answer.insert(u"negatives"_s, negatives);
        }
        return answer;
    }

    // One query with passages that fill rows of the wanted length: ids of every part are as good as random.
    Status makePairs(const QJsonObject& request)
    {
        const auto length = numberIn(request, u"length"_s, 1, 1 << 20, 0);
        const auto candidates = numberIn(request, u"candidates"_s, 1, 1 << 20, 1);
        const auto seed = numberIn(request, u"seed"_s, 0, 1 << 30, 1);
        if (!length || *length == 0 || !candidates || !seed)
            return wrong("length, candidates or seed", "whole numbers");
        const auto queryTokens =
            numberIn(request, u"query_tokens"_s, 1, *length, std::max(1, std::min(32, *length / 4)));
        if (!queryTokens)
            return wrong("query_tokens", "a whole number that fits the length");
        const ByteTokenizer bytes(m_folder->config.vocabularySize);
        // The row that an empty passage gives: prompt, separators and query.
        const PairAssembler assembler(m_folder->config.backbone, *m_tokenizer, Instructions{}, 0);
        std::mt19937_64 random{std::uint64_t(*seed)};
        const auto words = [&](int tokens) {
            std::string made;
            for (int i = 0; i < 4 * tokens; ++i)
                made += char('a' + random() % 26);
            return made;
        };
        // With a real tokenizer the number of tokens of a text is found out, not set.
        const auto tokensOf = [&](const std::string& some) {
            return int(m_tokenizer->encode(some).size());
        };
        const auto sized = [&](int tokens) {
            std::string made = words(tokens);
            while (tokensOf(made) > tokens && made.size() > 1)
                made.resize(std::max<std::size_t>(1, made.size() * std::size_t(tokens) / std::size_t(tokensOf(made))));
            while (tokensOf(made) < tokens)
                made += words(1);
            return made;
        };
        m_texts = {};
        const int queries = request[u"distinct_queries"].toBool() ? *candidates : 1;
        for (int i = 0; i < queries; ++i)
            m_texts.queries.push_back(sized(*queryTokens));
        std::vector<TokenId> query;
        m_tokenizer->encode(queryText({}, m_folder->config.backbone, m_texts.queries.front()), query);
        const LengthLimits open{1 << 24, 1 << 24};
        const auto around = assembler.layout(int(query.size()), 0, open).length;
        for (int i = 0; i < *candidates; ++i) {
            m_texts.passages.push_back(sized(std::max(1, *length - around)));
            m_texts.pairs.emplace_back(i % queries, i);
        }
        m_limits = {*length, *length}; // what came out longer is cut
        return ok();
    }

    Result<QJsonObject> score(const QJsonObject& request)
    {
        if (!m_folder || m_texts.pairs.empty())
            return Error{"no pairs; expected load and pairs before score"};
        const auto batchTokens = numberIn(request, u"batch_tokens"_s, 0, 1 << 24, 0);
        const auto wanted = numberIn(request, u"query"_s, -1, int(m_texts.queries.size()) - 1, -1);
        if (!batchTokens || !wanted)
            return wrong("batch_tokens or query", "whole numbers in range");
        std::vector<LengthLimits> limits;
        for (const auto length : request[u"max_lengths"].toArray()) {
            if (length.toInt() < 1)
                return wrong("max_lengths", "whole numbers from 1");
            limits.push_back(LengthLimits::of(length.toInt()));
        }
        std::sort(limits.begin(), limits.end(), [](auto a, auto b) { return a.maxLength < b.maxLength; });
        if (limits.empty())
            limits = {m_limits};
        auto layers = m_layers;
        if (request.contains(u"cutoff_layers"_s)) {
            layers.clear();
            for (const auto layer : request[u"cutoff_layers"].toArray())
                layers.push_back(layer.toInt());
            std::sort(layers.begin(), layers.end());
        }
        std::vector<std::pair<int, int>> chosen;
        for (const auto& pair : m_texts.pairs) {
            if (*wanted < 0 || pair.first == *wanted)
                chosen.push_back(pair);
        }

        const auto start = monotonicNs();
        if (auto status = tokenise(chosen); !status)
            return status.error();
        const auto tokenised = monotonicNs();
        protocol::Score message;
        message.limits = limits;
        message.cutoffLayers = layers;
        message.batchTokens = *batchTokens;
        const auto order = ordered(limits);
        for (const auto i : order) {
            message.pairs.push_back(m_indices[i].first);
            message.pairs.push_back(m_indices[i].second);
        }
        std::optional<engine::OperatorTimes> times;
        if (request[u"profile"].toBool())
            times.emplace();
        const std::atomic<bool> cancelled = false;
        forgetPeakMemory(); // that of another list, and of loading
        const auto scored = m_scorer.score(message, monotonicNs(), cancelled);
        const auto end = monotonicNs();
        if (const auto* failure = std::get_if<protocol::Failure>(&*scored))
            return failure->error;

        const auto& result = std::get<protocol::ChunkResult>(*scored);
        std::int64_t assembleNs = 0;
        std::int64_t forwardNs = 0;
        m_memory.batchTokens = 0;
        for (const auto& batch : result.batches) {
            m_memory.batchTokens = std::max(m_memory.batchTokens, batch.tokens);
            assembleNs += batch.assembleNs;
            forwardNs += batch.forwardNs;
        }
        const std::size_t columns = limits.size() * std::max<std::size_t>(1, layers.size());
        std::vector<double> scores(chosen.size() * columns);
        for (std::size_t i = 0; i < order.size(); ++i)
            std::copy_n(&result.scores[i * columns], columns, &scores[order[i] * columns]);
        QJsonArray list;
        for (const double one : scores)
            list.append(one);
        QJsonObject answer{{u"seconds"_s, double(end - start) / 1e9},
                           {u"tokenize_seconds"_s, double(tokenised - start) / 1e9},
                           {u"assemble_seconds"_s, double(assembleNs) / 1e9},
                           {u"forward_seconds"_s, double(forwardNs) / 1e9},
                           {u"pairs"_s, qint64(chosen.size())},
                           {u"batches"_s, qint64(result.batches.size())},
                           {u"peak_bytes"_s, qint64(peakResidentBytes())},
                           {u"predicted_bytes"_s, qint64(predictMemory(*m_folder, m_memory).scoring())},
                           {u"scores"_s, list}};
        countWork(limits, layers, answer);
        if (times) {
            QJsonArray operators;
            for (const auto& one : times->take())
                operators.append(QJsonObject{{u"name"_s, text(one.name)},
                                             {u"calls"_s, qint64(one.calls)},
                                             {u"seconds"_s, double(one.ns) / 1e9}});
            answer.insert(u"operators"_s, operators);
        }
        return answer;
    }

    // The way of the product: a token cache in which each distinct text is once.
    Status tokenise(const std::vector<std::pair<int, int>>& chosen)
    {
        std::vector<int> queryIndex(m_texts.queries.size(), -1);
        std::vector<int> passageIndex(m_texts.passages.size(), -1);
        std::vector<std::string_view> queries;
        std::vector<std::string_view> passages;
        m_indices.clear();
        for (const auto& [query, passage] : chosen) {
            auto& q = queryIndex[std::size_t(query)];
            auto& p = passageIndex[std::size_t(passage)];
            if (q < 0) {
                q = int(queries.size());
                queries.push_back(m_texts.queries[std::size_t(query)]);
            }
            if (p < 0) {
                p = int(passages.size());
                passages.emplace_back(m_texts.passages[std::size_t(passage)]);
            }
            m_indices.emplace_back(q, p);
        }
        TokenCache::Input input;
        input.tokenizer = m_tokenizer.get();
        input.backbone = m_folder->config.backbone;
        input.positions = m_folder->config.rowLimit();
        input.queries = queries;
        input.passages = passages;
        input.threads = m_threads;
        const std::filesystem::path file = m_scratch.filePath(u"tokens"_s).toStdString();
        if (auto written = TokenCache::write(file, input); !written)
            return written;
        auto tokens = TokenCache::open(file);
        if (!tokens)
            return tokens.error();
        m_tokens = std::move(*tokens);
        const auto opened = m_scorer.open({file.string()});
        if (const auto* failure = std::get_if<protocol::Failure>(&opened))
            return failure->error;
        return ok();
    }

    // As Preparation::rows does it: longest first, and what can share its beginning together.
    std::vector<std::size_t> ordered(const std::vector<LengthLimits>& limits) const
    {
        const bool byQuery = m_folder->config.backbone != Backbone::XlmRoberta;
        std::vector<int> tokens;
        std::vector<int> longestOfQuery(std::size_t(m_tokens->queries()), 0);
        for (const auto& [query, passage] : m_indices) {
            tokens.push_back(m_tokens->tokens(query, passage, limits));
            auto& longest = longestOfQuery[std::size_t(query)];
            longest = std::max(longest, tokens.back());
        }
        std::vector<std::size_t> order(m_indices.size());
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            const auto queryA = m_indices[a].first;
            const auto queryB = m_indices[b].first;
            if (byQuery && queryA != queryB)
                return std::pair(longestOfQuery[std::size_t(queryA)], queryA) >
                       std::pair(longestOfQuery[std::size_t(queryB)], queryB);
            return tokens[a] > tokens[b];
        });
        return order;
    }

    // After the clock has stopped.
    void countWork(const std::vector<LengthLimits>& limits, std::span<const int> layers, QJsonObject& answer) const
    {
        std::vector<std::vector<TokenId>> rows;
        std::int64_t tokens = 0;
        std::size_t longest = 0;
        for (const auto& [query, passage] : m_indices) {
            for (const auto& limit : limits) {
                auto& row = rows.emplace_back();
                m_tokens->assembler().assemble(m_tokens->query(query), m_tokens->passage(passage), limit, row);
                tokens += std::int64_t(row.size());
                longest = std::max(longest, row.size());
            }
        }
        const FlopCount flops(m_folder->config, layers.empty() ? 0 : layers.back());
        answer.insert(u"tokens"_s, qint64(tokens));
        answer.insert(u"longest"_s, qint64(longest));
        answer.insert(u"useful_flop"_s, flops.useful(rows));
        answer.insert(u"padded_flop"_s, flops.padded(rows));
    }

    Result<QJsonObject> peaks(const QJsonObject& request)
    {
        const auto type = quantizationFromString(request[u"quantization"].toString().toStdString());
        if (!type)
            return wrong("quantization", "fp32, bf16, fp16, int8 or int4");
        QJsonArray units;
        for (const auto& peak : engine::registerPeaks(*type, m_threads))
            units.append(QJsonObject{{u"unit"_s, text(peak.unit)}, {u"ops_per_second"_s, peak.opsPerSecond}});
        engine::setThreads(m_threads);
        constexpr int kTokens = 512;
        const int in = m_folder ? m_folder->config.hiddenSize : 1024;
        const int out = m_folder ? m_folder->config.intermediateSize : 4096;
        return QJsonObject{{u"registers"_s, units}, {u"products"_s, engine::gemmPeak(*type, kTokens, in, out)}};
    }

    std::string m_device;
    int m_threads;
    Scorer m_scorer;
    QTemporaryDir m_scratch;
    std::optional<ModelFolder> m_folder;
    MemoryLoad m_memory; // what was loaded, and the largest batch of the last list
    std::unique_ptr<Tokenizer> m_tokenizer;
    std::vector<int> m_layers;
    PairList m_texts;
    LengthLimits m_limits;
    std::optional<TokenCache> m_tokens;
    std::vector<std::pair<int, int>> m_indices; // of the pairs in hand, in m_tokens
};

} // namespace

void bench(Channel& channel, const std::string& device, int threads)
{
    Bench bench(device, threads);
    for (std::string line; std::getline(std::cin, line);) {
        QJsonParseError fault;
        const auto request = QJsonDocument::fromJson(QByteArray::fromStdString(line), &fault);
        const auto answer = request.isObject()
                                ? bench.answer(request.object())
                                : QJsonObject{{u"error"_s, u"not a JSON object: "_s + fault.errorString()}};
        channel.sendLine(QJsonDocument(answer).toJson(QJsonDocument::Compact) + '\n');
    }
    ::_exit(0);
}

} // namespace rw::worker
