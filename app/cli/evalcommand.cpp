// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evalcommand.h"

#include "app/cli/pairoptions.h"
#include "core/base/counted.h"
#include "core/data/dataset.h"
#include "core/metrics/fileevaluation.h"
#include "core/metrics/profiles.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

void printLine(const std::string& name, const std::string& query, const std::string& value)
{
    std::printf("%-22s\t%s\t%s\n", name.c_str(), query.c_str(), value.c_str());
}

std::string formatted(const Measure& measure, double value)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), measure.isCount() ? "%.0f" : "%.4f", value);
    return text.data();
}

void printText(const Evaluation& evaluation, const std::string& tag, bool withTag, bool perQuery)
{
    if (perQuery) {
        for (const auto& [query, values] : evaluation.queries) {
            std::size_t text = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                const Measure& measure = evaluation.measures[i];
                if (measure.kind == Measure::Kind::RelevanceString)
                    printLine(measure.name, query, "'" + evaluation.texts.at(query)[text++] + "'");
                else if (measure.hasQueryValue())
                    printLine(measure.name, query, formatted(measure, values[i]));
            }
        }
    }
    if (withTag)
        printLine("runid", "all", tag);
    for (std::size_t i = 0; i < evaluation.all.size(); ++i) {
        if (evaluation.measures[i].hasMean())
            printLine(evaluation.measures[i].name, "all", formatted(evaluation.measures[i], evaluation.all[i]));
    }
}

QJsonObject object(const std::vector<Measure>& measures, const std::vector<double>& values)
{
    QJsonObject json;
    for (std::size_t i = 0; i < measures.size(); ++i) {
        const QString name = QString::fromStdString(measures[i].name);
        if (!measures[i].hasMean())
            continue;
        if (measures[i].isCount())
            json[name] = qint64(values[i]);
        else
            json[name] = values[i];
    }
    return json;
}

QJsonArray list(const std::vector<std::string>& ids)
{
    QJsonArray json;
    for (const std::string& id : ids)
        json.append(QString::fromStdString(id));
    return json;
}

void printJson(const FileEvaluation& result, bool perQuery, bool complete)
{
    const Evaluation& evaluation = result.evaluation;
    QJsonObject json;
    json[u"run"_s] = QString::fromStdString(result.tag);
    json[u"measures"_s] = object(evaluation.measures, evaluation.all);
    if (perQuery) {
        QJsonObject queries;
        for (const auto& [query, values] : evaluation.queries) {
            QJsonObject ofQuery = object(evaluation.measures, values);
            std::size_t text = 0;
            for (const Measure& measure : evaluation.measures) {
                if (measure.kind == Measure::Kind::RelevanceString)
                    ofQuery[QString::fromStdString(measure.name)] =
                        QString::fromStdString(evaluation.texts.at(query)[text++]);
            }
            queries[QString::fromStdString(query)] = ofQuery;
        }
        json[u"queries"_s] = queries;
    }
    json[u"judged"_s] = qint64(result.judgedQueries);
    json[u"scored"_s] = qint64(result.runQueries);
    json[u"complete"_s] = complete;
    json[u"missing"_s] = qint64(evaluation.missing.size());
    json[u"unjudged"_s] = qint64(evaluation.unjudged.size());
    json[u"without_relevant"_s] = qint64(result.withoutRelevant);
    json[u"missing_queries"_s] = list(evaluation.missing);
    json[u"unjudged_queries"_s] = list(evaluation.unjudged);
    std::fputs(QJsonDocument(json).toJson(QJsonDocument::Indented).constData(), stdout);
}

std::string someOf(const std::vector<std::string>& ids)
{
    std::string text;
    for (std::size_t i = 0; i < ids.size() && i < 3; ++i)
        text += (i > 0 ? ", " : "") + ids[i];
    return ids.size() > 3 ? text + ", ..." : text;
}

std::string queries(std::size_t count)
{
    return counted(std::int64_t(count), "query", "queries");
}

void warnAbout(const FileEvaluation& result, const std::vector<Finding>& findings, bool complete)
{
    const Evaluation& evaluation = result.evaluation;
    for (const Finding& finding : findings)
        warn(finding.place + ": " + finding.what);
    if (!evaluation.missing.empty())
        warn(queries(evaluation.missing.size()) + " of the qrels not in the run (" + someOf(evaluation.missing) +
             "): " + (complete ? "counted as 0" : "left out of the mean; --complete counts them as 0"));
    if (!evaluation.unjudged.empty())
        warn(queries(evaluation.unjudged.size()) + " of the run without judgments (" + someOf(evaluation.unjudged) +
             "): left out");
    if (result.withoutRelevant > 0)
        warn(queries(std::size_t(result.withoutRelevant)) +
             " without a relevant document: value 0, and counted in the mean as in trec_eval");
}

/// The run under the definitions of other packages: a table, or JSON.
int printProfiles(const std::string& qrelsFile, const std::string& runFile, const Output& output)
{
    const auto qrels = readQrels(qrelsFile);
    if (!qrels)
        return fail(qrels.error());
    const auto run = readTrecRun(runFile);
    if (!run)
        return fail(run.error());
    QJsonArray json;
    if (!output.json)
        std::printf("%-21s  %-9s  %8s  %-24s  %8s  %s\n", "package", "measure", "value", "here", "value", "difference");
    for (const ProfileValue& value : evaluateProfiles(*qrels, *run)) {
        json.append(QJsonObject{{u"package"_s, QString::fromStdString(value.profile)},
                                {u"measure"_s, QString::fromStdString(value.measure)},
                                {u"value"_s, value.value},
                                {u"own_measure"_s, QString::fromStdString(value.ownMeasure)},
                                {u"own_value"_s, value.ownValue},
                                {u"definition"_s, QString::fromStdString(value.definition)}});
        if (!output.json)
            std::printf("%-21s  %-9s  %8.4f  %-24s  %8.4f  %s\n", value.profile.c_str(), value.measure.c_str(),
                        value.value, value.ownMeasure.c_str(), value.ownValue, value.definition.c_str());
    }
    if (output.json)
        std::fputs(QJsonDocument(QJsonObject{{u"run"_s, QString::fromStdString(run->tag)}, {u"profiles"_s, json}})
                       .toJson()
                       .constData(),
                   stdout);
    return Success;
}

} // namespace

void EvalCommand::describe(QCommandLineParser& parser) const
{
    parser.addOption({u"qrels"_s, u"Judgments: TREC qrels or BEIR TSV, - for standard input."_s, u"FILE"_s});
    parser.addOption({u"run"_s, u"TREC run to evaluate, - for standard input."_s, u"FILE"_s});
    parser.addOption(
        {{u"m"_s, u"measure"_s},
         u"Measure under its trec_eval or modern name (ndcg_cut.10, recip_rank, nDCG@10, RR@10, AP, ...), or "
         "\"official\" for trec_eval's default set, or \"all_trec\". May be repeated or hold commas."_s,
         u"MEASURE"_s});
    parser.addOption({u"per-query"_s, u"Print the values of every query too."_s});
    parser.addOption({{u"c"_s, u"complete"_s}, u"Count judged queries that the run lacks as 0."_s});
    parser.addOption({{u"l"_s, u"relevance-level"_s}, u"Lowest grade that is relevant (1)."_s, u"N"_s});
    parser.addOption({{u"M"_s, u"max-documents"_s}, u"Only the first N documents of each ranking."_s, u"N"_s});
    parser.addOption(
        {u"profiles"_s, u"The run as FlagEmbedding, sentence-transformers, MTEB and gdeval would have it."_s});
    parser.addOption({{u"J"_s, u"judged-only"_s}, u"Leave documents without judgment out of the rankings."_s});
}

int EvalCommand::run(const QCommandLineParser& parser, const Output& output)
{
    for (const QString& needed : {u"qrels"_s, u"run"_s}) {
        if (!parser.isSet(needed))
            return fail(Error{"eval needs --" + needed.toStdString() + " FILE", {}, "see rerank-cli eval --help"},
                        WrongUsage);
    }
    if (!parser.positionalArguments().isEmpty())
        return fail(Error{"unexpected argument \"" + parser.positionalArguments().constFirst().toStdString() +
                          "\"; expected --qrels FILE --run FILE"},
                    WrongUsage);
    const std::string qrelsFile = parser.value(u"qrels"_s).toStdString();
    const std::string runFile = parser.value(u"run"_s).toStdString();
    if (qrelsFile == "-" && runFile == "-")
        return fail(Error{"--qrels and --run cannot both be standard input"}, WrongUsage);
    if (parser.isSet(u"profiles"_s)) {
        for (const QString& other : {u"measure"_s, u"per-query"_s, u"complete"_s, u"relevance-level"_s,
                                     u"max-documents"_s, u"judged-only"_s}) {
            if (parser.isSet(other))
                return fail(Error{"--profiles and --" + other.toStdString() + " do not go together"}, WrongUsage);
        }
        return printProfiles(qrelsFile, runFile, output);
    }

    std::vector<Measure> measures;
    bool withTag = !parser.isSet(u"m"_s);
    for (const QString& text : parser.values(u"m"_s)) {
        if (text == u"official"_s || text == u"all_trec"_s || text == u"set"_s)
            withTag = true;
        const auto parsed = parseMeasure(text.toStdString());
        if (!parsed)
            return fail(parsed.error(), WrongUsage);
        measures.insert(measures.end(), parsed->begin(), parsed->end());
    }
    if (measures.empty())
        measures = defaultMeasures();
    arrangeLikeTrecEval(measures);

    const auto level = numberOption(parser, u"relevance-level"_s, 1);
    const auto maxDocuments = numberOption(parser, u"max-documents"_s, 1);
    if (!level)
        return fail(level.error(), WrongUsage);
    if (!maxDocuments)
        return fail(maxDocuments.error(), WrongUsage);
    if (*level)
        setRelevanceLevel(measures, int(**level));

    const bool complete = parser.isSet(u"complete"_s);
    const bool perQuery = parser.isSet(u"per-query"_s);
    std::vector<Finding> findings;
    const EvaluationOptions options{complete, int(maxDocuments->value_or(0)), parser.isSet(u"judged-only"_s)};
    const auto result = evaluateFiles(qrelsFile, runFile, measures, options, perQuery, &findings);
    if (!result)
        return fail(result.error());
    const Evaluation& evaluation = result->evaluation;
    if (std::int64_t(evaluation.unjudged.size()) == result->runQueries)
        return fail(Error{"no query of " + runFile + " is judged in " + qrelsFile + " (the run has " +
                          someOf(evaluation.unjudged) + ", the qrels have " + someOf(evaluation.missing) +
                          "); expected the same query ids in both"});
    if (!output.quiet)
        warnAbout(*result, findings, complete);
    if (output.json)
        printJson(*result, perQuery, complete);
    else
        printText(evaluation, result->tag, withTag, perQuery);
    return Success;
}

} // namespace rw::cli
