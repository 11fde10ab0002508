// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/measures.h"
#include "core/metrics/ties.h"
#include "core/report/queryslices.h"
#include "core/report/verdict.h"
#include "core/stats/agreement.h"
#include "core/stats/multiplicity.h"
#include "core/stats/pairedcomparison.h"
#include "core/store/workspacereader.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rw {

/// What can be compared: a unit of the workspace, a TREC run of somebody else, or the order before reranking.
struct SystemRef
{
    enum class Kind { Unit, Run, FirstStage };
    Kind kind = Kind::Unit;
    std::int64_t unit = 0;
    std::filesystem::path run;
};

struct ComparisonRequest
{
    SystemRef baseline;
    std::vector<SystemRef> systems; // none: the other units of the baseline's run and data set
    std::vector<Measure> measures;
    Correction correction = Correction::Holm;
    double margin = 0.01;  // of the baseline's value, for non-inferiority
    bool allPairs = false; // randomised Tukey HSD, too
    std::uint64_t seed = 0;
    std::filesystem::path slices;         // lines "query<TAB>slice", may be empty
    std::vector<std::string> sliceFields; // of the queries, see core/report/queryslices.h
    std::size_t worstPairs = 20;
    bool agreement = true; // how far the rankings agree; the window's table does without
};

struct MeasureValue
{
    double value = 0;
    std::optional<Interval> interval;
    double base = 0;    // the order before reranking
    double ceiling = 0; // the best order of the candidates
    TieBounds ties;     // means over the queries
};

struct SystemResult
{
    SystemRef ref;
    std::string name; // "bge-m3 512 int8 layer 8", a file name, "first stage"
    Badge badge = Badge::None;
    std::string error; // of the unit
    bool untrained = false;
    int judgedQueries = 0; // with candidates
    int scoredQueries = 0;
    std::int64_t pairs = 0;
    std::int64_t truncated = 0;                     // pairs cut at the length
    std::optional<AnswerCuts> answers;              // of a unit whose data set knows answers
    double judgedAt10 = 0;                          // judged documents among the first ten
    double tiedAt10 = 0;                            // of the first ten, those that share their score with another one
    std::vector<MeasureValue> values;               // by measure, over the scored queries
    std::vector<std::vector<double>> valuesByQuery; // [measure][judged query]; of the scored ones only where some miss
};

/// How far a system agrees with the baseline, whatever the judgments.
struct Agreement
{
    struct Summary
    {
        int queries = 0;   // that have a value
        int undefined = 0; // one document, or all of one score
        double mean = 0;
        double low = 0; // 5th percentile, nearest rank
    };
    struct Pair
    {
        std::int64_t pair = 0; // of the data set
        std::string query;
        std::string passage;
        std::string queryText;
        std::string passageText;
        float baseline = 0;
        float score = 0;
    };
    int queries = 0;                 // that both rank in full
    std::optional<ScoreDrift> drift; // absent where one side has no scores
    Summary tauB;
    Summary tauAp;
    Summary rbo;
    double overlapAt1 = 0;
    double overlapAt5 = 0;
    double overlapAt10 = 0;
    double sameTop1 = 0;                   // share of queries
    double relevantLeftTop10 = 0;          // share of queries
    double flippedPairs = 0;               // share of the pairs of candidates
    double flippedToWrong = 0;             // share of the pairs of a relevant and another candidate that stood right
    std::vector<Pair> worst;               // largest drift first
    std::vector<std::string> worstQueries; // lowest tau-b first, five at most
};

struct SliceDifference
{
    std::string field; // empty: of the file of slices
    std::string slice;
    std::vector<PairedComparison> paired; // by measure
    std::vector<double> adjustedP;        // for all slices and systems of the measure
    std::vector<Verdict> verdicts;
};

struct SystemDifference
{
    SystemResult system;
    std::vector<PairedComparison> paired; // by measure; none where the system or the baseline has a badge
    std::vector<double> adjustedP;        // of the randomisation test
    std::vector<Verdict> verdicts;        // by measure
    std::optional<Agreement> agreement;
    std::vector<SliceDifference> slices;
};

struct Comparison
{
    DatasetRecord dataset;
    std::vector<Measure> measures;
    Correction correction = Correction::Holm;
    double margin = 0;
    std::uint64_t seed = 0;
    SystemResult baseline;
    std::vector<SystemDifference> differences;
    std::vector<QuerySlices> slices;  // what was asked for, one a field
    std::size_t sliceComparisons = 0; // the family of the slices: of one measure, all slices of all systems
    /// By measure, for `allPairs`: of the baseline and then the systems without a badge, in their order.
    std::vector<TukeyTest> tukey;
    std::vector<std::string> tukeyNames;
    /// Kendall's tau-b between the orders that two measures put the systems in: does the winner change?
    std::vector<std::vector<std::optional<double>>> measureAgreement;
};

/// Compares systems on one data set. Units of another one are an error, as is a run without any of its queries.
Result<Comparison> compareSystems(WorkspaceReader& reader, const ComparisonRequest& request);

} // namespace rw
