// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/unittimes.h"

#include "core/store/database.h"
#include "core/store/schema.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

namespace rw {

namespace {

/// First unit of the pass of each unit of the run: its batches are stored under that one.
std::map<std::int64_t, std::int64_t> firstUnits(Database& database, std::int64_t run)
{
    std::map<std::tuple<std::int64_t, std::int64_t, int, int, std::string, std::string>, std::int64_t> firstOf;
    std::map<std::int64_t, std::int64_t> first;
    Statement row = database.prepare("SELECT id, model, dataset, max_length, query_max_length, quantization, name "
                                     "FROM unit WHERE run = ? ORDER BY id");
    row.bind(run);
    while (row.step()) {
        const std::tuple pass{row.integer(1),      row.integer(2), int(row.integer(3)),
                              int(row.integer(4)), row.text(5),    row.text(6)};
        first[row.integer(0)] = firstOf.try_emplace(pass, row.integer(0)).first->second;
    }
    return first;
}

} // namespace

Result<std::map<std::int64_t, UnitTimes>> unitTimes(const std::filesystem::path& workspace, std::int64_t run)
{
    auto opened = openToRead(workspace);
    if (!opened)
        return opened.error();
    Database& database = **opened;

    const auto first = firstUnits(database, run);
    std::map<std::int64_t, UnitTimes> ofPass;
    Statement query = database.prepare("SELECT request.unit, request.total_ns FROM worker JOIN request ON "
                                       "request.worker = worker.id WHERE worker.run = ? AND NOT request.warmup "
                                       "ORDER BY request.total_ns");
    query.bind(run);
    while (query.step())
        ofPass[query.integer(0)].queryMs.push_back(double(query.integer(1)) / 1e6);

    // Only the first round of a unit: a repeat that ran an hour later would stretch the makespan.
    Statement batch = database.prepare(
        "SELECT batch.unit, sum(batch.pairs), sum(batch.tokens), min(batch.started), "
        "max(batch.started + batch.total_ns / 1e9), max(batch.lengths) FROM worker JOIN batch ON batch.worker = "
        "worker.id JOIN run ON run.id = worker.run WHERE worker.run = ? AND run.scenario = 'batch' AND NOT "
        "batch.warmup GROUP BY batch.unit, batch.repeat ORDER BY batch.unit, batch.repeat");
    batch.bind(run);
    while (batch.step()) {
        UnitTimes& times = ofPass[batch.integer(0)];
        const double seconds = batch.real(4) - batch.real(3);
        if (batch.integer(5) > 1 || times.makespanSeconds || seconds <= 0)
            continue;
        times.makespanSeconds = seconds;
        times.pairsPerSecond = double(batch.integer(1)) / seconds;
        times.tokensPerSecond = double(batch.integer(2)) / seconds;
    }
    if (auto status = database.takeStatus(); !status)
        return status.error();
    std::map<std::int64_t, UnitTimes> times;
    for (const auto& [unit, pass] : first) {
        if (const auto found = ofPass.find(pass); found != ofPass.end())
            times[unit] = found->second;
    }
    return times;
}

} // namespace rw
