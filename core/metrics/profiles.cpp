// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/profiles.h"

#include "core/metrics/evaluation.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace rw {

namespace {

constexpr std::size_t k = 10;

struct Candidate
{
    float score = 0;
    bool isRelevant = false; // grade above 0
};
/// One judged query of the run, documents as they were given.
using Candidates = std::vector<Candidate>;

bool scoresHigher(const Candidate& a, const Candidate& b)
{
    return a.score > b.score;
}

double reciprocalRank(const Candidates& ranked)
{
    for (std::size_t i = 0; i < std::min(k, ranked.size()); ++i) {
        if (ranked[i].isRelevant)
            return 1.0 / double(i + 1);
    }
    return 0;
}

/// Ties as they were given.
double firstOfTiesFirst(Candidates candidates)
{
    std::stable_sort(candidates.begin(), candidates.end(), scoresHigher);
    return reciprocalRank(candidates);
}

/// numpy.argsort(scores)[::-1], had it been told to sort stably.
double lastOfTiesFirst(Candidates candidates)
{
    std::reverse(candidates.begin(), candidates.end());
    return firstOfTiesFirst(std::move(candidates));
}

double relevantOfTiesFirst(Candidates candidates)
{
    std::stable_partition(candidates.begin(), candidates.end(), [](const Candidate& one) { return one.isRelevant; });
    return firstOfTiesFirst(std::move(candidates));
}

/// Calls `group` with the end of every run of equal scores, the relevant documents before it and in it.
template <class Function>
void eachGroup(Candidates& candidates, Function group)
{
    std::stable_sort(candidates.begin(), candidates.end(), scoresHigher);
    std::size_t before = 0;
    for (std::size_t first = 0; first < candidates.size();) {
        std::size_t end = first;
        std::size_t inside = 0;
        while (end < candidates.size() && !(candidates[end].score < candidates[first].score))
            inside += candidates[end++].isRelevant ? 1 : 0;
        group(first, end, before, inside);
        before += inside;
        first = end;
    }
}

std::size_t relevantOf(const Candidates& candidates)
{
    return std::size_t(
        std::count_if(candidates.begin(), candidates.end(), [](const Candidate& c) { return c.isRelevant; }));
}

/// scikit-learn's ndcg_score of binary labels: ties share the mean gain of their group.
double tieAveragedNdcg(Candidates candidates)
{
    double sum = 0;
    double ideal = 0;
    const std::size_t relevant = relevantOf(candidates);
    for (std::size_t i = 0; i < std::min(k, relevant); ++i)
        ideal += 1 / std::log2(double(i + 2));
    eachGroup(candidates, [&](std::size_t first, std::size_t end, std::size_t, std::size_t inside) {
        for (std::size_t i = first; i < std::min(end, k); ++i)
            sum += double(inside) / double(end - first) / std::log2(double(i + 2));
    });
    return ideal > 0 ? sum / ideal : 0;
}

/// scikit-learn's average_precision_score: a group of ties is one step of recall.
double steppedAp(Candidates candidates)
{
    const auto relevant = double(relevantOf(candidates));
    double sum = 0;
    eachGroup(candidates, [&](std::size_t, std::size_t end, std::size_t before, std::size_t inside) {
        sum += double(inside) * double(before + inside) / double(end);
    });
    return relevant > 0 ? sum / relevant : 0;
}

double mean(const std::vector<Candidates>& queries, double count, const std::function<double(const Candidates&)>& value)
{
    double sum = 0;
    for (const Candidates& query : queries)
        sum += value(query);
    return count > 0 ? sum / count : 0;
}

} // namespace

std::vector<ProfileValue> evaluateProfiles(const Qrels& qrels, const TrecRun& run)
{
    const std::vector<Measure> measures = *parseMeasure("nDCG@10,AP@10,R@10,RR@10,AP,nDCG(dcg='exp-log2')@10,ERR@10");
    const Evaluation own = evaluate(measures, qrels, run, false);
    std::vector<Candidates> queries;
    std::vector<Candidates> mixed; // with relevant and other documents
    double exponential = 0;
    double err = 0;
    int withRelevant = 0;
    for (const auto& [query, documents] : run.queries) {
        const auto judgments = qrels.queries.find(query);
        if (judgments == qrels.queries.end())
            continue;
        Candidates& candidates = queries.emplace_back();
        for (const ScoredDocument& document : documents) {
            const auto grade = judgments->second.find(document.document);
            candidates.push_back({document.score, grade != judgments->second.end() && grade->second > 0});
        }
        const std::size_t relevant = relevantOf(candidates);
        if (relevant > 0 && relevant < candidates.size())
            mixed.push_back(candidates);
        const bool hasRelevant = std::any_of(judgments->second.begin(), judgments->second.end(),
                                             [](const auto& one) { return one.second > 0; });
        if (hasRelevant) {
            ++withRelevant;
            exponential += own.queries.at(query)[5];
            err += own.queries.at(query)[6];
        }
    }
    const auto evaluated = double(queries.size());
    const auto divided = [](double sum, double count) {
        return count > 0 ? sum / count : 0;
    };

    std::vector<ProfileValue> values;
    const auto add = [&](const char* profile, const char* measure, double value, std::size_t ownMeasure,
                         const char* definition) {
        values.push_back({profile, measure, value, measures[ownMeasure].name, own.all[ownMeasure], definition});
    };
    const char* const trecEval = "trec_eval v9.0.8 itself, by pytrec_eval";
    add("FlagEmbedding", "NDCG@10", own.all[0], 0, trecEval);
    add("FlagEmbedding", "MAP@10", own.all[1], 1, trecEval);
    add("FlagEmbedding", "Recall@10", own.all[2], 2, trecEval);
    add("FlagEmbedding", "MRR@10", mean(queries, double(qrels.queries.size()), firstOfTiesFirst), 3,
        "ties keep the order in which documents were given; the sum is divided by all queries of the qrels");
    add("sentence-transformers", "ndcg@10", mean(queries, evaluated, tieAveragedNdcg), 0,
        "all grades above 0 are 1, the ideal ranks only what is in the list, ties share the mean gain");
    add("sentence-transformers", "mrr@10", mean(queries, evaluated, lastOfTiesFirst), 3,
        "of tied documents the last one given comes first, where the sort happens to be stable");
    add("sentence-transformers", "map", mean(queries, evaluated, steppedAp), 4,
        "divided by the relevant documents of the list; tied documents are one step");
    add("MTEB", "NDCG@10", own.all[0], 0, trecEval);
    add("MTEB", "MAP@10", own.all[1], 1, trecEval);
    add("MTEB", "MRR@10", own.all[3], 3, "the order of trec_eval, over the queries of the run");
    add("MTEB 1", "mrr", mean(mixed, double(mixed.size()), relevantOfTiesFirst), 3,
        "of tied documents the relevant ones come first; queries whose list is all relevant or has none do not count");
    add("MTEB 1", "map", mean(mixed, double(mixed.size()), steppedAp), 4,
        "divided by the relevant documents of the list; queries whose list is all relevant or has none do not count");
    add("gdeval", "ndcg@10", divided(exponential, withRelevant), 5,
        "gain 2^grade - 1; queries without a relevant document do not count");
    add("gdeval", "err@10", divided(err, withRelevant), 6, "queries without a relevant document do not count");
    return values;
}

} // namespace rw
