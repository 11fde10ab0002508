// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QCommandLineParser>
#include <QString>
#include <QStringList>

namespace rw::cli {

/// Exit codes of the command line contract.
enum ExitCode { Success = 0, Failed = 1, WrongUsage = 2, SomeUnitsFailed = 3, Interrupted = 130 };

/// Options that every command has.
struct Output
{
    bool json = false;
    bool quiet = false;
    bool verbose = false;
};

/// One sub-command of rerank-cli.
class Command
{
public:
    virtual ~Command() = default;
    virtual QString name() const = 0;
    virtual QString summary() const = 0; // one line for --help
    /// Positional arguments and options, added to a parser that already has the common ones.
    virtual void describe(QCommandLineParser& parser) const = 0;
    /// Results to standard output, everything else to standard error.
    virtual int run(const QCommandLineParser& parser, const Output& output) = 0;
};

/// What `fail` points to after wrong usage.
void setHelpCommand(const std::string& command);
/// The known word that is a slip of the keyboard away, empty if none is.
QString closest(const QString& word, const QStringList& known);

/// "rerank-cli: error: WHAT" (and its hint) on standard error; gives back `code`.
int fail(const Error& error, int code = Failed);
void warn(const std::string& what);

} // namespace rw::cli
