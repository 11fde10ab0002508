// SPDX-License-Identifier: GPL-3.0-or-later
// The path of a new user, from an empty window to exported plots, with clicks and keys.
#include "core/store/workspacereader.h"
#include "ui/mainwindow.h"
#include "ui/pages/resultspage.h"
#include "ui/plot/plotwidget.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page.h"
#include "ui/widgets/plotpane.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>
#include <QPushButton>
#include <QSet>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <functional>

using namespace rw;
using namespace rw::ui;

namespace {

/// Random weights that say so, in a folder whose name does not.
void writeModel(const QString& folder)
{
    QVERIFY(QDir().mkpath(folder));
    const QDir golden(QStringLiteral(RW_TEST_DATA "/goldens/xlm-roberta/model"));
    for (const QString& name : golden.entryList(QDir::Files))
        QVERIFY(QFile::link(golden.filePath(name), folder + QLatin1Char('/') + name));
    QFile note(folder + QStringLiteral("/rerank_workbench.json"));
    QVERIFY(note.open(QIODevice::WriteOnly) && note.write(R"({"untrained": true})") > 0);
}

/// The first 20 questions of the demo's Chinese data with 15 candidates each.
void writeData(const QString& folder)
{
    const QString demo = QStringLiteral(RW_SOURCE_DIR "/resources/demo/data/stard-zh/");
    for (const char* part : {"qrels", "runs"})
        QVERIFY(QDir().mkpath(folder + QLatin1Char('/') + QLatin1String(part)));
    QVERIFY(QFile::link(demo + QStringLiteral("corpus.jsonl"), folder + QStringLiteral("/corpus.jsonl")));
    QSet<QByteArray> queries;
    const auto copy = [&](const QString& name, const std::function<bool(const QByteArray&)>& wanted) {
        QFile from(demo + name);
        QFile to(folder + QLatin1Char('/') + name);
        QVERIFY(from.open(QIODevice::ReadOnly) && to.open(QIODevice::WriteOnly));
        while (!from.atEnd()) {
            const QByteArray line = from.readLine();
            if (wanted(line))
                to.write(line);
        }
    };
    copy(QStringLiteral("queries.jsonl"), [&](const QByteArray& line) {
        if (queries.size() == 20)
            return false;
        queries.insert(QJsonDocument::fromJson(line).object()[QStringLiteral("_id")].toString().toUtf8());
        return true;
    });
    copy(QStringLiteral("qrels/test.tsv"), [&](const QByteArray& line) {
        return line.startsWith("query-id") || queries.contains(line.split('\t').first());
    });
    copy(QStringLiteral("runs/bm25.trec"), [&](const QByteArray& line) {
        const auto fields = line.split(' ');
        return queries.contains(fields[0]) && fields[3].toInt() <= 15;
    });
}

QPushButton* button(QWidget* in, const char* name)
{
    return in->findChild<QPushButton*>(QString::fromLatin1(name));
}

/// Checks or unchecks an option of the experiment with the mouse.
void choose(QWidget* page, const QString& name, bool checked)
{
    auto* box = page->findChild<QCheckBox*>(name);
    QVERIFY2(box, qPrintable(name));
    if (box->isChecked() != checked)
        box->click();
    QCOMPARE(box->isChecked(), checked);
}

int rows(QWidget* page, const char* table)
{
    auto* view = page->findChild<QAbstractItemView*>(QString::fromLatin1(table));
    return view ? view->model()->rowCount() : -1;
}

void drop(QWidget* window, const QString& path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window, &event);
}

/// The longest time that the event loop did not come round.
class Stutter : public QObject
{
public:
    Stutter()
    {
        m_timer.setInterval(5);
        connect(&m_timer, &QTimer::timeout, this, [this] { m_longest = std::max(m_longest, m_clock.restart()); });
        m_clock.start();
        m_timer.start();
    }
    qint64 longestMs() const { return m_longest; }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
};

} // namespace

class TestUserPath : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_home;

    QString worker(bool real) const
    {
        return QStringLiteral(RW_BIN_DIR) +
               (real ? QStringLiteral("/rerank-worker") : QStringLiteral("/rw-fakeworker"));
    }

    /// Model and data dropped on the window, one length ticked, Run pressed.
    void startRun(MainWindow& window, Session& session)
    {
        session.createWorkspace(m_home.filePath(
            QStringLiteral("%1 %2.rwb")
                .arg(QLatin1String(QTest::currentTestFunction()), QLatin1String(QTest::currentDataTag()))));
        QTRY_VERIFY(!session.workspacePath().isEmpty());
        drop(&window, m_home.filePath(QStringLiteral("m3")));
        drop(&window, m_home.filePath(QStringLiteral("statutes")));
        QTRY_VERIFY_WITH_TIMEOUT(session.models().size() == 1 && session.models().front().folder, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(session.datasets().size() == 1 && session.datasets().front().content, 20000);

        QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
        QTRY_COMPARE(window.currentArea(), Area::Experiment);
        Page* page = window.page(Area::Experiment);
        choose(page, QStringLiteral("models-") + session.models().front().path, true);
        choose(page, QStringLiteral("datasets-") + session.datasets().front().path, true);
        choose(page, QStringLiteral("lengths-256"), true);
        choose(page, QStringLiteral("lengths-512"), false);
        choose(page, QStringLiteral("quantizations-fp32"), true);
        auto* start = button(page, "startRunButton");
        QVERIFY(start);
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), 10000);
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_VERIFY(session.isRunning());
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_home.isValid());
        writeModel(m_home.filePath(QStringLiteral("m3")));
        writeData(m_home.filePath(QStringLiteral("statutes")));
        qputenv("XDG_CACHE_HOME", m_home.filePath(QStringLiteral("cache")).toLocal8Bit());
        qputenv("XDG_DATA_HOME", m_home.filePath(QStringLiteral("data")).toLocal8Bit());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home.path());
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home.path());
        Theme::apply(*qApp, Theme::Choice::Light);
    }

    void init()
    {
        for (const char* name : {"FAKE_WORKER", "FAKE_WORKER_ONCE", "FAKE_WORKER_DELAY"})
            qunsetenv(name);
        qputenv("RERANK_WORKER", worker(false).toLocal8Bit());
    }

    void fromEmptyWindowToExportedPlots_data()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("fake worker") << false;
        if (QFile::exists(worker(true)))
            QTest::newRow("real worker") << true;
    }

    void fromEmptyWindowToExportedPlots()
    {
        QFETCH(bool, real);
        qputenv("RERANK_WORKER", worker(real).toLocal8Bit());
        const QString workspace = m_home.filePath(QStringLiteral("path-%1.rwb").arg(real));
        Session session;
        MainWindow window(&session);
        window.resize(1024, 700);
        window.show();
        QSignalSpy ended(&session, &Session::runEnded);
        Stutter stutter;

        session.createWorkspace(workspace);
        QTRY_COMPARE(session.workspaceName(), QFileInfo(workspace).fileName());

        // What is this model, what is this data?
        drop(&window, m_home.filePath(QStringLiteral("m3")));
        QTRY_VERIFY_WITH_TIMEOUT(session.models().size() == 1 && session.models().front().folder, 20000);
        QVERIFY(session.models().front().untrained);
        QCOMPARE(session.models().front().backbone, QStringLiteral("xlm-roberta"));
        window.showPage(Area::Models);
        QCOMPARE(rows(window.page(Area::Models), "modelsTable"), 1);
        drop(&window, m_home.filePath(QStringLiteral("statutes")));
        QTRY_VERIFY_WITH_TIMEOUT(session.datasets().size() == 1 && session.datasets().front().content, 20000);
        QCOMPARE(session.datasets().front().candidates, 300);
        window.showPage(Area::Data);
        QTRY_VERIFY_WITH_TIMEOUT(rows(window.page(Area::Data), "previewTable") > 0, 10000);

        // Lengths beyond the model are greyed; the number of pairs follows each click.
        window.showPage(Area::Experiment);
        Page* experiment = window.page(Area::Experiment);
        auto* tooLong = experiment->findChild<QCheckBox*>(QStringLiteral("lengths-8192"));
        QVERIFY(tooLong && !tooLong->isEnabled());
        choose(experiment, QStringLiteral("lengths-256"), true);
        choose(experiment, QStringLiteral("lengths-512"), true);
        choose(experiment, QStringLiteral("quantizations-fp32"), true);
        auto* start = button(experiment, "startRunButton");
        QTRY_VERIFY_WITH_TIMEOUT(start && start->isEnabled(), 10000);
        QVERIFY(button(experiment, "copyCommandButton"));
        QTest::mouseClick(start, Qt::LeftButton);

        // The run: one lane, then the end.
        QTRY_COMPARE(window.currentArea(), Area::Run);
        QTRY_VERIFY_WITH_TIMEOUT(rows(window.page(Area::Run), "lanesTable") == 1, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 120000);
        const auto outcome = ended.first().first().value<RunOutcome>();
        QVERIFY2(outcome.kind == RunOutcome::Kind::Finished, outcome.error.what.c_str());
        QCOMPARE(outcome.unitsFailed, 0);

        // The results, and three plots to take away.
        window.showPage(Area::Results);
        Page* results = window.page(Area::Results);
        QTRY_COMPARE_WITH_TIMEOUT(rows(results, "resultsTable"), 3, 20000); // and the order before scoring
        auto* tabs = static_cast<ResultsPage*>(results);
        for (int tab = 0; tab < tabs->tabCount(); ++tab) {
            tabs->showTab(tab); // made and filled now
            bool isLater = false;
            QTimer::singleShot(0, results, [&] { isLater = true; });
            QTRY_VERIFY(isLater);
        }
        tabs->showTab(0);
        const auto panes = results->findChildren<PlotPane*>();
        QVERIFY(panes.size() >= 3);
        int marked = 0;
        for (int i = 0; i < panes.size(); ++i) {
            QVERIFY(!panes[i]->plot()->accessibleName().isEmpty());
            for (const char* ending : {"png", "svg", "pdf", "csv"}) {
                const QString file = m_home.filePath(QStringLiteral("plot%1.%2").arg(i).arg(QLatin1String(ending)));
                QString why;
                QVERIFY2(panes[i]->plot()->exportTo(file, &why), qPrintable(why));
                QVERIFY(QFile(file).size() > 0);
                QVERIFY(QFile(file).size() < 200 * 1000);
                // Random weights are called so wherever their values go; a plot of what is good and fast leaves them
                // out.
                if (QLatin1String(ending) == QLatin1String("csv") &&
                    panes[i]->plot()->accessibleName().contains(QLatin1String("Quality"))) {
                    QFile csv(file);
                    QVERIFY(csv.open(QIODevice::ReadOnly));
                    const QByteArray values = csv.readAll().trimmed();
                    QVERIFY2(values.contains("untrained") || !values.contains('\n'), values);
                    marked += values.contains("untrained") ? 1 : 0;
                }
            }
        }
        QCOMPARE(marked, 1);
        QVERIFY2(stutter.longestMs() < 1000, qPrintable(QString::number(stutter.longestMs())));

        // The same workspace in a new window shows all of it again.
        Session later;
        MainWindow again(&later);
        later.openWorkspace(workspace);
        QTRY_COMPARE_WITH_TIMEOUT(later.results().rows.size(), std::size_t(2), 20000);
        QCOMPARE(later.models().size(), std::size_t(1));
        QCOMPARE(later.datasets().size(), std::size_t(1));
        for (const auto& row : later.results().rows)
            QVERIFY(row.complete);
    }

    // Dropped on Home, something is read, or why not, where the user is led: nothing happens behind his back.
    void dropOnHomeIsAnswered()
    {
        Session session;
        MainWindow window(&session);
        window.show();
        session.createWorkspace(m_home.filePath(QStringLiteral("dropped.rwb")));
        QTRY_VERIFY(!session.workspacePath().isEmpty());
        const QString broken = m_home.filePath(QStringLiteral("broken.jsonl"));
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"query\": \"a\", \"pos\": [\"b\"], \"neg\": [\"c\"]}\n{\"query\": \"a\", \"pos\": \"b\"}\n");
        file.close();

        // Told before there is a page for it, too.
        session.addDataset(broken);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.page(Area::Data)->banner()->message().contains(QStringLiteral("broken.jsonl:2")), 20000);
        QCOMPARE(window.currentArea(), Area::Home);
        drop(&window, broken);
        QCOMPARE(window.currentArea(), Area::Data);

        window.showPage(Area::Home);
        drop(&window, m_home.filePath(QStringLiteral("m3/model.safetensors")));
        QCOMPARE(window.currentArea(), Area::Models);
        QTRY_VERIFY_WITH_TIMEOUT(session.models().size() == 1 && session.models().front().folder, 20000);
        QCOMPARE(session.models().front().name, QStringLiteral("m3"));
    }

    // The demo: every stored result is there in seconds, with no worker in sight; the second time from the same file.
    void openDemo()
    {
        qputenv("RERANK_WORKER", "/nonexistent/rerank-worker");
        std::size_t rowsBefore = 0;
        for (int time = 0; time < 2; ++time) {
            Session session;
            MainWindow window(&session);
            window.show();
            QSignalSpy failed(&session, &Session::failed);
            QElapsedTimer clock;
            clock.start();
            QTest::mouseClick(button(window.page(Area::Home), "openDemoButton"), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(!session.results().rows.empty() || !failed.isEmpty(), 60000);
            QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(1).toString()));
            qInfo("opened in %.1f s", double(clock.elapsed()) / 1000);
            QCOMPARE(session.workspaceName(), QStringLiteral("demo.rwb"));
            QCOMPARE(session.models().size(), std::size_t(3));
            QCOMPARE(session.datasets().size(), std::size_t(2));
            for (const auto& row : session.results().rows)
                QVERIFY(row.complete);
            if (time == 0)
                rowsBefore = session.results().rows.size();
            QCOMPARE(session.results().rows.size(), rowsBefore);
            QVERIFY(rows(window.page(Area::Results), "resultsTable") > 0);
        }
    }

    // Cancel ends soon, keeps what is there, and is no error.
    void cancel()
    {
        qputenv("FAKE_WORKER_DELAY", "300");
        Session session;
        MainWindow window(&session);
        window.show();
        QSignalSpy ended(&session, &Session::runEnded);
        startRun(window, session);
        window.showPage(Area::Run);
        QTRY_VERIFY_WITH_TIMEOUT(session.progress().done > 0, 20000);
        QTest::mouseClick(button(window.page(Area::Run), "cancelRunButton"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 4000);
        QCOMPARE(ended.first().first().value<RunOutcome>().kind, RunOutcome::Kind::Cancelled);
        QTRY_COMPARE_WITH_TIMEOUT(session.results().rows.size(), std::size_t(1), 20000);
        QCOMPARE(session.results().rows.front().unit.status, std::string("incomplete"));
    }

    // Cancel right after Run, before anything has begun, is not lost.
    void cancelAtOnce()
    {
        qputenv("FAKE_WORKER_DELAY", "300");
        Session session;
        MainWindow window(&session);
        window.show();
        QSignalSpy ended(&session, &Session::runEnded);
        startRun(window, session);
        session.cancelRun();
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 10000);
        QCOMPARE(ended.first().first().value<RunOutcome>().kind, RunOutcome::Kind::Cancelled);
    }

    // A worker that dies once costs nothing; pairs that have no score are named, the rest is there.
    void faults_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<bool>("once");
        QTest::addColumn<int>("unitsFailed");
        QTest::newRow("a worker crashes") << QByteArray("crash") << true << 0;
        QTest::newRow("a worker babbles") << QByteArray("garbage") << true << 0;
        QTest::newRow("pairs without a score") << QByteArray("nan") << false << 1;
    }

    void faults()
    {
        QFETCH(QByteArray, fault);
        QFETCH(bool, once);
        QFETCH(int, unitsFailed);
        qputenv("FAKE_WORKER", fault);
        if (once)
            qputenv("FAKE_WORKER_ONCE",
                    m_home.filePath(QStringLiteral("once-") + QString::fromLatin1(fault)).toLocal8Bit());
        Session session;
        MainWindow window(&session);
        window.show();
        QSignalSpy ended(&session, &Session::runEnded);
        startRun(window, session);
        window.showPage(Area::Run);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 30000);
        const auto outcome = ended.first().first().value<RunOutcome>();
        QCOMPARE(outcome.kind, RunOutcome::Kind::Finished);
        QCOMPARE(outcome.unitsFailed, unitsFailed);
        QVERIFY(rows(window.page(Area::Run), "logTable") > 0); // the log says what happened
        QTRY_COMPARE_WITH_TIMEOUT(session.results().rows.size(), std::size_t(1), 20000);
        const auto& row = session.results().rows.front();
        QCOMPARE(row.complete, unitsFailed == 0);
        QCOMPARE(row.unit.status, std::string(unitsFailed ? "failed" : "finished"));
        QCOMPARE(session.results().problems.empty(), unitsFailed == 0);
    }

    // A worker that cannot be started is said on the page, with the window alive.
    void missingWorker()
    {
        qputenv("RERANK_WORKER", "/nonexistent/rerank-worker");
        Session session;
        MainWindow window(&session);
        window.show();
        QSignalSpy ended(&session, &Session::runEnded);
        startRun(window, session);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20000);
        QCOMPARE(ended.first().first().value<RunOutcome>().kind, RunOutcome::Kind::Failed);
        QTRY_COMPARE(window.page(Area::Run)->state(), Page::State::Error);
        QVERIFY(window.page(Area::Run)->banner()->message().contains(QStringLiteral("rerank-worker")));
    }

    // A folder that is no model and a file that is no workspace: a banner where they were dropped, nothing else.
    void brokenInput()
    {
        Session session;
        MainWindow window(&session);
        window.show();
        const QString folder = m_home.filePath(QStringLiteral("empty folder"));
        QVERIFY(QDir().mkpath(folder));
        QSignalSpy failed(&session, &Session::failed);
        drop(&window, folder);
        QTRY_VERIFY_WITH_TIMEOUT(!failed.isEmpty(), 10000);

        QFile file(m_home.filePath(QStringLiteral("no workspace.rwb")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("this is no database") > 0);
        file.close();
        failed.clear();
        drop(&window, file.fileName());
        QTRY_VERIFY_WITH_TIMEOUT(!failed.isEmpty(), 10000);
        QVERIFY(failed.first().at(1).toString().contains(QStringLiteral("not a workspace")));
    }
};

QTEST_MAIN(TestUserPath)
#include "tst_userpath.moc"
