// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/preparation.h"

#include "core/telemetry/telemetry.h"
#include "core/text/computedtokens.h"
#include "core/text/tokencache.h"

#include <QStandardPaths>

#include <algorithm>
#include <numeric>
#include <utility>

namespace rw {

namespace {

const Error kCancelled{"cancelled"};

/// Positions of the texts that the pairs use, and the pairs in terms of these.
struct Used
{
    std::vector<std::string_view> texts;
    std::vector<std::int32_t> positionOf; // -1: not used

    explicit Used(std::size_t all)
        : positionOf(all, -1)
    {
    }
    template <class List>
    std::int32_t add(int index, const List& all)
    {
        auto& position = positionOf[std::size_t(index)];
        if (position < 0) {
            position = std::int32_t(texts.size());
            texts.emplace_back(all[std::size_t(index)]);
        }
        return position;
    }
};

/// query, passage, query, passage, ...
std::vector<std::int32_t> inOrder(const PreparedPairs& pairs, const std::vector<std::int32_t>& order)
{
    std::vector<std::int32_t> list;
    list.reserve(2 * order.size());
    for (const auto pair : order) {
        list.push_back(pairs.pairs[2 * std::size_t(pair)]);
        list.push_back(pairs.pairs[2 * std::size_t(pair) + 1]);
    }
    return list;
}

} // namespace

Preparation::Preparation(Progress progress, const std::atomic<bool>& cancelled)
    : m_progress(std::move(progress))
    , m_cancelled(cancelled)
{
}

Result<PreparedModel> Preparation::model(const Experiment::ModelEntry& entry, std::vector<int>* dropped) const
{
    m_progress("Reading models", 0, 0);
    auto folder = ModelFolder::open(entry.path);
    if (!folder)
        return folder.error();
    PreparedModel model;
    model.folder = std::move(*folder);
    model.name = entry.name;
    model.instructions = entry.instructions;
    model.gelu = entry.gelu;
    model.cutoffLayers = entry.cutoffLayers;

    const auto& config = model.folder.config;
    auto tokenizer = Tokenizer::open(model.folder.path, config.backbone);
    if (!tokenizer)
        return tokenizer.error();
    if ((*tokenizer)->info().vocabularySize > config.vocabularySize)
        return Error{model.folder.path.string() + ": the tokenizer has " +
                     std::to_string((*tokenizer)->info().vocabularySize) + " entries, the model only " +
                     std::to_string(config.vocabularySize)};
    model.tokenizer = std::move(*tokenizer);
    if (config.backbone == Backbone::Gemma) {
        const auto ids = model.tokenizer->encode("Yes");
        if (ids.empty())
            return Error{model.folder.path.string() + ": the tokenizer has no token for \"Yes\", which is the score"};
        model.yesToken = ids.front();
    }

    const auto& known = config.cutoffLayers;
    if (known.empty() && !model.cutoffLayers.empty())
        return Error{entry.path.string() + ": is not a layer-wise model; leave cutoff_layers out"};
    const auto isUnknown = [&known](int layer) {
        return std::find(known.begin(), known.end(), layer) == known.end();
    };
    const auto unknown = std::stable_partition(model.cutoffLayers.begin(), model.cutoffLayers.end(),
                                               [&](int layer) { return !isUnknown(layer); });
    if (unknown != model.cutoffLayers.end()) {
        if (!dropped || unknown == model.cutoffLayers.begin())
            return Error{entry.path.string() + ": has no cut-off layer " + std::to_string(*unknown) + "; it has " +
                         std::to_string(known.front()) + " to " + std::to_string(known.back())};
        dropped->assign(unknown, model.cutoffLayers.end());
        model.cutoffLayers.erase(unknown, model.cutoffLayers.end());
    }
    if (model.cutoffLayers.empty() && !known.empty())
        model.cutoffLayers = {known.back()};
    std::sort(model.cutoffLayers.begin(), model.cutoffLayers.end());
    model.cutoffLayers.erase(std::unique(model.cutoffLayers.begin(), model.cutoffLayers.end()),
                             model.cutoffLayers.end());
    return model;
}

Status Preparation::fingerprint(PreparedModel& model) const
{
    FingerprintOptions options;
    options.threads = processorInfo().cores;
    options.progress = [this](std::int64_t done, std::int64_t total) {
        m_progress("Hashing weights", done, total);
    };
    options.cancelled = &m_cancelled;
    auto fingerprint = fingerprintOf(model.folder, options);
    if (!fingerprint)
        return fingerprint.error();
    model.folder.fingerprint = std::move(*fingerprint);
    return ok();
}

Result<PreparedPairs> Preparation::tokens(const PreparedModel& model, const std::vector<std::string>& queries,
                                          const TextList& passages, const std::vector<std::pair<int, int>>& pairs,
                                          const std::filesystem::path& folder) const
{
    const auto& config = model.folder.config;
    PreparedPairs prepared;
    Used usedQueries(queries.size());
    Used usedPassages(passages.size());
    prepared.pairs.reserve(2 * pairs.size());
    for (const auto& [query, passage] : pairs) {
        prepared.pairs.push_back(usedQueries.add(query, queries));
        prepared.pairs.push_back(usedPassages.add(passage, passages));
    }

    const auto total = std::int64_t(usedQueries.texts.size() + usedPassages.texts.size());
    TokenCache::Input input;
    input.tokenizer = model.tokenizer.get();
    input.backbone = config.backbone;
    input.instructions = model.instructions;
    input.positions = config.rowLimit();
    input.queries = usedQueries.texts;
    input.passages = usedPassages.texts;
    input.threads = processorInfo().cores;
    input.progress = [this, total](int done) {
        m_progress("Counting tokens", done, total);
    };
    input.cancelled = &m_cancelled;

    m_progress("Counting tokens", 0, total);
    const std::string key = TokenCache::keyOf(input);
    prepared.tokensFile = folder / (key + ".tokens");
    // A file under this name is only taken for what it should be when it says so itself.
    const auto open = [&]() -> Status {
        auto cache = TokenCache::open(prepared.tokensFile);
        if (!cache)
            return cache.error();
        if (cache->key() != key || cache->queries() != int(input.queries.size()) ||
            cache->passages() != int(input.passages.size()))
            return Error{prepared.tokensFile.string() + ": holds the tokens of other texts"};
        prepared.tokens = std::make_shared<const TokenCache>(std::move(*cache));
        return ok();
    };
    if (open())
        return prepared;
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        return Error{folder.string() + ": cannot be created: " + failed.message()};
    if (auto status = TokenCache::write(prepared.tokensFile, input); !status)
        return m_cancelled ? kCancelled : status.error();
    if (auto status = open(); !status)
        return status.error();
    return prepared;
}

std::vector<AnswerTokens> Preparation::answers(const PreparedModel& model, const Dataset& dataset,
                                               const PreparedPairs& pairs) const
{
    std::vector<AnswerTokens> all;
    if (dataset.answers.empty())
        return all;
    // Candidates are sorted by query.
    const auto pairOf = [&](const Dataset::Answer& answer) {
        const auto first =
            std::lower_bound(dataset.candidates.begin(), dataset.candidates.end(), answer.query,
                             [](const Dataset::Candidate& candidate, int query) { return candidate.query < query; });
        const auto found = std::find_if(first, dataset.candidates.end(), [&](const Dataset::Candidate& candidate) {
            return candidate.query != answer.query || candidate.passage == answer.passage;
        });
        return found != dataset.candidates.end() && found->query == answer.query ? found - dataset.candidates.begin()
                                                                                 : std::ptrdiff_t(-1);
    };
    const auto tokens = [&](std::string_view text) {
        while (!text.empty() && (text.back() == ' ' || text.back() == '\n'))
            text.remove_suffix(1); // belongs to the word that follows
        return int(model.tokenizer->encode(text).size());
    };
    std::int64_t done = 0;
    for (const Dataset::Answer& answer : dataset.answers) {
        if (m_cancelled)
            return {};
        m_progress("Locating answers", done++, std::int64_t(dataset.answers.size()));
        const std::ptrdiff_t pair = pairOf(answer);
        if (pair < 0)
            continue;
        const std::string_view text = dataset.passageTexts[std::size_t(answer.passage)];
        const std::string whole = passageText(model.instructions, model.folder.config.backbone, text);
        const std::size_t before = std::min(whole.find(text), whole.size()) + answer.begin;
        AnswerTokens& one = all.emplace_back();
        one.query = int(pairs.tokens->query(pairs.pairs[std::size_t(2 * pair)]).size());
        one.passage = int(pairs.tokens->passage(pairs.pairs[std::size_t(2 * pair + 1)]).size());
        one.before = tokens(std::string_view(whole).substr(0, before));
        one.until = one.before + tokens(std::string_view(whole).substr(before, answer.end - answer.begin));
    }
    return all;
}

LengthCuts Preparation::cuts(const PreparedPairs& pairs, const LengthLimits& limits)
{
    LengthCuts cuts;
    for (std::size_t i = 0; i < pairs.pairs.size(); i += 2) {
        const int query = int(pairs.tokens->query(pairs.pairs[i]).size());
        const int passage = int(pairs.tokens->passage(pairs.pairs[i + 1]).size());
        const auto layout = pairs.tokens->assembler().layout(query, passage, limits);
        cuts.truncated += layout.query < query || layout.passage < passage;
        cuts.queryClamped += layout.queryClamped;
    }
    return cuts;
}

PreparedRows Preparation::rows(const PreparedPairs& pairs, const std::vector<LengthLimits>& limits,
                               const std::vector<bool>& wanted, int batchTokens)
{
    const PairAssembler& assembler = pairs.tokens->assembler();
    const bool byQuery = assembler.parts().backbone != Backbone::XlmRoberta;
    PreparedRows rows;
    std::vector<std::int32_t> tokens(wanted.size());
    std::vector<std::int32_t> longestOfQuery(std::size_t(pairs.tokens->queries()), 0);
    for (std::size_t pair = 0; pair < wanted.size(); ++pair) {
        if (!wanted[pair])
            continue;
        const auto query = pairs.pairs[2 * pair];
        tokens[pair] = pairs.tokens->tokens(query, pairs.pairs[2 * pair + 1], limits);
        auto& longest = longestOfQuery[std::size_t(query)];
        longest = std::max(longest, tokens[pair]);
        rows.order.push_back(std::int32_t(pair));
    }
    // Longest first: memory troubles show at once, and the short rest evens out the end.
    std::stable_sort(rows.order.begin(), rows.order.end(), [&](std::int32_t a, std::int32_t b) {
        const auto queryA = pairs.pairs[2 * std::size_t(a)];
        const auto queryB = pairs.pairs[2 * std::size_t(b)];
        if (byQuery && queryA != queryB)
            return std::pair(longestOfQuery[std::size_t(queryA)], queryA) >
                   std::pair(longestOfQuery[std::size_t(queryB)], queryB);
        return tokens[std::size_t(a)] > tokens[std::size_t(b)];
    });
    rows.tokens = computedTokens(*pairs.tokens, inOrder(pairs, rows.order), limits, batchTokens);
    return rows;
}

PreparedRows Preparation::rowsByQuery(const PreparedPairs& pairs, const std::vector<LengthLimits>& limits,
                                      const std::vector<bool>& wanted,
                                      const std::vector<std::pair<int, int>>& candidates, int batchTokens)
{
    PreparedRows rows;
    int query = -1;
    for (std::size_t pair = 0; pair < wanted.size(); ++pair) {
        if (!wanted[pair])
            continue;
        if (!rows.order.empty() && candidates[pair].first != query)
            rows.cuts.push_back(std::int32_t(rows.order.size()));
        query = candidates[pair].first;
        rows.order.push_back(std::int32_t(pair));
    }
    rows.tokens = computedTokens(*pairs.tokens, inOrder(pairs, rows.order), limits, batchTokens);
    if (!rows.order.empty())
        rows.cuts.push_back(std::int32_t(rows.order.size()));
    return rows;
}

ScoreJob Preparation::job(const PreparedModel& model, Quantization quantization, const PreparedPairs& pairs,
                          const PreparedRows& rows, const std::vector<LengthLimits>& limits)
{
    QStringList lengths;
    for (const auto& one : limits)
        lengths += QString::number(one.maxLength);
    ScoreJob job;
    job.label = QStringLiteral("%1 · %2 · %3")
                    .arg(QString::fromStdString(model.name), lengths.join(QStringLiteral(", ")),
                         QString::fromLatin1(toString(quantization)));
    job.model.model = model.folder.path.string();
    job.model.quantization = quantization;
    job.model.gelu = model.gelu;
    job.model.yesToken = model.yesToken;
    job.model.deepestLayer = model.cutoffLayers.empty() ? 0 : model.cutoffLayers.back();
    job.costPerToken = std::max<std::int64_t>(1, model.folder.parameters / 1'000'000);
    job.tokensFile = pairs.tokensFile.string();
    job.limits = limits;
    job.cutoffLayers = model.cutoffLayers;
    job.tokens = rows.tokens;
    job.cuts = rows.cuts;
    job.pairs = inOrder(pairs, rows.order);
    return job;
}

std::filesystem::path Preparation::tokenFolder()
{
    return std::filesystem::path(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation).toStdString()) /
           "rerank-workbench" / "tokens";
}

} // namespace rw
