// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/qrels.h"
#include "core/data/trecrun.h"
#include "core/metrics/measures.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace rw {

class JudgedRanking;

/// Which documents and queries count, as trec_eval's options mean it.
struct EvaluationOptions
{
    bool complete = false;   // -c: judged queries that the run lacks count as 0; else they are left out of the mean
    int maxDocuments = 0;    // -M: only the first so many of each ranking, 0 = all
    bool judgedOnly = false; // -J: as if documents without judgment were not in the ranking
};

/// Values of one query. `ranking` need not be sorted.
std::vector<double> evaluateQuery(const std::vector<Measure>& measures, const Qrels::Documents& judgments,
                                  std::vector<ScoredDocument> ranking);
/// The same with what a ranking and its judgments come down to. `grades`: of the documents in rank order.
std::vector<double> evaluateRanking(const std::vector<Measure>& measures, JudgedRanking& ranking);

/// Values a query and their aggregate ("all": mean, geometric mean, for counts the sum).
struct Evaluation
{
    std::vector<Measure> measures;
    std::map<std::string, std::vector<double>> queries;
    std::map<std::string, std::vector<std::string>> texts; // of each RelevanceString among the measures
    std::vector<double> all;
    std::vector<std::string> missing;  // judged queries that the run lacks
    std::vector<std::string> unjudged; // queries of the run without judgments: left out
};
/// `complete`: judged queries that the run lacks count as 0 and are in `queries`, too.
Evaluation evaluate(const std::vector<Measure>& measures, const Qrels& qrels, const TrecRun& run,
                    const EvaluationOptions& options);
inline Evaluation evaluate(const std::vector<Measure>& measures, const Qrels& qrels, const TrecRun& run, bool complete)
{
    return evaluate(measures, qrels, run, EvaluationOptions{complete});
}

/// Makes "all" of the values of queries that come in any order. They are added up in the order of the query ids, as
/// trec_eval does it: where a mean lies between two printed values, the last bit decides.
class Aggregate
{
public:
    explicit Aggregate(std::vector<Measure> measures);
    void add(const std::string& query, const std::vector<double>& values);
    std::vector<double> all();

private:
    void fold();

    std::vector<Measure> m_measures;
    std::vector<std::string> m_queries;
    std::vector<double> m_values; // [query][measure]
    std::vector<double> m_sums;
    std::vector<double> m_lost; // what rounding took from the sums
    std::size_t m_count = 0;
};

} // namespace rw
