// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/planjobs.h"

#include "core/model/memory.h"
#include "core/text/computedtokens.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace rw {

namespace {

constexpr std::size_t kSamplePairs = 4096;
constexpr std::size_t kSampleRun = 8;

// Of the largest batch: the budget, where there is so much, or a longer pair.
std::int64_t largestBatch(const ScoreJob& job, Backbone backbone, int batchTokens)
{
    const auto all = std::accumulate(job.tokens.begin(), job.tokens.end(), std::int64_t(0));
    const auto budget = batchTokens > 0 ? batchTokens : defaultBatchTokens(backbone);
    const auto longest = job.tokens.empty() ? 0 : std::int64_t(*std::max_element(job.tokens.begin(), job.tokens.end()));
    return std::max(longest, std::min<std::int64_t>(budget, all));
}

void addJob(PlannedJobs& planned, const PlanMatrix& matrix, std::vector<int> passes, const std::vector<bool>& wanted,
            int repeat)
{
    const PlannedPass& first = matrix.passes[std::size_t(passes.front())];
    const PreparedPairs& pairs = matrix.pairsOf(first);
    std::vector<LengthLimits> limits;
    for (const int pass : passes)
        limits.push_back(matrix.passes[std::size_t(pass)].limits);
    const auto& candidates = matrix.datasets[std::size_t(first.dataset)].pairs;
    const int batchTokens = matrix.experiment.batchTokens;
    auto rows = matrix.interactive() ? Preparation::rowsByQuery(pairs, limits, wanted, candidates, batchTokens)
                                     : Preparation::rows(pairs, limits, wanted, batchTokens);
    auto job = Preparation::job(matrix.models[std::size_t(first.model)], first.quantization, pairs, rows, limits);
    job.warmupBatches = matrix.experiment.warmupBatches;
    const auto& folder = matrix.models[std::size_t(first.model)].folder;
    const auto largest = largestBatch(job, folder.config.backbone, matrix.experiment.batchTokens);
    if (largest > 0)
        job.predictedBytes = predictMemory(folder, {first.quantization, job.model.deepestLayer, largest}).total();
    planned.jobs.push_back(std::move(job));
    JobPlan plan{std::move(passes), std::move(rows.order), repeat, {}, {}};
    if (matrix.interactive()) {
        std::map<int, int> count;
        for (const auto& [query, passage] : candidates)
            ++count[query];
        for (const auto pair : plan.order) {
            plan.queryOf.push_back(candidates[std::size_t(pair)].first);
            plan.candidatesOf.push_back(count[plan.queryOf.back()]);
        }
    }
    planned.plans.push_back(std::move(plan));
}

/// Jobs for the passes begin..end, lengths of the same pairs. After an interruption some pairs may miss other
/// lengths than the rest: one job for each combination that occurs.
void addScoreJobs(PlannedJobs& planned, const PlanMatrix& matrix, int begin, int end,
                  const std::vector<std::vector<bool>>& wanted)
{
    std::map<std::uint64_t, std::vector<bool>> pairsOf; // set of lengths -> pairs that miss these
    const auto pairs = wanted[std::size_t(begin)].size();
    for (std::size_t pair = 0; pair < pairs; ++pair) {
        std::uint64_t missing = 0;
        for (int pass = begin; pass < end; ++pass)
            missing |= std::uint64_t(wanted[std::size_t(pass)][pair]) << (pass - begin);
        auto& of = pairsOf[missing];
        of.resize(pairs, false);
        of[pair] = true;
    }
    // The units that come first are to be finished first; a pass that misses nothing has an empty job.
    std::uint64_t covered = 0;
    for (const auto& [missing, those] : pairsOf) {
        std::vector<int> passes;
        for (int pass = begin; pass < end; ++pass) {
            if (missing >> (pass - begin) & 1)
                passes.push_back(pass);
        }
        covered |= missing;
        if (!passes.empty())
            addJob(planned, matrix, std::move(passes), those, 0);
    }
    for (int pass = begin; pass < end; ++pass) {
        if (!(covered >> (pass - begin) & 1))
            addJob(planned, matrix, {pass}, std::vector<bool>(pairs, false), 0);
    }
}

} // namespace

PlannedJobs planJobs(const PlanMatrix& matrix, const std::vector<std::vector<bool>>& missing)
{
    PlannedJobs planned;
    const auto count = int(matrix.passes.size());
    for (int begin = 0, end = 0; begin < count; begin = end) {
        while (end < count && end - begin < protocol::kMaxLengths && matrix.sharesJobs(begin, end))
            ++end;
        addScoreJobs(planned, matrix, begin, end, missing);
        for (int repeat = 1; repeat < matrix.experiment.repeats; ++repeat) {
            for (int pass = begin; pass < end; ++pass)
                addJob(planned, matrix, {pass}, missing[std::size_t(pass)], repeat);
        }
    }
    return planned;
}

ScoreJob sampleOf(const PlanMatrix& matrix, const PlannedJobs& jobs, int group)
{
    ScoreJob sample;
    for (std::size_t index = 0; index < jobs.jobs.size(); ++index) {
        const ScoreJob& job = jobs.jobs[index];
        const JobPlan& plan = jobs.plans[index];
        if (matrix.groupOf(matrix.passes[std::size_t(plan.passes.front())]) != group || job.tokens.empty() ||
            plan.repeat > 0)
            continue;
        if (!sample.tokens.empty() && sample.tokens.size() >= job.tokens.size())
            continue;                   // the largest job stands for the group
        std::vector<std::int64_t> sums; // of a million long rows: more than 32 bits
        std::int64_t all = 0;
        sums.reserve(job.tokens.size());
        for (const auto tokens : job.tokens)
            sums.push_back(all += tokens);
        sample = job;
        sample.pairs.clear();
        sample.tokens.clear();
        sample.cuts.clear();
        sample.warmupBatches = 1;
        // Pairs that share their query stay together: alone each would cost more.
        const PreparedPairs& pairs = matrix.pairsOf(matrix.passes[std::size_t(plan.passes.front())]);
        const bool shares = pairs.tokens->assembler().parts().backbone != Backbone::XlmRoberta;
        const std::size_t together = shares ? std::min(kSampleRun, job.tokens.size()) : 1;
        const auto count = std::min<std::size_t>(job.tokens.size(), kSamplePairs);
        double place = 0.5;
        while (sample.pairs.size() < 2 * count) {
            const auto found = std::upper_bound(sums.begin(), sums.end(), std::int64_t(place * double(all)));
            const auto at = std::min(std::size_t(found - sums.begin()), job.tokens.size() - together);
            const auto first = job.pairs.begin() + std::ptrdiff_t(2 * at);
            sample.pairs.insert(sample.pairs.end(), first, first + std::ptrdiff_t(2 * together));
            place = std::fmod(place + 0.6180339887498949, 1.0); // the golden section spreads evenly
        }
        sample.tokens = computedTokens(*pairs.tokens, sample.pairs, sample.limits, matrix.experiment.batchTokens);
    }
    return sample;
}

} // namespace rw
