// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/mergecommand.h"

#include "core/store/workspacemerge.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

QJsonObject json(const MergeConflict& conflict)
{
    return {{u"model"_s, QString::fromStdString(conflict.model)},
            {u"dataset"_s, QString::fromStdString(conflict.dataset)},
            {u"max_length"_s, conflict.maxLength},
            {u"quantization"_s, QString::fromStdString(conflict.quantization)},
            {u"cutoff_layer"_s, conflict.cutoffLayer > 0 ? QJsonValue(conflict.cutoffLayer) : QJsonValue()},
            {u"pair"_s, qint64(conflict.pair)},
            {u"unit"_s, qint64(conflict.unit)},
            {u"other_unit"_s, qint64(conflict.otherUnit)},
            {u"score"_s, conflict.score},
            {u"other_score"_s, conflict.otherScore}};
}

void print(const MergeConflict& conflict)
{
    std::printf("%s  %s  %d  %s", conflict.model.c_str(), conflict.dataset.c_str(), conflict.maxLength,
                conflict.quantization.c_str());
    if (conflict.cutoffLayer > 0)
        std::printf("  layer %d", conflict.cutoffLayer);
    std::printf("  pair %lld: %.9g in unit %lld, %.9g in unit %lld of the other\n",
                static_cast<long long>(conflict.pair), conflict.score, static_cast<long long>(conflict.unit),
                conflict.otherScore, static_cast<long long>(conflict.otherUnit));
}

QJsonObject json(const QString& from, const MergeReport& report)
{
    QJsonArray conflicts;
    for (const auto& conflict : report.conflicts)
        conflicts.append(json(conflict));
    return {{u"from"_s, from},
            {u"runs"_s, qint64(report.runs)},
            {u"units"_s, qint64(report.units)},
            {u"scores"_s, qint64(report.scores)},
            {u"scores_known"_s, qint64(report.scoresKnown)},
            {u"conflict_count"_s, qint64(report.conflictCount)},
            {u"conflicts"_s, conflicts}};
}

} // namespace

QString MergeCommand::name() const
{
    return u"merge"_s;
}

QString MergeCommand::summary() const
{
    return u"Take the results of other workspaces over into one"_s;
}

void MergeCommand::describe(QCommandLineParser& parser) const
{
    parser.addPositionalArgument(u"INTO"_s, u"Workspace that gets the results."_s, u"INTO.rwb FROM.rwb..."_s);
}

int MergeCommand::run(const QCommandLineParser& parser, const Output& output)
{
    const QStringList files = parser.positionalArguments();
    if (files.size() < 2)
        return fail({"at least two workspaces are expected: the one that gets the results, and others"}, WrongUsage);
    QJsonArray merged;
    std::optional<Error> fault;
    for (const auto& from : files.mid(1)) {
        const auto report = mergeWorkspace(files.first().toStdString(), from.toStdString());
        if (!report) {
            fault = report.error();
            break;
        }
        merged.append(json(from, *report));
        if (report->conflictCount == 0) {
            if (!output.json)
                std::printf("%s: %lld runs, %lld units and %lld scores are new; %lld scores were there already\n",
                            qPrintable(from), static_cast<long long>(report->runs),
                            static_cast<long long>(report->units), static_cast<long long>(report->scores),
                            static_cast<long long>(report->scoresKnown));
            continue;
        }
        for (const auto& conflict : report->conflicts) {
            if (!output.json)
                print(conflict);
        }
        fault =
            Error{from.toStdString() + ": " + std::to_string(report->conflictCount) + " scores contradict those in " +
                      files.first().toStdString() + "; nothing of it was taken over",
                  {},
                  "one of the two is wrong: compute these units anew"};
        break;
    }
    if (output.json)
        std::printf("%s",
                    QJsonDocument(QJsonObject{{u"into"_s, files.first()}, {u"merged"_s, merged}}).toJson().constData());
    return fault ? fail(*fault) : int(Success);
}

} // namespace rw::cli
