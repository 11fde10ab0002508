// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

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
        RankBiasedResidual, // what the unjudged documents could add to RBP
        BinaryPreference,
        InferredAp,
        InterpolatedPrecision,
        PairAccuracy, // pairs of a relevant and another document that stand in the right order
        SetPrecision,
        SetRelativePrecision,
        SetRecall,
        SetAp,
        SetF,
        // of trec_eval only
        RPrecisionMultiple, // precision at `share` times R
        RelativePrecision,
        ElevenPoint, // mean of InterpolatedPrecision at `levels`
        Utility,
        BinaryG,
        G,
        NdcgAtRelevant,
        NdcgAtLevels, // Rndcg
        // a query has the value itself, "all" is the geometric mean
        GeometricMeanAp,
        GeometricMeanBpref,
        RelevanceString, // no number: the grades of the first ranks as text, of single queries only
        // counts: the value for "all" is the sum over the queries, not the mean
        NumQueries,
        NumRetrieved,
        NumRelevant,
        NumRelevantRetrieved,
        NumNonRelevantRetrieved
    };
    Kind kind = Kind::Ndcg;
    int cutoff = 0;               // 0 = none
    bool exponentialGain = false; // nDCG: gain 2^g - 1
    std::map<int, double> gains;  // nDCG and its kin: gain of a grade, where it is not the grade itself
    int relevanceLevel = 1;       // nDCG: lower grades have no gain
    bool hasOwnLevel = false;     // given with the measure, so that no general level replaces it
    bool ofCandidates = false;    // AP: divided by the relevant documents of the ranking, not of the judgments
    bool judgedOnly = false;      // as if documents without judgment were not in the ranking
    double persistence = 0.8;     // RBP
    double share = 0;             // InterpolatedPrecision: of recall; RPrecisionMultiple: of R
    double beta = 1;              // SetF, as trec_eval means it: the weight of recall against precision
    int maxGrade = 4;             // ERR: the grade that satisfies a reader for (almost) certain; 4 as in gdeval
    std::vector<double> levels;   // ElevenPoint: shares of recall; Utility: worth of the four kinds of documents
    std::string name;             // as it is printed: "ndcg_cut_10" or "nDCG@10", whichever was asked for
    int trecOrder = -1;           // place in trec_eval's list of measures; -1 for the modern names

    /// Whether both have the same value for every ranking, whatever they are called.
    bool sameValueAs(const Measure& other) const
    {
        Measure renamed = other;
        renamed.name = name;
        renamed.trecOrder = trecOrder;
        return *this == renamed;
    }
    bool operator==(const Measure&) const = default;

    bool isCount() const { return kind >= Kind::NumQueries; }
    bool isGeometric() const { return kind == Kind::GeometricMeanAp || kind == Kind::GeometricMeanBpref; }
    /// Whether trec_eval prints it for single queries and for all of them.
    bool hasQueryValue() const { return kind != Kind::NumQueries && !isGeometric(); }
    bool hasMean() const { return kind != Kind::RelevanceString; }
};

/// "nDCG@10", "RR@10", "AP", "nDCG(dcg='exp-log2')@10", "ndcg_cut.10", "ndcg_cut" (= trec_eval's cut-offs), "map", ...
/// One text can mean several measures: "P.5,10", "official" (trec_eval's default set), "AP,nDCG@10". This is the only
/// grammar of measures: command line, experiment file and window use it.
Result<std::vector<Measure>> parseMeasure(std::string_view text);
/// What rerank-cli eval prints without -m: trec_eval v9.0.8's default set and its nDCG, recall and success.
std::vector<Measure> defaultMeasures();
/// trec_eval's names in trec_eval's order, then the modern ones as they come; the same name only once.
void arrangeLikeTrecEval(std::vector<Measure>& measures);
/// trec_eval -l: the lowest relevant grade of every measure that does not say its own.
void setRelevanceLevel(std::vector<Measure>& measures, int level);

} // namespace rw
