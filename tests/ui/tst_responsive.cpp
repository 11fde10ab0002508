// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing blocks the window, also while a run goes on: every turn of its event loop is timed on a walk through it.
#include "core/store/writerthread.h"
#include "tests/support/smallstore.h"
#include "tests/support/turnwatch.h"
#include "ui/mainwindow.h"
#include "ui/pages/resultspage.h"
#include "ui/session/comparer.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"

#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <functional>

using namespace rw;
using namespace rw::ui;

namespace {

/// Milliseconds of the window's own thread on the processor. What nobody notices: beyond it the test warns.
constexpr double kAim = 50;
/// Beyond it the test fails. Processor time, too, is up to twice as long beside other work, which empties the caches.
constexpr double kMostComputing = 2 * kAim;
/// Another theme matches the style sheet anew for every part that is shown, which Qt does in one turn.
constexpr double kMostRestyling = 6 * kAim;
/// Of a turn that also waits. Pages of programs and files that have to come from a disk are in it, so a machine with a
/// lot to do needs room; a thread, a lock or a process that is waited for takes longer.
constexpr double kMostBlocked = 500;

} // namespace

class TestResponsive : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_home;
    test::TurnWatch m_watch;
    QStringList m_tooLong;
    double m_longest = 0;

    void judge(const QString& what, const test::TurnWatch::Turn& turn, double most = kMostComputing)
    {
        if (most == kMostComputing)
            m_longest = std::max(m_longest, turn.computing);
        if (turn.computing > kAim)
            qWarning("%s: %.0f ms computing, %.0f ms blocked", qPrintable(what), turn.computing, turn.blocked);
        if (turn.computing > most || turn.blocked > std::max(most, kMostBlocked))
            m_tooLong << QStringLiteral("%1: %2 ms computing, %3 ms blocked")
                             .arg(what)
                             .arg(turn.computing, 0, 'f', 0)
                             .arg(turn.blocked, 0, 'f', 0);
    }
    void step(const QString& what, const std::function<void()>& code) { judge(what, m_watch.longestOf(code)); }
    bool waitFor(const QString& what, const std::function<bool()>& isDone)
    {
        judge(what, m_watch.until(isDone));
        return isDone();
    }

    /// Two finished runs over two data sets: 120 configurations of 300 queries.
    QString workspace()
    {
        const QString file = m_home.filePath(QStringLiteral("many.rwb"));
        test::Store store(file, 300, 20);
        const std::int64_t second = store.workspace->addDataset(test::smallDataset(100, 10, "second")).value();
        std::vector<RunWriter::NewUnit> units;
        for (int i = 0; i < 120; ++i)
            units.push_back(test::smallUnit(store.model, i % 6 == 5 ? second : store.dataset,
                                            i % 6 == 5 ? 1000 : store.pairs, 128 + i));
        const auto run =
            store.writer->start({"many", "many", "batch", "machine", "1", "{}", "{}"}, units, false).value();
        const auto status = store.workspace->writer().call([&](Database& database) {
            for (std::size_t i = 0; i < units.size(); ++i)
                database.execute("INSERT INTO score SELECT " + std::to_string(run.units[i]) +
                                 ", pair, (pair * 7919 % 1009) / 64.0 + (pair * " + std::to_string(i + 3) +
                                 " % 257) / 512.0 FROM candidate WHERE dataset = " + std::to_string(units[i].dataset));
        });
        if (!status)
            qFatal("%s", status.error().what.c_str());
        for (const std::int64_t unit : run.units)
            store.writer->postUnitStatus(unit, "finished", {});
        if (!store.writer->finish(run.run, "finished", {}))
            qFatal("the run cannot be finished");
        return file;
    }

    /// The sample, scored by a worker that takes its time.
    static Experiment sample()
    {
        auto experiment = Experiment::read(RW_SOURCE_DIR "/resources/demo/sample.json");
        if (!experiment)
            qFatal("%s", experiment.error().what.c_str());
        experiment->devices = {"cpu"};
        experiment->name = "beside";
        return *experiment;
    }

    void walkPages(MainWindow& window, const QString& time)
    {
        for (int area = 0; area < kAreas; ++area)
            step(QStringLiteral("%1, the %2 time").arg(Page::titleOf(static_cast<Area>(area)), time),
                 [&] { window.openPage(static_cast<Area>(area)); });
    }

    void walkResults(MainWindow& window, Session& session, const QString& time)
    {
        window.showPage(Area::Results);
        auto* results = static_cast<ResultsPage*>(window.page(Area::Results));
        auto* selection = session.selection();
        for (int tab = 0; tab < results->tabCount(); ++tab) {
            const auto say = [&](const QString& what) {
                return QStringLiteral("%1, the %2 time: %3").arg(results->tabTitle(tab), time, what);
            };
            step(say(QStringLiteral("shown")), [&] { results->showTab(tab); });
            step(say(QStringLiteral("another size")), [&] { window.resize(1100 + 20 * tab, 760); });
            const auto rows = session.results().of(selection->dataset());
            if (rows.empty())
                return m_tooLong.append(say(QStringLiteral("no rows")));
            const std::vector<std::int64_t> chosen{rows.front()->unit.id, rows[rows.size() / 2]->unit.id,
                                                   rows.back()->unit.id};
            step(say(QStringLiteral("selection")), [&] { selection->setUnits(chosen); });
            const std::int64_t reference = rows[std::size_t(tab) + 1]->unit.id;
            step(say(QStringLiteral("reference")), [&] { selection->setBaseline(reference); });
            const std::int64_t dataset = selection->dataset() == 1 ? 2 : 1;
            step(say(QStringLiteral("data set")), [&] { selection->setDataset(dataset); });
        }
        results->showTab(0);
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_home.isValid());
        qputenv("XDG_CACHE_HOME", m_home.filePath(QStringLiteral("cache")).toLocal8Bit());
        qputenv("XDG_DATA_HOME", m_home.filePath(QStringLiteral("data")).toLocal8Bit());
        qputenv("RERANK_WORKER", RW_BIN_DIR "/rw-fakeworker");
        qputenv("FAKE_WORKER_PAIR_US", "20000");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home.path());
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home.path());
        Theme::apply(*qApp, Theme::Choice::Light);
    }

    // The watch itself: computing and waiting in the thread of the window are seen, now and in a later event.
    void sees()
    {
        test::TurnWatch watch;
        const auto compute = [] {
            timespec now{};
            const auto ms = [&] {
                clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
                return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
            };
            for (const double begin = ms(); ms() - begin < 1.2 * kAim;) {
            }
        };
        const auto wait = [] {
            QTest::qSleep(int(1.2 * kMostBlocked));
        };
        QVERIFY(watch.longestOf([] {}).computing < kAim);
        QVERIFY(watch.longestOf(compute).computing > kAim);
        QVERIFY(watch.longestOf([&] { QTimer::singleShot(20, qApp, compute); }).computing > kAim);
        const auto waited = watch.longestOf(wait);
        QVERIFY(waited.blocked > kMostBlocked);
        QVERIFY(waited.computing < kAim);
        QVERIFY(watch.longestOf([&] { QTimer::singleShot(20, qApp, wait); }).blocked > kMostBlocked);
    }

    void walkDuringRun_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("English") << "en";
        QTest::newRow("Chinese") << "zh_CN";
    }

    void walkDuringRun()
    {
        QFETCH(const QString, language);
        Language::install(QLocale(language));
        Theme::apply(*qApp, Theme::choice()); // other letters, other sizes
        m_tooLong.clear();
        m_longest = 0;
        QFile::remove(m_home.filePath(QStringLiteral("many.rwb")));
        const QString file = workspace();
        Session session;
        MainWindow window(&session);
        window.resize(1280, 800);
        step(QStringLiteral("the window"), [&] { window.show(); });
        step(QStringLiteral("opening"), [&] { session.openWorkspace(file); });
        const auto all = [&session](double ResultRow::*value) {
            const auto& rows = session.results().rows;
            return rows.size() == 120 && std::all_of(rows.begin(), rows.end(),
                                                     [&](const ResultRow& row) { return std::isfinite(row.*value); });
        };
        QVERIFY(waitFor(QStringLiteral("values"), [&] { return all(&ResultRow::value); }));
        step(QStringLiteral("results"), [&] { window.openPage(Area::Results); });
        const auto* comparer = window.findChild<Comparer*>();
        QVERIFY(comparer);
        QVERIFY(waitFor(QStringLiteral("tests"), [&] { return all(&ResultRow::low) && !comparer->isBusy(); }));

        QSignalSpy ended(&session, &Session::runEnded);
        step(QStringLiteral("start of the run"), [&] { session.startRun(sample()); });
        QVERIFY(waitFor(QStringLiteral("first scores"), [&] { return session.progress().done > 0; }));
        walkPages(window, QStringLiteral("first"));
        walkPages(window, QStringLiteral("second"));
        walkResults(window, session, QStringLiteral("first"));
        for (const Theme::Choice theme : {Theme::Choice::Dark, Theme::Choice::Light})
            judge(QStringLiteral("theme"), m_watch.longestOf([&] { Theme::apply(*qApp, theme); }), kMostRestyling);
        step(QStringLiteral("measure"), [&] { session.selection()->setMeasure(parseMeasure("AP")->front()); });
        QVERIFY(waitFor(QStringLiteral("tests of another measure"),
                        [&] { return all(&ResultRow::low) && !comparer->isBusy(); }));
        auto* filter = window.findChild<QLineEdit*>(QStringLiteral("resultsFilter"));
        QVERIFY(filter);
        for (const char* text : {"1", "12", "12 fp32", "nothing", ""})
            step(QStringLiteral("filter"), [&] { filter->setText(QLatin1String(text)); });
        QVERIFY2(session.isRunning() && ended.isEmpty(), "the run was over too early");
        step(QStringLiteral("cancel"), [&] { session.cancelRun(); });
        QVERIFY(waitFor(QStringLiteral("end"), [&] { return ended.size() == 1; }));
        qInfo("longest turn: %.0f ms", m_longest);
        QVERIFY2(m_tooLong.isEmpty(), qPrintable(m_tooLong.join(QLatin1Char('\n'))));
    }
};

QTEST_MAIN(TestResponsive)
#include "tst_responsive.moc"
