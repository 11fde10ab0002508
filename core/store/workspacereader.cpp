// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacereader.h"

#include "core/store/database.h"
#include "core/store/packedscores.h"
#include "core/store/schema.h"

#include <utility>

namespace rw {

namespace {

/// The rows, or the error that ended them.
template <class Record>
Result<std::vector<Record>> finish(Database& database, std::vector<Record> records)
{
    if (auto status = database.takeStatus(); !status)
        return status.error();
    return records;
}

/// The rows of a view of one run and one unit, where these are not 0. Only the conditions that there are: with
/// "?1 = 0 OR run = ?1" no index could be used.
Result<std::string> viewSql(const WorkspaceReader::View& view)
{
    const std::string runId = std::to_string(view.run);
    const std::string unitId = std::to_string(view.unit);
    std::string run = "run = " + runId;
    if (view.name == "v_scores")
        run = "unit IN (SELECT u.id FROM unit AS u WHERE u.run = " + runId + ")";
    else if (view.name != "v_results" && view.name != "v_batches" && view.name != "v_queries" &&
             view.name != "v_latency" && view.name != "v_devices")
        return Error{"there is no view " + view.name};
    const bool ofRun = view.run != 0;
    const bool ofUnit = view.unit != 0;
    std::string sql = "SELECT * FROM " + view.name;
    if (view.name == "v_devices") { // a worker serves every unit of its run
        if (ofRun)
            return sql + " WHERE " + run;
        return ofUnit ? sql + " WHERE run = (SELECT u.run FROM unit AS u WHERE u.id = " + unitId + ")" : sql;
    }
    if (ofUnit)
        sql += " WHERE unit = " + unitId;
    if (ofRun)
        sql += (ofUnit ? " AND " : " WHERE ") + run;
    return sql;
}

} // namespace

Result<std::unique_ptr<WorkspaceReader>> WorkspaceReader::open(const std::filesystem::path& file,
                                                               std::shared_ptr<CandidateSets> sets)
{
    auto database = openToRead(file);
    if (!database)
        return database.error();
    if (!sets)
        sets = std::make_shared<CandidateSets>();
    return std::unique_ptr<WorkspaceReader>(new WorkspaceReader(std::move(*database), std::move(sets)));
}

WorkspaceReader::WorkspaceReader(std::unique_ptr<Database> database, std::shared_ptr<CandidateSets> sets)
    : m_database(std::move(database))
    , m_sets(std::move(sets))
{
}

WorkspaceReader::~WorkspaceReader() = default;

Result<std::vector<ModelRecord>> WorkspaceReader::models()
{
    std::vector<ModelRecord> records;
    Statement row = m_database->prepare("SELECT id, name, path, backbone, fingerprint, parameters, layers, max_length, "
                                        "untrained FROM model ORDER BY id");
    while (row.step()) {
        records.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5),
                           int(row.integer(6)), int(row.integer(7)), row.integer(8) != 0});
    }
    return finish(*m_database, std::move(records));
}

Result<std::vector<DatasetRecord>> WorkspaceReader::datasets()
{
    std::vector<DatasetRecord> records;
    Statement row =
        m_database->prepare("SELECT id, name, path, format, split, candidate_source, content_hash, queries, "
                            "passages, candidates, judgments FROM dataset ORDER BY id");
    while (row.step()) {
        records.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
                           row.integer(7), row.integer(8), row.integer(9), row.integer(10)});
    }
    return finish(*m_database, std::move(records));
}

Result<std::vector<RunRecord>> WorkspaceReader::runs()
{
    std::vector<RunRecord> records;
    Statement row = m_database->prepare(
        "SELECT id, name, status, error, started_at, ended_at, machine, experiment, "
        "(SELECT count(*) FROM unit WHERE unit.run = run.id), "
        "(SELECT count(*) FROM unit WHERE unit.run = run.id AND unit.status = 'finished'), "
        "(SELECT count(*) FROM unit WHERE unit.run = run.id AND unit.status = 'failed') FROM run ORDER BY id DESC");
    while (row.step()) {
        records.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
                           row.text(7), row.integer(8), row.integer(9), row.integer(10)});
    }
    return finish(*m_database, std::move(records));
}

Result<std::vector<UnitRecord>> WorkspaceReader::units(std::int64_t run)
{
    std::vector<UnitRecord> records;
    Statement row = m_database->prepare(
        std::string("SELECT unit.id, unit.run, unit.model, unit.dataset, unit.name, dataset.name, "
                    "model.untrained, unit.max_length, "
                    "unit.quantization, unit.cutoff_layer, unit.status, unit.error, unit.pairs, ") +
        kScoredPairsSql +
        std::string(", unit.truncated, unit.reused, "
                    "unit.answers, unit.answers_beyond, unit.answers_partly "
                    "FROM unit JOIN model ON model.id = unit.model JOIN dataset ON dataset.id = unit.dataset ") +
        std::string(run != 0 ? "WHERE unit.run = ? " : "") + "ORDER BY unit.id");
    if (run != 0)
        row.bind(run);
    while (row.step()) {
        records.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.text(4), row.text(5),
                           row.integer(6) != 0, int(row.integer(7)), row.text(8), int(row.integer(9)), row.text(10),
                           row.text(11), row.integer(12), row.integer(13), row.integer(14), row.integer(15),
                           row.optionalInteger(16)
                               ? std::optional(AnswerCuts{row.integer(16), row.integer(17), row.integer(18)})
                               : std::nullopt});
    }
    return finish(*m_database, std::move(records));
}

Result<Qrels> WorkspaceReader::judgments(std::int64_t dataset)
{
    Qrels qrels;
    Statement row = m_database->prepare(
        "SELECT query.id, judgment.passage_id, judgment.grade FROM judgment JOIN query ON query.dataset = "
        "judgment.dataset AND query.position = judgment.query WHERE judgment.dataset = ?");
    row.bind(dataset);
    while (row.step())
        qrels.queries[row.text(0)].insert_or_assign(row.text(1), int(row.integer(2)));
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return qrels;
}

Result<TrecRun> WorkspaceReader::unitRun(std::int64_t unit)
{
    TrecRun run;
    run.tag = "rerank-workbench-unit-" + std::to_string(unit);
    Statement row =
        m_database->prepare("SELECT query.id, passage.id, score.value FROM unit "
                            "JOIN score ON score.unit = unit.id "
                            "JOIN candidate ON candidate.dataset = unit.dataset AND candidate.pair = score.pair "
                            "JOIN query ON query.dataset = unit.dataset AND query.position = candidate.query "
                            "JOIN passage ON passage.dataset = unit.dataset AND passage.position = candidate.passage "
                            "WHERE unit.id = ? ORDER BY score.pair");
    row.bind(unit);
    while (row.step())
        run.queries[row.text(0)].push_back({row.text(1), float(row.real(2))});
    if (auto status = m_database->takeStatus(); !status)
        return status.error();
    return run;
}

Result<std::vector<BatchRecord>> WorkspaceReader::batches(std::int64_t run, double fromSeconds)
{
    std::vector<BatchRecord> records;
    Statement row = m_database->prepare(
        "SELECT batch.unit, batch.lengths, worker.device, worker.lane, batch.pairs, batch.tokens, batch.longest, "
        "batch.started, "
        "batch.queue_ns, batch.assemble_ns, batch.forward_ns, batch.post_ns, batch.total_ns, batch.attempt, "
        "batch.warmup, batch.repeat, batch.tokenise_ns, batch.copy_ns "
        "FROM worker JOIN batch ON batch.worker = worker.id WHERE worker.run = ? AND batch.started >= ? "
        "ORDER BY batch.started, batch.id");
    row.bind(run).bind(fromSeconds);
    while (row.step()) {
        records.push_back({row.integer(0), int(row.integer(1)), row.text(2), int(row.integer(3)), int(row.integer(4)),
                           row.integer(5), int(row.integer(6)), row.real(7), row.optionalInteger(8), row.integer(9),
                           row.integer(10), row.integer(11), row.integer(12), int(row.integer(13)),
                           row.integer(14) != 0, int(row.integer(15)), row.optionalInteger(16),
                           row.optionalInteger(17)});
    }
    return finish(*m_database, std::move(records));
}

Result<std::vector<SampleRecord>> WorkspaceReader::samples(std::int64_t run)
{
    std::vector<SampleRecord> records;
    Statement row = m_database->prepare(
        "SELECT worker.lane, worker.device, s.seconds, s.cpu_percent, s.resident_bytes, s.gpu_busy_percent, "
        "s.gpu_memory_bytes, s.gpu_power_watts, s.gpu_clock_mhz, s.gpu_temperature "
        "FROM worker JOIN device_sample AS s ON s.worker = worker.id WHERE worker.run = ? ORDER BY s.seconds, s.id");
    row.bind(run);
    while (row.step()) {
        records.push_back({int(row.integer(0)), row.text(1), row.real(2), row.optionalReal(3), row.optionalInteger(4),
                           row.optionalReal(5), row.optionalInteger(6), row.optionalReal(7), row.optionalReal(8),
                           row.optionalReal(9)});
    }
    return finish(*m_database, std::move(records));
}

Result<std::vector<ProblemRecord>> WorkspaceReader::problems(std::int64_t run)
{
    std::vector<ProblemRecord> records;
    Statement row =
        m_database->prepare("SELECT coalesce(unit, 0), pair, what, detail FROM problem WHERE run = ? ORDER BY id");
    row.bind(run);
    while (row.step())
        records.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3)});
    return finish(*m_database, std::move(records));
}

Result<std::vector<std::pair<std::string, std::string>>> WorkspaceReader::starts(std::int64_t run)
{
    std::vector<std::pair<std::string, std::string>> records;
    Statement row = m_database->prepare("SELECT at, provenance FROM start WHERE run = ? ORDER BY id");
    row.bind(run);
    while (row.step())
        records.emplace_back(row.text(0), row.text(1));
    return finish(*m_database, std::move(records));
}

Status WorkspaceReader::eachRow(const View& view,
                                const std::function<bool(const Names&, const std::vector<Value>&)>& row,
                                const std::function<bool(const Names&)>& head)
{
    const auto sql = viewSql(view);
    if (!sql)
        return sql.error();
    Statement statement = m_database->prepare(*sql);
    if (m_database->failed())
        return m_database->takeStatus();
    Names names;
    for (int column = 0; column < statement.columns(); ++column)
        names.push_back(statement.columnName(column));
    if (head && !head(names))
        return ok();
    std::vector<Value> values(names.size());
    while (statement.step()) {
        for (int column = 0; column < int(values.size()); ++column)
            values[std::size_t(column)] = statement.value(column);
        if (!row(names, values))
            break;
    }
    return m_database->takeStatus();
}

} // namespace rw
