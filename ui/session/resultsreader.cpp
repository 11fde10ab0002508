// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/resultsreader.h"

#include "core/base/allcores.h"
#include "core/metrics/measures.h"
#include "core/report/passmemory.h"
#include "core/report/passtimes.h"
#include "core/stats/remembered.h"
#include "core/store/unittimes.h"

#include <algorithm>
#include <mutex>
#include <optional>

namespace rw::ui {

namespace {

constexpr std::int64_t kMostAtOnce = 2'000'000; // scores

void evaluate(ResultRow& row, const UnitEvaluation& evaluation)
{
    row.judgedQueries = evaluation.judgedQueries;
    row.scoredQueries = evaluation.scoredQueries;
    row.complete = evaluation.complete;
    if (!evaluation.base.empty())
        row.base = evaluation.base.front();
    if (!evaluation.ceiling.empty())
        row.ceiling = evaluation.ceiling.front();
    if (evaluation.mean.empty() || evaluation.scoredQueries == 0)
        return;
    row.value = evaluation.mean.front();
    for (const std::vector<double>& query : evaluation.values)
        if (!query.empty())
            row.queryValues.push_back(query.front());
}

/// Each thread has a reader of its own.
Status evaluateRows(const std::filesystem::path& workspace, std::vector<ResultRow>& rows, const Measure& measure,
                    EvaluationCache& cache)
{
    std::vector<std::unique_ptr<WorkspaceReader>> readers(coresForWork());
    std::mutex mutex;
    std::optional<Error> failure;
    onAllCores(rows.size(), [&](std::size_t thread, std::size_t place) {
        if (rows[place].unit.scored == 0)
            return;
        const auto fail = [&](const Error& error) {
            const std::lock_guard lock(mutex);
            failure = error;
        };
        std::unique_ptr<WorkspaceReader>& reader = readers[thread];
        if (!reader) {
            auto opened = WorkspaceReader::open(workspace, cache.candidates());
            if (!opened)
                return fail(opened.error());
            reader = std::move(*opened);
        }
        const auto evaluation = cache.evaluate(*reader, rows[place].unit.id, {measure});
        if (!evaluation)
            return fail(evaluation.error());
        evaluate(rows[place], *evaluation);
    });
    return failure ? Status(*failure) : ok();
}

} // namespace

bool isLarge(const ResultsData& data)
{
    std::int64_t scores = 0;
    for (const ResultRow& row : data.rows)
        scores += row.unit.scored;
    return scores > kMostAtOnce;
}

Result<ResultsData> readResults(const std::filesystem::path& workspace, std::int64_t run, const Measure& measure,
                                EvaluationCache& cache, const std::function<void(const ResultsData&)>& rowsFirst)
{
    auto reader = WorkspaceReader::open(workspace);
    if (!reader)
        return reader.error();
    WorkspaceReader& store = **reader;
    ResultsData data;
    auto runs = store.runs();
    if (!runs)
        return runs.error();
    data.runs = std::move(*runs);
    if (data.runs.empty())
        return data;
    data.run = run != 0 ? run : data.runs.front().id;

    auto models = store.models();
    if (!models)
        return models.error();
    auto units = store.units(data.run);
    if (!units)
        return units.error();
    for (UnitRecord& unit : *units) {
        ResultRow row;
        const auto sameModel = [&](const ModelRecord& model) {
            return model.id == unit.model;
        };
        const auto place = std::find_if(models->begin(), models->end(), sameModel);
        row.modelIndex = static_cast<int>(place - models->begin());
        row.unit = std::move(unit);
        data.rows.push_back(std::move(row));
    }
    if (rowsFirst && isLarge(data))
        rowsFirst(data);
    if (Status status = evaluateRows(workspace, data.rows, measure, cache); !status)
        return status.error();
    return data;
}

Status addMeasured(const std::filesystem::path& workspace, ResultsData& data)
{
    auto reader = WorkspaceReader::open(workspace);
    if (!reader)
        return reader.error();
    WorkspaceReader& store = **reader;
    auto batches = store.batches(data.run);
    if (!batches)
        return batches.error();
    auto samples = store.samples(data.run);
    if (!samples)
        return samples.error();
    auto problems = store.problems(data.run);
    if (!problems)
        return problems.error();
    auto queries = unitTimes(workspace, data.run);
    if (!queries)
        return queries.error();

    std::vector<UnitRecord> units;
    for (const ResultRow& row : data.rows)
        units.push_back(row.unit);
    const auto memory = passMemory(units, *batches, *samples);
    data.samples = std::move(*samples);
    data.problems = std::move(*problems);
    const auto times = passTimes(units, *batches);
    for (ResultRow& row : data.rows) {
        if (const auto pass = times.find(passOf(row.unit)); pass != times.end()) {
            row.batchMs = pass->second.batchMs;
            row.pairsPerSecond = pass->second.pairsPerSecond();
        }
        if (const auto pass = memory.find(passOf(row.unit)); pass != memory.end())
            row.memory = pass->second;
        if (const auto own = queries->find(row.unit.id); own != queries->end())
            row.queryMs = std::move(own->second.queryMs);
    }
    return ok();
}

void addIntervals(std::vector<ResultRow>& rows)
{
    onAllCores(rows.size(), [&](std::size_t, std::size_t place) {
        ResultRow& row = rows[place];
        if (const auto interval = rememberedInterval(row.queryValues)) {
            row.low = interval->low;
            row.high = interval->high;
        }
    });
}

} // namespace rw::ui
