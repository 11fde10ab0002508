// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/stats/pairedcomparison.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rw {

/// Why a system is not compared, whatever its numbers.
enum class Badge {
    None,
    Failed,         // the unit ended with an error
    Unfinished,     // not all pairs have a score yet
    MissingQueries, // judged queries that it lacks
    Constant        // all scores of every query are the same: its order is that of the document ids
};
std::string badgeName(Badge badge); // "failed", "unfinished", "missing queries", "constant scores", "" for none

/// A loss up to this share of the baseline's value still keeps it, where nobody asks for another margin.
inline constexpr double kDefaultMargin = 0.01;

/// What may be said about a system against the baseline, and the numbers that belong to it. The rules are conservative:
/// "better" and "worse" need the corrected p value and the interval of the difference; "keeps" needs the upper bound of
/// the loss within the margin; all else is "no difference shown", with the smallest one that could have been.
struct Verdict
{
    enum class Kind {
        Failed,
        Unfinished,
        MissingQueries,
        Constant,
        TooFewQueries,
        Identical,
        Better,
        Worse,
        Keeps,
        Open
    };
    Kind kind = Kind::Open;
    std::string measure;
    int queries = 0;
    int missing = 0; // of MissingQueries
    double margin = kDefaultMargin;
    bool keeps = false; // at least 1 - margin of the baseline's value is certain (95 %)
    double difference = 0;
    std::optional<Interval> interval;
    double p = 1;           // corrected
    std::string correction; // "Holm"; empty for none
    std::optional<double> effectSize;
    std::optional<double> detectable;
    std::string error; // of Failed

    /// Of an open verdict: the interval of the single difference shows one, the test (or its correction) does not.
    bool leavesOutZero() const { return interval && (interval->low > 0 || interval->high < 0); }
};

/// `adjustedP`: of the randomisation test, corrected for the family by `correction` ("Holm", empty for none).
Verdict verdictOf(const PairedComparison& comparison, double adjustedP, const std::string& measure,
                  const std::string& correction, double margin);
/// Verdicts of a family of comparisons with one baseline, corrected by Holm. Null: not compared (yet), no verdict;
/// `untested`: how many of these will be, see adjustedP().
std::vector<std::optional<Verdict>> familyVerdicts(const std::vector<const PairedComparison*>& family,
                                                   const std::string& measure, std::size_t untested = 0);
/// Of a system that has a badge on itself or on its baseline.
Verdict verdictOf(Badge badge, const std::string& measure, int judgedQueries, int scoredQueries,
                  const std::string& error);

/// "keeps 99 %", "worse", "undecided": for a table; the numbers stand beside it.
std::string verdictWord(const Verdict& verdict);
/// One plain English sentence, such as "keeps at least 99 % of the baseline's nDCG@10 (95 % sure): ...". The window
/// makes its own sentence, in its language, of the parts.
std::string sentence(const Verdict& verdict);

} // namespace rw
