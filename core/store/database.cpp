// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include <sqlite3.h>

#include <unistd.h>
#include <utility>

namespace rw {

namespace {

std::string hintFor(int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return "free some disk space, then go on with --resume";
    case SQLITE_READONLY:
        return "make the file and its folder writable, or copy the workspace elsewhere";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is writing to this workspace; wait for it or close it";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "restore the file from a copy; the damaged one was left as it is";
    default:
        return {};
    }
}

/// file:...?immutable=1 with everything that a URI would misread escaped.
std::string immutableUri(const std::filesystem::path& file)
{
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string()) {
        if (c == '%' || c == '?' || c == '#') {
            constexpr char digits[] = "0123456789ABCDEF";
            uri += '%';
            uri += digits[(c >> 4) & 15];
            uri += digits[c & 15];
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

Error readOnly(const std::filesystem::path& file)
{
    return {file.string() + ": the workspace is read-only", {}, hintFor(SQLITE_READONLY)};
}

/// SQLite says "unable to open database file" for all of these.
Status whyNotWritable(const std::filesystem::path& file)
{
    std::error_code ignored;
    const auto folder = std::filesystem::absolute(file).parent_path();
    if (!std::filesystem::is_directory(folder, ignored))
        return Error{file.string() + ": there is no folder " + folder.string()};
    const bool exists = std::filesystem::exists(file, ignored);
    if (exists && (::access(file.c_str(), W_OK) != 0 || ::access(folder.c_str(), W_OK) != 0))
        return readOnly(file);
    if (::access(folder.c_str(), W_OK) != 0)
        return Error{file.string() + ": its folder cannot be written", {}, "choose another place for the workspace"};
    return ok();
}

} // namespace

Statement::Statement(Database& database, sqlite3_stmt* statement)
    : m_database(database)
    , m_statement(statement)
{
}

Statement::Statement(Statement&& other) noexcept
    : m_database(other.m_database)
    , m_statement(std::exchange(other.m_statement, nullptr))
    , m_parameter(other.m_parameter)
{
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Statement& Statement::bind(std::int64_t value)
{
    if (m_statement)
        m_database.fail(sqlite3_bind_int64(m_statement, ++m_parameter, value));
    return *this;
}

Statement& Statement::bind(double value)
{
    if (m_statement)
        m_database.fail(sqlite3_bind_double(m_statement, ++m_parameter, value));
    return *this;
}

Statement& Statement::bind(std::string_view value)
{
    if (m_statement)
        m_database.fail(sqlite3_bind_text64(m_statement, ++m_parameter, value.data() ? value.data() : "", value.size(),
                                            SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bindNull()
{
    if (m_statement)
        m_database.fail(sqlite3_bind_null(m_statement, ++m_parameter));
    return *this;
}

Statement& Statement::bindBlob(const void* data, std::size_t bytes)
{
    if (m_statement)
        m_database.fail(sqlite3_bind_blob64(m_statement, ++m_parameter, data ? data : "", bytes, SQLITE_TRANSIENT));
    return *this;
}

bool Statement::step()
{
    if (!m_statement || m_database.failed())
        return false;
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        m_database.fail(code);
    return false;
}

void Statement::run()
{
    while (step()) {
    }
    sqlite3_reset(m_statement);
    m_parameter = 0;
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

std::string Statement::text(int column) const
{
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return data ? std::string(data, std::size_t(sqlite3_column_bytes(m_statement, column))) : std::string();
}

std::string_view Statement::blob(int column) const
{
    const auto* data = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    return data ? std::string_view(data, std::size_t(sqlite3_column_bytes(m_statement, column))) : std::string_view();
}

std::optional<double> Statement::optionalReal(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(real(column));
}

std::optional<std::int64_t> Statement::optionalInteger(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

int Statement::columns() const
{
    return sqlite3_column_count(m_statement);
}

std::string Statement::columnName(int column) const
{
    return sqlite3_column_name(m_statement, column);
}

std::variant<std::monostate, std::int64_t, double, std::string> Statement::value(int column) const
{
    switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_NULL:
        return std::monostate{};
    case SQLITE_INTEGER:
        return integer(column);
    case SQLITE_FLOAT:
        return real(column);
    default:
        return text(column);
    }
}

Database::Database(std::filesystem::path file, sqlite3* handle)
    : m_file(std::move(file))
    , m_handle(handle)
{
}

Database::~Database()
{
    sqlite3_close_v2(m_handle);
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file, Mode mode)
{
    std::error_code ignored;
    if (mode != Mode::Create && !std::filesystem::exists(file, ignored))
        return Error{file.string() + ": there is no such workspace"};
    if (std::filesystem::is_directory(file, ignored))
        return Error{file.string() + ": is a folder; a workspace is one file, such as results.rwb"};

    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (mode == Mode::Read)
        flags |= SQLITE_OPEN_READONLY;
    else
        flags |= SQLITE_OPEN_READWRITE | (mode == Mode::Create ? SQLITE_OPEN_CREATE : 0);

    const auto attempt = [&file](const std::string& name, int openFlags) -> Result<std::unique_ptr<Database>> {
        sqlite3* handle = nullptr;
        const int code = sqlite3_open_v2(name.c_str(), &handle, openFlags, nullptr);
        std::unique_ptr<Database> database(new Database(file, handle));
        if (code != SQLITE_OK) {
            database->fail(code);
        } else {
            sqlite3_busy_timeout(handle, 10'000);
            database->execute("PRAGMA foreign_keys = ON");
            database->number("SELECT count(*) FROM sqlite_schema"); // the first real read: is it a database at all?
        }
        if (const auto status = database->takeStatus(); !status)
            return status.error();
        return database;
    };

    auto result = attempt(file.string(), flags);
    // A reader of a WAL database wants to create shared memory beside it. On a medium that cannot be written, and with
    // no log left behind, the file alone is the whole truth.
    if (!result && mode == Mode::Read && !std::filesystem::exists(file.string() + "-wal", ignored)) {
        if (auto immutable = attempt(immutableUri(file), flags | SQLITE_OPEN_URI))
            return immutable;
    }
    if (!result && mode != Mode::Read) {
        if (auto why = whyNotWritable(file); !why)
            return why.error();
    }
    if (result && mode != Mode::Read && sqlite3_db_readonly((*result)->m_handle, "main") == 1)
        return readOnly(file);
    return result;
}

Statement Database::prepare(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    if (!failed())
        fail(sqlite3_prepare_v2(m_handle, sql.data(), int(sql.size()), &statement, nullptr));
    return {*this, statement};
}

void Database::execute(const std::string& sql)
{
    if (!failed())
        fail(sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr));
}

std::int64_t Database::lastRowId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(m_handle);
}

std::int64_t Database::number(std::string_view sql)
{
    Statement statement = prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

Status Database::takeStatus()
{
    if (!m_error)
        return ok();
    Error error = std::move(*m_error);
    m_error.reset();
    m_busy = false;
    return error;
}

void Database::fail(int code)
{
    if (code == SQLITE_OK || m_error)
        return;
    std::string reason = sqlite3_errmsg(m_handle);
    if ((code & 0xff) == SQLITE_NOTADB)
        reason = "is not a workspace (not an SQLite database)";
    m_busy = (code & 0xff) == SQLITE_BUSY;
    m_error = Error{m_file.string() + ": " + reason, "SQLite result code " + std::to_string(code), hintFor(code)};
}

const char* sqliteVersion()
{
    return sqlite3_libversion();
}

} // namespace rw
