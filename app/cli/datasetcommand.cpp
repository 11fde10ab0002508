// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/datasetcommand.h"

#include "core/base/counted.h"
#include "core/data/dataset.h"
#include "core/data/fileformat.h"
#include "core/data/jsonqrels.h"
#include "core/data/textrecords.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <map>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

TextLengths lengthsOf(const std::vector<std::string>& texts)
{
    TextLengthCounter counter;
    for (const std::string& text : texts)
        counter.add(text);
    return counter.lengths();
}

QJsonObject lengthsJson(const TextLengths& lengths)
{
    return {{u"median"_s, qint64(lengths.median)},
            {u"p95"_s, qint64(lengths.p95)},
            {u"longest"_s, qint64(lengths.longest)}};
}

std::map<int, std::int64_t> grades(const Qrels& qrels)
{
    std::map<int, std::int64_t> counts;
    for (const auto& [query, documents] : qrels.queries) {
        for (const auto& [document, grade] : documents)
            ++counts[grade];
    }
    return counts;
}

QJsonObject judgmentsJson(const Qrels& qrels)
{
    qint64 total = 0;
    QJsonObject byGrade;
    for (const auto& [grade, count] : grades(qrels)) {
        byGrade[QString::number(grade)] = qint64(count);
        total += count;
    }
    return {{u"total"_s, total}, {u"queries"_s, qint64(qrels.queries.size())}, {u"grades"_s, byGrade}};
}

QJsonArray findingsJson(const std::vector<Finding>& findings)
{
    QJsonArray list;
    for (const Finding& finding : findings)
        list.append(QJsonObject{{u"what"_s, QString::fromStdString(finding.what)},
                                {u"place"_s, QString::fromStdString(finding.place)},
                                {u"count"_s, qint64(finding.count)}});
    return list;
}

void printRow(const char* name, const std::string& value)
{
    std::printf("%-13s %s\n", name, value.c_str());
}

void printJudgments(const Qrels& qrels)
{
    std::int64_t total = 0;
    std::string list;
    for (const auto& [grade, count] : grades(qrels)) {
        total += count;
        list += (list.empty() ? " (grade " : ", ") + std::to_string(grade) + ": " + std::to_string(count);
    }
    printRow("judgments", std::to_string(total) + (list.empty() ? "" : list + ")") + " for " +
                              counted(std::int64_t(qrels.queries.size()), "query", "queries"));
}

void printLengths(const char* name, const TextLengths& lengths)
{
    printRow(name, "median " + std::to_string(lengths.median) + ", 95 % " + std::to_string(lengths.p95) + ", longest " +
                       std::to_string(lengths.longest) + " characters");
}

void printFindings(const std::vector<Finding>& findings)
{
    printRow("findings", findings.empty() ? "none" : std::to_string(findings.size()));
    for (const Finding& finding : findings)
        std::printf("  %s: %s\n", finding.place.c_str(), finding.what.c_str());
}

void printDocument(const QJsonObject& json)
{
    std::fputs(QJsonDocument(json).toJson(QJsonDocument::Indented).constData(), stdout);
}

std::size_t queriesWithCandidates(const Dataset& dataset)
{
    std::size_t count = 0;
    int last = -1;
    for (const Dataset::Candidate& candidate : dataset.candidates) {
        count += candidate.query != last ? 1 : 0;
        last = candidate.query;
    }
    return count;
}

void print(const Dataset& dataset, const Output& output)
{
    const std::size_t withCandidates = queriesWithCandidates(dataset);
    if (output.json) {
        printDocument({{u"name"_s, QString::fromStdString(dataset.name)},
                       {u"path"_s, QString::fromStdString(dataset.path.string())},
                       {u"format"_s, QString::fromStdString(dataset.format)},
                       {u"split"_s, QString::fromStdString(dataset.split)},
                       {u"candidate_source"_s, QString::fromStdString(dataset.candidateSource)},
                       {u"content_hash"_s, QString::fromStdString(dataset.contentHash)},
                       {u"queries"_s, qint64(dataset.queryIds.size())},
                       {u"queries_with_candidates"_s, qint64(withCandidates)},
                       {u"documents"_s, qint64(dataset.passageIds.size())},
                       {u"candidates"_s, qint64(dataset.candidates.size())},
                       {u"judgments"_s, judgmentsJson(dataset.judgments)},
                       {u"lengths"_s, QJsonObject{{u"queries"_s, lengthsJson(lengthsOf(dataset.queryTexts))},
                                                  {u"documents"_s, lengthsJson(dataset.passageLengths)}}},
                       {u"findings"_s, findingsJson(dataset.findings)}});
        return;
    }
    printRow("name", dataset.name);
    printRow("format", dataset.format + (dataset.split.empty() ? "" : ", split " + dataset.split));
    printRow("queries",
             std::to_string(dataset.queryIds.size()) + ", " + std::to_string(withCandidates) + " with candidates");
    printRow("documents", std::to_string(dataset.passageIds.size()));
    printRow("candidates", std::to_string(dataset.candidates.size()) + " from " + dataset.candidateSource);
    printJudgments(dataset.judgments);
    printLengths("query text", lengthsOf(dataset.queryTexts));
    printLengths("document text", dataset.passageLengths);
    printRow("content", "sha256 " + dataset.contentHash);
    printFindings(dataset.findings);
}

/// A file that is part of a data set only: read whole, so that its problems are found.
int checkFile(const std::string& file, FileFormat format, const Output& output)
{
    std::vector<Finding> findings;
    QJsonObject json{{u"path"_s, QString::fromStdString(file)}};
    if (format == FileFormat::Texts) {
        const auto records = readCollection(file, "record", "records", &findings);
        if (!records)
            return fail(records.error());
        json[u"format"_s] = u"texts"_s;
        json[u"records"_s] = qint64(records->ids.size());
        json[u"lengths"_s] = lengthsJson(records->lengths);
        if (!output.json) {
            printRow("format", rw::describe(format));
            printRow("records", std::to_string(records->ids.size()));
            printLengths("text", records->lengths);
        }
    } else if (format == FileFormat::TrecRun) {
        const auto run = readTrecRun(file, &findings);
        if (!run)
            return fail(run.error());
        std::size_t documents = 0;
        for (const auto& [query, ranking] : run->queries)
            documents += ranking.size();
        json[u"format"_s] = u"trec-run"_s;
        json[u"tag"_s] = QString::fromStdString(run->tag);
        json[u"queries"_s] = qint64(run->queries.size());
        json[u"documents"_s] = qint64(documents);
        if (!output.json) {
            printRow("format", rw::describe(format) + ", tag " + run->tag);
            printRow("queries", std::to_string(run->queries.size()));
            printRow("documents", std::to_string(documents));
        }
    } else {
        const auto qrels = format == FileFormat::Qrels ? readQrels(file, &findings) : readJsonQrels(file, &findings);
        if (!qrels)
            return fail(qrels.error());
        json[u"format"_s] = u"qrels"_s;
        json[u"judgments"_s] = judgmentsJson(*qrels);
        if (!output.json) {
            printRow("format", rw::describe(format));
            printJudgments(*qrels);
        }
    }
    if (output.json) {
        json[u"findings"_s] = findingsJson(findings);
        printDocument(json);
    } else {
        printFindings(findings);
    }
    return Success;
}

} // namespace

void DatasetCommand::describe(QCommandLineParser& parser) const
{
    parser.addPositionalArgument(u"path"_s, u"Folder (BEIR, FlagEmbedding) or JSONL file of queries with positives and "
                                            "negatives; a qrels, run, corpus or query file alone is checked, too."_s);
    parser.addOption({u"format"_s, u"beir, flagembedding or pairs; found by content without it."_s, u"FORMAT"_s});
    parser.addOption(
        {u"split"_s, u"Split of the queries or judgments (default: test, else the only one)."_s, u"SPLIT"_s});
    parser.addOption({u"run"_s, u"TREC run with the candidates; \"bm25\" or \"judged\" for those."_s, u"FILE"_s});
    parser.addOption({u"top-k"_s, u"Candidates a query (default: all, with BM25 100)."_s, u"N"_s});
    parser.addOption({u"max-queries"_s, u"Only the first N queries with candidates."_s, u"N"_s});
}

int DatasetCommand::run(const QCommandLineParser& parser, const Output& output)
{
    const QStringList arguments = parser.positionalArguments();
    if (arguments.size() != 1)
        return fail(Error{arguments.isEmpty() ? "dataset needs a folder or a file" : "dataset takes one folder or file",
                          {},
                          "see rerank-cli dataset --help"},
                    WrongUsage);
    const std::string path = arguments.constFirst().toStdString();

    DatasetOptions options;
    options.format = parser.value(u"format"_s).toStdString();
    options.split = parser.value(u"split"_s).toStdString();
    if (parser.isSet(u"run"_s))
        options.run = parser.value(u"run"_s).toStdString();
    for (const auto& [name, target] :
         {std::pair(u"top-k"_s, &options.topK), std::pair(u"max-queries"_s, &options.maxQueries)}) {
        bool isNumber = true;
        *target = parser.isSet(name) ? parser.value(name).toInt(&isNumber) : 0;
        if (!isNumber || *target < 0)
            return fail(Error{"--" + name.toStdString() + " \"" + parser.value(name).toStdString() +
                              "\"; expected a whole number, 0 for all"},
                        WrongUsage);
    }

    std::error_code ignored;
    if (options.format.empty() && path != "-" && std::filesystem::exists(path, ignored) &&
        !std::filesystem::is_directory(path, ignored)) {
        const auto format = detectFileFormat(path);
        if (!format)
            return fail(format.error());
        if (*format != FileFormat::Pairs)
            return checkFile(path, *format, output);
    }
    const auto dataset = loadDataset(path, options);
    if (!dataset)
        return fail(dataset.error());
    print(*dataset, output);
    return Success;
}

} // namespace rw::cli
