// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/notes.h"

#include "core/store/database.h"
#include "core/store/schema.h"
#include "core/store/workspace.h"
#include "core/store/writerthread.h"

#include <QDateTime>
#include <QFile>

namespace rw {

namespace {

bool hasNotes(Database& database, const std::string& workspace)
{
    return database.number("SELECT count(*) FROM " + workspace + ".sqlite_schema WHERE name = 'note'") > 0;
}

void makeTable(Database& database)
{
    QFile file(QStringLiteral(":/rw/sql/note.sql"));
    if (file.open(QIODevice::ReadOnly))
        database.execute(file.readAll().toStdString());
}

} // namespace

Result<std::map<std::string, std::string>> readNotes(const std::filesystem::path& workspace, std::int64_t dataset)
{
    auto opened = openToRead(workspace);
    if (!opened)
        return opened.error();
    Database& database = **opened;
    std::map<std::string, std::string> notes;
    if (!hasNotes(database, "main"))
        return notes;
    Statement row = database.prepare("SELECT query.id, note.text FROM note JOIN query ON query.dataset = note.dataset "
                                     "AND query.position = note.query WHERE note.dataset = ?");
    row.bind(dataset);
    while (row.step())
        notes.emplace(row.text(0), row.text(1));
    if (auto status = database.takeStatus(); !status)
        return status.error();
    return notes;
}

Status writeNote(Workspace& workspace, std::int64_t dataset, const std::string& queryId, const std::string& text)
{
    const std::string now = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    bool known = true;
    auto status = workspace.writer().call([&](Database& database) {
        Statement find = database.prepare("SELECT position FROM query WHERE dataset = ? AND id = ?");
        find.bind(dataset).bind(queryId);
        known = find.step();
        if (!known)
            return;
        const std::int64_t query = find.integer(0);
        makeTable(database);
        if (text.empty()) {
            database.prepare("DELETE FROM note WHERE dataset = ? AND query = ?").bind(dataset).bind(query).run();
            return;
        }
        database
            .prepare("INSERT INTO note(dataset, query, text, at) VALUES(?,?,?,?) "
                     "ON CONFLICT(dataset, query) DO UPDATE SET text = excluded.text, at = excluded.at")
            .bind(dataset)
            .bind(query)
            .bind(text)
            .bind(now)
            .run();
    });
    if (status && !known)
        return Error{"the data set has no query " + queryId};
    return status;
}

void mergeNotes(Database& database)
{
    if (!hasNotes(database, "other"))
        return;
    makeTable(database);
    database.execute("INSERT INTO main.note(dataset, query, text, at) "
                     "SELECT m.n, t.query, t.text, t.at FROM other.note t JOIN dataset_map m ON m.o = t.dataset "
                     "WHERE true ON CONFLICT(dataset, query) DO UPDATE SET "
                     "text = note.text || char(10) || excluded.text, at = max(note.at, excluded.at) "
                     "WHERE instr(note.text, excluded.text) = 0");
}

} // namespace rw
