// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/demoworkspace.h"

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/model/modelfolder.h"
#include "core/store/database.h"
#include "core/store/packedscores.h"
#include "core/store/workspace.h"
#include "core/store/workspacelock.h"
#include "core/store/writerthread.h"

#include <QByteArray>
#include <QFile>

#include <bit>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace rw {

namespace {

namespace fs = std::filesystem;

/// What is copied row by row: tables and their columns.
constexpr std::pair<const char*, const char*> kTables[] = {
    {"worker",
     "id, run, lane, device, name, build, libtorch, driver, features, threads, pid, started, ended, end_reason"},
    {"batch",
     "id, unit, worker, lengths, pairs, tokens, longest, started, assemble_ns, forward_ns, total_ns, attempt, repeat, "
     "warmup"},
    {"device_sample", "id, worker, seconds, cpu_percent, resident_bytes, gpu_busy_percent, gpu_memory_bytes, "
                      "gpu_power_watts, gpu_clock_mhz, gpu_temperature"},
    {"problem", "id, run, unit, pair, what, detail"},
};

/// With what SQLite may have left beside it: a stale log would be played into the next file of that name.
void removeDatabase(const fs::path& file)
{
    std::error_code ignored;
    for (const char* ending : {"", "-wal", "-shm", "-journal"})
        fs::remove(file.string() + ending, ignored);
}

/// A database that is gone with its owner.
class Temporary
{
public:
    explicit Temporary(fs::path path)
        : m_path(std::move(path))
    {
        removeDatabase(m_path);
    }
    ~Temporary() { removeDatabase(m_path); }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

Status inflate(const fs::path& from, const fs::path& to)
{
    QFile packed(from);
    if (!packed.open(QIODevice::ReadOnly))
        return Error{from.string() + ": " + packed.errorString().toStdString()};
    const QByteArray bytes = qUncompress(packed.readAll());
    if (bytes.isEmpty())
        return Error{from.string() + ": is damaged", {}, "install the program again"};
    QFile file(to);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush())
        return Error{to.string() + ": " + file.errorString().toStdString()};
    return ok();
}

void bind(Statement& insert, Statement& row, int column)
{
    std::visit(
        [&](const auto& value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
                insert.bindNull();
            else if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>)
                insert.bind(std::string_view(value));
            else
                insert.bind(value);
        },
        row.value(column));
}

void copyTable(Database& from, Database& to, const std::string& table, const std::string& columns)
{
    Statement row = from.prepare("SELECT " + columns + " FROM " + table + " ORDER BY id");
    std::string marks;
    for (int i = 0; i < row.columns(); ++i)
        marks += i == 0 ? "?" : ",?";
    Statement insert = to.prepare("INSERT INTO " + table + "(" + columns + ") VALUES(" + marks + ")");
    while (row.step()) {
        for (int i = 0; i < row.columns(); ++i)
            bind(insert, row, i);
        insert.run();
    }
}

/// Float32 values whose bytes lie in four planes.
std::vector<float> unshuffled(const std::string& planes)
{
    static_assert(std::endian::native == std::endian::little);
    const std::size_t count = planes.size() / sizeof(float);
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        char bytes[sizeof(float)];
        for (std::size_t plane = 0; plane < sizeof(float); ++plane)
            bytes[plane] = planes[plane * count + i];
        std::memcpy(&values[i], bytes, sizeof(float));
    }
    return values;
}

void copyRun(Database& from, Database& to, const Experiment& experiment)
{
    Statement run =
        from.prepare("SELECT id, uuid, name, scenario, status, error, started_at, ended_at, machine, program FROM run");
    while (run.step()) {
        Statement insert = to.prepare("INSERT INTO run(id, uuid, name, scenario, status, error, started_at, ended_at, "
                                      "machine, program, key, experiment) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
        for (int i = 0; i < 10; ++i)
            bind(insert, run, i);
        insert.bind(std::string_view(experiment.key())).bind(experiment.toJson().toStdString()).run();
    }
}

/// False where a unit is of a model or data set that the workspace does not have.
bool copyUnits(Database& from, Database& to)
{
    constexpr const char* kColumns =
        "id, run, name, max_length, query_max_length, quantization, cutoff_layer, options, "
        "engine, status, error, pairs, truncated";
    Statement unit = from.prepare(std::string("SELECT ") + kColumns + ", model, dataset FROM unit ORDER BY id");
    Statement insert = to.prepare(std::string("INSERT INTO unit(") + kColumns +
                                  ", model, dataset) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    Statement model = to.prepare("SELECT id FROM model WHERE fingerprint = ?");
    Statement dataset = to.prepare("SELECT id FROM dataset WHERE content_hash = ?");
    const auto idOf = [](Statement& known, const std::string& name) {
        known.bind(std::string_view(name));
        const std::int64_t id = known.step() ? known.integer(0) : 0;
        known.run();
        return id;
    };
    while (unit.step()) {
        const std::int64_t modelId = idOf(model, unit.text(13));
        const std::int64_t datasetId = idOf(dataset, unit.text(14));
        if (modelId == 0 || datasetId == 0)
            return false;
        for (int i = 0; i < 13; ++i)
            bind(insert, unit, i);
        insert.bind(modelId).bind(datasetId).run();
    }
    return true;
}

void copyScores(Database& from, Database& to)
{
    Statement unit = from.prepare("SELECT unit, \"values\" FROM scores ORDER BY unit");
    Statement insert = to.prepare("INSERT INTO score(unit, pair, value) VALUES(?,?,?)");
    while (unit.step()) {
        const std::vector<float> values = unshuffled(unit.text(1));
        for (std::size_t pair = 0; pair < values.size(); ++pair)
            insert.bind(unit.integer(0)).bind(std::int64_t(pair)).bind(double(values[pair])).run();
    }
}

Status addContent(Workspace& workspace, const Experiment& experiment)
{
    for (const auto& entry : experiment.models) {
        auto folder = ModelFolder::open(entry.path);
        if (!folder)
            return folder.error();
        auto fingerprint = fingerprintOf(*folder);
        if (!fingerprint)
            return fingerprint.error();
        folder->fingerprint = std::move(*fingerprint);
        if (auto added = workspace.addModel(*folder, entry.name); !added)
            return added.error();
    }
    for (const auto& entry : experiment.datasets) {
        auto dataset = loadDataset(entry.path, entry.options);
        if (!dataset)
            return dataset.error();
        if (auto added = workspace.addDataset(*dataset); !added)
            return added.error();
    }
    return ok();
}

} // namespace

fs::path storedDemo(const fs::path& demo)
{
    return demo / "demo.rwb.z";
}

bool hasOwnContent(const fs::path& workspace)
{
    if (!WorkspaceLock::take(workspace))
        return true; // a run is at work there
    auto opened = Database::open(workspace, Database::Mode::Read);
    if (!opened)
        return true;
    Database& database = **opened;
    const bool hasNotes = database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'note'") > 0 &&
                          database.number("SELECT count(*) FROM note") > 0;
    const bool isAsMade =
        database.number("SELECT count(*) FROM run") == 1 &&
        database.number("SELECT count(*) FROM model WHERE id NOT IN (SELECT model FROM unit)") == 0 &&
        database.number("SELECT count(*) FROM dataset WHERE id NOT IN (SELECT dataset FROM unit)") == 0;
    return hasNotes || !isAsMade || !database.takeStatus();
}

Result<fs::path> openableDemo(const fs::path& demo, const fs::path& folder)
{
    std::error_code problem;
    const auto stored = fs::last_write_time(storedDemo(demo), problem);
    if (problem)
        return Error{storedDemo(demo).string() + ": " + problem.message()};
    for (int number = 1;; ++number) {
        const fs::path file = folder / (number == 1 ? "demo.rwb" : "demo-" + std::to_string(number) + ".rwb");
        if (fs::exists(file, problem)) {
            if (fs::last_write_time(file, problem) > stored)
                return file;
            if (hasOwnContent(file))
                continue;
        }
        if (auto status = makeDemoWorkspace(demo, file); !status)
            return status.error();
        return file;
    }
}

Status makeDemoWorkspace(const fs::path& demo, const fs::path& file)
{
    auto experiment = Experiment::read(demo / "experiment.json");
    if (!experiment)
        return experiment.error();
    const Temporary packed(file.string() + ".packed");
    if (auto status = inflate(storedDemo(demo), packed.path()); !status)
        return status;

    const Temporary made(file.string() + ".part");
    {
        auto workspace = Workspace::open(made.path(), Workspace::Mode::OpenOrCreate);
        if (!workspace)
            return workspace.error();
        if (auto status = addContent(**workspace, *experiment); !status)
            return status;
        auto from = Database::open(packed.path(), Database::Mode::Read);
        if (!from)
            return from.error();
        bool known = true;
        const auto status = (*workspace)->writer().call([&](Database& to) {
            copyRun(**from, to, *experiment);
            known = copyUnits(**from, to);
            if (!known)
                return;
            for (const auto& [table, columns] : kTables)
                copyTable(**from, to, table, columns);
            copyScores(**from, to);
            for (const std::int64_t unit : unpackedUnits(to))
                packScores(to, unit);
        });
        if (auto read = (*from)->takeStatus(); !read)
            return read;
        if (!status)
            return status;
        if (!known)
            return Error{storedDemo(demo).string() + ": was made with other models or data than those beside it"};
    }
    removeDatabase(file);
    std::error_code problem;
    fs::rename(made.path(), file, problem);
    if (problem)
        return Error{file.string() + ": " + problem.message()};
    return ok();
}

} // namespace rw
