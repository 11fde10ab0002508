// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/unittable.h"

#include "app/cli/systemoptions.h"

#include "core/store/unittimes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

struct Row
{
    UnitRecord unit;
    UnitEvaluation evaluation; // filled in where the unit is finished
    UnitTimes times;
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

QJsonValue number(const std::optional<double>& value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

/// The two scenarios side by side, never mixed: a unit has one of them.
QJsonObject json(const UnitTimes& times)
{
    if (!times.queryMs.empty())
        return {{u"scenario"_s, u"interactive"_s},
                {u"queries"_s, qint64(times.queryMs.size())},
                {u"p50_ms"_s, number(nearestRank(times.queryMs, 50))},
                {u"p95_ms"_s, number(nearestRank(times.queryMs, 95))},
                {u"p99_ms"_s, number(nearestRank(times.queryMs, 99))},
                {u"max_ms"_s, times.queryMs.back()}};
    return {{u"scenario"_s, u"batch"_s},
            {u"makespan_seconds"_s, number(times.makespanSeconds)},
            {u"pairs_per_second"_s, number(times.pairsPerSecond)},
            {u"tokens_per_second"_s, number(times.tokensPerSecond)}};
}

std::string text(const UnitTimes& times)
{
    std::array<char, 100> line = {};
    if (!times.queryMs.empty()) {
        const auto ms = [](const std::optional<double>& value) {
            std::array<char, 32> number = {};
            std::snprintf(number.data(), number.size(), "%.1f", value.value_or(0));
            return value ? std::string(number.data()) : std::string("n/a");
        };
        return "p50 " + ms(nearestRank(times.queryMs, 50)) + " p95 " + ms(nearestRank(times.queryMs, 95)) + " p99 " +
               ms(nearestRank(times.queryMs, 99)) + " ms a query, n = " + std::to_string(times.queryMs.size());
    }
    if (times.pairsPerSecond)
        std::snprintf(line.data(), line.size(), "%.1f pairs/s", *times.pairsPerSecond);
    return line.data();
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
                       {u"reused"_s, qint64(unit.reused)},
                       {u"truncated"_s, qint64(unit.truncated)},
                       {u"answers"_s, answersJson(unit.answers)},
                       {u"times"_s, json(row.times)}};
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

/// The finished units, side by side on all cores: each thread reads with a connection of its own.
Status evaluateRows(const std::filesystem::path& workspace, const std::vector<Measure>& measures,
                    std::vector<Row>& rows)
{
    std::mutex mutex;
    Status result = ok();
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        const auto fail = [&](const Error& error) {
            const std::scoped_lock lock(mutex);
            result = error;
            next = rows.size();
        };
        std::unique_ptr<WorkspaceReader> reader; // for the first unit that it gets
        for (std::size_t i = next++; i < rows.size(); i = next++) {
            if (rows[i].unit.status != "finished")
                continue;
            if (!reader) {
                auto opened = WorkspaceReader::open(workspace);
                if (!opened)
                    return fail(opened.error());
                reader = std::move(*opened);
            }
            auto evaluation = reader->evaluateUnit(rows[i].unit.id, measures);
            if (!evaluation)
                return fail(evaluation.error());
            rows[i].evaluation = std::move(*evaluation);
        }
    };
    {
        const auto threads =
            std::min<std::size_t>(rows.size(), std::clamp(std::thread::hardware_concurrency(), 1U, 8U));
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < threads; ++i)
            others.emplace_back(work);
        work();
    }
    return result;
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
        for (const auto& more : {text(row.times), row.unit.error}) {
            if (!more.empty())
                std::printf("  %s", more.c_str());
        }
        std::printf("\n");
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
    const auto times = unitTimes(workspace, run);
    if (!times)
        return times.error();
    std::vector<Row> rows;
    for (const auto& unit : *units) {
        Row& row = rows.emplace_back(Row{unit, {}, {}});
        if (const auto found = times->find(unit.id); found != times->end())
            row.times = found->second;
    }
    if (auto status = evaluateRows(workspace, measures, rows); !status)
        return status;
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
