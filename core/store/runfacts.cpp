// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/runfacts.h"

#include "core/store/database.h"
#include "core/store/schema.h"

#include <algorithm>

namespace rw {

namespace {

void readLanes(Database& database, std::int64_t run, RunFacts& facts)
{
    Statement row =
        database.prepare("SELECT lane, device, name, build, libtorch, driver, features, threads, end_reason, "
                         "ended IS NULL FROM worker WHERE run = ? ORDER BY lane, id");
    row.bind(run);
    while (row.step()) {
        const int lane = int(row.integer(0));
        if (facts.lanes.empty() || facts.lanes.back().lane != lane)
            facts.lanes.push_back({lane, row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
                                   int(row.integer(7))});
        ++facts.lanes.back().lives;
        const std::string reason = row.text(8);
        if (row.integer(9) == 0 && !reason.empty() && reason != "asked to end")
            facts.lanes.back().ends.push_back(reason);
    }
}

void readSamples(Database& database, std::int64_t run, RunFacts& facts)
{
    // NVML's reason 1 is an idle GPU, which is none.
    Statement row = database.prepare(
        "SELECT worker.lane, count(*), max(resident_bytes), max(gpu_memory_bytes), avg(gpu_busy_percent), "
        "avg(gpu_power_watts), max(gpu_temperature), max(gpu_energy_joules) - min(gpu_energy_joules), "
        "sum(gpu_throttle & ~1 <> 0), sum(gpu_processes > 0) FROM worker JOIN device_sample ON device_sample.worker = "
        "worker.id WHERE worker.run = ? GROUP BY worker.id ORDER BY worker.lane, worker.id");
    row.bind(run);
    const auto largest = [](auto& place, auto value) {
        if (value && (!place || *value > *place))
            place = value;
    };
    const auto sum = [](auto& place, auto value) {
        if (value)
            place = place.value_or(0) + *value;
    };
    while (row.step()) {
        const auto lane = std::find_if(facts.lanes.begin(), facts.lanes.end(),
                                       [&](const auto& one) { return one.lane == row.integer(0); });
        if (lane == facts.lanes.end())
            continue;
        const auto mean = [&](std::optional<double>& place, std::optional<double> value) {
            const auto before = double(lane->samples), now = double(row.integer(1));
            if (value)
                place = (place.value_or(*value) * before + *value * now) / (before + now);
        };
        mean(lane->gpuBusyPercent, row.optionalReal(4));
        mean(lane->gpuPowerWatts, row.optionalReal(5));
        lane->samples += row.integer(1);
        largest(lane->residentBytes, row.optionalInteger(2));
        largest(lane->gpuMemoryBytes, row.optionalInteger(3));
        largest(lane->gpuTemperature, row.optionalReal(6));
        sum(lane->energyJoules, row.optionalReal(7));
        sum(lane->throttled, row.optionalInteger(8));
        sum(lane->foreignOnGpu, row.optionalInteger(9));
    }
    // Workers look at the machine twice a second, not at the same moment: half-seconds are put together.
    Statement load = database.prepare(
        "SELECT avg(foreign_load), max(foreign_load) FROM (SELECT max(0, max(machine_percent) - sum(cpu)) / 100 AS "
        "foreign_load FROM (SELECT CAST(seconds AS INTEGER) AS second, worker, avg(cpu_percent) AS cpu, "
        "avg(machine_percent) AS machine_percent FROM device_sample WHERE worker IN (SELECT id FROM worker WHERE run = "
        "?) GROUP BY second, worker) GROUP BY second)");
    load.bind(run);
    if (load.step()) {
        facts.foreignCores = load.optionalReal(0);
        facts.foreignCoresLargest = load.optionalReal(1);
    }
}

} // namespace

Result<RunFacts> runFacts(const std::filesystem::path& workspace, std::int64_t run)
{
    auto opened = openToRead(workspace);
    if (!opened)
        return opened.error();
    Database& database = **opened;

    RunFacts facts;
    {
        Statement row = database.prepare("SELECT uuid, scenario, program FROM run WHERE id = ?");
        row.bind(run);
        if (row.step()) {
            facts.uuid = row.text(0);
            facts.scenario = row.text(1);
            facts.program = row.text(2);
        }
        Statement data = database.prepare("SELECT id, judgments_hash, candidates_hash FROM dataset");
        while (data.step())
            facts.data[data.integer(0)] = {data.text(1), data.text(2)};
        Statement model = database.prepare("SELECT id, weights_dtype, weight_bytes FROM model");
        while (model.step())
            facts.models[model.integer(0)] = {model.text(1), model.integer(2)};
        Statement unit = database.prepare("SELECT id, query_max_length, options, engine FROM unit WHERE run = ?");
        unit.bind(run);
        while (unit.step())
            facts.units[unit.integer(0)] = {int(unit.integer(1)), unit.text(2), unit.integer(3)};
        readLanes(database, run, facts);
        readSamples(database, run, facts);
        Statement batch = database.prepare("SELECT total(warmup), total(attempt > 1) FROM batch JOIN worker ON "
                                           "worker.id = batch.worker WHERE worker.run = ?");
        batch.bind(run);
        if (batch.step()) {
            facts.warmupBatches = std::int64_t(batch.real(0));
            facts.retriedBatches = std::int64_t(batch.real(1));
        }
    }
    if (auto status = database.takeStatus(); !status)
        return status.error();
    return facts;
}

} // namespace rw
