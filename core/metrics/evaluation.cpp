// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/evaluation.h"

#include "core/metrics/judgedranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rw {

namespace {

constexpr double smallestMean = 1e-5;                     // trec_eval's floor under the logarithm of geometric means
constexpr std::size_t keptValues = std::size_t(32) << 20; // 256 MiB: beyond it the values are summed as they come

void judge(JudgedRanking& judged, const Qrels::Documents& judgments, std::vector<ScoredDocument>& ranking,
           const EvaluationOptions& options)
{
    rankDocuments(ranking);
    if (options.maxDocuments > 0 && ranking.size() > std::size_t(options.maxDocuments))
        ranking.resize(std::size_t(options.maxDocuments));
    std::vector<int> grades;
    grades.reserve(ranking.size());
    for (const ScoredDocument& entry : ranking) {
        const auto found = judgments.find(entry.document);
        const int grade = found == judgments.end() ? JudgedRanking::notInPool
                          : found->second < 0      ? JudgedRanking::notJudged
                                                   : found->second;
        if (grade >= 0 || !options.judgedOnly)
            grades.push_back(grade);
    }
    std::vector<int> pool;
    pool.reserve(judgments.size());
    for (const auto& [document, grade] : judgments) {
        if (grade >= 0)
            pool.push_back(grade);
    }
    judged.assign(grades, pool);
}

} // namespace

std::vector<double> evaluateRanking(const std::vector<Measure>& measures, JudgedRanking& ranking)
{
    std::vector<double> values;
    values.reserve(measures.size());
    for (const Measure& measure : measures)
        values.push_back(ranking.value(measure));
    return values;
}

std::vector<double> evaluateQuery(const std::vector<Measure>& measures, const Qrels::Documents& judgments,
                                  std::vector<ScoredDocument> ranking)
{
    JudgedRanking judged;
    judge(judged, judgments, ranking, {});
    return evaluateRanking(measures, judged);
}

Evaluation evaluate(const std::vector<Measure>& measures, const Qrels& qrels, const TrecRun& run,
                    const EvaluationOptions& options)
{
    Evaluation evaluation;
    evaluation.measures = measures;
    Aggregate aggregate(measures);
    JudgedRanking judged;
    const auto add = [&](const std::string& query, const Qrels::Documents& judgments,
                         std::vector<ScoredDocument> ranking) {
        judge(judged, judgments, ranking, options);
        std::vector<double> values = evaluateRanking(measures, judged);
        aggregate.add(query, values);
        for (const Measure& measure : measures) {
            if (measure.kind == Measure::Kind::RelevanceString)
                evaluation.texts[query].push_back(judged.relevanceString(measure.cutoff));
        }
        evaluation.queries.emplace(query, std::move(values));
    };
    for (const auto& [query, ranking] : run.queries) {
        const auto judgments = qrels.queries.find(query);
        if (judgments == qrels.queries.end())
            evaluation.unjudged.push_back(query);
        else
            add(query, judgments->second, ranking);
    }
    for (const auto& [query, judgments] : qrels.queries) {
        if (run.queries.contains(query))
            continue;
        evaluation.missing.push_back(query);
        if (options.complete)
            add(query, judgments, {});
    }
    evaluation.all = aggregate.all();
    return evaluation;
}

Aggregate::Aggregate(std::vector<Measure> measures)
    : m_measures(std::move(measures))
    , m_sums(m_measures.size(), 0)
    , m_lost(m_measures.size(), 0)
{
}

void Aggregate::add(const std::string& query, const std::vector<double>& values)
{
    m_queries.push_back(query);
    m_values.insert(m_values.end(), values.begin(), values.end());
    ++m_count;
    if (m_values.size() > keptValues)
        fold();
}

void Aggregate::fold()
{
    std::vector<std::size_t> order(m_queries.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) { return m_queries[a] < m_queries[b]; });
    // The first time nothing is lost yet, and the plain sum of trec_eval is what is wanted.
    const bool isPlain = m_count == m_queries.size();
    for (const std::size_t query : order) {
        for (std::size_t i = 0; i < m_measures.size(); ++i) {
            double value = m_values[query * m_measures.size() + i];
            if (m_measures[i].isGeometric())
                value = std::log(std::max(value, smallestMean));
            const double sum = m_sums[i] + value;
            if (!isPlain)
                m_lost[i] +=
                    std::abs(m_sums[i]) >= std::abs(value) ? (m_sums[i] - sum) + value : (value - sum) + m_sums[i];
            m_sums[i] = sum;
        }
    }
    m_queries.clear();
    m_values.clear();
}

std::vector<double> Aggregate::all()
{
    fold();
    std::vector<double> all;
    for (std::size_t i = 0; i < m_measures.size(); ++i) {
        const double sum = m_sums[i] + m_lost[i];
        if (m_measures[i].isCount() || m_count == 0)
            all.push_back(sum);
        else
            all.push_back(m_measures[i].isGeometric() ? std::exp(sum / double(m_count)) : sum / double(m_count));
    }
    return all;
}

} // namespace rw
