// SPDX-License-Identifier: GPL-3.0-or-later
// The Run page with the fake worker: what it says of pairs that end their workers, and of batches.
#include "core/store/workspacereader.h"
#include "tests/support/cli.h"
#include "ui/mainwindow.h"
#include "ui/plot/timelineplot.h"
#include "ui/session/session.h"
#include "ui/session/unscoredpairs.h"
#include "ui/theme/theme.h"
#include "ui/widgets/page.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace rw;
using namespace rw::ui;

class TestRunPage : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

    Experiment experiment() const
    {
        auto parsed = Experiment::parse(test::experiment(test::goldenModel("xlm-roberta"), file("data.jsonl")),
                                        "e.json", m_folder->path().toStdString());
        if (!parsed)
            qFatal("%s", parsed.error().what.c_str());
        return *parsed;
    }

    template <class Widget>
    static Widget* find(QWidget* in, const char* name)
    {
        auto* widget = in->findChild<Widget*>(QLatin1String(name));
        if (!widget)
            qFatal("no %s", name);
        return widget;
    }

private slots:
    void initTestCase() { Theme::apply(*qApp, Theme::Choice::Light); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder->path());
        qputenv("XDG_CACHE_HOME", file("cache").toLocal8Bit());
        qputenv("RERANK_WORKER", RW_BIN_DIR "/rw-fakeworker");
        qunsetenv("FAKE_WORKER");
        QFile data(file("data.jsonl"));
        QVERIFY(data.open(QIODevice::WriteOnly));
        data.write(test::pairsData(30, 9));
    }

    void pairsThatEndTheirWorkers()
    {
        qputenv("FAKE_WORKER", "poison"); // whoever gets a pair of query 13
        Session session;
        MainWindow window(&session);
        window.resize(1024, 700);
        window.show();
        session.createWorkspace(file("w.rwb"));
        QTRY_VERIFY_WITH_TIMEOUT(!session.workspacePath().isEmpty(), 20000);
        window.showPage(Area::Run);
        session.startRun(experiment());
        Page* page = window.page(Area::Run);
        auto* bar = find<QWidget>(page, "setAsideBar");
        auto* retry = find<QPushButton>(page, "retryButton");
        QVERIFY(bar->isHidden());
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isHidden(), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(!session.isRunning(), 60000);
        QVERIFY(retry->isEnabled());
        // It stays in sight.
        QCOMPARE(window.currentArea(), Area::Run);
        const QString said = find<QLabel>(page, "setAsideText")->text();
        QVERIFY2(said.contains(QStringLiteral("pairs were set aside: ")), qPrintable(said));
        QCOMPARE(bar->accessibleName(), said);

        find<QPushButton>(page, "showPairsButton")->click();
        auto* dialog = page->findChild<QDialog*>(QStringLiteral("unscoredDialog"));
        QVERIFY(dialog);
        auto* model = find<QAbstractItemView>(dialog, "unscoredTable")->model();
        QTRY_VERIFY_WITH_TIMEOUT(model->rowCount() > 0, 20000);
        QCOMPARE(said.section(QLatin1Char(' '), 0, 0).toInt(), model->rowCount());
        bool named = false;
        for (int row = 0; row < model->rowCount(); ++row) {
            named = named || model->index(row, 2).data().toString() == QStringLiteral("question 13");
            QVERIFY(!model->index(row, 0).data().toString().isEmpty()); // ids
            QVERIFY(!model->index(row, 1).data().toString().isEmpty());
            QVERIFY(!model->index(row, 5).data().toString().isEmpty()); // why
        }
        QVERIFY(named);
        dialog->close();

        // The cause is gone: what has no score is scored, and the bar goes.
        qunsetenv("FAKE_WORKER");
        const auto before = readUnscoredPairs(file("w.rwb").toStdString(), 0, 1000);
        QVERIFY(before && !before->empty());
        QVERIFY(!before->front().units.isEmpty());
        retry->click();
        QVERIFY(session.isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session.isRunning(), 60000);
        QVERIFY(bar->isHidden());
        const auto after = readUnscoredPairs(file("w.rwb").toStdString(), 0, 1000);
        QVERIFY(after && after->empty());
        auto reader = WorkspaceReader::open(file("w.rwb").toStdString());
        QVERIFY(reader);
        QCOMPARE((*reader)->runs()->size(), std::size_t(1)); // the same run
        QCOMPARE((*reader)->units(1)->front().scored, std::int64_t(300));
    }

    // Whoever sees it while the run goes on need not wait for its end.
    void retryAfterwards()
    {
        qputenv("FAKE_WORKER", "poison");
        qputenv("FAKE_WORKER_PAIR_US", "10000");
        Session session;
        MainWindow window(&session);
        window.show();
        session.createWorkspace(file("w.rwb"));
        QTRY_VERIFY_WITH_TIMEOUT(!session.workspacePath().isEmpty(), 20000);
        session.startRun(experiment());
        Page* page = window.page(Area::Run);
        auto* bar = find<QWidget>(page, "setAsideBar");
        auto* retry = find<QPushButton>(page, "retryButton");
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isHidden(), 60000);
        QVERIFY(session.isRunning() && retry->isEnabled() && retry->isCheckable());
        retry->click();
        QVERIFY(retry->isChecked());
        QVERIFY2(bar->accessibleName().contains(QStringLiteral("tried again")), qPrintable(bar->accessibleName()));
        qunsetenv("FAKE_WORKER"); // the next workers behave
        int ends = 0;
        QObject::connect(&session, &Session::runEnded, &session, [&ends] { ++ends; });
        QTRY_COMPARE_WITH_TIMEOUT(ends, 2, 60000); // by itself
        qunsetenv("FAKE_WORKER_PAIR_US");
        QVERIFY(bar->isHidden());
        auto reader = WorkspaceReader::open(file("w.rwb").toStdString());
        QVERIFY(reader);
        QCOMPARE((*reader)->runs()->size(), std::size_t(1));
        QCOMPARE((*reader)->units(1)->front().scored, std::int64_t(300));
    }

    void batchesAsBlocks()
    {
        qputenv("FAKE_WORKER_PAIR_US", "1000");
        Session session;
        MainWindow window(&session);
        window.show();
        session.createWorkspace(file("w.rwb"));
        QTRY_VERIFY_WITH_TIMEOUT(!session.workspacePath().isEmpty(), 20000);
        Page* page = window.page(Area::Run);
        auto* timeline = page->findChild<TimelinePlot*>();
        session.startRun(experiment());
        QTRY_VERIFY_WITH_TIMEOUT(!session.isRunning(), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(!timeline->batches().empty(), 20000);
        auto reader = WorkspaceReader::open(file("w.rwb").toStdString());
        QVERIFY(reader);
        QTRY_COMPARE(timeline->batches().size(), (*reader)->batches(1)->size());
        QCOMPARE(timeline->table().rows.front().back().toString(), QStringLiteral("tiny · fp32"));
        find<QTabBar>(page, "runPlotTabs")->setCurrentIndex(1);
        QTRY_VERIFY(timeline->summary().contains(QStringLiteral("cpu #2")));
        qunsetenv("FAKE_WORKER_PAIR_US");
    }
};

QTEST_MAIN(TestRunPage)
#include "tst_runpage.moc"
