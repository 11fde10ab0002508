// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/comparecommand.h"

#include "app/cli/pairoptions.h"
#include "app/cli/systemoptions.h"
#include "app/cli/unittable.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

std::string signedNumber(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%+.4f", value);
    return text.data();
}

std::string number(double value, const char* format = "%.4f")
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string p(double value)
{
    return value < 0.0001 ? "<0.0001" : number(value);
}

std::string label(const SystemResult& system)
{
    std::string text = system.ref.kind == SystemRef::Kind::Unit ? std::to_string(system.ref.unit) + "  " : "";
    return text + system.name + (system.untrained ? " (untrained)" : "");
}

std::string interval(const std::optional<Interval>& interval, bool withSign)
{
    if (!interval)
        return "-";
    const auto text = [&](double value) {
        return withSign ? signedNumber(value) : number(value);
    };
    return text(interval->low) + ".." + text(interval->high);
}

/// Rows of cells, each column as wide as its widest cell; the first column to the left.
class TextTable
{
public:
    explicit TextTable(std::vector<std::string> head) { m_rows.push_back(std::move(head)); }
    void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }
    void print() const
    {
        std::vector<std::size_t> widths(m_rows[0].size(), 0);
        for (const auto& row : m_rows) {
            for (std::size_t i = 0; i < row.size(); ++i)
                widths[i] = std::max(widths[i], row[i].size());
        }
        for (const auto& row : m_rows) {
            std::string line;
            for (std::size_t i = 0; i < row.size(); ++i) {
                const std::string blanks(widths[i] - row[i].size(), ' ');
                line += i == 0 ? row[i] + blanks : "  " + blanks + row[i];
            }
            line.erase(line.find_last_not_of(' ') + 1);
            std::printf("%s\n", line.c_str());
        }
    }

private:
    std::vector<std::vector<std::string>> m_rows;
};

void printMeasure(const Comparison& comparison, std::size_t m)
{
    const std::string& measure = comparison.measures[m].name;
    TextTable table(
        {measure, "value", "95 % interval", "difference", "95 % interval", "p",
         "p, " + (comparison.correction == Correction::None ? std::string("as it is")
                                                            : std::string(correctionTitle(comparison.correction))),
         "effect", "better/same/worse"});
    const MeasureValue& base = comparison.baseline.values[m];
    const auto value = [](const SystemResult& system, const MeasureValue& of) {
        return system.scoredQueries < system.judgedQueries ? std::string("-") : number(of.value);
    };
    table.add({label(comparison.baseline) + " (baseline)", value(comparison.baseline, base),
               interval(base.interval, false), "", "", "", "", "", ""});
    for (const SystemDifference& difference : comparison.differences) {
        const SystemResult& system = difference.system;
        std::vector<std::string> row{label(system), value(system, system.values[m])};
        if (difference.paired.empty()) {
            row.insert(row.end(), {"-", badgeName(system.badge), "-", "-", "-", "-", "-"});
        } else {
            const PairedComparison& paired = difference.paired[m];
            row.insert(row.end(),
                       {interval(system.values[m].interval, false), signedNumber(paired.difference),
                        interval(paired.interval, true), p(paired.randomisation.p), p(difference.adjustedP[m]),
                        paired.effectSize ? number(*paired.effectSize, "%.2f") : "-",
                        std::to_string(paired.sign.wins) + "/" + std::to_string(paired.sign.ties) + "/" +
                            std::to_string(paired.sign.losses)});
        }
        table.add(std::move(row));
    }
    table.print();
    std::printf("first stage %.4f, best order of the candidates %.4f\n", base.base, base.ceiling);
    const auto ties = [&](const SystemResult& system) {
        const MeasureValue& of = system.values[m];
        if (of.ties.best - of.ties.worst > 5e-5)
            std::printf("%s: ties leave %.4f to %.4f open%s\n", label(system).c_str(), of.ties.worst, of.ties.best,
                        of.ties.expected ? (", " + number(*of.ties.expected) + " expected").c_str() : "");
    };
    ties(comparison.baseline);
    for (const SystemDifference& difference : comparison.differences)
        ties(difference.system);
    std::printf("\n");
}

/// What "answers cut" is a share of, of the baseline too, which has no row in the table.
void printAnswers(const Comparison& comparison)
{
    const auto line = [](const SystemResult& system) {
        if (!system.answers || system.answers->known == 0)
            return;
        const AnswerCuts& answers = *system.answers;
        std::printf("%s: of %lld relevant passages with a known answer, %lld have it beyond the cut, %lld partly\n",
                    label(system).c_str(), static_cast<long long>(answers.known),
                    static_cast<long long>(answers.beyond), static_cast<long long>(answers.partly));
    };
    line(comparison.baseline);
    for (const SystemDifference& difference : comparison.differences)
        line(difference.system);
}

void printAgreement(const Comparison& comparison)
{
    const auto mean = [](const Agreement::Summary& summary) {
        return summary.queries > 0 ? number(summary.mean, "%.3f") : std::string("-");
    };
    const auto share = [](double value) {
        return number(100 * value, "%.1f %%");
    };
    TextTable table({"agreement with the baseline", "tau-b", "tau_AP", "RBO", "overlap@10", "same top 1", "flipped",
                     "to wrong", "Pearson", "Spearman", "max drift", "p99 drift", "judged@10", "tied@10", "cut",
                     "answers cut"});
    for (const SystemDifference& difference : comparison.differences) {
        if (!difference.agreement)
            continue;
        const Agreement& a = *difference.agreement;
        std::vector<std::string> row{
            label(difference.system),      mean(a.tauB),      mean(a.tauAp),         mean(a.rbo),
            number(a.overlapAt10, "%.3f"), share(a.sameTop1), share(a.flippedPairs), share(a.flippedToWrong)};
        if (a.drift) {
            row.push_back(a.drift->pearson ? number(*a.drift->pearson, "%.6f") : "-");
            row.push_back(a.drift->spearman ? number(*a.drift->spearman, "%.6f") : "-");
            row.push_back(number(a.drift->maxAbs, "%.6g"));
            row.push_back(number(a.drift->p99Abs, "%.6g"));
        } else {
            row.insert(row.end(), {"-", "-", "-", "-"});
        }
        row.push_back(share(difference.system.judgedAt10));
        row.push_back(share(difference.system.tiedAt10));
        const SystemResult& system = difference.system;
        row.push_back(system.ref.kind == SystemRef::Kind::Unit && system.pairs > 0
                          ? share(double(system.truncated) / double(system.pairs))
                          : "-");
        row.push_back(system.answers && system.answers->known > 0 ? share(system.answers->shareBeyond()) : "-");
        table.add(std::move(row));
    }
    table.print();
    printAnswers(comparison);
    std::printf("\n");
}

void printSlices(const Comparison& comparison)
{
    if (comparison.sliceComparisons == 0)
        return;
    const std::string correction =
        comparison.correction == Correction::None ? "as it is" : std::string(correctionTitle(comparison.correction));
    for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
        for (const QuerySlices& of : comparison.slices) {
            TextTable table({comparison.measures[m].name + " by " + (of.field.empty() ? "slice" : of.field), "queries",
                             "baseline", "value", "difference", "95 % interval", "p", "p, " + correction,
                             "better/same/worse", "verdict"});
            for (const SystemDifference& difference : comparison.differences) {
                for (const SliceDifference& slice : difference.slices) {
                    if (slice.field != of.field)
                        continue;
                    const PairedComparison& paired = slice.paired[m];
                    const bool isSmall = paired.queries < PairedComparison::fewQueries;
                    table.add({label(difference.system) + "  " + slice.slice,
                               std::to_string(paired.queries) + (isSmall ? " (few)" : ""), number(paired.meanA),
                               number(paired.meanB), signedNumber(paired.difference), interval(paired.interval, true),
                               p(paired.randomisation.p), p(slice.adjustedP[m]),
                               std::to_string(paired.sign.wins) + "/" + std::to_string(paired.sign.ties) + "/" +
                                   std::to_string(paired.sign.losses),
                               verdictWord(slice.verdicts[m])});
                }
            }
            table.print();
            if (of.without > 0)
                std::printf("%d judged queries are in none of these slices\n", of.without);
            std::printf("\n");
        }
    }
    std::printf(
        "slices: %zu comparisons a measure (slices of all systems) are one family, p corrected: %s; intervals are "
        "of one slice each, not corrected; few: below %d queries, no verdict\n\n",
        comparison.sliceComparisons, correction.c_str(), PairedComparison::fewQueries);
}

void printAllPairs(const Comparison& comparison)
{
    for (std::size_t m = 0; m < comparison.tukey.size(); ++m) {
        std::vector<std::string> head{"p of all pairs, " + comparison.measures[m].name};
        for (std::size_t i = 0; i < comparison.tukeyNames.size(); ++i)
            head.push_back("(" + std::to_string(i + 1) + ")");
        TextTable table(head);
        for (std::size_t i = 0; i < comparison.tukeyNames.size(); ++i) {
            std::vector<std::string> row{"(" + std::to_string(i + 1) + ") " + comparison.tukeyNames[i]};
            for (std::size_t j = 0; j < comparison.tukeyNames.size(); ++j)
                row.push_back(i == j ? "" : p(comparison.tukey[m].p[i][j]));
            table.add(std::move(row));
        }
        table.print();
        std::printf("randomised Tukey HSD, %d samples\n\n", comparison.tukey[m].samples);
    }
}

void printVerdicts(const Comparison& comparison)
{
    for (const SystemDifference& difference : comparison.differences) {
        for (const Verdict& verdict : difference.verdicts)
            std::printf("%s: %s\n", label(difference.system).c_str(), sentence(verdict).c_str());
    }
}

} // namespace

QString CompareCommand::name() const
{
    return u"compare"_s;
}

QString CompareCommand::summary() const
{
    return u"Compare units with a baseline: differences, intervals, tests, agreement"_s;
}

void CompareCommand::describe(QCommandLineParser& parser) const
{
    parser.addPositionalArgument(
        u"system"_s,
        u"Unit number, \"first-stage\" for the order before reranking, or a TREC run file; none: "
        "the other units of the baseline's run and data set."_s,
        u"[SYSTEM...]"_s);
    parser.addOptions({
        {u"workspace"_s, u"Workspace file."_s, u"FILE"_s},
        {u"baseline"_s, u"What the systems are compared with: as SYSTEM."_s, u"SYSTEM"_s},
        {{u"m"_s, u"measure"_s}, u"Measure (nDCG@10); may be given again."_s, u"MEASURE"_s},
        {u"correction"_s, u"For many comparisons: holm, bonferroni, bh (Benjamini-Hochberg) or none (holm)."_s,
         u"NAME"_s},
        {u"margin"_s, u"Loss that still counts as keeping the baseline's quality (1%)."_s, u"SHARE"_s},
        {u"all-pairs"_s, u"Also all pairs of systems, by the randomised Tukey HSD."_s},
        {u"slice-by"_s,
         u"Differences for each value of a field of the queries, too: one of the data set, or lang, query_length, "
         "relevant; may be given again."_s,
         u"FIELD"_s},
        {u"slices"_s, u"The same by lines \"query<TAB>slice\"."_s, u"FILE"_s},
        {u"seed"_s, u"Of the resampling (0)."_s, u"N"_s},
    });
}

int CompareCommand::run(const QCommandLineParser& parser, const Output& output)
{
    if (!parser.isSet(u"workspace"_s))
        return fail({"--workspace FILE is missing"}, WrongUsage);
    if (!parser.isSet(u"baseline"_s))
        return fail({"--baseline SYSTEM is missing"}, WrongUsage);
    ComparisonRequest request;
    request.baseline = systemRef(parser.value(u"baseline"_s));
    for (const QString& text : parser.positionalArguments())
        request.systems.push_back(systemRef(text));
    auto measures = measureOption(parser);
    if (!measures)
        return fail(measures.error(), WrongUsage);
    request.measures = std::move(*measures);
    for (const Measure& measure : request.measures) {
        if (!measure.hasMean() || measure.isCount() || measure.isGeometric())
            return fail({measure.name + " has no value for single queries that could be compared"}, WrongUsage);
    }
    const QString correction = parser.isSet(u"correction"_s) ? parser.value(u"correction"_s) : u"holm"_s;
    const auto known = correctionByName(correction.toStdString());
    if (!known)
        return fail({"--correction is one of holm, bonferroni, bh, none, not \"" + correction.toStdString() + "\""},
                    WrongUsage);
    request.correction = *known;
    if (parser.isSet(u"margin"_s)) {
        const auto margin = shareOption(u"margin"_s, parser.value(u"margin"_s));
        if (!margin)
            return fail(margin.error(), WrongUsage);
        request.margin = *margin;
    }
    const auto seed = numberOption(parser, u"seed"_s, 0);
    if (!seed)
        return fail(seed.error(), WrongUsage);
    request.seed = std::uint64_t(seed->value_or(0));
    request.allPairs = parser.isSet(u"all-pairs"_s);
    request.slices = parser.value(u"slices"_s).toStdString();
    for (const QString& field : parser.values(u"slice-by"_s)) {
        if (std::find(request.sliceFields.begin(), request.sliceFields.end(), field.toStdString()) !=
            request.sliceFields.end())
            return fail({"--slice-by " + field.toStdString() + " a second time"}, WrongUsage);
        request.sliceFields.push_back(field.toStdString());
    }

    const auto reader = WorkspaceReader::open(parser.value(u"workspace"_s).toStdString());
    if (!reader)
        return fail(reader.error());
    const auto comparison = compareSystems(**reader, request);
    if (!comparison)
        return fail(comparison.error());
    if (comparison->differences.empty())
        return fail({"there is nothing to compare the baseline with; expected a unit, first-stage or a TREC run"});
    if (output.json) {
        std::printf("%s", QJsonDocument(comparisonJson(*comparison, true)).toJson().constData());
    } else {
        std::printf("data set %s, %d judged queries\n\n", comparison->dataset.name.c_str(),
                    comparison->baseline.judgedQueries);
        for (std::size_t m = 0; m < comparison->measures.size(); ++m)
            printMeasure(*comparison, m);
        printAgreement(*comparison);
        printSlices(*comparison);
        printAllPairs(*comparison);
        printVerdicts(*comparison);
    }
    const bool isIncomplete = comparison->baseline.badge != Badge::None ||
                              std::any_of(comparison->differences.begin(), comparison->differences.end(),
                                          [](const SystemDifference& one) { return one.system.badge != Badge::None; });
    return isIncomplete ? SomeUnitsFailed : Success;
}

} // namespace rw::cli
