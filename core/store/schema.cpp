// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/schema.h"

#include "core/store/database.h"

#include <QFile>

#include <array>

namespace rw {

namespace {

// "RWB1", so that `file` and we can tell a workspace from any other SQLite database.
constexpr std::int64_t kApplicationId = 0x52574231;

constexpr std::array kSteps = {":/rw/sql/001_schema.sql", ":/rw/sql/002_query_fields.sql",
                               ":/rw/sql/003_packed_scores.sql"};

Status checkOwner(Database& database, std::int64_t version)
{
    const auto application = database.number("PRAGMA application_id");
    if (auto status = database.takeStatus(); !status)
        return status;
    if (application != kApplicationId)
        return Error{database.file().string() + ": is an SQLite database, but not a workspace of Rerank Workbench"};
    if (version > schemaVersion())
        return Error{database.file().string() + ": was written by a newer version (schema " + std::to_string(version) +
                         ", this program knows " + std::to_string(schemaVersion()) + ")",
                     {},
                     "update this program"};
    return ok();
}

} // namespace

int schemaVersion()
{
    return int(kSteps.size());
}

Status migrate(Database& database)
{
    const auto version = database.number("PRAGMA user_version");
    const bool isNew = version == 0 && database.number("SELECT count(*) FROM sqlite_schema") == 0;
    if (!isNew) {
        if (auto status = checkOwner(database, version); !status)
            return status;
    }
    if (isNew) {
        database.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
        database.execute("PRAGMA journal_mode = WAL");
    }
    for (auto step = std::size_t(version); step < kSteps.size(); ++step) {
        QFile file(QString::fromLatin1(kSteps[step]));
        if (!file.open(QIODevice::ReadOnly))
            return Error{"schema step " + std::to_string(step + 1) + " is missing from this program"};
        database.execute("BEGIN IMMEDIATE");
        // Another program may have taken the step while this one waited for the lock.
        if (database.number("PRAGMA user_version") <= std::int64_t(step)) {
            database.execute(file.readAll().toStdString());
            database.execute("PRAGMA user_version = " + std::to_string(step + 1));
        }
        database.execute("COMMIT");
    }
    return database.takeStatus();
}

Result<std::unique_ptr<Database>> openToRead(const std::filesystem::path& file)
{
    auto database = Database::open(file, Database::Mode::Read);
    if (!database)
        return database;
    const auto version = (*database)->number("PRAGMA user_version");
    if (auto status = checkOwner(**database, version); !status)
        return status.error();
    if (version == schemaVersion())
        return database;
    database->reset();
    auto writing = Database::open(file, Database::Mode::Write);
    const auto status = writing ? migrate(**writing) : Status(writing.error());
    if (!status)
        return Error{file.string() + ": was written by an older version and cannot be brought up to date",
                     status.error().what, "copy it to where it can be written to"};
    return Database::open(file, Database::Mode::Read);
}

} // namespace rw
