// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/gatecommand.h"

#include "app/cli/systemoptions.h"
#include "app/cli/unittable.h"
#include "core/stats/nearestrank.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <set>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

enum class Outcome { Passed, Failed, Incomplete };
constexpr std::array<const char*, 3> outcomeNames{"passed", "failed", "incomplete"};

struct Check
{
    QString name; // "nDCG@10:1%"
    Outcome outcome = Outcome::Incomplete;
    std::string reason;
    std::optional<double> value;
    double limit = 0;
};

/// "nDCG@10:1%": the measure and what is behind the last colon.
struct Limit
{
    QString text;
    Measure measure;
    double limit = 0;
};

Result<Limit> readLimit(const QString& option, const QString& text, bool isShare)
{
    const auto colon = text.lastIndexOf(u':');
    if (colon < 1)
        return Error{"--" + option.toStdString() + " takes a measure and a limit such as nDCG@10:" +
                     (isShare ? "1%" : "0.5") + ", not \"" + text.toStdString() + "\""};
    const auto measures = parseMeasure(text.left(colon).toStdString());
    if (!measures)
        return measures.error();
    if (measures->size() != 1 || !measures->front().hasQueryValue() || !measures->front().hasMean() ||
        measures->front().isCount())
        return Error{"--" + option.toStdString() + " takes one measure with a value for every query, not \"" +
                     text.left(colon).toStdString() + "\""};
    const auto limit = shareOption(option, text.mid(colon + 1));
    if (!limit)
        return limit.error();
    return Limit{text, measures->front(), *limit};
}

/// "120ms", "1.5s" or "120" (milliseconds), in milliseconds.
Result<double> milliseconds(const QString& option, const QString& text)
{
    QString digits = text;
    double factor = 1;
    if (digits.endsWith(u"ms"_s)) {
        digits.chop(2);
    } else if (digits.endsWith(u's')) {
        digits.chop(1);
        factor = 1000;
    }
    bool isNumber = false;
    const double value = digits.toDouble(&isNumber) * factor;
    if (!isNumber || !(value > 0 && value < 1e12))
        return Error{"--" + option.toStdString() + " takes a time such as 120ms or 1.5s, not \"" + text.toStdString() +
                     "\""};
    return value;
}

/// What the passes of a unit took, ascending. All cut-off layers of a model come from one pass.
Result<std::vector<double>> passTimes(WorkspaceReader& reader, std::int64_t unitId)
{
    const auto units = reader.units();
    if (!units)
        return units.error();
    const auto unit =
        std::find_if(units->begin(), units->end(), [&](const UnitRecord& one) { return one.id == unitId; });
    if (unit == units->end())
        return Error{"there is no unit " + std::to_string(unitId) + " in the workspace"};
    std::set<std::int64_t> together;
    for (const UnitRecord& one : *units) {
        if (one.run == unit->run && one.model == unit->model && one.dataset == unit->dataset &&
            one.maxLength == unit->maxLength && one.quantization == unit->quantization)
            together.insert(one.id);
    }
    const auto batches = reader.batches(unit->run);
    if (!batches)
        return batches.error();
    std::vector<double> times;
    for (const BatchRecord& batch : *batches) {
        // The time of a batch that served several lengths is that of none of them.
        if (!batch.warmup && batch.lengths == 1 && together.contains(batch.unit))
            times.push_back(double(batch.totalNs) / 1e6);
    }
    std::sort(times.begin(), times.end());
    return times;
}

std::string number(double value, const char* format)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

Check checkQuality(const Limit& limit, const SystemDifference& difference, const Verdict& verdict,
                   const PairedComparison* paired)
{
    Check check{limit.text, Outcome::Incomplete, {}, {}, limit.limit};
    if (!paired) {
        check.reason = sentence(verdict);
        return check;
    }
    if (!paired->lossBound) {
        check.reason = "one query is not enough";
        return check;
    }
    check.value = *paired->lossBound;
    check.outcome = paired->keeps(limit.limit) ? Outcome::Passed : Outcome::Failed;
    check.reason = difference.system.name + " may lose up to " + number(*paired->lossBound, "%.4f") + " " +
                   limit.measure.name + " of " + number(paired->meanA, "%.4f") + " (95 % sure), allowed is " +
                   number(limit.limit * paired->meanA, "%.4f") + "; the mean difference is " +
                   number(paired->difference, "%+.4f") + ", " + std::to_string(paired->queries) + " queries";
    return check;
}

Check checkValue(const Limit& limit, const SystemResult& system, double value)
{
    Check check{limit.text, Outcome::Incomplete, {}, {}, limit.limit};
    if (system.scoredQueries < system.judgedQueries) {
        check.reason = std::to_string(system.judgedQueries - system.scoredQueries) + " of " +
                       std::to_string(system.judgedQueries) + " queries are missing";
        return check;
    }
    check.value = value;
    check.outcome = value >= limit.limit ? Outcome::Passed : Outcome::Failed;
    check.reason = limit.measure.name + " is " + number(value, "%.4f") + ", wanted is " + number(limit.limit, "%.4f") +
                   " at least";
    return check;
}

Check checkTime(const QString& name, double percent, double limit, const std::vector<double>& times)
{
    Check check{name, Outcome::Incomplete, {}, {}, limit};
    const auto value = nearestRank(times, percent);
    if (!value) {
        check.reason = name.toStdString() + " needs " + std::to_string(samplesNeeded(percent)) + " passes, there are " +
                       std::to_string(times.size());
        return check;
    }
    check.value = *value;
    check.outcome = *value <= limit ? Outcome::Passed : Outcome::Failed;
    check.reason = name.toStdString() + " of " + std::to_string(times.size()) + " passes is " + number(*value, "%.1f") +
                   " ms, allowed are " + number(limit, "%.1f") + " ms";
    return check;
}

} // namespace

QString GateCommand::name() const
{
    return u"gate"_s;
}

QString GateCommand::summary() const
{
    return u"Check a unit against limits of quality and speed, for scripts and CI"_s;
}

void GateCommand::describe(QCommandLineParser& parser) const
{
    parser.addPositionalArgument(u"system"_s, u"What is checked: a unit number or a TREC run file."_s);
    parser.addOptions({
        {u"workspace"_s, u"Workspace file."_s, u"FILE"_s},
        {u"baseline"_s, u"Unit number, \"first-stage\" or a TREC run file that --noninferior compares with."_s,
         u"SYSTEM"_s},
        {u"noninferior"_s,
         u"The loss of this measure against the baseline is at most this share of its value, 95 % sure (nDCG@10:1%). "
         u"May "
         "be repeated."_s,
         u"MEASURE:SHARE"_s},
        {u"at-least"_s, u"The mean of this measure is at least this (nDCG@10:0.5). May be repeated."_s,
         u"MEASURE:VALUE"_s},
        {u"p50"_s, u"Median time of a forward pass, at most (80ms)."_s, u"TIME"_s},
        {u"p95"_s, u"95th percentile of the time of a forward pass, at most (120ms)."_s, u"TIME"_s},
        {u"p99"_s, u"99th percentile, at most."_s, u"TIME"_s},
    });
}

int GateCommand::run(const QCommandLineParser& parser, const Output& output)
{
    if (!parser.isSet(u"workspace"_s))
        return fail({"--workspace FILE is missing"}, WrongUsage);
    if (parser.positionalArguments().size() != 1)
        return fail({"exactly one unit or TREC run is expected"}, WrongUsage);
    const SystemRef system = systemRef(parser.positionalArguments().constFirst());
    std::vector<Limit> noninferior;
    std::vector<Limit> atLeast;
    for (const auto& [option, limits] :
         {std::pair(u"noninferior"_s, &noninferior), std::pair(u"at-least"_s, &atLeast)}) {
        for (const QString& text : parser.values(option)) {
            auto limit = readLimit(option, text, limits == &noninferior);
            if (!limit)
                return fail(limit.error(), WrongUsage);
            limits->push_back(std::move(*limit));
        }
    }
    std::vector<std::pair<QString, double>> times;
    for (const QString& option : {u"p50"_s, u"p95"_s, u"p99"_s}) {
        if (!parser.isSet(option))
            continue;
        const auto limit = milliseconds(option, parser.value(option));
        if (!limit)
            return fail(limit.error(), WrongUsage);
        times.emplace_back(option, *limit);
    }
    if (noninferior.empty() && atLeast.empty() && times.empty())
        return fail({"no limit is given; expected for example --noninferior nDCG@10:1% or --p95 120ms"}, WrongUsage);
    if (!noninferior.empty() && !parser.isSet(u"baseline"_s))
        return fail({"--noninferior needs --baseline SYSTEM"}, WrongUsage);
    if (!times.empty() && system.kind != SystemRef::Kind::Unit)
        return fail({"times are known of units only"}, WrongUsage);

    const auto reader = WorkspaceReader::open(parser.value(u"workspace"_s).toStdString());
    if (!reader)
        return fail(reader.error());
    std::vector<Check> checks;
    if (!noninferior.empty() || !atLeast.empty()) {
        ComparisonRequest request;
        request.baseline = parser.isSet(u"baseline"_s) ? systemRef(parser.value(u"baseline"_s))
                                                       : SystemRef{SystemRef::Kind::FirstStage, 0, {}};
        request.systems = {system};
        for (const auto* limits : {&noninferior, &atLeast}) {
            for (const Limit& limit : *limits)
                request.measures.push_back(limit.measure);
        }
        const auto comparison = compareSystems(**reader, request);
        if (!comparison)
            return fail(comparison.error());
        const SystemDifference& difference = comparison->differences[0];
        for (std::size_t m = 0; m < noninferior.size(); ++m)
            checks.push_back(checkQuality(noninferior[m], difference, difference.verdicts[m],
                                          difference.paired.empty() ? nullptr : &difference.paired[m]));
        for (std::size_t m = 0; m < atLeast.size(); ++m)
            checks.push_back(
                checkValue(atLeast[m], difference.system, difference.system.values[noninferior.size() + m].value));
    }
    if (!times.empty()) {
        const auto passes = passTimes(**reader, system.unit);
        if (!passes)
            return fail(passes.error());
        for (const auto& [name, limit] : times)
            checks.push_back(checkTime(name, name.mid(1).toDouble(), limit, *passes));
    }

    // What is not known is not passed; what failed failed, whatever else is missing.
    Outcome outcome = Outcome::Passed;
    QJsonArray list;
    for (const Check& check : checks) {
        if (check.outcome == Outcome::Failed || outcome == Outcome::Failed)
            outcome = Outcome::Failed;
        else if (check.outcome == Outcome::Incomplete)
            outcome = Outcome::Incomplete;
        list.append(QJsonObject{{u"check"_s, check.name},
                                {u"status"_s, QLatin1String(outcomeNames[std::size_t(check.outcome)])},
                                {u"value"_s, check.value ? QJsonValue(*check.value) : QJsonValue()},
                                {u"limit"_s, check.limit},
                                {u"reason"_s, QString::fromStdString(check.reason)}});
        if (!output.json)
            std::printf("%-10s  %s: %s\n", outcomeNames[std::size_t(check.outcome)], qPrintable(check.name),
                        check.reason.c_str());
    }
    if (output.json) {
        const QJsonObject document{{u"status"_s, QLatin1String(outcomeNames[std::size_t(outcome)])},
                                   {u"checks"_s, list}};
        std::printf("%s", QJsonDocument(document).toJson().constData());
    }
    return outcome == Outcome::Passed ? Success : outcome == Outcome::Failed ? Failed : SomeUnitsFailed;
}

} // namespace rw::cli
