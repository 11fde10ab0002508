// SPDX-License-Identifier: GPL-3.0-or-later
// How long it takes from the start of the program to a usable window, and from opening a workspace to its comparison:
// QT_QPA_PLATFORM=offscreen bench_openworkspace big.rwb (docs/performance.md has the figures).
#include "ui/mainwindow.h"
#include "ui/session/comparer.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace rw;
using namespace rw::ui;

namespace {

double cpuMs(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// Wall time, and what the whole process computed meanwhile: on a machine with other work the first one says little.
class Watch
{
public:
    Watch()
        : m_cpu(cpuMs(CLOCK_PROCESS_CPUTIME_ID))
    {
        m_wall.start();
    }
    void say(const char* what) const
    {
        std::printf("%-44s %8.0f ms, %8.0f ms of processor\n", what, double(m_wall.nsecsElapsed()) / 1e6,
                    cpuMs(CLOCK_PROCESS_CPUTIME_ID) - m_cpu);
        std::fflush(stdout);
    }

private:
    QElapsedTimer m_wall;
    double m_cpu;
};

/// Waits for `isDone` and gives the longest time that the window computed without looking at its events. What does not
/// come at all (a workspace that cannot be read) ends the program.
double waitFor(const std::function<bool()>& isDone)
{
    constexpr qint64 kMostMs = 10 * 60 * 1000;
    double longest = 0;
    QElapsedTimer waited;
    waited.start();
    QTimer wake; // looks at the bound also where no other event comes
    wake.start(1000);
    while (!isDone()) {
        if (waited.hasExpired(kMostMs))
            qFatal("the window was not ready after ten minutes");
        const double before = cpuMs(CLOCK_THREAD_CPUTIME_ID);
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        longest = std::max(longest, cpuMs(CLOCK_THREAD_CPUTIME_ID) - before);
    }
    return longest;
}

void open(Session& session, const MainWindow& window, const QString& file)
{
    const Watch watch;
    session.openWorkspace(file);
    const auto all = [&session](double ResultRow::*value) {
        const auto& rows = session.results().rows;
        return !rows.empty() && std::all_of(rows.begin(), rows.end(), [&](const ResultRow& row) {
            return row.unit.scored == 0 || std::isfinite(row.*value);
        });
    };
    bool isRead = false; // by this opening, not an earlier one
    const auto once = QObject::connect(&session, &Session::resultsChanged, &session, [&] { isRead = true; });
    double longest = waitFor([&] { return isRead; });
    watch.say("  configurations");
    longest = std::max(longest, waitFor([&] { return all(&ResultRow::value); }));
    watch.say("  comparison: values of all configurations");
    longest = std::max(longest, waitFor([&] { return all(&ResultRow::low); }));
    watch.say("  intervals");
    const auto* comparer = window.findChild<Comparer*>();
    longest = std::max(longest, waitFor([&] { return !comparer || !comparer->isBusy(); }));
    watch.say("  differences tested");
    std::printf("  longest turn of the window's event loop      %8.0f ms of processor\n", longest);
    QObject::disconnect(once);
}

} // namespace

int main(int argc, char** argv)
{
    const Watch start;
    QStandardPaths::setTestModeEnabled(true);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("rerank-workbench-bench"));
    Language::install(QLocale::c());
    Theme::apply(application, Theme::Choice::Light);
    Session session;
    MainWindow window(&session);
    window.show();
    bool isIdle = false;
    QTimer::singleShot(0, &window, [&] { isIdle = true; }); // after the first frame
    waitFor([&] { return isIdle; });
    start.say("start to a usable window");
    if (argc < 2)
        return 0;
    window.showPage(Area::Results);
    // A timer lets waitFor() look again where nothing else happens.
    QTimer tick;
    tick.start(1);
    for (const char* time : {"first opening", "second opening"}) {
        std::printf("%s\n", time);
        open(session, window, QString::fromLocal8Bit(argv[1]));
    }
}
