// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screenshots/screenshots.h"

#include "ui/inspect/answercolumn.h"
#include "ui/inspect/playground.h"
#include "ui/inspect/questionpane.h"
#include "ui/mainwindow.h"
#include "ui/pages/datapage.h"
#include "ui/pages/experimentpage.h"
#include "ui/pages/homepage.h"
#include "ui/pages/resultspage.h"
#include "ui/pages/runpage.h"
#include "ui/presentation/presentation.h"
#include "ui/report/reportbuilder.h"
#include "ui/screenshots/samplevalues.h"
#include "ui/session/comparer.h"
#include "ui/session/pairreader.h"
#include "ui/session/recentworkspace.h"
#include "ui/session/session.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace rw::ui {

namespace {

constexpr Area kAll[] = {Area::Home, Area::Models,  Area::Data,    Area::Experiment,
                         Area::Run,  Area::Results, Area::Inspect, Area::Report};

/// Of the Results page, in the order of its bar.
constexpr const char* kTabs[] = {"", "-length", "-latency", "-pareto", "-differences", "-drift"};

/// Layouts, queued replots and throttled updates come to rest.
void settle()
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 160)
        QApplication::processEvents(QEventLoop::AllEvents, 20);
}

QString nameOf(Area area)
{
    static const char* const names[] = {"home", "models", "data", "experiment", "run", "results", "inspect", "report"};
    return QLatin1String(names[static_cast<int>(area)]);
}

void play(Session& session, bool finished, bool gpu)
{
    emit session.runStarted(QStringLiteral("Length and quantization"));
    for (const LogEntry& entry : SampleValues::log())
        emit session.logged(entry);
    for (LaneStatus lane : SampleValues::lanes(gpu)) {
        if (finished) {
            lane.state = LaneState::Ended;
            lane.unit.clear();
            lane.chunksInHand = 0;
            lane.left = {};
        }
        emit session.laneChanged(lane);
    }
    for (const UnitStatus& unit : SampleValues::units(finished))
        emit session.unitChanged(unit);
    for (const LaneSample& sample : SampleValues::samples(gpu))
        emit session.sampled(sample);
    emit session.runProgressed(SampleValues::progress(finished));
}

} // namespace

Screenshots::Screenshots(const QString& folder, const QString& workspace, const Only& only, QSize size)
    : m_folder(folder)
    , m_workspace(workspace)
    , m_only(only)
    , m_size(size)
{
}

int Screenshots::run()
{
    // Pictures must not depend on, or change, what the user has set.
    const QTemporaryDir settings;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    if (!QDir().mkpath(m_folder)) {
        std::fprintf(stderr, "rerank-workbench: error: %s: the folder could not be made\n", qPrintable(m_folder));
        return 1;
    }
    QFont font = QApplication::font();
    font.setPointSizeF(9.75); // 13 px at 96 dpi
    for (const bool chinese : {false, true}) {
        if (m_only.chinese.value_or(chinese) != chinese)
            continue;
        QApplication::setFont(font);
        Language::install(chinese ? QLocale(QLocale::Chinese, QLocale::China)
                                  : QLocale(QLocale::English, QLocale::UnitedStates));
        for (const bool dark : {false, true}) {
            if (m_only.dark.value_or(dark) != dark)
                continue;
            Theme::apply(*qApp, dark ? Theme::Choice::Dark : Theme::Choice::Light);
            series((dark ? QStringLiteral("-dark") : QStringLiteral("-light")) +
                   (chinese ? QStringLiteral("-zh") : QString()));
        }
    }
    std::fprintf(stderr, "%d pictures in %s\n", m_saved, qPrintable(m_folder));
    return m_failed == 0 ? 0 : 1;
}

void Screenshots::series(const QString& suffix)
{
    for (const Area area : kAll)
        for (const Scene scene : {Scene::Empty, Scene::Running, Scene::Error, Scene::Full})
            if (wants(area) && (scene != Scene::Full || m_workspace.isEmpty() || area == Area::Run))
                picture(area, scene, suffix);
    if (!m_workspace.isEmpty() && m_only.area != Area::Run)
        fromWorkspace(suffix);
    if (wants(Area::Results))
        presentation(suffix);
}

void Screenshots::picture(Area area, Scene scene, const QString& suffix)
{
    static const char* const scenes[] = {"empty", "running", "error", "full"};
    Session session;
    MainWindow window(&session);
    session.machine()->setDevices(SampleValues::devices());
    fill(session, window, area, scene);
    window.showPage(area);
    const QString name = nameOf(area) + QLatin1Char('-') + QLatin1String(scenes[static_cast<int>(scene)]);
    save(window, name + suffix);
    if (area == Area::Run && (scene == Scene::Running || scene == Scene::Full)) {
        static_cast<RunPage*>(window.page(area))->showTimeline(SampleValues::batches());
        save(window, name + QStringLiteral("-batches") + suffix);
    }
    if (scene == Scene::Full)
        tabs(window, area, name, suffix);
    if (area == Area::Results && (scene == Scene::Running || scene == Scene::Full))
        resultTabs(window, name, suffix);
    if (area == Area::Inspect && scene == Scene::Full)
        playground(session, window, suffix);
}

/// The full pages, one after the other as a user sees them: with a real workspace the machine is the real one, too.
void Screenshots::fromWorkspace(const QString& suffix)
{
    Session session;
    session.machine()->start();
    if (!openWorkspace(session))
        ++m_failed;
    MainWindow window(&session);
    for (const Area area : kAll) {
        if (!wants(area) || area == Area::Run)
            continue;
        window.showPage(area);
        const QString name = nameOf(area) + QStringLiteral("-full");
        save(window, name + suffix);
        tabs(window, area, name, suffix);
        if (area == Area::Results)
            resultTabs(window, name, suffix);
        if (area == Area::Inspect)
            playground(session, window, suffix);
    }
}

/// What stands behind the first tab of a page.
void Screenshots::tabs(MainWindow& window, Area area, const QString& name, const QString& suffix)
{
    for (QTabWidget* widget : window.page(area)->findChildren<QTabWidget*>()) {
        for (int tab = 1; tab < widget->count(); ++tab) {
            widget->setCurrentIndex(tab);
            save(window, QStringLiteral("%1-tab%2%3").arg(name).arg(tab + 1).arg(suffix));
        }
        widget->setCurrentIndex(0);
    }
}

void Screenshots::resultTabs(MainWindow& window, const QString& name, const QString& suffix)
{
    auto* page = static_cast<ResultsPage*>(window.page(Area::Results));
    for (int tab = 1; tab < static_cast<int>(std::size(kTabs)); ++tab) {
        page->showTab(tab);
        save(window, name + QLatin1String(kTabs[tab]) + suffix);
    }
}

/// Before anything was asked and, where there are models and a worker, with their answers.
void Screenshots::playground(Session& session, MainWindow& window, const QString& suffix)
{
    Page* page = window.page(Area::Inspect);
    page->findChild<QPushButton*>(QStringLiteral("playgroundButton"))->click();
    save(window, QStringLiteral("playground-empty") + suffix);
    auto* own = page->findChild<Playground*>();
    if (session.hasSampleValues() || !own->question()->problem().isEmpty())
        return;
    own->ask();
    QElapsedTimer timer;
    timer.start();
    const auto isAnswered = [own] {
        const auto& all = own->columns();
        return std::all_of(all.begin(), all.end(), [](const AnswerColumn* one) { return one->answer(); });
    };
    while (timer.elapsed() < 60000 && !isAnswered())
        settle();
    save(window, QStringLiteral("playground-full") + suffix);
}

bool Screenshots::openWorkspace(Session& session)
{
    QEventLoop loop;
    bool opened = false;
    QObject::connect(&session, &Session::resultsChanged, &loop, [&] {
        opened = true;
        // Intervals come after the values.
        const auto& rows = session.results().rows;
        if (rows.empty() ||
            std::any_of(rows.begin(), rows.end(), [](const ResultRow& row) { return std::isfinite(row.low); }))
            loop.quit();
    });
    QObject::connect(&session, &Session::failed, &loop, [&](Area, const QString& what) {
        std::fprintf(stderr, "rerank-workbench: error: %s\n", qPrintable(what));
        loop.quit();
    });
    QTimer::singleShot(60000, &loop, &QEventLoop::quit);
    session.openWorkspace(m_workspace);
    loop.exec();
    return opened;
}

void Screenshots::fill(Session& session, MainWindow& window, Area area, Scene scene)
{
    using Outcome = SampleValues::Outcome;
    if (scene == Scene::Empty)
        return;
    const Outcome outcome = scene == Scene::Running ? Outcome::Running
                            : scene == Scene::Error ? Outcome::WithFailures
                                                    : Outcome::Finished;
    session.setSampleValues(SampleValues::models(), SampleValues::datasets(), SampleValues::results(outcome));
    Page* page = window.page(area);
    switch (area) {
    case Area::Home:
        if (scene == Scene::Full) {
            auto* home = static_cast<HomePage*>(page);
            home->setRecent({QStringLiteral("/data/service-manuals.rwb"), QStringLiteral("/data/faq.rwb")});
            RecentWorkspace recent{QStringLiteral("/data/service-manuals.rwb"), {}, 3, 1, 4, RunRecord()};
            recent.lastRun->name = "Length and quantization";
            recent.lastRun->status = "finished";
            recent.lastRun->startedAt = "2026-03-02T12:08:30Z";
            home->showDetails(recent);
            recent = {QStringLiteral("/data/faq.rwb"), {}, 1, 1, 0, {}};
            home->showDetails(recent);
        }
        if (scene == Scene::Running)
            play(session, false, false);
        if (scene == Scene::Error)
            emit session.failed(
                area,
                Session::tr(
                    "The demo workspace is not installed. Install the program again or open another workspace."),
                {});
        break;
    case Area::Models:
        if (scene == Scene::Running)
            emit session.busyChanged(area, Session::tr("%1 - checking tensors").arg(QStringLiteral("v2-gemma")));
        if (scene == Scene::Error)
            emit session.failed(
                area,
                QStringLiteral("/models/old/pytorch_model.bin was not read: pickled weights can run code. "
                               "Convert the model to safetensors."),
                QStringLiteral("python -m safetensors.convert"));
        break;
    case Area::Data:
        static_cast<DataPage*>(page)->showLengths(SampleValues::lengths());
        if (scene == Scene::Running)
            emit session.busyChanged(area, Session::tr("Reading %1").arg(QStringLiteral("corpus.jsonl")));
        if (scene == Scene::Error)
            emit session.failed(
                area, QStringLiteral("qrels/test.tsv:412: 3 columns expected, 2 found. Nothing was imported."), {});
        break;
    case Area::Experiment:
        if (scene == Scene::Running)
            play(session, false, true);
        if (scene == Scene::Error)
            emit session.failed(
                area,
                QStringLiteral("No chosen configuration fits: v2-gemma fp32 needs 13.5 GiB, 10.4 GiB are free "
                               "on cuda:1. Choose bf16 or another device."),
                {});
        static_cast<ExperimentPage*>(page)->showEstimate(SampleValues::estimate(scene == Scene::Running));
        break;
    case Area::Run:
        play(session, scene == Scene::Full, scene != Scene::Running);
        if (scene == Scene::Error)
            emit session.failed(
                area,
                QStringLiteral("Worker on cuda:1 ended twice in the same batch (12 pairs). The batch was set "
                               "aside; the rest goes on."),
                QStringLiteral("signal 9 in forward()"));
        if (scene == Scene::Full)
            emit session.runEnded(RunOutcome{});
        break;
    case Area::Results:
        if (scene == Scene::Running)
            play(session, false, true);
        break;
    case Area::Report:
        if (scene == Scene::Running)
            play(session, false, true);
        if (scene == Scene::Error)
            emit session.failed(area, QStringLiteral("report.html: no space left on the device"), {});
        break;
    case Area::Inspect:
        if (scene == Scene::Running)
            play(session, false, true);
        if (scene == Scene::Error)
            emit session.failed(area, QStringLiteral("demo.rwb: the database is locked"), {});
        break;
    }
}

void Screenshots::presentation(const QString& suffix)
{
    Session session;
    if (m_workspace.isEmpty())
        session.setSampleValues(SampleValues::models(), SampleValues::datasets(),
                                SampleValues::results(SampleValues::Outcome::Finished));
    else if (!openWorkspace(session))
        ++m_failed;
    Presentation presentation(&session, {});
    for (int step = 0; step < std::min(3, presentation.steps()); ++step) {
        presentation.showStep(step);
        save(presentation, QStringLiteral("presentation-%1").arg(step + 1) + suffix);
    }
}

void Screenshots::save(QWidget& window, const QString& name)
{
    window.resize(m_size);
    window.show();
    settle();
    settle();
    QElapsedTimer timer;
    timer.start();
    const auto isBusy = [&window] {
        const auto comparers = window.findChildren<Comparer*>();
        const auto readers = window.findChildren<PairReader*>();
        const auto plans = window.findChildren<PlanEstimator*>();
        const auto reports = window.findChildren<ReportBuilder*>();
        return std::any_of(reports.begin(), reports.end(),
                           [](const ReportBuilder* one) { return one->isBuilding() || one->isPainting(); }) ||
               std::any_of(plans.begin(), plans.end(), [](const PlanEstimator* one) { return one->isBusy(); }) ||
               std::any_of(comparers.begin(), comparers.end(), [](const Comparer* one) { return one->isBusy(); }) ||
               std::any_of(readers.begin(), readers.end(), [](const PairReader* one) { return one->isBusy(); });
    };
    // What an answer sets going starts a time of rest later, and may take longer than one.
    for (int quiet = 0; timer.elapsed() < 60000 && quiet < 4; quiet = isBusy() ? 0 : quiet + 1)
        settle();
    if (window.grab().save(QDir(m_folder).filePath(name + QStringLiteral(".png"))))
        ++m_saved;
    else
        ++m_failed;
    window.hide();
}

} // namespace rw::ui
