// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "core/run/runstatus.h"
#include "ui/pages/datapage.h"
#include "ui/pages/experimentpage.h"
#include "ui/pages/homepage.h"
#include "ui/pages/inspectpage.h"
#include "ui/pages/modelspage.h"
#include "ui/pages/reportpage.h"
#include "ui/pages/resultspage.h"
#include "ui/pages/runpage.h"
#include "ui/presentation/presentation.h"
#include "ui/session/machineprobe.h"
#include "ui/session/session.h"
#include "ui/text/language.h"
#include "ui/text/numbers.h"
#include "ui/text/progresstext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/deviceslist.h"
#include "ui/widgets/navlist.h"
#include "ui/widgets/runstrip.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

#include <optional>

namespace rw::ui {

MainWindow::MainWindow(Session* session, QWidget* parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_navigation(new NavList(this))
    , m_devices(new DevicesList(this))
    , m_stack(new QStackedWidget(this))
    , m_strip(new RunStrip(this))
    , m_workspace(new QLabel(this))
{
    setWindowIcon(Icons::icon(QStringLiteral("app")));
    setAcceptDrops(true);
    auto* side = new QFrame(this);
    side->setProperty("navigation", true);
    auto* sideColumn = new QVBoxLayout(side);
    sideColumn->setContentsMargins(0, Theme::unit(this), 0, 0);
    sideColumn->setSpacing(0);
    sideColumn->addWidget(m_navigation);
    sideColumn->addStretch(1);
    sideColumn->addWidget(m_devices);
    side->setFixedWidth(m_navigation->sizeHint().width());

    auto* center = new QWidget(this);
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(side);
    row->addWidget(m_stack, 1);
    column->addLayout(row, 1);
    column->addWidget(m_strip);
    setCentralWidget(center);
    makeMenus();
    wireRun();

    const auto devices = [this] {
        m_devices->setDevices(m_session->machine()->devices());
    };
    connect(session->machine(), &MachineProbe::changed, this, devices);
    devices();
    connect(m_navigation, &NavList::areaChosen, this, &MainWindow::openPage);
    connect(session, &Session::workspaceChanged, this, &MainWindow::updateTitle);
    connect(session, &Session::failed, this, [this](Area area, const QString& what, const QString& detail) {
        // A page that is made now does not hear of it any more.
        if (!m_pages[static_cast<std::size_t>(area)])
            page(area)->banner()->showError(what, detail);
    });
    updateTitle();
    m_navigation->setCurrentArea(Area::Home);
    showPage(Area::Home);
    const int u = Theme::unit(this);
    resize(QSize(180 * u, 112 * u).boundedTo(screen()->availableSize())); // a small screen, or one at 150 %
    restoreGeometry(QSettings().value(QStringLiteral("geometry")).toByteArray());
}

Page* MainWindow::page(Area area)
{
    Page*& place = m_pages[static_cast<std::size_t>(area)];
    if (place)
        return place;
    switch (area) {
    case Area::Home:
        place = new HomePage(m_session, this);
        break;
    case Area::Models:
        place = new ModelsPage(m_session, this);
        connect(static_cast<ModelsPage*>(place), &ModelsPage::tryRequested, this, [this](const QString& path) {
            showPage(Area::Inspect);
            static_cast<InspectPage*>(page(Area::Inspect))->tryModel(path);
        });
        break;
    case Area::Data:
        place = new DataPage(m_session, this);
        break;
    case Area::Experiment:
        place = new ExperimentPage(m_session, this);
        break;
    case Area::Run:
        place = new RunPage(m_session, this);
        break;
    case Area::Results:
        place = new ResultsPage(m_session, this);
        connect(static_cast<ResultsPage*>(place), &ResultsPage::filterRequested, this, [this](const QString& filter) {
            showPage(Area::Inspect);
            static_cast<InspectPage*>(page(Area::Inspect))->filterQueries(filter);
        });
        break;
    case Area::Inspect:
        place = new InspectPage(m_session, this);
        break;
    case Area::Report:
        place = new ReportPage(m_session, this);
        break;
    }
    m_stack->addWidget(place);
    connect(place, &Page::pageRequested, this, &MainWindow::openPage);
    connect(place, &Page::addModelRequested, this, &MainWindow::chooseModelFolder);
    connect(place, &Page::addDataRequested, this, &MainWindow::chooseDataFolder);
    return place;
}

void MainWindow::openPage(Area area)
{
    if (m_pages[static_cast<std::size_t>(area)])
        return showPage(area);
    m_wanted = area;
    page(area);
    QTimer::singleShot(0, this, [this, area] {
        if (m_wanted == area) // else another page was opened meanwhile
            showPage(area);
    });
}

void MainWindow::showPage(Area area)
{
    m_wanted = area;
    m_current = area;
    m_stack->setCurrentWidget(page(area));
    {
        const QSignalBlocker blocker(m_navigation);
        m_navigation->setCurrentArea(area);
    }
    updateStrip();
}

void MainWindow::makeMenus()
{
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("&New workspace…"), QKeySequence::New, this, &MainWindow::newWorkspace);
    file->addAction(tr("&Open workspace…"), QKeySequence::Open, this, &MainWindow::chooseWorkspace);
    file->addSeparator();
    file->addAction(tr("Add &model folder…"), this, &MainWindow::chooseModelFolder);
    file->addAction(tr("Add &data folder…"), this, &MainWindow::chooseDataFolder);
    file->addAction(tr("Add data &file…"), this, &MainWindow::chooseData);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
    makePageMenu();
    QMenu* run = menuBar()->addMenu(tr("&Run", "menu"));
    run->addAction(tr("&Start run"), QKeySequence(Qt::Key_F5), this, [this] {
        if (m_current == Area::Experiment)
            static_cast<ExperimentPage*>(page(Area::Experiment))->start();
        else
            showPage(Area::Experiment);
    });
    run->addAction(tr("&Cancel run"), QKeySequence(Qt::CTRL | Qt::Key_Period), m_session, &Session::cancelRun);
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&About Rerank Workbench"), this, [this] {
        QMessageBox::about(this, tr("About Rerank Workbench"),
                           tr("Rerank Workbench %1\nCompare reranking models on your own data.\n"
                              "GPL-3.0-or-later. Qt %2, QCustomPlot.")
                               .arg(QCoreApplication::applicationVersion(), QLatin1String(qVersion())));
    });

    m_workspace->setForegroundRole(QPalette::PlaceholderText);
    m_workspace->setContentsMargins(0, 0, 2 * Theme::unit(this), 0);
    m_workspace->setAlignment(Qt::AlignVCenter);
    m_workspace->setMinimumHeight(menuBar()->sizeHint().height());
    m_workspace->setObjectName(QStringLiteral("workspaceLabel"));
    menuBar()->setCornerWidget(m_workspace);
}

void MainWindow::makePageMenu()
{
    QMenu* view = menuBar()->addMenu(tr("&View"));
    for (int i = 0; i < kAreas; ++i) {
        const auto area = static_cast<Area>(i);
        view->addAction(QStringLiteral("&%1 %2").arg(i + 1).arg(Page::titleOf(area)),
                        QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)), this,
                        [this, area] { openPage(area); });
    }
    view->addSeparator();
    view->addAction(tr("&Light theme"), this, [] { Theme::apply(*qApp, Theme::Choice::Light); });
    view->addAction(tr("&Dark theme"), this, [] { Theme::apply(*qApp, Theme::Choice::Dark); });
    makeLanguageMenu(view);
    view->addSeparator();
    makePresentationMenu(view);
}

void MainWindow::makeLanguageMenu(QMenu* view)
{
    QMenu* menu = view->addMenu(tr("L&anguage"));
    auto* group = new QActionGroup(menu);
    // A language is called by its own name, whatever the present one is.
    const std::pair<QString, QString> languages[] = {{{}, tr("Language of the &system")},
                                                     {QStringLiteral("en"), QStringLiteral("&English")},
                                                     {QStringLiteral("zh_CN"), QStringLiteral("简体中文 (&Z)")}};
    for (const auto& [code, name] : languages) {
        QAction* action = menu->addAction(name, this, [this, code = code] { emit languageChosen(code); });
        action->setCheckable(true);
        action->setChecked(code == Language::choice());
        group->addAction(action);
    }
    // The Run page keeps what was said since the start of the run.
    connect(view, &QMenu::aboutToShow, menu, [this, menu] { menu->setEnabled(!m_session->isRunning()); });
}

void MainWindow::makePresentationMenu(QMenu* view)
{
    view->addAction(tr("&Presentation"), QKeySequence(Qt::Key_F11), this, [this] {
        auto* presentation = new Presentation(m_session, Presentation::keptViews(*m_session), this);
        presentation->setAttribute(Qt::WA_DeleteOnClose);
        presentation->showFullScreen();
        presentation->setFocus();
    });
    const auto keep = [this](Presentation::View::Kind kind) {
        auto views = Presentation::keptViews(*m_session);
        views.push_back(Presentation::currentView(*m_session, kind));
        if (!views.back().units.empty())
            Presentation::setKeptViews(*m_session, views);
    };
    view->addAction(tr("&Keep intervals for the presentation"), this,
                    [keep] { keep(Presentation::View::Kind::Intervals); });
    view->addAction(tr("Keep len&gths for the presentation"), this,
                    [keep] { keep(Presentation::View::Kind::Lengths); });
    view->addAction(tr("Keep &costs for the presentation"), this, [keep] { keep(Presentation::View::Kind::Costs); });
    QAction* forget =
        view->addAction(tr("&Forget what is kept"), this, [this] { Presentation::setKeptViews(*m_session, {}); });
    connect(view, &QMenu::aboutToShow, this, [this, forget] {
        const auto kept = Presentation::keptViews(*m_session).size();
        forget->setEnabled(kept > 0);
        forget->setText(kept == 0 ? tr("&Forget what is kept")
                                  : tr("&Forget what is kept (%n steps)", nullptr, static_cast<int>(kept)));
    });
}

void MainWindow::wireRun()
{
    connect(m_strip, &RunStrip::showRequested, this, [this] { showPage(Area::Run); });
    connect(m_strip, &RunStrip::cancelRequested, m_session, &Session::cancelRun);
    connect(m_session, &Session::runStarted, this, [this](const QString& name) {
        // A page that is made now would have missed the beginning.
        if (!m_pages[static_cast<std::size_t>(Area::Run)])
            static_cast<RunPage*>(page(Area::Run))->begin(name);
        m_runs = true;
        m_strip->begin(name);
        updateStrip();
    });
    connect(m_session, &Session::runProgressed, this, [this](const RunProgress& progress) {
        m_strip->showProgress(progress);
        const int percent = ProgressText::percent(progress);
        m_navigation->setBadge(Area::Run, percent < 0 ? QStringLiteral("…") : Numbers::percent(percent));
    });
    connect(m_session, &Session::runEnded, this, [this](const RunOutcome& outcome) {
        m_runs = false;
        m_navigation->setBadge(Area::Run, {});
        updateStrip();
        QApplication::alert(this);
        if (m_closeAfterRun)
            close();
        else if (outcome.kind == RunOutcome::Kind::Finished && outcome.unitsFailed == 0 && m_current == Area::Run)
            showPage(Area::Results);
    });
}

void MainWindow::updateStrip()
{
    m_strip->setVisible(m_runs && m_current != Area::Run);
}

void MainWindow::updateTitle()
{
    const QString name = m_session->workspaceName();
    m_workspace->setText(name.isEmpty() ? tr("no workspace open") : name);
    m_workspace->setToolTip(m_session->workspacePath());
    m_workspace->adjustSize();
    // The corner widget keeps its old place otherwise.
    menuBar()->setCornerWidget(m_workspace);
    setWindowTitle(name.isEmpty() ? tr("Rerank Workbench") : tr("%1 – Rerank Workbench").arg(name));
}

void MainWindow::chooseModelFolder()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("Add model folder"));
    if (path.isEmpty())
        return;
    m_session->addModelFolder(path);
    showPage(Area::Models);
}

void MainWindow::chooseDataFolder()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("Add data folder"));
    if (path.isEmpty())
        return;
    m_session->addDataset(path);
    showPage(Area::Data);
}

void MainWindow::chooseData()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Add data file"));
    if (path.isEmpty())
        return;
    m_session->addDataset(path);
    showPage(Area::Data);
}

void MainWindow::chooseWorkspace()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Open workspace"), {}, tr("Workspaces (*.rwb)"));
    if (!path.isEmpty())
        m_session->openWorkspace(path);
}

void MainWindow::newWorkspace()
{
    QString path = QFileDialog::getSaveFileName(this, tr("New workspace"), QStringLiteral("workspace.rwb"),
                                                tr("Workspaces (*.rwb)"));
    if (path.isEmpty())
        return;
    if (!path.endsWith(QLatin1String(".rwb")))
        path += QLatin1String(".rwb");
    m_session->createWorkspace(path);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings().setValue(QStringLiteral("geometry"), saveGeometry());
    if (!m_session->isRunning() || m_closeAfterRun) {
        event->accept();
        return;
    }
    // What is finished gets saved first; the run ends within three seconds.
    m_closeAfterRun = true;
    m_session->cancelRun();
    event->ignore();
    QTimer::singleShot(6000, this, &QWidget::close);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    // What is read, or why it cannot be, stands on the page of its kind.
    std::optional<Area> where;
    const auto watch = connect(m_session, &Session::busyChanged, this, [&where](Area area, const QString& what) {
        if (!what.isEmpty())
            where = area;
    });
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            m_session->addPath(url.toLocalFile());
    disconnect(watch);
    event->acceptProposedAction();
    if (where && *where != Area::Home)
        showPage(*where);
}

} // namespace rw::ui
