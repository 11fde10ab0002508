// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reportcommand.h"

#include "app/cli/outputfile.h"
#include "app/cli/pairoptions.h"
#include "app/cli/unittable.h"
#include "core/report/documentwriter.h"
#include "core/report/report.h"

#include <QFileInfo>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

QString ReportCommand::name() const
{
    return u"report"_s;
}

QString ReportCommand::summary() const
{
    return u"Write a report of a run: what can be said, and everything it rests on"_s;
}

void ReportCommand::describe(QCommandLineParser& parser) const
{
    QStringList names;
    for (const auto& [id, title] : reportSections())
        names << QString::fromStdString(id);
    parser.addOptions({
        {u"workspace"_s, u"Workspace file."_s, u"FILE"_s},
        {u"output"_s, u"FILE.html, .pdf, .md, .tex, .csv or .json; - is standard output (with --format)."_s, u"FILE"_s},
        {u"format"_s, u"html, pdf, md, tex, csv or json, where the name of the file does not say it."_s, u"FORMAT"_s},
        {u"run"_s, u"Of this run (the newest)."_s, u"N"_s},
        {u"baseline"_s, u"Compare with this unit of the run (the best model at its longest length)."_s, u"N"_s},
        {{u"m"_s, u"measure"_s}, u"Measure of the comparison (nDCG@10)."_s, u"MEASURE"_s},
        {u"title"_s, u"Title (the name of the run)."_s, u"TEXT"_s},
        {u"question"_s, u"The question that the report answers."_s, u"TEXT"_s},
        {u"table"_s, u"Of csv: which table (the first); json names them all."_s, u"NAME"_s},
        {u"sections"_s, u"Only these, such as summary,quality (all): "_s + names.join(u", "_s) + u'.', u"LIST"_s},
        {u"redact"_s, u"Ids only: no texts of queries and passages, no paths."_s},
        {u"show-paths"_s, u"Whole paths and host names, not only the names of files and folders."_s},
    });
}

int ReportCommand::run(const QCommandLineParser& parser, const Output& common)
{
    if (!parser.positionalArguments().isEmpty())
        return fail({"no argument is expected"}, WrongUsage);
    if (!parser.isSet(u"workspace"_s))
        return fail({"--workspace FILE is missing"}, WrongUsage);
    if (!parser.isSet(u"output"_s) && !common.json)
        return fail({"--output FILE is missing; its ending says the format: html, pdf, md, tex, csv or json"},
                    WrongUsage);
    const QString output = parser.isSet(u"output"_s) ? parser.value(u"output"_s) : u"-"_s;
    const QString ending = parser.isSet(u"format"_s) ? u"."_s + parser.value(u"format"_s)
                           : common.json             ? u".json"_s
                                                     : output;
    const auto format = documentFormatOf(ending.toStdString());
    if (!format)
        return fail(format.error(), WrongUsage);
    if (parser.isSet(u"redact"_s) && parser.isSet(u"show-paths"_s))
        return fail({"--redact and --show-paths do not go together"}, WrongUsage);
    const auto run = numberOption(parser, u"run"_s, 1);
    const auto baseline = numberOption(parser, u"baseline"_s, 1);
    const auto measures = measureOption(parser);
    for (const Error* error :
         {run ? nullptr : &run.error(), baseline ? nullptr : &baseline.error(), measures ? nullptr : &measures.error()})
        if (error)
            return fail(*error, WrongUsage);
    if (measures->size() != 1)
        return fail({"one measure is expected, not " + std::to_string(measures->size())}, WrongUsage);

    ReportRequest request;
    request.run = run->value_or(0);
    request.baseline = baseline->value_or(0);
    request.measure = measures->front();
    request.title = parser.value(u"title"_s).toStdString();
    request.question = parser.value(u"question"_s).toStdString();
    request.showPaths = parser.isSet(u"show-paths"_s);
    request.redact = parser.isSet(u"redact"_s);
    if (parser.isSet(u"sections"_s))
        for (const QString& id : parser.value(u"sections"_s).split(u','))
            request.sections.push_back(id.trimmed().toStdString());
    if (common.verbose)
        request.progress = [](int done, int all) {
            std::fprintf(stderr, "step %d of %d\n", done + 1, all);
            return true;
        };
    const auto document = makeReport(parser.value(u"workspace"_s).toStdString(), request);
    if (!document)
        return fail(document.error());
    const auto bytes = writeDocument(*document, *format, parser.value(u"table"_s).toStdString());
    if (!bytes)
        return fail(bytes.error());
    const auto status = writeOutput(
        output, [&bytes](const OutputSink& sink) { return sink(*bytes) ? ok() : Status(Error{"cannot be written"}); });
    if (!status)
        return fail(status.error());
    if (output == u"-"_s)
        return Success;
    if (!common.quiet)
        std::printf("%s\n", qPrintable(QFileInfo(output).absoluteFilePath()));
    return Success;
}

} // namespace rw::cli
