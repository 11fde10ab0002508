// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/resultspage.h"

#include "ui/results/batchtimestab.h"
#include "ui/results/differencestab.h"
#include "ui/results/drifttab.h"
#include "ui/results/lengthtab.h"
#include "ui/results/overviewtab.h"
#include "ui/results/tradeofftab.h"
#include "ui/session/pairreader.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace rw::ui {

namespace {

/// What people ask for; any other text of the grammar can be typed.
const char* const kMeasures[] = {"nDCG@10",    "nDCG@5",    "nDCG@1", "nDCG(dcg='exp-log2')@10",
                                 "RR@10",      "AP",        "P@10",   "R@10",
                                 "Success@1",  "Rprec",     "bpref",  "ERR@10",
                                 "RBP(p=0.8)", "Judged@10", "nDCG@20"};

} // namespace

ResultsPage::ResultsPage(Session* session, QWidget* parent)
    : Page(Area::Results, session, parent)
    , m_pair(new PairReader(session, this))
{
    const int u = Theme::unit(this);
    auto* content = new QWidget(contentParent());
    m_tabs = new QTabBar(content);
    m_stack = new QStackedWidget(content);
    m_tabs->setObjectName(QStringLiteral("resultsTabs"));
    m_tabs->setAccessibleName(tr("Views of the results"));
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    connect(m_tabs, &QTabBar::currentChanged, this, &ResultsPage::openTab);

    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    column->addWidget(m_tabs);
    column->addWidget(filterBar(content));
    column->addWidget(m_stack, 1);
    setContent(content);
    auto* empty = new EmptyState(
        QStringLiteral("results"), tr("No results yet"),
        tr("Comparison table, intervals and plots appear here as soon as a run has scored its first queries."),
        tr("Build an experiment"), this);
    connect(empty, &EmptyState::triggered, this, [this] { emit pageRequested(Area::Experiment); });
    setEmptyState(empty);
    addTabs();
    auto* exportButton = addAction(tr("&Export table…"), QStringLiteral("exportTableButton"), QStringLiteral("export"));
    connect(exportButton, &QPushButton::clicked, m_overview, &OverviewTab::exportTable);

    connect(session, &Session::resultsChanged, this, &ResultsPage::refresh);
    connect(session->selection(), &Selection::datasetChanged, this, &ResultsPage::showDatasets);
    connect(session->selection(), &Selection::baselineChanged, this, &ResultsPage::showReference);
    connect(session->selection(), &Selection::measureChanged, this, &ResultsPage::showMeasure);
    refresh();
}

/// The one place where tabs are added.
void ResultsPage::addTabs()
{
    const auto wired = [this](auto* tab) {
        connect(tab, &std::remove_pointer_t<decltype(tab)>::exportFailed, this,
                [this](const QString& why) { banner()->showError(why); });
        return tab;
    };
    connect(m_pair, &PairReader::failed, this, [this](const QString& why) { banner()->showError(why); });
    m_overview = wired(new OverviewTab(session(), m_stack));
    addTab(tr("&Overview"), [this] { return m_overview; });
    addTab(tr("Len&gth"), [=, this] { return wired(new LengthTab(session(), m_stack)); });
    addTab(tr("&Latency and devices"), [=, this] { return wired(new BatchTimesTab(session(), m_stack)); });
    addTab(tr("&Pareto and layers"), [=, this] { return wired(new TradeoffTab(session(), m_stack)); });
    addTab(tr("Differe&nces"), [=, this] {
        auto* differences = wired(new DifferencesTab(session(), m_pair, m_stack));
        connect(differences, &DifferencesTab::inspectRequested, this, &ResultsPage::inspectQuery);
        connect(differences, &DifferencesTab::filterRequested, this, &ResultsPage::filterRequested);
        return differences;
    });
    addTab(tr("Dr&ift"), [=, this] {
        auto* drift = wired(new DriftTab(session(), m_pair, m_stack));
        connect(drift, &DriftTab::inspectRequested, this, &ResultsPage::inspectQuery);
        return drift;
    });
}

/// Inspect shows the reference and the first of the selected ones.
void ResultsPage::inspectQuery(const QString& query)
{
    session()->selection()->setQuery(query);
    emit pageRequested(Area::Inspect);
}

void ResultsPage::addTab(const QString& title, std::function<QWidget*()> make)
{
    m_makers.push_back(std::move(make));
    m_made.push_back(nullptr);
    m_tabs->addTab(title); // the first one is current from here on
}

void ResultsPage::openTab(int index)
{
    const auto place = static_cast<std::size_t>(index);
    if (!m_made.at(place)) {
        m_made[place] = m_makers[place]();
        m_stack->addWidget(m_made[place]);
    }
    m_stack->setCurrentWidget(m_made[place]);
}

int ResultsPage::tabCount() const
{
    return m_tabs->count();
}

void ResultsPage::showTab(int index)
{
    m_tabs->setCurrentIndex(index);
}

QString ResultsPage::tabTitle(int index) const
{
    return m_tabs->tabText(index).remove(QLatin1Char('&'));
}

QWidget* ResultsPage::filterBar(QWidget* parent)
{
    const int u = Theme::unit(this);
    auto* bar = new QWidget(parent);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * u);
    const auto add = [&](const QString& text, QComboBox*& combo, const QString& name, int letters, int stretch) {
        auto* pair = new QWidget(bar);
        combo = new QComboBox(pair);
        auto* inner = new QHBoxLayout(pair);
        inner->setContentsMargins(0, 0, 0, 0);
        inner->setSpacing(u);
        auto* label = new QLabel(text, pair);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(combo);
        combo->setObjectName(name);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(letters);
        inner->addWidget(label);
        inner->addWidget(combo, 1);
        row->addWidget(pair, stretch);
        return pair;
    };
    m_runChoice = add(tr("&Run", "label"), m_runs, QStringLiteral("runCombo"), 12, 2);
    add(tr("&Data set"), m_datasets, QStringLiteral("datasetCombo"), 11, 2);
    add(tr("&Measure"), m_measure, QStringLiteral("measureCombo"), 9, 2);
    add(tr("Re&ference"), m_reference, QStringLiteral("referenceCombo"), 18, 3);
    row->addStretch(1);

    m_measure->setEditable(true);
    m_measure->setInsertPolicy(QComboBox::NoInsert);
    m_measure->lineEdit()->setAccessibleName(tr("Measure"));
    for (const char* name : kMeasures)
        m_measure->addItem(QString::fromLatin1(name));
    m_measure->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_measure->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    m_measure->setToolTip(tr("Any measure of trec_eval or ir_measures, such as nDCG(dcg='exp-log2',rel=2)@10"));
    showMeasure();

    Selection* selection = session()->selection();
    connect(m_runs, &QComboBox::activated, this,
            [this](int index) { session()->loadResults(m_runs->itemData(index).toLongLong()); });
    connect(m_datasets, &QComboBox::activated, this,
            [this, selection](int index) { selection->setDataset(m_datasets->itemData(index).toLongLong()); });
    connect(m_reference, &QComboBox::activated, this,
            [this, selection](int index) { selection->setBaseline(m_reference->itemData(index).toLongLong()); });
    connect(m_measure, &QComboBox::activated, this, &ResultsPage::chooseMeasure);
    connect(m_measure->lineEdit(), &QLineEdit::editingFinished, this, &ResultsPage::chooseMeasure);
    return bar;
}

void ResultsPage::chooseMeasure()
{
    const QString wanted = m_measure->currentText().trimmed();
    if (wanted == text(session()->selection()->measure().name))
        return;
    const auto measures = parseMeasure(wanted.toStdString());
    if (measures && measures->size() == 1 && measures->front().hasMean()) {
        session()->selection()->setMeasure(measures->front());
        return;
    }
    showMeasure();
    banner()->showError(!measures ? text(measures.error().what)
                                  : tr("%1 is not one measure with a mean; expected one such as nDCG@10.").arg(wanted));
}

void ResultsPage::showMeasure()
{
    const QSignalBlocker blocker(m_measure);
    m_measure->setEditText(text(session()->selection()->measure().name));
}

void ResultsPage::refresh()
{
    const ResultsData& results = session()->results();
    setEmpty(results.rows.empty());
    showRuns();
    showDatasets();
    if (const RunRecord* run = results.chosen())
        showSummary(*run);
}

void ResultsPage::showRuns()
{
    const ResultsData& results = session()->results();
    m_runs->clear();
    for (const RunRecord& run : results.runs) {
        m_runs->addItem(QStringLiteral("%1, %2").arg(text(run.name), Numbers::time(run.startedAt)),
                        QVariant::fromValue<qint64>(run.id));
        if (run.id == results.run)
            m_runs->setCurrentIndex(m_runs->count() - 1);
    }
    m_runChoice->setVisible(results.runs.size() > 1);
}

void ResultsPage::showDatasets()
{
    m_datasets->clear();
    for (const ResultRow& row : session()->results().rows) {
        const auto id = QVariant::fromValue<qint64>(row.unit.dataset);
        if (m_datasets->findData(id) < 0)
            m_datasets->addItem(text(row.unit.datasetName), id);
    }
    m_datasets->setCurrentIndex(m_datasets->findData(QVariant::fromValue<qint64>(session()->selection()->dataset())));
    showReference();
}

void ResultsPage::showReference()
{
    const Selection* selection = session()->selection();
    m_reference->clear();
    for (const ResultRow* row : session()->results().of(selection->dataset()))
        m_reference->addItem(configurationName(row->unit), QVariant::fromValue<qint64>(row->unit.id));
    m_reference->setCurrentIndex(m_reference->findData(QVariant::fromValue<qint64>(selection->baseline())));
}

void ResultsPage::showSummary(const RunRecord& run)
{
    QString state = text(run.status);
    if (run.status == "finished")
        state = tr("finished %1").arg(Numbers::time(run.endedAt));
    else if (run.status == "running")
        state = tr("running");
    else if (run.status == "cancelled")
        state = tr("cancelled");
    else if (run.status == "interrupted")
        state = tr("interrupted");
    else if (run.status == "failed")
        state = tr("failed");
    setSubtitle(tr("%1, %2 of %3 configurations, %4")
                    .arg(text(run.name), Numbers::count(run.unitsFinished), Numbers::count(run.units), state));
    setBusy(run.status == "running" && session()->isRunning()
                ? tr("Differences are shown, but not tested, until the run is complete.")
                : QString());
    if (run.unitsFailed > 0 && m_shownFailures != run.id) {
        m_shownFailures = run.id;
        QString first;
        QStringList all;
        for (const ResultRow& row : session()->results().rows) {
            if (row.unit.error.empty())
                continue;
            if (first.isEmpty())
                first = text(row.unit.error);
            all << configurationName(row.unit) + QStringLiteral(": ") + text(row.unit.error);
        }
        banner()->showError(tr("%1 of %2 configurations failed: %3 The finished ones are kept.")
                                .arg(Numbers::count(run.unitsFailed), Numbers::count(run.units),
                                     first.endsWith(QLatin1Char('.')) ? first : first + QLatin1Char('.')),
                            all.join(QLatin1Char('\n')));
    }
}

} // namespace rw::ui
