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
        BinaryPreference,
        InterpolatedPrecision,
        GeometricMeanAp, // a query's value is its AP; "all" is the geometric mean
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
    double recallLevel = 0;   // InterpolatedPrecision
    int maxGrade = 4;         // ERR: the grade that satisfies a reader for (almost) certain; 4 as in gdeval
    std::string name;         // as it is printed: "ndcg_cut_10" or "nDCG@10", whichever was asked for
    int trecOrder = -1;       // place in trec_eval's list of measures; -1 for the modern names

    bool isCount() const { return kind >= Kind::NumQueries; }
};

/// "nDCG@10", "RR@10", "AP", "nDCG(dcg='exp-log2')@10", "ndcg_cut.10", "ndcg_cut" (= trec_eval's cut-offs), "map", ...
/// One text can mean several measures: "P.5,10", "official" (trec_eval's default set), "AP,nDCG@10".
Result<std::vector<Measure>> parseMeasure(std::string_view text);
/// What rerank-cli eval prints without -m: trec_eval v9.0.8's default set and its nDCG, recall and success.
std::vector<Measure> defaultMeasures();
/// trec_eval's names in trec_eval's order, then the modern ones as they come; the same name only once.
void arrangeLikeTrecEval(std::vector<Measure>& measures);

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
/// `complete`: judged queries that the run lacks count as 0 (trec_eval -c) and are in `queries`; else they are left out
/// of the mean.
Evaluation evaluate(const std::vector<Measure>& measures, const Qrels& qrels, const TrecRun& run, bool complete);

} // namespace rw
