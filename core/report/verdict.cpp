// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/verdict.h"

#include "core/stats/multiplicity.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace rw {

namespace {

constexpr double level = 0.05;

std::string number(double value, int digits)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

std::string pText(double p)
{
    return p < 0.0001 ? "p < 0.0001" : "p = " + number(p, 4);
}

/// "99 %", "99.9 %"
std::string percent(double share)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.4g %%", 100 * share);
    return text.data();
}

std::string intervalText(const Verdict& verdict)
{
    if (!verdict.interval)
        return "no interval";
    return "95 % interval " + number(verdict.interval->low, 4) + " to " + number(verdict.interval->high, 4);
}

std::string size(const Verdict& verdict)
{
    std::string text = intervalText(verdict) + ", " + pText(verdict.p);
    if (!verdict.correction.empty())
        text += " after " + verdict.correction;
    if (verdict.effectSize)
        text += ", effect size " + number(*verdict.effectSize, 2);
    return text + ", " + std::to_string(verdict.queries) + " queries";
}

std::string kept(const Verdict& verdict)
{
    return "keeps at least " + percent(1 - verdict.margin) + " of the baseline's " + verdict.measure + " (95 % sure)";
}

} // namespace

std::string badgeName(Badge badge)
{
    switch (badge) {
    case Badge::None:
        return {};
    case Badge::Failed:
        return "failed";
    case Badge::Unfinished:
        return "unfinished";
    case Badge::MissingQueries:
        return "missing queries";
    case Badge::Constant:
        return "constant scores";
    }
    return {};
}

Verdict verdictOf(const PairedComparison& comparison, double adjustedP, const std::string& measure,
                  const std::string& correction, double margin)
{
    Verdict verdict;
    verdict.measure = measure;
    verdict.queries = comparison.queries;
    verdict.margin = margin;
    verdict.keeps = comparison.keeps(margin);
    verdict.difference = comparison.difference;
    verdict.interval = comparison.interval;
    verdict.p = adjustedP;
    verdict.correction = correction;
    verdict.effectSize = comparison.effectSize;
    verdict.detectable = comparison.detectable;

    const bool isShown =
        adjustedP <= level && comparison.interval && (comparison.interval->low > 0 || comparison.interval->high < 0);
    using Kind = Verdict::Kind;
    if (comparison.student.isIdentical)
        verdict.kind = Kind::Identical;
    else if (comparison.queries < PairedComparison::fewQueries)
        verdict.kind = Kind::TooFewQueries;
    else if (isShown)
        verdict.kind = comparison.difference > 0 ? Kind::Better : Kind::Worse;
    else
        verdict.kind = verdict.keeps ? Kind::Keeps : Kind::Open;
    return verdict;
}

std::vector<std::optional<Verdict>> familyVerdicts(const std::vector<const PairedComparison*>& family,
                                                   const std::string& measure, std::size_t untested)
{
    std::vector<double> p;
    for (const PairedComparison* comparison : family)
        if (comparison)
            p.push_back(comparison->randomisation.p);
    const std::vector<double> adjusted = adjustedP(p, Correction::Holm, untested);
    std::vector<std::optional<Verdict>> verdicts;
    std::size_t next = 0;
    for (const PairedComparison* comparison : family)
        verdicts.push_back(
            comparison ? std::optional(verdictOf(*comparison, adjusted[next++], measure,
                                                 std::string(correctionTitle(Correction::Holm)), kDefaultMargin))
                       : std::nullopt);
    return verdicts;
}

Verdict verdictOf(Badge badge, const std::string& measure, int judgedQueries, int scoredQueries,
                  const std::string& error)
{
    using Kind = Verdict::Kind;
    Verdict verdict;
    verdict.measure = measure;
    verdict.queries = judgedQueries;
    verdict.missing = judgedQueries - scoredQueries;
    verdict.error = error;
    verdict.kind = badge == Badge::Failed           ? Kind::Failed
                   : badge == Badge::Unfinished     ? Kind::Unfinished
                   : badge == Badge::MissingQueries ? Kind::MissingQueries
                                                    : Kind::Constant;
    return verdict;
}

std::string verdictWord(const Verdict& verdict)
{
    switch (verdict.kind) {
    case Verdict::Kind::Failed:
        return "failed";
    case Verdict::Kind::Unfinished:
        return "unfinished";
    case Verdict::Kind::MissingQueries:
        return "missing queries";
    case Verdict::Kind::Constant:
        return "constant scores";
    case Verdict::Kind::TooFewQueries:
        return "too few queries";
    case Verdict::Kind::Identical:
        return "identical";
    case Verdict::Kind::Better:
        return "better";
    case Verdict::Kind::Worse:
        return verdict.keeps ? "worse, keeps " + percent(1 - verdict.margin) : "worse";
    case Verdict::Kind::Keeps:
        return "keeps " + percent(1 - verdict.margin);
    case Verdict::Kind::Open:
        return "undecided";
    }
    return {};
}

std::string sentence(const Verdict& verdict)
{
    const std::string missing = std::to_string(verdict.missing) + " of " + std::to_string(verdict.queries) +
                                (verdict.queries == 1 ? " query " : " queries ") +
                                (verdict.missing == 1 ? "is missing" : "are missing");
    const std::string distance = number(std::abs(verdict.difference), 4) + " " + verdict.measure;
    switch (verdict.kind) {
    case Verdict::Kind::Failed:
        return "do not compare: the unit failed" + (verdict.error.empty() ? "" : ": " + verdict.error);
    case Verdict::Kind::Unfinished:
        return "do not compare yet: " + missing;
    case Verdict::Kind::MissingQueries:
        return "do not compare: " + missing;
    case Verdict::Kind::Constant:
        return "do not compare: all scores of a query are the same, its order is that of the document ids";
    case Verdict::Kind::Identical:
        return "the same " + verdict.measure + " for every one of " + std::to_string(verdict.queries) + " queries";
    case Verdict::Kind::TooFewQueries:
        return "too few queries (" + std::to_string(verdict.queries) + ") to say anything: difference " +
               number(verdict.difference, 4) + " " + verdict.measure + ", " + intervalText(verdict);
    case Verdict::Kind::Better:
        return "better by " + distance + " (" + size(verdict) + ")";
    case Verdict::Kind::Worse:
        return "worse by " + distance + " (" + size(verdict) + ")" + (verdict.keeps ? ", yet " + kept(verdict) : "");
    case Verdict::Kind::Keeps:
        return kept(verdict) + ": difference " + number(verdict.difference, 4) + " (" + intervalText(verdict) + ", " +
               std::to_string(verdict.queries) + " queries)";
    case Verdict::Kind::Open: {
        // Not "no difference": the interval says otherwise, and the smallest one that could be shown would be smaller.
        if (verdict.leavesOutZero())
            return "undecided: difference " + number(verdict.difference, 4) + " " + verdict.measure + " (" +
                   size(verdict) + ")";
        std::string text = "no difference can be shown with " + std::to_string(verdict.queries) +
                           " queries, nor that it " + "keeps " + percent(1 - verdict.margin) + " of the baseline's " +
                           verdict.measure + ": difference " + number(verdict.difference, 4) + " (" +
                           intervalText(verdict) + ")";
        if (verdict.detectable)
            text += "; the smallest one that could be shown is " + number(*verdict.detectable, 4);
        return text;
    }
    }
    return {};
}

} // namespace rw
