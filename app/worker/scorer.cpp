// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/scorer.h"

#include <algorithm>
#include <deque>
#include <new>
#include <utility>

namespace rw::worker {

namespace {

Error outOfMemory()
{
    return {"not enough memory", {}, "Use a smaller --batch-tokens, a shorter --max-length or fewer workers."};
}

} // namespace

/// A run of pairs of a chunk that is scored together.
struct Scorer::Plan
{
    std::size_t begin = 0;
    std::size_t end = 0;
    bool warmup = false;
};

/// The rows of a batch: all lengths of a pair one after the other, since a decoder shares their common beginning.
struct Scorer::Rows
{
    std::vector<std::vector<TokenId>> ids; // a row that a pair has at two lengths is here once
    std::vector<std::size_t> rowOf;        // [pairs][lengths]
};

struct Scorer::Outcome
{
    protocol::Batch batch;
    std::vector<float> scores;
    std::optional<Error> fault;
    bool retryable = false;
    bool outOfMemory = false;
};

Scorer::Scorer(std::string device, int threads)
    : m_device(std::move(device))
    , m_threads(threads)
{
}

protocol::Answer Scorer::load(const protocol::Load& request)
{
    const auto folder = ModelFolder::open(request.model);
    if (!folder)
        return protocol::Failure{-1, folder.error(), false};
    return load(*folder, request);
}

protocol::Answer Scorer::load(const ModelFolder& folder, const protocol::Load& request)
{
    const auto start = monotonicNs();
    m_model.reset(); // room for the next one
    forgetPeakMemory();
    m_mostTokens = 0;
    engine::setThreads(request.threads > 0 ? request.threads : m_threads);
    try {
        engine::LoadOptions options;
        options.quantization = request.quantization;
        options.gelu = request.gelu;
        options.device = m_device;
        options.deepestLayer = request.deepestLayer;
        options.yesToken = request.yesToken;
        auto model = engine::Model::load(folder, options);
        if (!model)
            return protocol::Failure{-1, model.error(), false};
        m_model = std::move(*model);
        m_backbone = folder.config.backbone;
    } catch (const std::bad_alloc&) {
        return protocol::Failure{-1, outOfMemory(), true};
    }
    protocol::Loaded loaded;
    loaded.seconds = double(monotonicNs() - start) / 1e9;
    loaded.residentBytes = UseSampler(m_device).sample().residentBytes.value_or(0);
    return loaded;
}

protocol::Answer Scorer::open(const protocol::OpenTokens& request)
{
    m_tokens.reset();
    auto tokens = TokenCache::open(request.file);
    if (!tokens)
        return protocol::Failure{-1, tokens.error(), false};
    m_tokens = std::move(*tokens);
    return protocol::TokensOpened{m_tokens->queries(), m_tokens->passages()};
}

std::optional<protocol::Answer> Scorer::score(const protocol::Score& request, std::int64_t arrivedNs,
                                              const std::atomic<bool>& cancelled)
{
    const auto failure = [&](const Error& error, bool retryable) {
        return protocol::Failure{request.chunk, error, retryable};
    };
    if (!m_model || !m_tokens)
        return failure({m_model ? "no token cache is open; expected open_tokens before score"
                                : "no model is loaded; expected load before score"},
                       false);
    if (auto fine = checkIndices(request); !fine)
        return failure(fine.error(), false);
    try {
        const auto plans = batches(request);
        protocol::ChunkResult result;
        result.chunk = request.chunk;
        result.scores.reserve(request.pairs.size() / 2 * request.limits.size() *
                              std::max<std::size_t>(1, request.cutoffLayers.size()));
        const std::size_t warmup = plans.empty() ? 0 : std::size_t(request.warmupBatches);
        std::deque<Plan> todo;
        for (std::size_t i = 0; i < warmup; ++i)
            todo.push_back({plans[i % plans.size()].begin, plans[i % plans.size()].end, true});
        todo.insert(todo.end(), plans.begin(), plans.end());
        while (!todo.empty()) {
            const Plan plan = todo.front();
            todo.pop_front();
            auto outcome = run(request, plan, cancelled);
            if (cancelled)
                return std::nullopt;
            if (outcome.outOfMemory && plan.end - plan.begin > 1) {
                // This batch again in halves, and no later one as large.
                m_mostTokens = std::max<std::int64_t>(1, outcome.batch.tokens / 2);
                const auto middle = plan.begin + (plan.end - plan.begin) / 2;
                todo.push_front({middle, plan.end, plan.warmup});
                todo.push_front({plan.begin, middle, plan.warmup});
                continue;
            }
            if (outcome.fault)
                return failure(*outcome.fault, outcome.retryable);
            outcome.batch.warmup = plan.warmup;
            outcome.batch.queueNs = outcome.batch.startNs - arrivedNs;
            if (m_device == "cpu")
                outcome.batch.copyNs = 0; // the model reads what was assembled where it lies
            result.batches.push_back(outcome.batch);
            if (!plan.warmup)
                result.scores.insert(result.scores.end(), outcome.scores.begin(), outcome.scores.end());
        }
        result.peakBytes = peakResidentBytes();
        return result;
    } catch (const std::bad_alloc&) {
        return failure(outOfMemory(), true);
    }
}

Status Scorer::checkIndices(const protocol::Score& request) const
{
    if (m_tokens->assembler().parts().backbone != m_backbone) {
        return Error{"the token cache was made for " + std::string(toString(m_tokens->assembler().parts().backbone)) +
                     "; expected one for " + std::string(toString(m_backbone)) + ", the model"};
    }
    for (std::size_t i = 0; i < request.pairs.size(); ++i) {
        const bool query = i % 2 == 0;
        const int count = query ? m_tokens->queries() : m_tokens->passages();
        if (request.pairs[i] < 0 || request.pairs[i] >= count) {
            return Error{"pair " + std::to_string(i / 2) + " of chunk " + std::to_string(request.chunk) + " names " +
                         (query ? "query " : "passage ") + std::to_string(request.pairs[i]) +
                         "; expected one from 0 to " + std::to_string(count - 1)};
        }
    }
    return ok();
}

std::vector<Scorer::Plan> Scorer::batches(const protocol::Score& request) const
{
    const std::int64_t wanted = request.batchTokens > 0 ? request.batchTokens : defaultBatchTokens(m_backbone);
    const std::int64_t budget = m_mostTokens > 0 ? std::min(wanted, m_mostTokens) : wanted;
    std::vector<Plan> plans;
    std::int64_t tokens = 0;
    for (std::size_t pair = 0; pair < request.pairs.size() / 2; ++pair) {
        const int more = m_tokens->tokens(request.pairs[2 * pair], request.pairs[2 * pair + 1], request.limits);
        if (plans.empty() || tokens + more > budget) { // a pair beyond the budget is a batch of its own
            plans.push_back({pair, pair, false});
            tokens = 0;
        }
        tokens += more;
        plans.back().end = pair + 1;
    }
    return plans;
}

Scorer::Rows Scorer::assemble(const protocol::Score& request, const Plan& plan) const
{
    const PairAssembler& assembler = m_tokens->assembler();
    Rows rows;
    rows.ids.reserve((plan.end - plan.begin) * request.limits.size());
    rows.rowOf.reserve((plan.end - plan.begin) * request.limits.size());
    for (auto pair = plan.begin; pair < plan.end; ++pair) {
        const auto query = m_tokens->query(request.pairs[2 * pair]);
        const auto passage = m_tokens->passage(request.pairs[2 * pair + 1]);
        PairAssembler::Layout last;
        for (const auto& limits : request.limits) {
            const auto layout = assembler.layout(int(query.size()), int(passage.size()), limits);
            if (&limits == &request.limits.front() || !layout.sameRow(last))
                assembler.assemble(query, passage, limits, rows.ids.emplace_back());
            rows.rowOf.push_back(rows.ids.size() - 1);
            last = layout;
        }
    }
    return rows;
}

Scorer::Outcome Scorer::run(const protocol::Score& request, const Plan& plan, const std::atomic<bool>& cancelled)
{
    Outcome outcome;
    auto& batch = outcome.batch;
    batch.startNs = monotonicNs();
    batch.pairs = int(plan.end - plan.begin);
    batch.lengths = int(request.limits.size());
    const Rows rows = assemble(request, plan);
    for (const auto& row : rows.ids) {
        batch.tokens += std::int64_t(row.size());
        batch.longest = std::max(batch.longest, int(row.size()));
    }
    if (auto fine = m_model->check(rows.ids, request.cutoffLayers); !fine) {
        outcome.fault = fine.error();
        return outcome;
    }
    const auto assembled = monotonicNs();
    const auto scores = m_model->score(rows.ids, request.cutoffLayers, &cancelled);
    const auto scored = monotonicNs();
    if (!scores) {
        outcome.fault = scores.error();
        outcome.outOfMemory = outcome.fault->what.ends_with(engine::kNotEnoughMemory);
        outcome.retryable = true; // what the rows are at fault for was found before
        return outcome;
    }
    const auto layers = std::max<std::size_t>(1, request.cutoffLayers.size());
    outcome.scores.reserve(rows.rowOf.size() * layers);
    for (const auto row : rows.rowOf) {
        const auto from = scores->begin() + std::ptrdiff_t(row * layers);
        outcome.scores.insert(outcome.scores.end(), from, from + std::ptrdiff_t(layers));
    }
    const auto end = monotonicNs();
    batch.assembleNs = assembled - batch.startNs;
    batch.forwardNs = scored - assembled;
    batch.postNs = end - scored;
    batch.totalNs = end - batch.startNs;
    return outcome;
}

} // namespace rw::worker
