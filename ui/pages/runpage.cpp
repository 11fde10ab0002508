// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runpage.h"

#include "ui/models/lanesmodel.h"
#include "ui/models/logmodel.h"
#include "ui/models/unitsmodel.h"
#include "ui/plot/deviceplot.h"
#include "ui/plot/timelineplot.h"
#include "ui/run/setasidebar.h"
#include "ui/run/unscoreddialog.h"
#include "ui/session/background.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/text/progresstext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>
#include <vector>

namespace rw::ui {

namespace {
constexpr double kAskAfterSeconds = 300; // what took longer is not thrown away by a slip of the mouse
constexpr int kBatchesMs = 1000;         // between two looks at the batches
constexpr double kOverlapSeconds = 30;   // a batch is stored when it is done: one that began before may come later
constexpr int kFewestLanes = 4;          // seen at once on the lowest page; more where there is room
constexpr double kLowerUnits = 70;       // of Theme::unit(): what is kept for the rest of the page
constexpr double kShownSeconds = 600;    // of a run in progress

} // namespace

RunPage::RunPage(Session* session, QWidget* parent)
    : Page(Area::Run, session, parent)
    , m_lanes(new LanesModel(this))
    , m_units(new UnitsModel(this))
    , m_log(new LogModel(this))
    , m_use(new DevicePlot(this))
    , m_timeline(new TimelinePlot(this))
    , m_batchTimer(new QTimer(this))
    , m_pause(addAction(tr("&Pause"), QStringLiteral("pauseButton"), QStringLiteral("pause")))
    , m_cancel(addAction(tr("&Cancel run"), QStringLiteral("cancelRunButton"), QStringLiteral("stop")))
{
    const int u = Theme::unit(this);
    m_pause->setCheckable(true);
    connect(m_pause, &QPushButton::toggled, this, [this](bool paused) {
        m_pause->setText(paused ? tr("&Go on") : tr("&Pause"));
        this->session()->setPaused(paused);
    });
    connect(m_cancel, &QPushButton::clicked, this, &RunPage::cancel);

    auto* content = new QWidget(contentParent());
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    m_setAside = new SetAsideBar(content);
    column->addWidget(m_setAside);
    column->addWidget(summary(content));
    auto* workers = new Pane(tr("Workers"), content);
    workers->setCaption(tr("each pulls chunks of about one second"));
    m_lanesTable = new TableView(tr("Workers"), workers);
    TableView* lanes = m_lanesTable;
    lanes->setObjectName(QStringLiteral("lanesTable"));
    lanes->setItemDelegate(new CellDelegate(lanes));
    lanes->setModel(m_lanes);
    lanes->setStretchColumn(2);
    lanes->setFitsRowsUpTo(kFewestLanes);
    workers->addContent(lanes, true);
    column->addWidget(workers);
    column->addWidget(lower(content), 1);
    setContent(content);
    auto* empty = new EmptyState(QStringLiteral("run"), tr("Nothing is running"),
                                 tr("Runs you start appear here with workers, device use and log."),
                                 tr("Build an experiment"), this);
    connect(empty, &EmptyState::triggered, this, [this] { emit pageRequested(Area::Experiment); });
    setEmptyState(empty);
    setEmpty(true);

    connect(session, &Session::runStarted, this, &RunPage::begin);
    connect(session, &Session::runProgressed, this, &RunPage::showProgress);
    connect(session, &Session::laneChanged, m_lanes, &LanesModel::setLane);
    connect(session, &Session::unitChanged, m_units, &UnitsModel::setUnit);
    connect(session, &Session::unitChanged, this, [this](const UnitStatus& unit) {
        QString& name = m_unitNames[unit.unit];
        if (name.isEmpty())
            name = QStringLiteral("%1 · %2").arg(markUntrained(unit.model, unit.untrained), unit.quantization);
    });
    connect(session, &Session::logged, m_log, &LogModel::add);
    connect(session, &Session::sampled, this, [this](const LaneSample& sample) {
        m_lanes->setSample(sample);
        SampleRecord record;
        record.worker = sample.worker;
        record.device = m_lanes->deviceOf(sample.worker).toStdString();
        record.seconds = sample.seconds;
        record.cpuPercent = sample.use.cpuPercent;
        record.residentBytes = sample.use.residentBytes;
        record.gpuBusyPercent = sample.use.gpuBusyPercent;
        record.gpuMemoryBytes = sample.use.gpuMemoryBytes;
        record.gpuPowerWatts = sample.use.gpuPowerWatts;
        m_use->append(record);
    });
    connect(session, &Session::runEnded, this, &RunPage::end);
    connect(m_setAside, &SetAsideBar::showRequested, this, &RunPage::showUnscored);
    connect(m_setAside, &SetAsideBar::retryRequested, session, &Session::retryRun);
    connect(banner(), &Banner::actionTriggered, session, &Session::retryRun);
    m_batchTimer->setInterval(kBatchesMs);
    connect(m_batchTimer, &QTimer::timeout, this, [this] {
        if (m_timeline->isVisible())
            readBatches(false);
    });
}

void RunPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    const int room = height() - static_cast<int>(kLowerUnits * Theme::unit(this));
    m_lanesTable->setFitsRowsUpTo(
        std::max(kFewestLanes, room / std::max(1, m_lanesTable->verticalHeader()->defaultSectionSize())));
}

QWidget* RunPage::summary(QWidget* parent)
{
    const int u = Theme::unit(this);
    auto* frame = new QFrame(parent);
    frame->setProperty("pane", true);
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(2 * u, u, 2 * u, u);
    auto* row = new QHBoxLayout;
    row->setSpacing(2 * u);
    m_unitsText = new QLabel(frame);
    m_unitsText->setFont(Theme::scaled(font(), 1, true));
    m_line = new QLabel(frame);
    m_line->setObjectName(QStringLiteral("progressLine"));
    m_right = new QLabel(frame);
    m_right->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(m_unitsText);
    row->addWidget(m_line, 1);
    row->addWidget(m_right);
    column->addLayout(row);
    auto* barRow = new QHBoxLayout;
    barRow->setSpacing(2 * u);
    m_bar = new QProgressBar(frame);
    m_bar->setObjectName(QStringLiteral("runProgressBar"));
    m_bar->setAccessibleName(tr("Progress of the run"));
    m_bar->setTextVisible(false);
    m_percent = new QLabel(frame);
    m_percent->setFont(Theme::scaled(font(), 1, true));
    barRow->addWidget(m_bar, 1);
    barRow->addWidget(m_percent);
    column->addLayout(barRow);
    m_soFar = new QLabel(frame);
    m_soFar->setObjectName(QStringLiteral("ndcgSoFar"));
    m_soFar->setForegroundRole(QPalette::PlaceholderText);
    m_soFar->hide();
    column->addWidget(m_soFar);
    return frame;
}

void RunPage::addPlots(QSplitter* row)
{
    auto* box = new QWidget(row);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_tabs = new QTabBar(box);
    QTabBar* tabs = m_tabs;
    tabs->setObjectName(QStringLiteral("runPlotTabs"));
    tabs->setAccessibleName(tr("Plots of the run"));
    tabs->setDrawBase(false);
    auto* stack = new QStackedWidget(box);
    tabs->addTab(tr("Device use"));
    stack->addWidget(new PlotPane({}, m_use, stack));
    tabs->addTab(tr("Batches"));
    auto* timeline = new PlotPane({}, m_timeline, stack);
    timeline->setCaption(tr("wheel or + and − zoom, Home shows all"));
    stack->addWidget(timeline);
    for (auto* pane : stack->findChildren<PlotPane*>())
        connect(pane, &PlotPane::exportFailed, this, [this](const QString& why) { banner()->showError(why); });
    connect(tabs, &QTabBar::currentChanged, stack, &QStackedWidget::setCurrentIndex);
    connect(tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (index == 1)
            readBatches(!m_batchTimer->isActive());
    });
    column->addWidget(tabs);
    column->addWidget(stack, 1);
}

/// The batches are in the workspace half a second after they were computed. Of a run in progress those of the last
/// minutes are shown; what came since the last look is read.
void RunPage::readBatches(bool all)
{
    if (m_run == 0)
        return;
    if (m_reading) {
        m_readAll = m_readAll || all;
        return;
    }
    m_reading = true;
    std::vector<BatchRecord> kept;
    double from = 0;
    if (!all && !m_timeline->batches().empty()) {
        kept = m_timeline->batches();
        const double last = kept.back().startSeconds;
        from = last - kOverlapSeconds;
        std::erase_if(kept, [&](const BatchRecord& batch) {
            return batch.startSeconds >= from || batch.startSeconds < last - kShownSeconds;
        });
    }
    inBackground(
        this, session()->readers(),
        [file = QFileInfo(session()->workspacePath()).filesystemAbsoluteFilePath(), run = m_run, from,
         kept = std::move(kept)]() mutable -> Result<std::vector<BatchRecord>> {
            auto reader = WorkspaceReader::open(file);
            if (!reader)
                return reader.error();
            auto batches = (*reader)->batches(run, from);
            if (!batches)
                return batches.error();
            kept.insert(kept.end(), batches->begin(), batches->end());
            return std::move(kept);
        },
        [this, run = m_run](Result<std::vector<BatchRecord>> batches) {
            m_reading = false;
            if (batches && run == m_run)
                m_timeline->setBatches(std::move(*batches), m_unitNames);
            if (std::exchange(m_readAll, false))
                readBatches(true);
        });
}

void RunPage::showTimeline(std::vector<BatchRecord> batches)
{
    m_timeline->setBatches(std::move(batches), m_unitNames);
    m_tabs->setCurrentIndex(1);
}

void RunPage::showUnscored()
{
    auto* dialog = new UnscoredDialog(session(), m_run, this);
    dialog->open();
}

QWidget* RunPage::lower(QWidget* parent)
{
    const int u = Theme::unit(this);
    auto* splitter = new QSplitter(Qt::Vertical, parent);
    auto* upper = new QSplitter(Qt::Horizontal, splitter);
    addPlots(upper);
    auto* logPane = new Pane(tr("Log"), upper);
    auto* log = new TableView(tr("Log of the run"), logPane);
    log->setObjectName(QStringLiteral("logTable"));
    log->setItemDelegate(new CellDelegate(log));
    log->setModel(m_log);
    log->setStretchColumn(1);
    // Newest first: what was scrolled to stays where it is while lines come in above it.
    connect(m_log, &QAbstractItemModel::rowsInserted, log, [log](const QModelIndex&, int first, int last) {
        QScrollBar* bar = log->verticalScrollBar();
        if (first > 0 || bar->value() == 0)
            return;
        // The table lays itself out later: until then the bar ends one line too early.
        const int place = bar->value() + last - first + 1;
        bar->setMaximum(std::max(bar->maximum(), place));
        bar->setValue(place);
    });
    logPane->addContent(log, true);
    auto* label = new QLabel(tr("&Level"), logPane);
    auto* level = new QComboBox(logPane);
    level->setObjectName(QStringLiteral("logLevelCombo"));
    level->addItems({tr("Debug"), tr("Info"), tr("Warning"), tr("Error")});
    level->setCurrentIndex(1);
    label->setBuddy(level);
    connect(level, &QComboBox::currentIndexChanged, m_log,
            [this](int index) { m_log->setLevel(static_cast<LogEntry::Level>(index)); });
    logPane->addControl(label);
    logPane->addControl(level);
    m_unitsPane = new Pane(tr("Units"), splitter);
    m_unitsPane->setCaption(tr("nDCG@10 of finished units. No comparison is tested before the run is complete."));
    auto* units = new TableView(tr("Units of the run"), m_unitsPane);
    units->setObjectName(QStringLiteral("unitsTable"));
    units->setItemDelegate(new CellDelegate(units));
    units->setModel(m_units);
    units->setStretchColumn(1);
    m_unitsPane->addContent(units, true);

    upper->setChildrenCollapsible(false);
    upper->setHandleWidth(u);
    upper->setStretchFactor(0, 5);
    upper->setStretchFactor(1, 4);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    return splitter;
}

void RunPage::begin(const QString& name)
{
    m_name = name;
    m_lanes->clear();
    m_units->clear();
    m_log->clear();
    m_use->clearSamples();
    m_timeline->clearBatches();
    m_unitNames.clear();
    m_run = 0;
    banner()->hide();
    banner()->setActionText({});
    setSubtitle(name);
    setEmpty(false);
    setRunning(true);
    showProgress({});
}

void RunPage::setRunning(bool running)
{
    {
        const QSignalBlocker blocker(m_pause);
        m_pause->setChecked(false);
    }
    m_pause->setText(tr("&Pause"));
    m_setAside->setRunning(running);
    m_timeline->setLive(running);
    if (running)
        m_batchTimer->start();
    else
        m_batchTimer->stop();
    m_pause->setEnabled(running);
    m_cancel->setEnabled(running);
}

void RunPage::showProgress(const RunProgress& progress)
{
    const int percent = ProgressText::percent(progress);
    m_bar->setRange(0, percent < 0 ? 0 : 1000);
    if (percent >= 0)
        m_bar->setValue(
            static_cast<int>(1000.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total)));
    m_percent->setText(percent < 0 ? QString() : Numbers::percent(percent));
    m_unitsText->setText(progress.unitsTotal > 0 ? tr("%1 of %2 units").arg(progress.unitsDone).arg(progress.unitsTotal)
                                                 : QString());
    m_line->setText(ProgressText::line(progress));
    m_secondsRunning = progress.secondsRunning;
    if (progress.run > 0)
        m_run = progress.run;
    m_setAside->showProgress(progress);
    m_soFar->setText(ProgressText::quality(progress));
    m_soFar->setVisible(!m_soFar->text().isEmpty());
    QString right = tr("running %1").arg(Numbers::duration(progress.secondsRunning));
    if (progress.reused > 0)
        right = tr("%1 pairs reused, %2").arg(Numbers::count(progress.reused), right);
    m_right->setText(right);
}

void RunPage::cancel()
{
    if (m_secondsRunning <= kAskAfterSeconds)
        return cancelNow();
    auto* box =
        new QMessageBox(QMessageBox::Question, tr("Cancel run"),
                        tr("This run has been going on for %1. Cancel it?").arg(Numbers::duration(m_secondsRunning)),
                        QMessageBox::NoButton, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("Everything scored so far is saved."));
    auto* stop = box->addButton(tr("&Cancel run"), QMessageBox::DestructiveRole);
    auto* goOn = box->addButton(tr("&Go on"), QMessageBox::RejectRole);
    box->setDefaultButton(goOn);
    box->setEscapeButton(goOn);
    connect(stop, &QAbstractButton::clicked, this, &RunPage::cancelNow);
    connect(session(), &Session::runEnded, box, &QWidget::close); // by itself in the meantime: nothing to ask
    box->open();
}

void RunPage::cancelNow()
{
    m_cancel->setEnabled(false);
    session()->cancelRun();
}

void RunPage::end(const RunOutcome& outcome)
{
    setRunning(false);
    if (outcome.run > 0)
        m_run = outcome.run;
    readBatches(true);
    m_soFar->hide(); // the table of units has the finished values
    m_bar->setRange(0, 1000);
    switch (outcome.kind) {
    case RunOutcome::Kind::Finished:
        m_bar->setValue(1000);
        if (m_setAside->takeRetryAfterwards())
            QTimer::singleShot(0, session(), &Session::retryRun);
        m_right->setText(outcome.unitsFailed == 0 ? tr("finished")
                                                  : tr("finished, %n units failed", nullptr, outcome.unitsFailed));
        if (outcome.unitsFailed > 0 && m_setAside->pairs() == 0) {
            banner()->showError(tr("%n units failed; the others are complete. The Units table says why.", nullptr,
                                   outcome.unitsFailed));
            banner()->setActionText(tr("&Retry"));
        }
        break;
    case RunOutcome::Kind::Cancelled:
        m_right->setText(tr("cancelled, everything finished so far is saved"));
        break;
    case RunOutcome::Kind::Failed:
        m_right->setText(tr("failed"));
        banner()->setActionText(tr("&Retry"));
        break;
    }
}

} // namespace rw::ui
