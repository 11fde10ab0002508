// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/runwriter.h"

#include "core/store/packedscores.h"
#include "core/store/workspace.h"
#include "core/store/writerthread.h"

#include <QDateTime>
#include <QUuid>

#include <optional>
#include <utility>

namespace rw {

namespace {

std::string now()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
}

std::int64_t insertRun(Database& database, const RunWriter::NewRun& run)
{
    database
        .prepare("INSERT INTO run(uuid, name, scenario, key, status, started_at, machine, program, experiment) "
                 "VALUES(?,?,?,?,'running',?,?,?,?)")
        .bind(QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString())
        .bind(run.name)
        .bind(run.scenario)
        .bind(run.key)
        .bind(now())
        .bind(run.machine)
        .bind(run.program)
        .bind(run.experiment)
        .run();
    return database.lastRowId();
}

std::int64_t insertUnit(Database& database, std::int64_t run, const RunWriter::NewUnit& unit)
{
    database
        .prepare(
            "INSERT INTO unit(run, model, dataset, name, max_length, query_max_length, quantization, cutoff_layer, "
            "options, engine, status, pairs, truncated, answers, answers_beyond, answers_partly) "
            "VALUES(?,?,?,?,?,?,?,?,?,?,'queued',?,?,?,?,?)")
        .bind(run)
        .bind(unit.model)
        .bind(unit.dataset)
        .bind(unit.name)
        .bind(unit.maxLength)
        .bind(unit.queryMaxLength)
        .bind(unit.quantization)
        .bind(unit.cutoffLayer)
        .bind(unit.options)
        .bind(unit.engine)
        .bind(unit.pairs)
        .bind(unit.truncated)
        .bind(unit.answers ? std::optional(unit.answers->known) : std::nullopt)
        .bind(unit.answers ? std::optional(unit.answers->beyond) : std::nullopt)
        .bind(unit.answers ? std::optional(unit.answers->partly) : std::nullopt)
        .run();
    return database.lastRowId();
}

void insertStart(Database& database, std::int64_t run, const std::string& provenance)
{
    database.prepare("INSERT INTO start(run, at, provenance) VALUES(?,?,?)")
        .bind(run)
        .bind(now())
        .bind(provenance)
        .run();
}

std::optional<std::int64_t> findUnit(Database& database, std::int64_t run, const RunWriter::NewUnit& unit)
{
    Statement row = database.prepare(
        "SELECT id FROM unit WHERE run = ? AND model = ? AND dataset = ? AND name = ? AND max_length = ? AND "
        "query_max_length = ? AND quantization = ? AND cutoff_layer = ? AND options = ? AND pairs = ?");
    row.bind(run)
        .bind(unit.model)
        .bind(unit.dataset)
        .bind(unit.name)
        .bind(unit.maxLength)
        .bind(unit.queryMaxLength)
        .bind(unit.quantization)
        .bind(unit.cutoffLayer)
        .bind(unit.options)
        .bind(unit.pairs);
    return row.step() ? std::optional(row.integer(0)) : std::nullopt;
}

} // namespace

RunWriter::RunWriter(Workspace& workspace)
    : m_workspace(workspace)
{
}

Result<RunWriter::Started> RunWriter::start(const NewRun& run, const std::vector<NewUnit>& units, bool resume)
{
    Started started;
    std::optional<Error> changed;
    const auto status = m_workspace.writer().call([&](Database& database) {
        database.execute("UPDATE run SET status = 'interrupted' WHERE status = 'running'");
        started.nextWorker = database.number("SELECT coalesce(max(id), 0) + 1 FROM worker");
        if (resume) {
            Statement last = database.prepare("SELECT id FROM run WHERE key = ? ORDER BY id DESC LIMIT 1");
            last.bind(run.key);
            if (last.step()) {
                started.run = last.integer(0);
                started.resumed = true;
            }
        }
        if (!started.resumed) {
            started.run = insertRun(database, run);
            for (const auto& unit : units)
                started.units.push_back(insertUnit(database, started.run, unit));
            insertStart(database, started.run, run.provenance);
            return;
        }
        for (const auto& unit : units) {
            const auto id = findUnit(database, started.run, unit);
            if (!id) {
                changed =
                    Error{"run " + std::to_string(started.run) + " cannot be resumed: the model or the data of \"" +
                              unit.name + "\" changed since it was started",
                          {},
                          "start a new run without --resume"};
                return;
            }
            if (const auto engine = database.number("SELECT engine FROM unit WHERE id = " + std::to_string(*id));
                engine != unit.engine) {
                changed = Error{"run " + std::to_string(started.run) +
                                    " cannot be resumed: its scores are of version " + std::to_string(engine) +
                                    " of the engine, this program has version " + std::to_string(unit.engine),
                                {},
                                "start a new run without --resume"};
                return;
            }
            started.units.push_back(*id);
        }
        database
            .prepare(
                "UPDATE run SET status = 'running', error = '', ended_at = '', machine = ?, program = ? WHERE id = ?")
            .bind(run.machine)
            .bind(run.program)
            .bind(started.run)
            .run();
        insertStart(database, started.run, run.provenance);
        // What failed is tried again.
        database.prepare("DELETE FROM problem WHERE run = ?").bind(started.run).run();
        Statement end = database.prepare(
            "SELECT max(s) FROM (SELECT max(batch.started + batch.total_ns / 1e9) AS s FROM batch JOIN "
            "worker ON worker.id = batch.worker WHERE worker.run = ?1 UNION ALL SELECT "
            "max(seconds) FROM device_sample JOIN worker ON worker.id = "
            "device_sample.worker WHERE worker.run = ?1)");
        end.bind(started.run);
        if (end.step())
            started.secondsOffset = end.real(0);
    });
    if (changed)
        return *changed;
    if (!status)
        return status.error();
    return started;
}

Result<std::vector<bool>> RunWriter::scoredPairs(std::int64_t unit, std::int64_t pairs)
{
    std::vector<bool> scored(std::size_t(pairs), false);
    const auto status = m_workspace.writer().call([&](Database& database) {
        Statement row = database.prepare("SELECT pair FROM score WHERE unit = ?");
        row.bind(unit);
        while (row.step()) {
            if (const auto pair = row.integer(0); pair >= 0 && pair < pairs)
                scored[std::size_t(pair)] = true;
        }
    });
    if (!status)
        return status.error();
    return scored;
}

Status RunWriter::reuse(std::int64_t unit, const std::vector<Reused>& scores)
{
    return m_workspace.writer().call([&](Database& database) {
        Statement score = database.prepare("INSERT OR IGNORE INTO score(unit, pair, value) VALUES(?,?,?)");
        std::int64_t reused = 0;
        for (const auto& one : scores) {
            score.bind(unit).bind(one.pair).bind(double(one.score)).run();
            reused += database.changes();
        }
        database.prepare("UPDATE unit SET reused = reused + ? WHERE id = ?").bind(reused).bind(unit).run();
    });
}

void RunWriter::postWorker(std::int64_t run, std::int64_t id, const NewWorker& worker)
{
    m_workspace.writer().post([=](Database& database) {
        database
            .prepare("INSERT INTO worker(id, run, lane, device, name, build, libtorch, driver, features, threads, pid, "
                     "started) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)")
            .bind(id)
            .bind(run)
            .bind(worker.lane)
            .bind(worker.device)
            .bind(worker.name)
            .bind(worker.build)
            .bind(worker.libtorch)
            .bind(worker.driver)
            .bind(worker.features)
            .bind(worker.threads)
            .bind(worker.pid)
            .bind(worker.started)
            .run();
    });
}

void RunWriter::postWorkerEnd(std::int64_t worker, double seconds, const std::string& reason)
{
    m_workspace.writer().post([=](Database& database) {
        database.prepare("UPDATE worker SET ended = ?, end_reason = ? WHERE id = ?")
            .bind(seconds)
            .bind(reason)
            .bind(worker)
            .run();
    });
}

void RunWriter::postChunk(std::vector<Scored> scores, std::int64_t worker, std::vector<BatchRecord> batches)
{
    m_workspace.writer().post([scores = std::move(scores), worker, batches = std::move(batches)](Database& database) {
        Statement score = database.prepare("INSERT OR IGNORE INTO score(unit, pair, value) VALUES(?,?,?)");
        for (const auto& one : scores)
            score.bind(one.unit).bind(one.pair).bind(double(one.score)).run();
        Statement row = database.prepare("INSERT INTO batch(unit, worker, lengths, pairs, tokens, longest, started, "
                                         "queue_ns, tokenise_ns, assemble_ns, copy_ns, forward_ns, post_ns, total_ns, "
                                         "attempt, repeat, warmup) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        for (const auto& batch : batches) {
            row.bind(batch.unit)
                .bind(worker)
                .bind(batch.lengths)
                .bind(batch.pairs)
                .bind(batch.tokens)
                .bind(batch.longest)
                .bind(batch.startSeconds)
                .bind(batch.queueNs)
                .bind(batch.tokeniseNs)
                .bind(batch.assembleNs)
                .bind(batch.copyNs)
                .bind(batch.forwardNs)
                .bind(batch.postNs)
                .bind(batch.totalNs)
                .bind(batch.attempt)
                .bind(batch.repeat)
                .bind(batch.warmup)
                .run();
        }
    });
}

void RunWriter::postRequest(std::int64_t worker, const Request& request)
{
    m_workspace.writer().post([=](Database& database) {
        database
            .prepare("INSERT INTO request(unit, worker, query, pairs, tokens, started, total_ns, attempt, repeat, "
                     "warmup) VALUES(?,?,?,?,?,?,?,?,?,?)")
            .bind(request.unit)
            .bind(worker)
            .bind(request.query)
            .bind(request.pairs)
            .bind(request.tokens)
            .bind(request.started)
            .bind(request.totalNs)
            .bind(request.attempt)
            .bind(request.repeat)
            .bind(request.warmup)
            .run();
    });
}

void RunWriter::postSample(std::int64_t worker, double seconds, const DeviceUse& use)
{
    m_workspace.writer().post([=](Database& database) {
        database
            .prepare("INSERT INTO device_sample(worker, seconds, cpu_percent, machine_percent, resident_bytes, "
                     "gpu_busy_percent, gpu_memory_bytes, gpu_power_watts, gpu_energy_joules, gpu_clock_mhz, "
                     "gpu_temperature, gpu_throttle, gpu_processes) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)")
            .bind(worker)
            .bind(seconds)
            .bind(use.cpuPercent)
            .bind(use.machinePercent)
            .bind(use.residentBytes)
            .bind(use.gpuBusyPercent)
            .bind(use.gpuMemoryBytes)
            .bind(use.gpuPowerWatts)
            .bind(use.gpuEnergyJoules)
            .bind(use.gpuClockMhz)
            .bind(use.gpuTemperature)
            .bind(use.gpuThrottle)
            .bind(use.gpuProcesses)
            .run();
    });
}

void RunWriter::postProblem(std::int64_t run, std::int64_t unit, std::int64_t pair, const std::string& what,
                            const std::string& detail)
{
    m_workspace.writer().post([=](Database& database) {
        database.prepare("INSERT INTO problem(run, unit, pair, what, detail) VALUES(?,?,?,?,?)")
            .bind(run)
            .bind(unit > 0 ? std::optional(unit) : std::nullopt)
            .bind(pair)
            .bind(what)
            .bind(detail)
            .run();
    });
}

void RunWriter::postUnitStatus(std::int64_t unit, const std::string& status, const std::string& error)
{
    m_workspace.writer().post([=](Database& database) {
        database.prepare("UPDATE unit SET status = ?, error = ? WHERE id = ?")
            .bind(status)
            .bind(error)
            .bind(unit)
            .run();
        if (status == "finished")
            packScores(database, unit);
    });
}

Status RunWriter::finish(std::int64_t run, const std::string& status, const std::string& error)
{
    // What was posted is committed by the call itself; only then may the run be called finished.
    const auto flushed = m_workspace.writer().flush();
    const std::string last = flushed ? status : "failed";
    const std::string why = flushed ? error : flushed.error().what;
    auto written = m_workspace.writer().call([&](Database& database) {
        database
            .prepare(
                "UPDATE unit SET status = 'incomplete' WHERE run = ? AND status IN ('running', 'queued') AND EXISTS "
                "(SELECT 1 FROM score WHERE score.unit = unit.id)")
            .bind(run)
            .run();
        database.prepare("UPDATE unit SET status = 'queued' WHERE run = ? AND status = 'running'").bind(run).run();
        database.prepare("UPDATE run SET status = ?, error = ?, ended_at = ? WHERE id = ?")
            .bind(last)
            .bind(why)
            .bind(now())
            .bind(run)
            .run();
    });
    return flushed ? std::move(written) : Status(flushed.error());
}

} // namespace rw
