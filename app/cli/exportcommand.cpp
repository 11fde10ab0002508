// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exportcommand.h"

#include "app/cli/outputfile.h"
#include "app/cli/pairoptions.h"
#include "app/cli/unittable.h"
#include "core/report/workspaceexport.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

using What = ExportRequest::What;
using Format = ExportRequest::Format;

template <class Value, std::size_t Count>
Result<Value> choose(const QString& option, const QString& text, const std::pair<const char*, Value> (&known)[Count])
{
    std::string names;
    for (const auto& [name, value] : known) {
        if (text == QLatin1String(name))
            return value;
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return Error{"--" + option.toStdString() + " is one of " + names + ", not \"" + text.toStdString() + "\""};
}

Result<ExportRequest> readRequest(const QCommandLineParser& parser, bool json)
{
    if (!parser.positionalArguments().isEmpty())
        return Error{"no argument is expected"};
    if (!parser.isSet(u"workspace"_s))
        return Error{"--workspace FILE is missing"};
    if (!parser.isSet(u"what"_s))
        return Error{"--what is missing; it is one of scores, metrics, latency, devices, run"};
    const auto what = choose<What>(u"what"_s, parser.value(u"what"_s),
                                   {{"scores", What::Scores},
                                    {"metrics", What::Metrics},
                                    {"latency", What::Latency},
                                    {"devices", What::Devices},
                                    {"run", What::Run}});
    if (!what)
        return what.error();
    const QString defaultFormat = json ? u"json"_s : *what == What::Run ? u"trec"_s : u"csv"_s;
    const auto format = choose<Format>(
        u"format"_s, parser.isSet(u"format"_s) ? parser.value(u"format"_s) : defaultFormat,
        {{"csv", Format::Csv}, {"json", Format::Json}, {"jsonl", Format::JsonLines}, {"trec", Format::Trec}});
    if (!format)
        return format.error();
    if (json && *format != Format::Json)
        return Error{"--json and --format " + parser.value(u"format"_s).toStdString() + " do not go together"};
    if ((*what == What::Run) != (*format == Format::Trec))
        return Error{"--what run and --format trec go together"};
    const auto run = numberOption(parser, u"run"_s, 1);
    const auto unit = numberOption(parser, u"unit"_s, 1);
    if (!run)
        return run.error();
    if (!unit)
        return unit.error();
    if (*what == What::Run && !*unit)
        return Error{"--what run needs --unit N; rerank-cli list --run N shows the units"};
    auto measures = measureOption(parser);
    if (!measures)
        return measures.error();
    ExportRequest request;
    request.workspace = parser.value(u"workspace"_s).toStdString();
    request.what = *what;
    request.format = *format;
    request.run = run->value_or(0);
    request.unit = unit->value_or(0);
    request.measures = std::move(*measures);
    request.metadata = parser.isSet(u"metadata"_s);
    if (request.metadata && *what != What::Run)
        return Error{"--metadata and --what run go together"};
    return request;
}

} // namespace

QString ExportCommand::name() const
{
    return u"export"_s;
}

QString ExportCommand::summary() const
{
    return u"Write scores, measures, timings or rankings of a workspace to a file"_s;
}

void ExportCommand::describe(QCommandLineParser& parser) const
{
    parser.addOptions({
        {u"workspace"_s, u"Workspace file."_s, u"FILE"_s},
        {u"what"_s, u"scores, metrics, latency, devices or run (a TREC run of one unit)."_s, u"WHAT"_s},
        {u"format"_s, u"csv, json, jsonl, or trec for a run (csv)."_s, u"FORMAT"_s},
        {u"run"_s, u"Of this run only."_s, u"N"_s},
        {u"unit"_s, u"Of this unit only."_s, u"N"_s},
        {{u"m"_s, u"measure"_s}, u"Measure for metrics (nDCG@10); may be given again."_s, u"MEASURE"_s},
        {u"metadata"_s,
         u"Of a run: begin with ir_metadata in comment lines (trec_eval before version 10 takes none)."_s},
        {u"output"_s, u"Write here instead of to standard output."_s, u"FILE"_s},
    });
}

int ExportCommand::run(const QCommandLineParser& parser, const Output& common)
{
    const auto request = readRequest(parser, common.json);
    if (!request)
        return fail(request.error(), WrongUsage);
    const QString output = parser.isSet(u"output"_s) ? parser.value(u"output"_s) : u"-"_s;
    const auto status =
        writeOutput(output, [&request](const OutputSink& sink) { return exportWorkspace(*request, sink); });
    return status ? int(Success) : fail(status.error());
}

} // namespace rw::cli
