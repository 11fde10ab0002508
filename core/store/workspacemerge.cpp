// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacemerge.h"

#include "core/store/database.h"
#include "core/store/notes.h"
#include "core/store/packedscores.h"
#include "core/store/schema.h"
#include "core/store/workspacelock.h"

namespace rw {

namespace {

// In all statements `other` is the attached workspace, and the temporary tables say under which id (n) a row of the
// other one (o) is known here.

constexpr const char* kModelsAndData = R"(
CREATE TEMP TABLE model_map(o INTEGER PRIMARY KEY, n INTEGER NOT NULL);
CREATE TEMP TABLE dataset_map(o INTEGER PRIMARY KEY, n INTEGER NOT NULL);

INSERT OR IGNORE INTO main.model(name, path, backbone, fingerprint, parameters, layers, max_length, weights_dtype,
                                 weight_bytes, untrained)
SELECT name, path, backbone, fingerprint, parameters, layers, max_length, weights_dtype, weight_bytes, untrained
FROM other.model ORDER BY id;
INSERT INTO model_map SELECT o.id, n.id FROM other.model o JOIN main.model n ON n.fingerprint = o.fingerprint;

CREATE TEMP TABLE new_dataset AS SELECT id, content_hash FROM other.dataset
WHERE content_hash NOT IN (SELECT content_hash FROM main.dataset);
INSERT INTO main.dataset(name, path, format, split, candidate_source, content_hash, judgments_hash, candidates_hash,
                         queries, passages, candidates, judgments)
SELECT name, path, format, split, candidate_source, content_hash, judgments_hash, candidates_hash, queries, passages,
       candidates, judgments
FROM other.dataset WHERE id IN (SELECT id FROM new_dataset) ORDER BY id;
INSERT INTO dataset_map SELECT o.id, n.id FROM other.dataset o JOIN main.dataset n ON n.content_hash = o.content_hash;

INSERT INTO main.query(dataset, position, id, text, fields) SELECT m.n, t.position, t.id, t.text, t.fields
FROM other.query t JOIN new_dataset d ON d.id = t.dataset JOIN dataset_map m ON m.o = t.dataset;
INSERT INTO main.passage SELECT m.n, t.position, t.id, t.text
FROM other.passage t JOIN new_dataset d ON d.id = t.dataset JOIN dataset_map m ON m.o = t.dataset;
INSERT INTO main.candidate SELECT m.n, t.pair, t.query, t.passage, t.first_stage_score
FROM other.candidate t JOIN new_dataset d ON d.id = t.dataset JOIN dataset_map m ON m.o = t.dataset;
INSERT INTO main.judgment SELECT m.n, t.query, t.passage_id, t.grade
FROM other.judgment t JOIN new_dataset d ON d.id = t.dataset JOIN dataset_map m ON m.o = t.dataset;
)";

constexpr const char* kConflicts = R"(
CREATE TEMP TABLE conflict AS
SELECT n.id AS unit, o.id AS other_unit, s.pair AS pair, s.value AS value, t.value AS other_value
FROM other.unit o
JOIN model_map m ON m.o = o.model
JOIN dataset_map d ON d.o = o.dataset
JOIN main.unit n ON n.model = m.n AND n.quantization = o.quantization AND n.cutoff_layer = o.cutoff_layer
                AND n.engine = o.engine AND n.dataset = d.n AND n.max_length = o.max_length
                AND n.query_max_length = o.query_max_length AND n.options = o.options
JOIN main.score s ON s.unit = n.id
JOIN other.score t ON t.unit = o.id AND t.pair = s.pair
WHERE abs(s.value - t.value) > iif(o.quantization = 'fp32', 1e-4, 0.05) * max(1, abs(s.value));
)";

constexpr const char* kRunsAndUnits = R"(
CREATE TEMP TABLE run_map(o INTEGER PRIMARY KEY, n INTEGER NOT NULL);
CREATE TEMP TABLE unit_map(o INTEGER PRIMARY KEY, n INTEGER NOT NULL);
CREATE TEMP TABLE worker_map(o INTEGER PRIMARY KEY, n INTEGER NOT NULL);

CREATE TEMP TABLE new_run AS SELECT id FROM other.run WHERE uuid NOT IN (SELECT uuid FROM main.run);
INSERT INTO main.run(uuid, name, scenario, key, status, error, started_at, ended_at, machine, program, experiment)
SELECT uuid, name, scenario, key, iif(status = 'running', 'interrupted', status), error, started_at, ended_at, machine, program,
       experiment
FROM other.run WHERE id IN (SELECT id FROM new_run) ORDER BY id;
INSERT INTO run_map SELECT o.id, n.id FROM other.run o JOIN main.run n ON n.uuid = o.uuid;

INSERT INTO main.start(run, at, provenance)
SELECT m.n, o.at, o.provenance FROM other.start o JOIN run_map m ON m.o = o.run
WHERE NOT EXISTS (SELECT 1 FROM main.start n WHERE n.run = m.n AND n.at = o.at AND n.provenance = o.provenance)
ORDER BY o.id;

CREATE TEMP VIEW same_unit AS
SELECT o.id AS o, n.id AS n FROM other.unit o
JOIN run_map r ON r.o = o.run
JOIN model_map m ON m.o = o.model
JOIN dataset_map d ON d.o = o.dataset
JOIN main.unit n ON n.run = r.n AND n.model = m.n AND n.dataset = d.n AND n.name = o.name
                AND n.max_length = o.max_length AND n.query_max_length = o.query_max_length
                AND n.quantization = o.quantization AND n.cutoff_layer = o.cutoff_layer AND n.options = o.options
                AND n.engine = o.engine;
INSERT INTO main.unit(run, model, dataset, name, max_length, query_max_length, quantization, cutoff_layer, options,
                      engine, status, error, pairs, truncated, reused, answers, answers_beyond, answers_partly)
SELECT r.n, m.n, d.n, o.name, o.max_length, o.query_max_length, o.quantization, o.cutoff_layer, o.options, o.engine,
       iif(o.status = 'running', 'incomplete', o.status), o.error, o.pairs, o.truncated, o.reused, o.answers,
       o.answers_beyond, o.answers_partly
FROM other.unit o JOIN run_map r ON r.o = o.run JOIN model_map m ON m.o = o.model JOIN dataset_map d ON d.o = o.dataset
WHERE o.id NOT IN (SELECT o FROM same_unit) ORDER BY o.id;
INSERT INTO unit_map SELECT o, n FROM same_unit;
)";

constexpr const char* kMeasured = R"(
CREATE TEMP VIEW same_worker AS
SELECT o.id AS o, n.id AS n FROM other.worker o JOIN run_map r ON r.o = o.run
JOIN main.worker n ON n.run = r.n AND n.lane = o.lane AND n.pid = o.pid AND n.started = o.started;
INSERT INTO main.worker(run, lane, device, name, build, libtorch, driver, features, threads, pid, started, ended,
                        end_reason)
SELECT r.n, o.lane, o.device, o.name, o.build, o.libtorch, o.driver, o.features, o.threads, o.pid, o.started, o.ended,
       o.end_reason
FROM other.worker o JOIN run_map r ON r.o = o.run WHERE o.id NOT IN (SELECT o FROM same_worker) ORDER BY o.id;
INSERT INTO worker_map SELECT o, n FROM same_worker;

INSERT INTO main.batch(unit, worker, lengths, pairs, tokens, longest, started, queue_ns, tokenise_ns, assemble_ns,
                       copy_ns, forward_ns, post_ns, total_ns, attempt, repeat, warmup)
SELECT u.n, w.n, o.lengths, o.pairs, o.tokens, o.longest, o.started, o.queue_ns, o.tokenise_ns, o.assemble_ns,
       o.copy_ns, o.forward_ns, o.post_ns, o.total_ns, o.attempt, o.repeat, o.warmup
FROM other.batch o JOIN unit_map u ON u.o = o.unit JOIN worker_map w ON w.o = o.worker
WHERE NOT EXISTS (SELECT 1 FROM main.batch n WHERE n.worker = w.n AND n.started = o.started) ORDER BY o.id;
INSERT INTO main.request(unit, worker, query, pairs, tokens, started, total_ns, attempt, repeat, warmup)
SELECT u.n, w.n, o.query, o.pairs, o.tokens, o.started, o.total_ns, o.attempt, o.repeat, o.warmup
FROM other.request o JOIN unit_map u ON u.o = o.unit JOIN worker_map w ON w.o = o.worker
WHERE NOT EXISTS (SELECT 1 FROM main.request n WHERE n.worker = w.n AND n.started = o.started) ORDER BY o.id;
INSERT INTO main.device_sample(worker, seconds, cpu_percent, machine_percent, resident_bytes, gpu_busy_percent,
                               gpu_memory_bytes, gpu_power_watts, gpu_energy_joules, gpu_clock_mhz, gpu_temperature,
                               gpu_throttle, gpu_processes)
SELECT w.n, o.seconds, o.cpu_percent, o.machine_percent, o.resident_bytes, o.gpu_busy_percent, o.gpu_memory_bytes,
       o.gpu_power_watts, o.gpu_energy_joules, o.gpu_clock_mhz, o.gpu_temperature, o.gpu_throttle, o.gpu_processes
FROM other.device_sample o JOIN worker_map w ON w.o = o.worker
WHERE NOT EXISTS (SELECT 1 FROM main.device_sample n WHERE n.worker = w.n AND n.seconds = o.seconds) ORDER BY o.id;

INSERT INTO main.problem(run, unit, pair, what, detail)
SELECT r.n, u.n, o.pair, o.what, o.detail FROM other.problem o JOIN run_map r ON r.o = o.run
LEFT JOIN unit_map u ON u.o = o.unit
WHERE NOT EXISTS (SELECT 1 FROM main.problem n WHERE n.run = r.n AND n.unit IS u.n AND n.pair = o.pair
                  AND n.what = o.what)
ORDER BY o.id;
-- What failed in one place may have succeeded in the other.
DELETE FROM main.problem WHERE run IN (SELECT n FROM run_map)
AND EXISTS (SELECT 1 FROM main.score s WHERE s.unit = problem.unit AND s.pair = problem.pair);

UPDATE main.unit SET status = 'finished', error = '' WHERE id IN (SELECT n FROM unit_map) AND status != 'finished'
AND pairs = (SELECT count(*) FROM main.score WHERE score.unit = unit.id);
UPDATE main.unit SET status = 'incomplete' WHERE id IN (SELECT n FROM unit_map) AND status = 'queued'
AND EXISTS (SELECT 1 FROM main.score WHERE score.unit = unit.id);
UPDATE main.run SET status = 'finished', error = '' WHERE id IN (SELECT n FROM run_map) AND status != 'finished'
AND NOT EXISTS (SELECT 1 FROM main.unit WHERE unit.run = run.id AND unit.status != 'finished');
)";

void readConflicts(Database& database, MergeReport& report)
{
    report.conflictCount = database.number("SELECT count(*) FROM conflict");
    Statement row = database.prepare(
        "SELECT n.name, d.name, n.max_length, n.quantization, n.cutoff_layer, c.pair, c.unit, c.other_unit, c.value, "
        "c.other_value FROM conflict c JOIN main.unit n ON n.id = c.unit JOIN main.dataset d ON d.id = n.dataset "
        "ORDER BY c.unit, c.other_unit, c.pair LIMIT ?");
    row.bind(kMostConflicts);
    while (row.step()) {
        report.conflicts.push_back({row.text(0), row.text(1), int(row.integer(2)), row.text(3), int(row.integer(4)),
                                    row.integer(5), row.integer(6), row.integer(7), row.real(8), row.real(9)});
    }
}

void takeOver(Database& database, MergeReport& report)
{
    const auto units = database.number("SELECT count(*) FROM main.unit");
    database.execute(kRunsAndUnits);
    report.runs = database.number("SELECT count(*) FROM new_run");
    report.units = database.number("SELECT count(*) FROM main.unit") - units;
    database.execute("INSERT OR IGNORE INTO main.score SELECT u.n, s.pair, s.value FROM unit_map u "
                     "JOIN other.score s ON s.unit = u.o ORDER BY u.n, s.pair");
    report.scores = database.changes();
    report.scoresKnown = database.number("SELECT count(*) FROM other.score") - report.scores;
    database.execute(kMeasured);
    for (const std::int64_t unit : unpackedUnits(database))
        packScores(database, unit);
}

} // namespace

Result<MergeReport> mergeWorkspace(const std::filesystem::path& into, const std::filesystem::path& from)
{
    std::error_code failed;
    if (std::filesystem::equivalent(into, from, failed))
        return Error{from.string() + ": is the workspace that it is to be merged into"};
    const auto lock = WorkspaceLock::take(into);
    if (!lock)
        return lock.error();
    { // is it one, of this version?
        if (const auto other = openToRead(from); !other)
            return other.error();
    }
    auto opened = Database::open(into, Database::Mode::Write);
    if (!opened)
        return opened.error();
    Database& database = **opened;
    if (auto status = migrate(database); !status)
        return status.error();
    database.prepare("ATTACH ? AS other").bind(from.string()).run();
    database.execute("PRAGMA temp_store = MEMORY");
    database.execute("BEGIN IMMEDIATE");
    MergeReport report;
    database.execute(kModelsAndData);
    database.execute(kConflicts);
    readConflicts(database, report);
    if (report.conflicts.empty()) {
        takeOver(database, report);
        mergeNotes(database);
    }
    database.execute(report.conflicts.empty() ? "COMMIT" : "ROLLBACK");
    if (auto status = database.takeStatus(); !status)
        return status.error(); // closing the connection takes everything back
    return report;
}

} // namespace rw
