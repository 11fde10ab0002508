// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/smallstore.h"
#include "ui/mainwindow.h"
#include "ui/pages/experimentpage.h"
#include "ui/pages/homepage.h"
#include "ui/pages/resultspage.h"
#include "ui/presentation/presentation.h"
#include "ui/run/unscoreddialog.h"
#include "ui/screenshots/samplevalues.h"
#include "ui/session/machineprobe.h"
#include "ui/session/session.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/choicelist.h"
#include "ui/widgets/navlist.h"
#include "ui/widgets/page.h"
#include "ui/widgets/twolinedelegate.h"
#include "ui/windowhost.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollBar>
#include <QSet>
#include <QSettings>
#include <QStandardPaths>
#include <QStyle>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>

using namespace rw;
using namespace rw::ui;

class TestPages : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_settings;

    static constexpr Area kAll[] = {Area::Home, Area::Models,  Area::Data,    Area::Experiment,
                                    Area::Run,  Area::Results, Area::Inspect, Area::Report};

    static void fill(Session& session)
    {
        session.setSampleValues(SampleValues::models(), SampleValues::datasets(),
                                SampleValues::results(SampleValues::Outcome::Finished));
    }

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QStandardPaths::setTestModeEnabled(true);
        Theme::apply(*qApp, Theme::Choice::Light);
    }

    void states()
    {
        Session session;
        MainWindow window(&session);
        for (const Area area :
             {Area::Models, Area::Data, Area::Experiment, Area::Run, Area::Results, Area::Inspect, Area::Report}) {
            Page* page = window.page(area);
            QCOMPARE(page->state(), Page::State::Empty);
            // One thing to do about it.
            auto* button = page->findChild<QPushButton*>(QStringLiteral("emptyStateButton"));
            QVERIFY(button && !button->text().isEmpty());
        }
        fill(session);
        for (const Area area : {Area::Models, Area::Data, Area::Experiment, Area::Results, Area::Inspect, Area::Report})
            QCOMPARE(window.page(area)->state(), Page::State::Full);
        for (const Area area : kAll) {
            emit session.busyChanged(area, QStringLiteral("reading"));
            QCOMPARE(window.page(area)->state(), Page::State::Running);
            emit session.busyChanged(area, {});
            emit session.failed(area, QStringLiteral("a: b"), QStringLiteral("more"));
            QCOMPARE(window.page(area)->state(), Page::State::Error);
            QCOMPARE(window.page(area)->banner()->message(), QStringLiteral("a: b"));
        }
        // It stays until it is dismissed.
        Page* page = window.page(Area::Models);
        emit session.modelsChanged();
        QCOMPARE(page->state(), Page::State::Error);
        page->banner()->findChild<QPushButton*>(QStringLiteral("bannerDismissButton"))->click();
        QCOMPARE(page->state(), Page::State::Full);
    }

    void sampleValuesSaySo()
    {
        Session session;
        MainWindow window(&session);
        fill(session);
        for (const Area area : kAll) {
            bool said = false;
            for (const QLabel* label : window.page(area)->findChildren<QLabel*>())
                said = said || (label->text() == QStringLiteral("sample values") && !label->isHidden());
            QVERIFY2(said, qPrintable(Page::titleOf(area)));
        }
    }

    /// With every tab of every page, the playground, the dialog of unscored pairs and the presentation.
    void everyFocusableWidgetHasAName()
    {
        Session session;
        MainWindow window(&session);
        fill(session);
        for (const Area area : kAll)
            window.showPage(area);
        window.show();
        auto* results = static_cast<ResultsPage*>(window.page(Area::Results));
        window.showPage(Area::Results);
        for (int tab = 0; tab < results->tabCount(); ++tab)
            results->showTab(tab);
        window.page(Area::Inspect)->findChild<QPushButton*>(QStringLiteral("playgroundButton"))->click();
        emit session.runStarted(QStringLiteral("run"));
        UnscoredDialog dialog(&session, 1);
        Presentation presentation(&session, {});
        int walked = 0;
        for (const QWidget* root : std::initializer_list<const QWidget*>{&window, &dialog, &presentation}) {
            for (const QWidget* widget : root->findChildren<QWidget*>()) {
                // A button without an action is not shown: QWidget::isHidden says so before the window is.
                if (widget->isHidden() && widget->inherits("QPushButton"))
                    continue;
                if (!(widget->focusPolicy() & Qt::TabFocus) || widget->objectName().startsWith(QLatin1String("qt_")) ||
                    widget->inherits("QComboBoxListView")) // the pop-up: its combo has the name
                    continue;
                QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
                const QString name = accessible ? accessible->text(QAccessible::Name) : QString();
                QVERIFY2(!name.isEmpty(),
                         qPrintable(QStringLiteral("%1 '%2' in %3")
                                        .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                             widget->parentWidget()->objectName())));
                ++walked;
            }
        }
        QVERIFY2(walked > 100, qPrintable(QString::number(walked)));
    }

    void lettersAreUnderlinedWhileAltIsHeld()
    {
        Session session;
        MainWindow window(&session);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const auto underlined = [&](const QWidget* widget) {
            return window.style()->styleHint(QStyle::SH_UnderlineShortcut, nullptr, widget) != 0;
        };
        const QMenu menu;
        QVERIFY(!underlined(&window));
        QVERIFY(underlined(&menu)); // it is opened to be read
        QTest::keyPress(&window, Qt::Key_Alt, Qt::AltModifier);
        QVERIFY(underlined(&window));
        QTest::keyRelease(&window, Qt::Key_Alt);
        QVERIFY(!underlined(&window));
    }

    /// Tab visits what can be used on a page, and comes back to where it began: nothing keeps the focus.
    void tabGoesRound_data()
    {
        QTest::addColumn<int>("area");
        for (const Area area : kAll)
            QTest::newRow(qPrintable(Page::titleOf(area))) << static_cast<int>(area);
    }
    void tabGoesRound()
    {
        QFETCH(int, area);
        Session session;
        MainWindow window(&session);
        fill(session);
        window.resize(1280, 800);
        window.showPage(static_cast<Area>(area));
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto* navigation = window.findChild<NavList*>();
        navigation->setFocus();
        QSet<QWidget*> visited;
        for (int i = 0; i < 200 && (i == 0 || QApplication::focusWidget() != navigation); ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(QApplication::focusWidget());
            visited << QApplication::focusWidget();
        }
        QCOMPARE(QApplication::focusWidget(), navigation);
        for (auto* button : window.page(static_cast<Area>(area))->findChildren<QPushButton*>())
            if (button->isVisible() && button->isEnabled() && button->focusPolicy() & Qt::TabFocus)
                QVERIFY2(visited.contains(button), qPrintable(button->text()));
    }

    void keysChangePages()
    {
        Session session;
        MainWindow window(&session);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        for (int i = kAreas - 1; i >= 0; --i) {
            QTest::keyClick(&window, static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
            QTRY_COMPARE(window.currentArea(), static_cast<Area>(i));
        }
        auto* navigation = window.findChild<NavList*>();
        navigation->setFocus();
        QTest::keyClick(navigation, Qt::Key_Down);
        QCOMPARE(window.currentArea(), Area::Models);
    }

    void runStripOnlyElsewhere()
    {
        Session session;
        MainWindow window(&session);
        window.show();
        auto* strip = window.findChild<QWidget*>(QStringLiteral("runStrip"));
        QVERIFY(strip->isHidden());
        emit session.runStarted(QStringLiteral("run"));
        QVERIFY(!strip->isHidden());
        window.showPage(Area::Run);
        QVERIFY(strip->isHidden());
        window.showPage(Area::Data);
        emit session.runProgressed(SampleValues::progress(false));
        auto* line = strip->findChild<QLabel*>(QStringLiteral("runStripLine"));
        QVERIFY2(line->text().contains(QStringLiteral("left")), qPrintable(line->text()));
        emit session.runEnded(RunOutcome{});
        QVERIFY(strip->isHidden());
    }

    void runShowsQualitySoFar()
    {
        Session session;
        MainWindow window(&session);
        Page* page = window.page(Area::Run);
        auto* label = page->findChild<QLabel*>(QStringLiteral("ndcgSoFar"));
        emit session.runStarted(QStringLiteral("run"));
        QVERIFY(label->isHidden());
        emit session.runProgressed(SampleValues::progress(false));
        QVERIFY(!label->isHidden());
        QVERIFY2(label->text().contains(QStringLiteral("0.7312")), qPrintable(label->text()));
        QVERIFY2(label->text().contains(QStringLiteral("412 of 640 queries")), qPrintable(label->text()));
        const QString line = page->findChild<QLabel*>(QStringLiteral("progressLine"))->text();
        QVERIFY2(line.contains(QStringLiteral("(17 min to 2")), qPrintable(line));
        RunProgress none = SampleValues::progress(false); // the next unit has no complete query yet
        none.ndcg10SoFar.reset();
        emit session.runProgressed(none);
        QVERIFY(label->isHidden());
    }

    void logStaysWhereItWasScrolled()
    {
        Session session;
        MainWindow window(&session);
        window.resize(1024, 700);
        window.showPage(Area::Run);
        window.show();
        auto* log = window.page(Area::Run)->findChild<QTableView*>(QStringLiteral("logTable"));
        const auto add = [&](int number) {
            emit session.logged({QDateTime::currentDateTime(), LogEntry::Level::Info, QString::number(number)});
            QCoreApplication::processEvents();
        };
        const auto top = [&] {
            QCoreApplication::processEvents();
            return log->indexAt({1, 1}).siblingAtColumn(1).data().toString();
        };
        emit session.runStarted(QStringLiteral("run"));
        for (int i = 0; i < 100; ++i)
            add(i);
        QCOMPARE(top(), QStringLiteral("99")); // at the top: the newest is shown
        for (const int place : {20, log->verticalScrollBar()->maximum()}) {
            log->verticalScrollBar()->setValue(place);
            const QString before = top();
            for (int i = 0; i < 5; ++i)
                add(1000 + i);
            QCOMPARE(top(), before);
        }
    }

    void cancelAsksOnlyWhenMuchIsAtStake()
    {
        Session session;
        MainWindow window(&session);
        auto* cancel = window.page(Area::Run)->findChild<QPushButton*>(QStringLiteral("cancelRunButton"));
        int asked = 0;
        const auto clickCancel = [&](double seconds, bool goOn) {
            emit session.runStarted(QStringLiteral("run"));
            RunProgress progress = SampleValues::progress(false);
            progress.secondsRunning = seconds;
            emit session.runProgressed(progress);
            cancel->click();
            if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
                ++asked;
                for (QAbstractButton* button : box->buttons())
                    if ((box->buttonRole(button) == QMessageBox::RejectRole) == goOn)
                        button->click();
            }
            return !cancel->isEnabled();
        };
        QVERIFY(clickCancel(299, false));
        QCOMPARE(asked, 0);
        QVERIFY(!clickCancel(301, true));
        QCOMPARE(asked, 1);
        QVERIFY(clickCancel(301, false));
        QCOMPARE(asked, 2);

        // A run that ends by itself takes its question along.
        emit session.runStarted(QStringLiteral("run"));
        RunProgress progress = SampleValues::progress(false);
        progress.secondsRunning = 301;
        emit session.runProgressed(progress);
        cancel->click();
        QVERIFY(QApplication::activeModalWidget());
        emit session.runEnded(RunOutcome{});
        QVERIFY(!QApplication::activeModalWidget());
    }

    void experimentCounts()
    {
        Session session;
        MainWindow window(&session);
        fill(session);
        auto* page = static_cast<ExperimentPage*>(window.page(Area::Experiment));
        QCOMPARE(page->builder().models.size(), std::size_t(3)); // the untrained one is not proposed
        QCOMPARE(page->builder().units(), 3);
        page->findChild<ChoiceList*>(QStringLiteral("lengths"))->setChecked(QStringLiteral("2048"), true);
        QCOMPARE(page->builder().units(), 6);
        QCOMPARE(page->builder().forwardPairs(), 6 * 12800);
        auto* start = page->findChild<QPushButton*>(QStringLiteral("startRunButton"));
        QVERIFY(start->isEnabled());
        page->findChild<ChoiceList*>(QStringLiteral("lengths"))->setChecked(QStringLiteral("8192"), true);
        // The others run it; the experiment says so, and so does the window.
        auto* leftOut = page->findChild<QLabel*>(QStringLiteral("experimentLeftOut"));
        QVERIFY(start->isEnabled());
        QCOMPARE(page->builder().units(), 8);
        QVERIFY2(!leftOut->isHidden() && leftOut->text().contains(QStringLiteral("v2-minicpm")) &&
                     leftOut->text().contains(QStringLiteral("8,192")),
                 qPrintable(leftOut->text()));
        auto experiment = page->builder().experiment();
        QCOMPARE(experiment.maxLengths, (std::vector<int>{512, 2048, 8192}));
        QCOMPARE(experiment.models.size(), std::size_t(3));
        int shortened = 0;
        for (const auto& model : experiment.models) {
            if (model.maxLengths.empty())
                continue;
            QCOMPARE(model.maxLengths, (std::vector<int>{512, 2048}));
            ++shortened;
        }
        QCOMPARE(shortened, 1);
        for (const char* length : {"512", "2048"})
            page->findChild<ChoiceList*>(QStringLiteral("lengths"))->setChecked(QLatin1String(length), false);
        QVERIFY(start->isEnabled());
        QCOMPARE(page->builder().experiment().models.size(), std::size_t(2));
        page->findChild<ChoiceList*>(QStringLiteral("models"))
            ->setChecked(QStringLiteral("/models/bge-reranker-v2-minicpm"), false);
        QVERIFY(start->isEnabled() && leftOut->isHidden());
    }

    void nothingIsStartedAtALengthThatNobodyTakes()
    {
        Session session;
        MainWindow window(&session);
        fill(session);
        auto* page = static_cast<ExperimentPage*>(window.page(Area::Experiment));
        auto* lengths = page->findChild<ChoiceList*>(QStringLiteral("lengths"));
        lengths->setChecked(QStringLiteral("8192"), true);
        lengths->setChecked(QStringLiteral("512"), false);
        for (const char* name : {"m3", "gemma"})
            page->findChild<ChoiceList*>(QStringLiteral("models"))
                ->setChecked(QStringLiteral("/models/bge-reranker-v2-") + QLatin1String(name), false);
        QVERIFY(!page->findChild<QPushButton*>(QStringLiteral("startRunButton"))->isEnabled());
        QVERIFY(page->builder().problem().contains(QStringLiteral("shorter")));
        QVERIFY(page->findChild<QLabel*>(QStringLiteral("experimentLeftOut"))->isHidden());
    }

    void nothingThatFitsIsStarted()
    {
        Session session;
        MainWindow window(&session);
        fill(session);
        Page* page = window.page(Area::Experiment);
        auto* start = page->findChild<QPushButton*>(QStringLiteral("startRunButton"));
        auto* problem = page->findChild<QLabel*>(QStringLiteral("experimentProblem"));
        const auto setFree = [&](qint64 bytes) {
            DeviceItem device;
            device.id = QStringLiteral("cpu");
            device.freeBytes = bytes;
            session.machine()->setDevices({device});
        };
        setFree(qint64(1) << 30); // all three take more in fp32
        QVERIFY(!start->isEnabled());
        QVERIFY2(problem->text().contains(QStringLiteral("fits")) && problem->text().contains(QStringLiteral("v2-m3")),
                 qPrintable(problem->text())); // the smallest of them is named
        QVERIFY(!problem->isHidden());
        setFree(qint64(64) << 30);
        QVERIFY2(start->isEnabled(), qPrintable(problem->text()));
        setFree(-1); // not known
        QVERIFY(start->isEnabled());
    }

    void quantizationsAreThoseOfTheDevices()
    {
        Session session;
        MainWindow window(&session);
        fill(session);
        Page* page = window.page(Area::Experiment);
        const auto can = [&](const char* name) {
            return page->findChild<QCheckBox*>(QStringLiteral("quantizations-") + QLatin1String(name))->isEnabled();
        };
        DeviceItem device;
        device.id = QStringLiteral("cpu");
        device.quantizations = {QStringLiteral("fp32"), QStringLiteral("int8")};
        session.machine()->setDevices({device});
        QVERIFY(can("fp32") && can("int8"));
        QVERIFY(!can("bf16") && !can("int4"));
        device.quantizations << QStringLiteral("int4");
        session.machine()->setDevices({device});
        QVERIFY(can("int4"));
    }

    void layers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        QTest::newRow("range") << QStringLiteral("8-40") << 33;
        QTest::newRow("list") << QStringLiteral("20, 28,40") << 3;
        QTest::newRow("twice") << QStringLiteral("20,20-21") << 2;
        QTest::newRow("outside") << QStringLiteral("7") << 0;
        QTest::newRow("backwards") << QStringLiteral("40-8") << 0;
        QTest::newRow("words") << QStringLiteral("last") << 0;
        QTest::newRow("open") << QStringLiteral("8-") << 0;
    }

    void layers()
    {
        QFETCH(QString, text);
        QFETCH(int, count);
        std::vector<int> allowed;
        for (int layer = 8; layer <= 40; ++layer)
            allowed.push_back(layer);
        QCOMPARE(static_cast<int>(ExperimentBuilder::parseLayers(text, allowed).size()), count);
    }

    void homeSaysWhatThereIsToComputeOn()
    {
        DeviceItem gpu;
        gpu.id = QStringLiteral("cuda:0");
        gpu.name = QStringLiteral("H200");
        gpu.freeBytes = qint64(139) << 30;
        DeviceItem cpu;
        cpu.id = QStringLiteral("cpu");
        cpu.name = QStringLiteral("16 cores");
        QCOMPARE(HomePage::machineLine({gpu, cpu}),
                 QStringLiteral("Computes on cuda:0 (H200, 139.0 GiB free), cpu (16 cores)."));
        gpu.state = DeviceItem::State::Unusable;
        gpu.note = QStringLiteral("the driver is too old");
        const QString line = HomePage::machineLine({gpu, cpu});
        QVERIFY2(line.contains(QStringLiteral("cuda:0 is not used: the driver is too old.")), qPrintable(line));
        Session session;
        MainWindow window(&session);
        session.machine()->setDevices({gpu, cpu});
        QCOMPARE(window.page(Area::Home)->findChild<QLabel*>(QStringLiteral("machineLine"))->text(), line);
        auto* zone = window.page(Area::Home)->findChild<QWidget*>(QStringLiteral("dropZone"));
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(zone);
        QVERIFY(accessible && !accessible->text(QAccessible::Name).isEmpty());
        QVERIFY(accessible->text(QAccessible::Description).contains(QStringLiteral("With the keyboard")));
    }

    void recentWorkspacesSayWhatIsInThem()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("w.rwb"));
        {
            test::Store store(path);
            QVERIFY(store.writer->finish(store.run, "cancelled", {}));
        }
        Session session;
        HomePage page(&session);
        page.setRecent({path, folder.filePath(QStringLiteral("gone.rwb"))});
        auto* list = page.findChild<QListWidget*>(QStringLiteral("recentList"));
        const auto second = [&](int row) {
            return list->item(row)->data(TwoLineDelegate::SecondLineRole).toString();
        };
        QTRY_VERIFY2(second(0).contains(QStringLiteral("Last run: ")), qPrintable(second(0)));
        QVERIFY2(second(0).contains(QStringLiteral("cancelled (0 of 2 units)")), qPrintable(second(0)));
        QTRY_VERIFY2(second(1).contains(QStringLiteral("not there any more")), qPrintable(second(1)));
        QVERIFY(list->item(0)->data(Qt::AccessibleTextRole).toString().startsWith(QStringLiteral("w.rwb. ")));
    }

    void fitsASmallScreen_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("English") << "en";
        QTest::newRow("Chinese") << "zh_CN"; // higher letters
    }

    void fitsASmallScreen()
    {
        QFETCH(const QString, language);
        Language::install(QLocale(language));
        Theme::apply(*qApp, Theme::choice());
        const auto back = qScopeGuard([] {
            Language::install(QLocale(QStringLiteral("en")));
            Theme::apply(*qApp, Theme::choice());
        });
        Session session;
        MainWindow window(&session);
        fill(session);
        for (const Area area : kAll)
            window.showPage(area);
        for (auto* tabs : window.findChildren<QTabWidget*>()) {
            for (int i = 0; i < tabs->count(); ++i)
                tabs->setCurrentIndex(i);
        }
        window.showPage(Area::Inspect);
        window.page(Area::Inspect)->findChild<QPushButton*>(QStringLiteral("playgroundButton"))->click();
        window.resize(1024, 700);
        window.show();
        QString widest = QStringLiteral("%1 x %2:").arg(window.width()).arg(window.height());
        for (const Area area : kAll)
            widest += QStringLiteral(" %1").arg(window.page(area)->minimumSizeHint().width());
        QVERIFY2(window.width() <= 1024 && window.height() <= 700, qPrintable(widest));
    }

    // Another language comes at once and stays; what is open stays open.
    void languageChanges()
    {
        const auto back = qScopeGuard([] {
            Language::choose({});
            Language::install(QLocale(QStringLiteral("en")));
            Theme::apply(*qApp, Theme::choice());
        });
        Session session;
        WindowHost host(&session);
        fill(session);
        host.window()->showPage(Area::Models);
        host.window()->show();
        const auto choose = [&host](const char* name) {
            for (QAction* action : host.window()->findChildren<QAction*>()) {
                if (action->text().contains(QString::fromUtf8(name)))
                    return action->trigger();
            }
            QFAIL(name);
        };
        choose("简体中文");
        const auto says = [&host](const char* title) {
            const auto labels = host.window()->page(Area::Models)->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                               [title](const QLabel* label) { return label->text() == QString::fromUtf8(title); });
        };
        QTRY_VERIFY(says("模型") && !says("Models"));
        QCOMPARE(host.window()->currentArea(), Area::Models);
        QVERIFY(host.window()->isVisible());
        const auto* models = host.window()->page(Area::Models)->findChild<QTableView*>(QStringLiteral("modelsTable"));
        QCOMPARE(models->model()->rowCount(), int(session.models().size()));
        QVERIFY(models->model()->rowCount() > 0);
        QCOMPARE(Language::chosen().language(), QLocale::Chinese);
        const auto& devices = session.machine()->devices();
        QTRY_VERIFY(std::any_of(devices.begin(), devices.end(),
                                [](const DeviceItem& one) { return one.name.contains(QString::fromUtf8("核")); }));
        choose("&English");
        QTRY_VERIFY(says("Models"));
    }

    void brokenFilesAreErrorsOnTheirPage()
    {
        const QTemporaryDir folder;
        Session session;
        MainWindow window(&session);
        session.addModelFolder(folder.path());
        QTRY_COMPARE(window.page(Area::Models)->state(), Page::State::Error);
        session.addDataset(folder.filePath(QStringLiteral("nothing")));
        QTRY_COMPARE(window.page(Area::Data)->state(), Page::State::Error);
        session.openWorkspace(folder.filePath(QStringLiteral("nothing.rwb")));
        QTRY_COMPARE(window.page(Area::Home)->state(), Page::State::Error);
    }
};

QTEST_MAIN(TestPages)
#include "tst_pages.moc"
