// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/judgedranking.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace rw {

namespace {

using Kind = Measure::Kind;

constexpr double infApEpsilon = 0.00001; // of trec_eval: no division by 0

double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

/// trec_eval v9 takes the share of R + 0.9, cut to an integer; v10 rounds it.
int shareOf(double share, int relevant)
{
    const double rank = share * relevant + 0.9;
    return rank < 2e9 ? int(rank) : 2000000000;
}

} // namespace

void JudgedRanking::assign(const std::vector<int>& grades, const std::vector<int>& pool)
{
    m_grades = grades;
    m_pool = pool;
    std::sort(m_pool.begin(), m_pool.end(), std::greater<>());
    m_level = 0;
    m_hasGains = false;
    m_condensed.clear();
}

void JudgedRanking::countRelevant(int level)
{
    if (m_level == level)
        return;
    m_level = level;
    m_relevant = int(std::partition_point(m_pool.begin(), m_pool.end(), [&](int grade) { return grade >= level; }) -
                     m_pool.begin());
    m_found.assign(m_grades.size() + 1, 0);
    m_precision.assign(m_grades.size() + 1, 0);
    m_ranks.clear();
    m_highest.clear();
    int found = 0;
    double sum = 0;
    for (std::size_t i = 0; i < m_grades.size(); ++i) {
        if (m_grades[i] >= level) {
            m_highest.push_back(double(++found) / double(i + 1));
            m_ranks.push_back(int(i + 1));
            sum += m_highest.back();
        }
        m_found[i + 1] = found;
        m_precision[i + 1] = sum;
    }
    for (std::size_t i = m_highest.size(); i-- > 1;)
        m_highest[i - 1] = std::max(m_highest[i - 1], m_highest[i]);
}

double JudgedRanking::Gain::of(int grade) const
{
    if (grade < 0)
        return 0;
    if (const auto own = gains.find(grade); own != gains.end())
        return own->second;
    if (grade < level)
        return 0;
    // A sum of 2^1000 still fits a double whatever the number of documents; nobody has such grades on purpose.
    return exponential ? std::exp2(std::min(grade, 1000)) - 1 : grade;
}

void JudgedRanking::sumGains(const Measure& measure)
{
    Gain gain{measure.exponentialGain, measure.hasOwnLevel ? measure.relevanceLevel : 1, measure.gains};
    if (m_hasGains && gain == m_gain)
        return;
    m_hasGains = true;
    m_gain = std::move(gain);
    for (std::size_t i = m_logarithms.size(); i < std::max(m_grades.size(), m_pool.size()); ++i)
        m_logarithms.push_back(std::log2(double(i + 2)));
    m_gained.clear();
    for (const int grade : m_grades)
        m_gained.push_back(m_gain.of(grade));
    m_ideal.clear();
    for (const int grade : m_pool) {
        if (const double value = m_gain.of(grade); value > 0)
            m_ideal.push_back(value);
    }
    if (!m_gain.gains.empty())
        std::sort(m_ideal.begin(), m_ideal.end(), std::greater<>());
    const auto sum = [this](const std::vector<double>& gained, std::vector<double>& sums) {
        sums.assign(gained.size() + 1, 0);
        for (std::size_t i = 0; i < gained.size(); ++i)
            sums[i + 1] = gained[i] == 0 ? sums[i] : sums[i] + gained[i] / m_logarithms[i];
    };
    sum(m_gained, m_dcg);
    sum(m_ideal, m_idealDcg);
}

double JudgedRanking::discounted(const std::vector<double>& sums, int depth) const
{
    return sums[std::min(std::size_t(depth), sums.size() - 1)];
}

double JudgedRanking::expectedReciprocalRank(const Measure& measure) const
{
    double sum = 0;
    double unsatisfied = 1;
    const Gain gain{true, 1, {}};
    const int last = depth(measure.cutoff);
    for (int i = 0; i < last; ++i) {
        const double satisfied = gain.of(std::min(m_grades[i], measure.maxGrade)) / std::exp2(measure.maxGrade);
        sum += unsatisfied * satisfied / (i + 1);
        unsatisfied *= 1 - satisfied;
    }
    return sum;
}

/// RBP, or what it could gain by the documents that are not judged and those beyond the end of the ranking.
double JudgedRanking::rankBiased(const Measure& measure, bool residual) const
{
    double sum = 0;
    double weight = 1 - measure.persistence;
    const int last = depth(measure.cutoff);
    for (int i = 0; i < last; ++i) {
        if (residual ? m_grades[i] < 0 : m_grades[i] >= measure.relevanceLevel)
            sum += weight;
        weight *= measure.persistence;
    }
    return residual ? sum + weight / (1 - measure.persistence) : sum;
}

double JudgedRanking::binaryPreference(const Measure& measure) const
{
    if (m_relevant == 0)
        return 0;
    const double bound = std::min(int(m_pool.size()) - m_relevant, m_relevant);
    double sum = 0;
    int above = 0;
    for (const int grade : m_grades) {
        if (grade >= measure.relevanceLevel)
            sum += above > 0 ? 1.0 - std::min(above, m_relevant) / bound : 1.0;
        else if (grade >= 0)
            ++above;
    }
    return sum / m_relevant;
}

double JudgedRanking::inferredAp(const Measure& measure) const
{
    double sum = 0;
    double relevant = 0;
    double others = 0;
    double unjudged = 0; // in the pool
    for (int i = 0; i < size(); ++i) {
        const int grade = m_grades[i];
        if (grade == notJudged)
            ++unjudged;
        else if (grade >= 0 && grade < measure.relevanceLevel)
            ++others;
        else if (grade >= 0) {
            const double inPool = relevant + others + unjudged;
            sum += i == 0 ? 1
                          : 1.0 / (i + 1) + double(i) / (i + 1) * (inPool / i) *
                                                ((relevant + infApEpsilon) / (relevant + others + 2 * infApEpsilon));
            ++relevant;
        }
    }
    return ratio(sum, m_relevant);
}

/// Highest precision at or below the rank where `share` of the relevant documents is reached.
double JudgedRanking::interpolatedPrecision(double share) const
{
    // Between two relevant documents precision only falls.
    const int wanted = std::max(shareOf(share, m_relevant), 1);
    return wanted <= int(m_highest.size()) ? m_highest[std::size_t(wanted - 1)] : 0;
}

double JudgedRanking::pairAccuracy(const Measure& measure) const
{
    double wrong = 0;
    double above = 0;
    double relevant = 0;
    const int last = depth(measure.cutoff);
    for (int i = 0; i < last; ++i) {
        if (m_grades[i] >= measure.relevanceLevel) {
            wrong += above;
            ++relevant;
        } else {
            ++above;
        }
    }
    return relevant * above > 0 ? 1 - wrong / (relevant * above) : relevant > 0 ? 1 : 0;
}

/// trec_eval's G: a gain is divided by log2 of how far the gain so far is behind the best possible.
double JudgedRanking::g(const Measure& measure)
{
    sumGains(measure);
    double ideal = 0;
    for (const double gain : m_ideal)
        ideal += gain;
    double best = 0;
    double reached = 0;
    double sum = 0;
    for (std::size_t i = 0; i < m_gained.size(); ++i) {
        reached += m_gained[i];
        best += i < m_ideal.size() ? std::max(m_ideal[i], 1.0) : 1.0;
        if (m_gained[i] != 0)
            sum += m_gained[i] / std::log2(2 + best - reached);
    }
    return ratio(sum, ideal);
}

/// trec_eval's ndcg_rel: nDCG at every relevant document; those that are missing count with nDCG at the end.
double JudgedRanking::ndcgAtRelevant(const Measure& measure)
{
    sumGains(measure);
    if (m_ideal.empty())
        return 0;
    double sum = 0;
    int found = 0;
    for (int i = 0; i < size(); ++i) {
        if (m_gained[i] > 0) {
            sum += m_dcg[i + 1] / discounted(m_idealDcg, i + 1);
            ++found;
        }
    }
    const int relevant = int(m_ideal.size());
    return (sum + (relevant - found) * m_dcg.back() / m_idealDcg.back()) / relevant;
}

/// trec_eval's Rndcg: mean of nDCG at the ranks where the ideal ranking goes over to a lower gain, and at the end.
double JudgedRanking::ndcgAtLevels(const Measure& measure)
{
    sumGains(measure);
    const int ideal = int(m_ideal.size());
    if (ideal == 0 || m_relevant == 0)
        return 0;
    double sum = 0;
    int points = 0;
    for (int i = 1; i <= ideal; ++i) {
        if (i == ideal || m_ideal[i] != m_ideal[i - 1]) {
            sum += discounted(m_dcg, i) / m_idealDcg[i];
            ++points;
        }
    }
    if (size() > ideal + 1) { // trec_eval has no point at the end where that is the next rank
        sum += m_dcg.back() / m_idealDcg.back();
        ++points;
    }
    return sum / points;
}

double JudgedRanking::expectedNdcg(const Measure& measure, const std::vector<float>& scores)
{
    sumGains(measure);
    const auto last = std::size_t(depth(measure.cutoff));
    double sum = 0;
    for (std::size_t first = 0; first < last;) {
        std::size_t end = first;
        double gained = 0;
        while (end < scores.size() && scores[end] == scores[first])
            gained += m_gained[end++];
        if (end == first) // not a number: tied with nothing
            gained = m_gained[end++];
        double discounts = 0;
        for (std::size_t i = first; i < std::min(end, last); ++i)
            discounts += 1 / m_logarithms[i];
        sum += gained / double(end - first) * discounts;
        first = end;
    }
    return ratio(sum, measure.cutoff > 0 ? discounted(m_idealDcg, measure.cutoff) : m_idealDcg.back());
}

double JudgedRanking::value(const Measure& measure)
{
    if (!measure.judgedOnly)
        return valueAsRanked(measure);
    if (m_condensed.empty()) {
        std::vector<int> judged;
        std::copy_if(m_grades.begin(), m_grades.end(), std::back_inserter(judged), [](int g) { return g >= 0; });
        m_condensed.emplace_back().assign(judged, m_pool);
    }
    return m_condensed[0].valueAsRanked(measure);
}

double JudgedRanking::valueAsRanked(const Measure& measure)
{
    countRelevant(measure.relevanceLevel);
    const int last = depth(measure.cutoff);
    const int found = m_found[last];
    const int all = m_found.back();
    switch (measure.kind) {
    case Kind::Ndcg: {
        sumGains(measure);
        const double ideal = measure.cutoff > 0 ? discounted(m_idealDcg, measure.cutoff) : m_idealDcg.back();
        return ratio(m_dcg[last], ideal);
    }
    case Kind::AveragePrecision:
        return ratio(m_precision[last], measure.ofCandidates ? all : m_relevant);
    case Kind::GeometricMeanAp:
        return ratio(m_precision.back(), m_relevant);
    case Kind::ReciprocalRank:
        return found > 0 ? 1.0 / m_ranks[0] : 0;
    case Kind::Precision:
        return ratio(found, measure.cutoff > 0 ? measure.cutoff : size());
    case Kind::Recall:
        return ratio(found, m_relevant);
    case Kind::Success:
        return found > 0 ? 1 : 0;
    case Kind::RPrecision:
        return ratio(m_found[depth(std::max(m_relevant, 1))], m_relevant);
    case Kind::Judged: {
        const auto inPool =
            std::count_if(m_grades.begin(), m_grades.begin() + last, [](int g) { return g != notInPool; });
        return ratio(double(inPool), last);
    }
    case Kind::ExpectedReciprocalRank:
        return expectedReciprocalRank(measure);
    case Kind::RankBiasedPrecision:
        return rankBiased(measure, false);
    case Kind::RankBiasedResidual:
        return rankBiased(measure, true);
    case Kind::BinaryPreference:
    case Kind::GeometricMeanBpref:
        return binaryPreference(measure);
    case Kind::InferredAp:
        return inferredAp(measure);
    case Kind::InterpolatedPrecision:
        return interpolatedPrecision(measure.share);
    case Kind::PairAccuracy:
        return pairAccuracy(measure);
    case Kind::SetPrecision:
        return ratio(all, size());
    case Kind::SetRelativePrecision:
        return ratio(all, std::min(size(), m_relevant));
    case Kind::SetRecall:
        return ratio(all, m_relevant);
    case Kind::SetAp:
        return ratio(double(all) * all, double(size()) * m_relevant);
    case Kind::SetF: {
        const double precision = ratio(all, size());
        const double recall = ratio(all, m_relevant);
        return ratio((measure.beta + 1) * precision * recall, measure.beta * precision + recall);
    }
    case Kind::RPrecisionMultiple: {
        const int rank = shareOf(measure.share, m_relevant);
        return rank > 0 ? double(m_found[depth(rank)]) / rank : 0;
    }
    case Kind::RelativePrecision:
        return ratio(found, std::min(measure.cutoff, m_relevant));
    case Kind::ElevenPoint: {
        double sum = 0;
        for (const double level : measure.levels)
            sum += interpolatedPrecision(level);
        return ratio(sum, double(measure.levels.size()));
    }
    case Kind::Utility:
        return measure.levels[0] * all + measure.levels[1] * (size() - all) + measure.levels[2] * (m_relevant - all);
    case Kind::BinaryG: {
        double sum = 0;
        for (int i = 0; i < size(); ++i) {
            if (m_grades[i] >= measure.relevanceLevel)
                sum += 1 / std::log2(3 + i - m_found[i + 1]);
        }
        return ratio(sum, m_relevant);
    }
    case Kind::G:
        return g(measure);
    case Kind::NdcgAtRelevant:
        return ndcgAtRelevant(measure);
    case Kind::NdcgAtLevels:
        return ndcgAtLevels(measure);
    case Kind::RelevanceString:
        return 0;
    case Kind::NumQueries:
        return 1;
    case Kind::NumRetrieved:
        return size();
    case Kind::NumRelevant:
        return m_relevant;
    case Kind::NumRelevantRetrieved:
        return all;
    case Kind::NumNonRelevantRetrieved:
        return double(std::count_if(m_grades.begin(), m_grades.end(), [](int grade) { return grade >= 0; })) - all;
    }
    return 0;
}

std::string JudgedRanking::relevanceString(int length) const
{
    std::string text;
    for (int i = 0; i < std::min(length, size()); ++i) {
        const int grade = m_grades[i];
        text += grade > 9 ? '>' : grade >= 0 ? char('0' + grade) : grade == notInPool ? '-' : '.';
    }
    return text;
}

} // namespace rw
