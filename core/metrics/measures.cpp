// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/measures.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace rw {

namespace {

constexpr int notJudged = -1; // in `grades`: what unjudged documents and negative grades have in common is no gain

/// One ranking against its judgments, in rank order.
struct JudgedRanking
{
    std::vector<int> grades;  // judged grade, or notJudged
    std::vector<bool> inPool; // judged at all, negative grades included
    std::vector<int> ideal;   // all positive grades of the judgments, best first

    int size() const { return int(grades.size()); }
    int depth(int cutoff) const { return cutoff > 0 ? std::min(cutoff, size()) : size(); }
};

JudgedRanking judge(const Qrels::Documents& judgments, std::vector<ScoredDocument>& ranking)
{
    rankDocuments(ranking);
    JudgedRanking judged;
    judged.grades.reserve(ranking.size());
    judged.inPool.reserve(ranking.size());
    for (const ScoredDocument& entry : ranking) {
        const auto found = judgments.find(entry.document);
        const bool inPool = found != judgments.end();
        judged.inPool.push_back(inPool);
        judged.grades.push_back(inPool && found->second >= 0 ? found->second : notJudged);
    }
    for (const auto& [document, grade] : judgments) {
        if (grade > 0)
            judged.ideal.push_back(grade);
    }
    std::sort(judged.ideal.begin(), judged.ideal.end(), std::greater<>());
    return judged;
}

double gain(int grade, bool exponential)
{
    if (grade <= 0)
        return 0;
    // A sum of 2^1000 still fits a double whatever the number of documents; nobody has such grades on purpose.
    return exponential ? std::exp2(std::min(grade, 1000)) - 1 : grade;
}

double ndcg(const Measure& measure, const JudgedRanking& judged)
{
    const auto dcg = [&](const std::vector<int>& grades) {
        const std::size_t depth =
            measure.cutoff > 0 ? std::min(std::size_t(measure.cutoff), grades.size()) : grades.size();
        double sum = 0;
        for (std::size_t i = 0; i < depth; ++i) {
            if (grades[i] > 0)
                sum += gain(grades[i], measure.exponentialGain) / std::log2(double(i + 2));
        }
        return sum;
    };
    const double ideal = dcg(judged.ideal);
    return ideal > 0 ? dcg(judged.grades) / ideal : 0;
}

int countRelevant(const std::vector<int>& grades, int depth, int level)
{
    return int(std::count_if(grades.begin(), grades.begin() + depth, [&](int grade) { return grade >= level; }));
}

double averagePrecision(const Measure& measure, const JudgedRanking& judged, int relevant)
{
    double sum = 0;
    int seen = 0;
    const int depth = judged.depth(measure.cutoff);
    for (int i = 0; i < depth; ++i) {
        if (judged.grades[i] >= measure.relevanceLevel)
            sum += double(++seen) / double(i + 1);
    }
    return relevant > 0 ? sum / relevant : 0;
}

double reciprocalRank(const Measure& measure, const JudgedRanking& judged)
{
    const int depth = judged.depth(measure.cutoff);
    for (int i = 0; i < depth; ++i) {
        if (judged.grades[i] >= measure.relevanceLevel)
            return 1.0 / (i + 1);
    }
    return 0;
}

double expectedReciprocalRank(const Measure& measure, const JudgedRanking& judged)
{
    double sum = 0;
    double unsatisfied = 1;
    const int depth = judged.depth(measure.cutoff);
    for (int i = 0; i < depth; ++i) {
        const int grade = std::min(judged.grades[i], measure.maxGrade);
        const double satisfied = gain(grade, true) / std::exp2(measure.maxGrade);
        sum += unsatisfied * satisfied / (i + 1);
        unsatisfied *= 1 - satisfied;
    }
    return sum;
}

double rankBiasedPrecision(const Measure& measure, const JudgedRanking& judged)
{
    double sum = 0;
    double weight = 1 - measure.persistence;
    const int depth = judged.depth(measure.cutoff);
    for (int i = 0; i < depth; ++i) {
        if (judged.grades[i] >= measure.relevanceLevel)
            sum += weight;
        weight *= measure.persistence;
    }
    return sum;
}

double binaryPreference(const Measure& measure, const JudgedRanking& judged, const Qrels::Documents& judgments,
                        int relevant)
{
    if (relevant == 0)
        return 0;
    const auto isNonRelevant = [&](int grade) {
        return grade >= 0 && grade < measure.relevanceLevel;
    };
    const auto allNonRelevant = std::count_if(judgments.begin(), judgments.end(),
                                              [&](const auto& entry) { return isNonRelevant(entry.second); });
    const double bound = double(std::min<std::ptrdiff_t>(allNonRelevant, relevant));
    double sum = 0;
    int above = 0;
    for (const int grade : judged.grades) {
        if (isNonRelevant(grade))
            ++above;
        else if (grade >= measure.relevanceLevel)
            sum += above > 0 ? 1.0 - std::min(above, relevant) / bound : 1.0;
    }
    return sum / relevant;
}

/// Highest precision at or below the rank where `recallLevel` of the relevant documents is reached. Which rank that is
/// follows trec_eval v9 (share of R + 0.9, cut to an integer), not v10 (rounded).
double interpolatedPrecision(const Measure& measure, const JudgedRanking& judged, int relevant)
{
    const int wanted = int(measure.recallLevel * relevant + 0.9);
    int seen = countRelevant(judged.grades, judged.size(), measure.relevanceLevel);
    if (wanted > seen || judged.size() == 0)
        return 0;
    double best = double(seen) / judged.size();
    for (int i = judged.size(); i > 0 && seen > 0; --i) {
        best = std::max(best, double(seen) / i);
        if (judged.grades[i - 1] >= measure.relevanceLevel) {
            if (seen == wanted)
                return best;
            --seen;
        }
    }
    return best;
}

double value(const Measure& measure, const JudgedRanking& judged, const Qrels::Documents& judgments)
{
    const int relevant = int(std::count_if(judgments.begin(), judgments.end(),
                                           [&](const auto& entry) { return entry.second >= measure.relevanceLevel; }));
    const int depth = judged.depth(measure.cutoff);
    const auto found = [&](int within) {
        return countRelevant(judged.grades, within, measure.relevanceLevel);
    };

    switch (measure.kind) {
    case Measure::Kind::Ndcg:
        return ndcg(measure, judged);
    case Measure::Kind::AveragePrecision:
    case Measure::Kind::GeometricMeanAp:
        return averagePrecision(measure, judged, relevant);
    case Measure::Kind::ReciprocalRank:
        return reciprocalRank(measure, judged);
    case Measure::Kind::Precision: {
        const int places = measure.cutoff > 0 ? measure.cutoff : judged.size();
        return places > 0 ? double(found(depth)) / places : 0;
    }
    case Measure::Kind::Recall:
        return relevant > 0 ? double(found(depth)) / relevant : 0;
    case Measure::Kind::Success:
        return found(depth) > 0 ? 1 : 0;
    case Measure::Kind::RPrecision:
        return relevant > 0 ? double(found(judged.depth(relevant))) / relevant : 0;
    case Measure::Kind::Judged:
        return depth > 0 ? double(std::count(judged.inPool.begin(), judged.inPool.begin() + depth, true)) / depth : 0;
    case Measure::Kind::ExpectedReciprocalRank:
        return expectedReciprocalRank(measure, judged);
    case Measure::Kind::RankBiasedPrecision:
        return rankBiasedPrecision(measure, judged);
    case Measure::Kind::BinaryPreference:
        return binaryPreference(measure, judged, judgments, relevant);
    case Measure::Kind::InterpolatedPrecision:
        return interpolatedPrecision(measure, judged, relevant);
    case Measure::Kind::NumQueries:
        return 1;
    case Measure::Kind::NumRetrieved:
        return judged.size();
    case Measure::Kind::NumRelevant:
        return relevant;
    case Measure::Kind::NumRelevantRetrieved:
        return found(judged.size());
    }
    return 0;
}

constexpr double smallestAp = 1e-5; // trec_eval's floor under the logarithm of gm_map

} // namespace

std::vector<double> evaluateQuery(const std::vector<Measure>& measures, const Qrels::Documents& judgments,
                                  std::vector<ScoredDocument> ranking)
{
    const JudgedRanking judged = judge(judgments, ranking);
    std::vector<double> values;
    values.reserve(measures.size());
    for (const Measure& measure : measures)
        values.push_back(value(measure, judged, judgments));
    return values;
}

Evaluation evaluate(const std::vector<Measure>& measures, const Qrels& qrels, const TrecRun& run, bool complete)
{
    Evaluation evaluation;
    evaluation.measures = measures;
    for (const auto& [query, ranking] : run.queries) {
        const auto judgments = qrels.queries.find(query);
        if (judgments == qrels.queries.end())
            evaluation.unjudged.push_back(query);
        else
            evaluation.queries.emplace(query, evaluateQuery(measures, judgments->second, ranking));
    }
    for (const auto& [query, judgments] : qrels.queries) {
        if (run.queries.contains(query))
            continue;
        evaluation.missing.push_back(query);
        if (complete)
            evaluation.queries.emplace(query, evaluateQuery(measures, judgments, {}));
    }

    const double count = double(evaluation.queries.size());
    for (std::size_t i = 0; i < measures.size(); ++i) {
        const bool geometric = measures[i].kind == Measure::Kind::GeometricMeanAp;
        double sum = 0;
        for (const auto& [query, values] : evaluation.queries)
            sum += geometric ? std::log(std::max(values[i], smallestAp)) : values[i];
        if (measures[i].isCount() || count == 0)
            evaluation.all.push_back(sum);
        else
            evaluation.all.push_back(geometric ? std::exp(sum / count) : sum / count);
    }
    return evaluation;
}

} // namespace rw
