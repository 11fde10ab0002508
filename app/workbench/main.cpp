// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"
#include "ui/screenshots/plotexport.h"
#include "ui/screenshots/screenshots.h"
#include "ui/session/machineprobe.h"
#include "ui/session/session.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"
#include "ui/windowhost.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLocale>

#include <cstdio>

namespace {

using namespace rw::ui;

/// Pictures and help must work where there is no display; the platform is chosen before QApplication exists.
bool needsNoDisplay(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i)
        for (const char* name : {"--screenshots", "--export-plots", "--help", "--version"})
            if (QLatin1String(argv[i]).startsWith(QLatin1String(name)))
                return true;
    return false;
}

int usage(const QString& message)
{
    std::fprintf(stderr, "rerank-workbench: error: %s\n", qPrintable(message));
    return 2;
}

int areaOf(const QString& name)
{
    static const char* const names[] = {"home", "models", "data", "experiment", "run", "results", "inspect", "report"};
    for (int i = 0; i < kAreas; ++i)
        if (name.compare(QLatin1String(names[i]), Qt::CaseInsensitive) == 0)
            return i;
    return -1;
}

} // namespace

int main(int argc, char** argv)
{
    if (needsNoDisplay(argc, argv) && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("rerank-workbench"));
    QApplication::setApplicationDisplayName(QStringLiteral("Rerank Workbench"));
    QApplication::setApplicationVersion(QStringLiteral(RW_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("rerank-workbench"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Compare reranking models on your own data."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("workspace"), QStringLiteral("Workspace to open (.rwb)."),
                                 QStringLiteral("[WORKSPACE.rwb]"));
    const QCommandLineOption demo(QStringLiteral("demo"), QStringLiteral("Open the demo workspace."));
    const QCommandLineOption page(
        QStringLiteral("page"),
        QStringLiteral("Page to show: home, models, data, experiment, run, results, inspect, report."),
        QStringLiteral("NAME"));
    const QCommandLineOption screenshots(QStringLiteral("screenshots"),
                                         QStringLiteral("Save every page in every state as PNG and end; --page, "
                                                        "--lang and --theme leave out the others."),
                                         QStringLiteral("DIR"));
    const QCommandLineOption size(QStringLiteral("size"), QStringLiteral("Size of the window in the pictures."),
                                  QStringLiteral("WxH"), QStringLiteral("1280x800"));
    const QCommandLineOption language(QStringLiteral("lang"), QStringLiteral("Language: en, zh_CN."),
                                      QStringLiteral("CODE"));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("Colours: light or dark."),
                                   QStringLiteral("NAME"));
    const QCommandLineOption exportPlots(
        QStringLiteral("export-plots"),
        QStringLiteral("Save the plots of the newest run as PDF, SVG, PNG and CSV and end."), QStringLiteral("DIR"));
    parser.addOptions({exportPlots, demo, page, screenshots, size, language, theme});
    parser.process(application);
    if (parser.positionalArguments().size() > 1)
        return usage(QStringLiteral("one workspace at most; %1 were given").arg(parser.positionalArguments().size()));

    Theme::Choice choice = Theme::Choice::System;
    if (parser.isSet(theme)) {
        const QString name = parser.value(theme);
        if (name != QLatin1String("light") && name != QLatin1String("dark"))
            return usage(QStringLiteral("--theme %1: expected light or dark").arg(name));
        choice = name == QLatin1String("dark") ? Theme::Choice::Dark : Theme::Choice::Light;
    }
    const int area = parser.isSet(page) ? areaOf(parser.value(page)) : 0;
    if (area < 0)
        return usage(
            QStringLiteral("--page %1: expected home, models, data, experiment, run, results, inspect or report")
                .arg(parser.value(page)));

    const QString workspace = parser.positionalArguments().value(0);
    if (parser.isSet(screenshots)) {
        const QStringList sides = parser.value(size).split(QLatin1Char('x'));
        const QSize window(sides.value(0).toInt(), sides.value(1).toInt());
        if (sides.size() != 2 || window.isEmpty())
            return usage(
                QStringLiteral("--size %1: expected width and height such as 1280x800").arg(parser.value(size)));
        Screenshots::Only only;
        if (parser.isSet(page))
            only.area = static_cast<Area>(area);
        if (parser.isSet(theme))
            only.dark = choice == Theme::Choice::Dark;
        if (parser.isSet(language))
            only.chinese = QLocale(parser.value(language)).language() == QLocale::Chinese;
        return Screenshots(parser.value(screenshots), workspace, only, window).run();
    }

    if (parser.isSet(exportPlots)) {
        if (workspace.isEmpty())
            return usage(QStringLiteral("--export-plots needs a workspace"));
        return PlotExport(workspace, parser.value(exportPlots)).run();
    }

    Language::install(parser.isSet(language) ? QLocale(parser.value(language)) : Language::chosen());
    Theme::apply(application, choice);
    Session session;
    const WindowHost host(&session);
    MainWindow& window = *host.window();
    if (parser.isSet(demo) && !parser.isSet(page))
        window.showPage(Session::hasStoredDemo() ? Area::Results : Area::Home); // Home says what is missing
    else
        window.showPage(static_cast<Area>(area));
    window.show();
    session.machine()->start();
    if (!workspace.isEmpty())
        session.openWorkspace(workspace);
    else if (parser.isSet(demo))
        session.openDemo();
    return QApplication::exec();
}
