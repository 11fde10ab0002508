// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/benchcommand.h"
#include "app/cli/comparecommand.h"
#include "app/cli/datasetcommand.h"
#include "app/cli/devicescommand.h"
#include "app/cli/doctorcommand.h"
#include "app/cli/evalcommand.h"
#include "app/cli/exportcommand.h"
#include "app/cli/gatecommand.h"
#include "app/cli/listcommand.h"
#include "app/cli/mergecommand.h"
#include "app/cli/modelcommand.h"
#include "app/cli/reportcommand.h"
#include "app/cli/runcommand.h"
#include "app/cli/scorecommand.h"
#include "app/cli/tokenizecommand.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

using namespace rw::cli;

std::vector<std::unique_ptr<Command>> commands()
{
    std::vector<std::unique_ptr<Command>> list;
    list.push_back(std::make_unique<ModelCommand>());
    list.push_back(std::make_unique<TokenizeCommand>());
    list.push_back(std::make_unique<ScoreCommand>());
    list.push_back(std::make_unique<DatasetCommand>());
    list.push_back(std::make_unique<RunCommand>());
    list.push_back(std::make_unique<EvalCommand>());
    list.push_back(std::make_unique<CompareCommand>());
    list.push_back(std::make_unique<GateCommand>());
    list.push_back(std::make_unique<ListCommand>());
    list.push_back(std::make_unique<ReportCommand>());
    list.push_back(std::make_unique<ExportCommand>());
    list.push_back(std::make_unique<MergeCommand>());
    list.push_back(std::make_unique<DevicesCommand>());
    list.push_back(std::make_unique<DoctorCommand>());
    list.push_back(std::make_unique<BenchCommand>());
    return list;
}

void printHelp(const std::vector<std::unique_ptr<Command>>& list)
{
    std::printf("Usage: rerank-cli COMMAND [options]\n\nCompare reranking models on your own data.\n\nCommands:\n");
    for (const auto& command : list)
        std::printf("  %-10s %s\n", qPrintable(command->name()), qPrintable(command->summary()));
    std::printf("\n\"rerank-cli COMMAND --help\" has the options of a command.\n"
                "Exit codes: 0 success, 1 bad input or failure, 2 wrong usage, 3 finished but some units failed, "
                "130 interrupted.\n");
}

void printVersion()
{
    std::printf("rerank-cli %s\n", RW_VERSION);
}

/// "score: unknown option --bogus; did you mean --..."; the parser's own sentence where it is about something else.
int parserError(const QCommandLineParser& parser, const QStringList& known)
{
    const QStringList unknown = parser.unknownOptionNames();
    if (unknown.isEmpty()) {
        QString text = parser.errorText();
        text.replace(0, 1, text.left(1).toLower());
        while (text.endsWith(u'.'))
            text.chop(1);
        return fail({text.toStdString()}, WrongUsage);
    }
    const QString& name = unknown.constFirst();
    const QString meant = closest(name, known);
    return fail({"unknown option " + std::string(name.size() > 1 ? "--" : "-") + name.toStdString() +
                 (meant.isEmpty() ? "" : "; did you mean --" + meant.toStdString() + "?")},
                WrongUsage);
}

/// The parser does not tell its own options, its help text does.
QStringList optionNames(const QCommandLineParser& parser)
{
    QStringList names;
    static const QRegularExpression option(u"--([a-z][a-z-]*)"_s);
    for (auto match = option.globalMatch(parser.helpText()); match.hasNext();)
        names += match.next().captured(1);
    return names;
}

/// What is still in the buffer must arrive, too: a full disk is not a success.
int flushed(int code)
{
    if (std::fflush(stdout) == 0 && !std::ferror(stdout))
        return code;
    return code == Success || code == SomeUnitsFailed ? fail({"standard output cannot be written"}) : code;
}

int runCommand(Command& command, const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(command.summary());
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    const QCommandLineOption version(u"version"_s, u"Print the version."_s);
    const QCommandLineOption help({u"h"_s, u"help"_s}, u"Print this help."_s);
    const QCommandLineOption json(u"json"_s, u"One JSON document on standard output and nothing else."_s);
    const QCommandLineOption quiet({u"q"_s, u"quiet"_s}, u"Errors only."_s);
    const QCommandLineOption verbose(u"verbose"_s, u"Say more of what is going on."_s);
    parser.addOptions({help, version, json, quiet, verbose});
    command.describe(parser);
    setHelpCommand("rerank-cli " + command.name().toStdString() + " --help");

    // The parser takes its first argument for the program: that is how the usage line should read.
    QStringList all = arguments;
    all.prepend(u"rerank-cli "_s + command.name());
    const bool isUsage = parser.parse(all);
    if (parser.isSet(version)) {
        printVersion();
        return Success;
    }
    if (!isUsage && !parser.isSet(help))
        return parserError(parser, optionNames(parser));
    if (parser.isSet(help)) {
        QString text = parser.helpText();
        text.replace(QCoreApplication::applicationFilePath(), u"rerank-cli "_s + command.name());
        text.replace(QCoreApplication::arguments().constFirst(), u"rerank-cli "_s + command.name());
        std::printf("%s", qPrintable(text));
        return Success;
    }
    return command.run(parser, {parser.isSet(json), parser.isSet(quiet), parser.isSet(verbose)});
}

/// Where a caller closed one of them, the next file that is opened would get its number, and what is meant for a
/// terminal would go into it. Writing to what was closed stays an error.
void occupyStandardDescriptors()
{
    for (int descriptor = 0; descriptor <= STDERR_FILENO; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) < 0)
            (void)::open("/dev/null", O_RDONLY); // takes the lowest number that is free
    }
}

} // namespace

int main(int argc, char** argv)
{
    occupyStandardDescriptors();
    // A reader that has seen enough (head) ends the program as it would end any other.
    std::signal(SIGPIPE, SIG_DFL);
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"rerank-cli"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(RW_VERSION));

    const auto list = commands();
    QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.isEmpty()) {
        printHelp(list);
        return WrongUsage;
    }
    QString name = arguments.takeFirst();
    if (name == u"help"_s && !arguments.isEmpty()) { // "help score" is "score --help"
        name = arguments.takeFirst();
        arguments = {u"--help"_s};
    } else if (name == u"--help"_s || name == u"-h"_s || name == u"help"_s) {
        printHelp(list);
        return flushed(Success);
    }
    if (name == u"--version"_s) {
        printVersion();
        return flushed(Success);
    }
    QStringList names;
    for (const auto& command : list) {
        if (command->name() == name)
            return flushed(runCommand(*command, arguments));
        names += command->name();
    }
    if (name.startsWith(u'-'))
        return fail({"a command must come before \"" + name.toStdString() + "\""}, WrongUsage);
    const QString meant = closest(name, names);
    return fail({"unknown command \"" + name.toStdString() + "\"" +
                 (meant.isEmpty() ? "" : "; did you mean \"" + meant.toStdString() + "\"?")},
                WrongUsage);
}
