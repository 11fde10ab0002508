// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace rw {

class Database;

/// A prepared statement. Errors stick to the Database: bind, step and read freely, then look at Database::status().
class Statement
{
public:
    Statement(Statement&& other) noexcept;
    ~Statement();

    /// Binds the next parameter.
    Statement& bind(std::int64_t value);
    Statement& bind(int value) { return bind(std::int64_t(value)); }
    Statement& bind(bool value) { return bind(std::int64_t(value)); }
    Statement& bind(double value);
    Statement& bind(std::string_view value);
    Statement& bindNull();
    Statement& bindBlob(const void* data, std::size_t bytes);
    template <class T>
    Statement& bind(const std::optional<T>& value)
    {
        return value ? bind(*value) : bindNull();
    }

    /// Next row; false at the end and after an error.
    bool step();
    /// Runs to the end and makes the statement ready for the next parameters.
    void run();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    /// Until the next step.
    std::string_view blob(int column) const;
    std::optional<double> optionalReal(int column) const;
    std::optional<std::int64_t> optionalInteger(int column) const;
    int columns() const;
    std::string columnName(int column) const;
    std::variant<std::monostate, std::int64_t, double, std::string> value(int column) const;

private:
    friend class Database;
    Statement(Database& database, sqlite3_stmt* statement);

    Database& m_database;
    sqlite3_stmt* m_statement = nullptr;
    int m_parameter = 0;
};

/// Of the library in use, such as "3.40.1".
const char* sqliteVersion();

/// One SQLite connection; belongs to one thread. The first error sticks: what follows does nothing until `takeStatus`.
class Database
{
public:
    enum class Mode { Read, Write, Create };
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file, Mode mode);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Statement prepare(std::string_view sql);
    /// Runs one or more statements without parameters.
    void execute(const std::string& sql);
    std::int64_t lastRowId() const;
    std::int64_t changes() const;
    /// First column of the first row, 0 if there is none.
    std::int64_t number(std::string_view sql);

    bool failed() const { return m_error.has_value(); }
    /// Failed because another program held the file for writing, for ten seconds.
    bool isBusy() const { return m_busy; }
    /// The error that happened since the last call, if any; clears it.
    Status takeStatus();

    const std::filesystem::path& file() const { return m_file; }

private:
    friend class Statement;
    Database(std::filesystem::path file, sqlite3* handle);
    void fail(int code);

    std::filesystem::path m_file;
    sqlite3* m_handle = nullptr;
    std::optional<Error> m_error;
    bool m_busy = false;
};

} // namespace rw
