// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/data/qrels.h"
#include "core/data/trecrun.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

/// One measure with its parameters, as trec_eval or ir_measures name it. Formulas: docs/measures.md.
struct Measure
{
    enum class Kind {
        Ndcg,
        AveragePrecision,
        ReciprocalRank,
        Precision,
        Recall,
        Success,
        RPrecision,
        Judged,
        ExpectedReciprocalRank,
        RankBiasedPrecision,
        // counts: the value for "all" is the sum over the queries, not the mean
        NumQueries,
        NumRetrieved,
        NumRelevant,
        NumRelevantRetrieved
    };
    Kind kind = Kind::Ndcg;
    int cutoff = 0;               // 0 = none
    bool exponentialGain = false; // nDCG: gain 2^g - 1
    int relevanceLevel = 1;
    double persistence = 0.8; // RBP
    std::string name;         // as it is printed: "ndcg_cut_10" or "nDCG@10", whichever was asked for

    bool isCount() const { return kind >= Kind::NumQueries; }
};

/// "nDCG@10", "RR@10", "AP", "nDCG(dcg='exp-log2')@10", "ndcg_cut.10", "ndcg_cut" (= trec_eval's cut-offs), "map", ...
/// One text can mean several measures.
Result<std::vector<Measure>> parseMeasure(std::string_view text);
/// What trec_eval v9.0.8 prints without -m, as far as we have it, in its order.
std::vector<Measure> defaultMeasures();

/// Values of one query. `ranking` need not be sorted.
std::vector<double> evaluateQuery(const std::vector<Measure>& measures, const Qrels::Documents& judgments,
                                  std::vector<ScoredDocument> ranking);

/// Values a query and their aggregate ("all": mean, for counts the sum).
struct Evaluation
{
    std::vector<Measure> measures;
    std::map<std::string, std::vector<double>> queries;
    std::vector<double> all;
    std::vector<std::string> missing;  // judged queries that the run lacks
    std::vector<std::string> unjudged; // queries of the run without judgments: left out
};
/// `complete`: judged queries that the run lacks count as 0 (trec_eval -c); else they are left out of the mean.
Evaluation evaluate(const std::vector<Measure>& measures, const Qrels& qrels, const TrecRun& run, bool complete);

} // namespace rw
