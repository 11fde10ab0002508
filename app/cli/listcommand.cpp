// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/listcommand.h"

#include "app/cli/pairoptions.h"
#include "app/cli/unittable.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

QJsonObject json(const RunRecord& run)
{
    return {{u"run"_s, qint64(run.id)},
            {u"name"_s, QString::fromStdString(run.name)},
            {u"status"_s, QString::fromStdString(run.status)},
            {u"error"_s, QString::fromStdString(run.error)},
            {u"started_at"_s, QString::fromStdString(run.startedAt)},
            {u"ended_at"_s, QString::fromStdString(run.endedAt)},
            {u"machine"_s, QString::fromStdString(run.machine)},
            {u"units"_s, qint64(run.units)},
            {u"units_finished"_s, qint64(run.unitsFinished)},
            {u"units_failed"_s, qint64(run.unitsFailed)}};
}

void printRun(const RunRecord& run)
{
    std::printf("run %lld  %s  %s  started %s", static_cast<long long>(run.id), run.name.c_str(), run.status.c_str(),
                run.startedAt.c_str());
    if (!run.endedAt.empty())
        std::printf(", ended %s", run.endedAt.c_str());
    std::printf("  %lld of %lld units finished", static_cast<long long>(run.unitsFinished),
                static_cast<long long>(run.units));
    if (run.unitsFailed > 0)
        std::printf(", %lld failed", static_cast<long long>(run.unitsFailed));
    std::printf("\n");
    if (!run.error.empty())
        std::printf("  %s\n", run.error.c_str());
}

} // namespace

QString ListCommand::name() const
{
    return u"list"_s;
}

QString ListCommand::summary() const
{
    return u"Show the runs of a workspace, or the units of a run"_s;
}

void ListCommand::describe(QCommandLineParser& parser) const
{
    parser.addOptions({
        {u"workspace"_s, u"Workspace file."_s, u"FILE"_s},
        {u"run"_s, u"The units of this run instead of the list of runs."_s, u"N"_s},
        {{u"m"_s, u"measure"_s}, u"Measure of the units (nDCG@10); may be given again."_s, u"MEASURE"_s},
    });
}

int ListCommand::run(const QCommandLineParser& parser, const Output& output)
{
    if (!parser.positionalArguments().isEmpty())
        return fail({"no argument is expected"}, WrongUsage);
    if (!parser.isSet(u"workspace"_s))
        return fail({"--workspace FILE is missing"}, WrongUsage);
    const std::filesystem::path workspace = parser.value(u"workspace"_s).toStdString();
    const auto run = numberOption(parser, u"run"_s, 1);
    if (!run)
        return fail(run.error(), WrongUsage);
    const auto reader = WorkspaceReader::open(workspace);
    if (!reader)
        return fail(reader.error());
    const auto runs = (*reader)->runs();
    if (!runs)
        return fail(runs.error());

    if (*run) {
        const bool known =
            std::any_of(runs->begin(), runs->end(), [&run](const RunRecord& record) { return record.id == **run; });
        if (!known)
            return fail({workspace.string() + ": there is no run " + std::to_string(**run)});
        const auto measures = measureOption(parser);
        if (!measures)
            return fail(measures.error(), WrongUsage);
        const auto status = printUnits(workspace, **run, *measures, output);
        return status ? int(Success) : fail(status.error());
    }
    QJsonArray list;
    for (const auto& record : *runs) {
        list.append(json(record));
        if (!output.json)
            printRun(record);
    }
    if (output.json)
        std::printf("%s", QJsonDocument(QJsonObject{{u"runs"_s, list}}).toJson().constData());
    else if (runs->empty())
        std::printf("no runs yet\n");
    return Success;
}

} // namespace rw::cli
