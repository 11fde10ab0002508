// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/unittable.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

struct Row
{
    UnitRecord unit;
    UnitEvaluation evaluation; // filled in where the unit is finished
};

std::string configuration(const UnitRecord& unit)
{
    std::string text = unit.modelName + (unit.untrained ? " (untrained)" : "") + "  " + unit.datasetName + "  " +
                       std::to_string(unit.maxLength) + "  " + unit.quantization;
    if (unit.cutoffLayer > 0)
        text += "  layer " + std::to_string(unit.cutoffLayer);
    return text;
}

QJsonObject means(const std::vector<Measure>& measures, const std::vector<double>& values)
{
    QJsonObject object;
    for (std::size_t i = 0; i < measures.size(); ++i)
        object.insert(QString::fromStdString(measures[i].name), values[i]);
    return object;
}

QJsonObject json(const Row& row)
{
    const UnitRecord& unit = row.unit;
    QJsonObject object{{u"unit"_s, qint64(unit.id)},
                       {u"run"_s, qint64(unit.run)},
                       {u"model"_s, QString::fromStdString(unit.modelName)},
                       {u"untrained"_s, unit.untrained},
                       {u"dataset"_s, QString::fromStdString(unit.datasetName)},
                       {u"max_length"_s, unit.maxLength},
                       {u"quantization"_s, QString::fromStdString(unit.quantization)},
                       {u"cutoff_layer"_s, unit.cutoffLayer > 0 ? QJsonValue(unit.cutoffLayer) : QJsonValue()},
                       {u"status"_s, QString::fromStdString(unit.status)},
                       {u"pairs"_s, qint64(unit.pairs)},
                       {u"scored"_s, qint64(unit.scored)},
                       {u"truncated"_s, qint64(unit.truncated)}};
    if (!unit.error.empty())
        object.insert(u"error"_s, QString::fromStdString(unit.error));
    if (unit.status == "finished") {
        object.insert(u"queries"_s, row.evaluation.scoredQueries);
        object.insert(u"measures"_s, means(row.evaluation.measures, row.evaluation.mean));
        object.insert(u"base"_s, means(row.evaluation.measures, row.evaluation.base));
        object.insert(u"ceiling"_s, means(row.evaluation.measures, row.evaluation.ceiling));
    }
    return object;
}

void printTable(const std::vector<Row>& rows, const std::vector<Measure>& measures)
{
    std::size_t width = 13;
    for (const auto& row : rows)
        width = std::max(width, configuration(row.unit).size());
    std::printf("%6s  %-*s  %-10s  %15s", "unit", int(width), "configuration", "status", "pairs");
    for (const auto& measure : measures)
        std::printf("  %10s  %8s  %8s", measure.name.c_str(), "base", "ceiling");
    std::printf("\n");
    for (const auto& row : rows) {
        const std::string pairs = std::to_string(row.unit.scored) + " of " + std::to_string(row.unit.pairs);
        std::printf("%6lld  %-*s  %-10s  %15s", static_cast<long long>(row.unit.id), int(width),
                    configuration(row.unit).c_str(), row.unit.status.c_str(), pairs.c_str());
        for (std::size_t i = 0; i < measures.size() && row.unit.status == "finished"; ++i)
            std::printf("  %10.4f  %8.4f  %8.4f", row.evaluation.mean[i], row.evaluation.base[i],
                        row.evaluation.ceiling[i]);
        std::printf("%s%s\n", row.unit.error.empty() ? "" : "  ", row.unit.error.c_str());
    }
}

} // namespace

Result<std::vector<Measure>> parseMeasures(const std::vector<std::string>& texts)
{
    std::vector<Measure> measures;
    for (const auto& text : texts) {
        const auto parsed = parseMeasure(text);
        if (!parsed)
            return parsed.error();
        measures.insert(measures.end(), parsed->begin(), parsed->end());
    }
    return measures;
}

Result<std::vector<Measure>> measureOption(const QCommandLineParser& parser)
{
    std::vector<std::string> texts;
    for (const auto& text : parser.values(u"measure"_s))
        texts.push_back(text.toStdString());
    if (texts.empty())
        texts = {"nDCG@10"};
    return parseMeasures(texts);
}

Status printUnits(const std::filesystem::path& workspace, std::int64_t run, const std::vector<Measure>& measures,
                  const Output& output)
{
    const auto reader = WorkspaceReader::open(workspace);
    if (!reader)
        return reader.error();
    const auto units = (*reader)->units(run);
    if (!units)
        return units.error();
    std::vector<Row> rows;
    for (const auto& unit : *units) {
        Row row{unit, {}};
        if (unit.status == "finished") {
            auto evaluation = (*reader)->evaluateUnit(unit.id, measures);
            if (!evaluation)
                return evaluation.error();
            row.evaluation = std::move(*evaluation);
        }
        rows.push_back(std::move(row));
    }
    if (output.json) {
        QJsonArray list;
        for (const auto& row : rows)
            list.append(json(row));
        QJsonObject document{{u"workspace"_s, QString::fromStdString(workspace.string())}, {u"units"_s, list}};
        if (run > 0)
            document.insert(u"run"_s, qint64(run));
        std::printf("%s", QJsonDocument(document).toJson().constData());
    } else {
        printTable(rows, measures);
    }
    return ok();
}

} // namespace rw::cli
