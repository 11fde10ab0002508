// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/resultspage.h"

#include "core/stats/nearestrank.h"
#include "ui/models/resultsmodel.h"
#include "ui/plot/deviceplot.h"
#include "ui/plot/latencyplot.h"
#include "ui/plot/qualityplot.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace rw::ui {

namespace {

/// Rows of the source as the user sees them.
QList<int> rowsInOrder(const QSortFilterProxyModel& sorted)
{
    QList<int> rows;
    for (int row = 0; row < sorted.rowCount(); ++row)
        rows << sorted.mapToSource(sorted.index(row, 0)).row();
    return rows;
}

} // namespace

ResultsPage::ResultsPage(Session* session, QWidget* parent)
    : Page(Area::Results, session, parent)
    , m_model(new ResultsModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_percentiles(new CellModel({tr("Configuration"), tr("p50"), tr("p95"), tr("p99"), tr("max"), tr("n")}, this))
    , m_quality(new QualityPlot(this))
    , m_latency(new LatencyPlot(this))
    , m_use(new DevicePlot(this))
    , m_delegate(new CellDelegate(this))
    , m_runs(new QComboBox(this))
    , m_datasets(new QComboBox(this))
    , m_same(new QLabel(this))
    , m_tabs(new QTabWidget(this))
{
    auto* exportButton = addAction(tr("&Export table…"), QStringLiteral("exportTableButton"), QStringLiteral("export"));
    connect(exportButton, &QPushButton::clicked, this, &ResultsPage::exportTable);

    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(CellModel::SortRole);
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::unit(this));
    column->addWidget(filterBar());
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(QStringLiteral("resultsTabs"));
    m_tabs->setAccessibleName(tr("Overview or latency"));
    m_tabs->addTab(overview(), tr("&Overview"));
    m_tabs->addTab(latency(), tr("&Latency and devices"));
    column->addWidget(m_tabs, 1);
    setContent(content);
    auto* empty = new EmptyState(
        QStringLiteral("results"), tr("No results yet"),
        tr("Comparison table, intervals and plots appear here as soon as a run has scored its first queries."),
        tr("Build an experiment"), this);
    connect(empty, &EmptyState::triggered, this, [this] { emit pageRequested(Area::Experiment); });
    setEmptyState(empty);

    connect(session, &Session::resultsChanged, this, &ResultsPage::refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ResultsPage::showLatency);
    refresh();
}

QWidget* ResultsPage::filterBar()
{
    const int u = Theme::unit(this);
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u);
    const auto add = [&](const QString& text, QComboBox* combo, const QString& name) {
        auto* label = new QLabel(text, bar);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(combo);
        combo->setObjectName(name);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        row->addWidget(label);
        row->addWidget(combo);
        row->addSpacing(u);
    };
    add(tr("&Run", "label"), m_runs, QStringLiteral("runCombo"));
    add(tr("&Data set"), m_datasets, QStringLiteral("datasetCombo"));
    row->addStretch(1);
    connect(m_runs, &QComboBox::activated, this,
            [this](int index) { session()->loadResults(m_runs->itemData(index).toLongLong()); });
    connect(m_datasets, &QComboBox::activated, this, &ResultsPage::showRows);
    return bar;
}

QWidget* ResultsPage::overview()
{
    const int u = Theme::unit(this);
    m_same->setForegroundRole(QPalette::PlaceholderText);
    m_same->setFont(Theme::scaled(font(), 12.0 / 13));
    m_same->setWordWrap(true);
    m_same->setObjectName(QStringLiteral("resultsCaption"));
    m_table = new TableView(tr("Comparison of the configurations"), this);
    m_table->setObjectName(QStringLiteral("resultsTable"));
    m_table->setProperty("framed", true);
    m_table->setItemDelegate(m_delegate);
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->setProperty("sortable", true);
    m_table->sortByColumn(ResultsModel::Ndcg, Qt::DescendingOrder);
    m_table->setStretchColumn(ResultsModel::Interval);
    auto* plot = new PlotPane(tr("Quality against length"), m_quality, this);
    connect(plot, &PlotPane::exportFailed, this, [this](const QString& why) { banner()->showError(why); });

    auto* upper = new QWidget(this);
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, u, 0, 0);
    column->setSpacing(u / 2);
    column->addWidget(m_same);
    column->addWidget(m_table, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->addWidget(upper);
    splitter->addWidget(plot);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    return splitter;
}

QWidget* ResultsPage::latency()
{
    const int u = Theme::unit(this);
    m_distribution = new PlotPane(tr("Time per batch"), m_latency, this);
    auto* device = new PlotPane(tr("Device use"), m_use, this);
    for (PlotPane* pane : {m_distribution, device})
        connect(pane, &PlotPane::exportFailed, this, [this](const QString& why) { banner()->showError(why); });
    auto* percentiles = new Pane(tr("Percentiles"), this);
    percentiles->setCaption(tr("ms, nearest rank"));
    auto* table = new TableView(tr("Percentiles of the batch times"), percentiles);
    table->setObjectName(QStringLiteral("percentilesTable"));
    table->setItemDelegate(new CellDelegate(table));
    table->setModel(m_percentiles);
    table->setStretchColumn(0);
    percentiles->addContent(table, true);
    auto* rule = new QLabel(tr("p95 needs %1 batches, p99 needs %2; with fewer it reads n/a. Warm-up is left out.")
                                .arg(samplesNeeded(95))
                                .arg(samplesNeeded(99)),
                            percentiles);
    rule->setForegroundRole(QPalette::PlaceholderText);
    rule->setFont(Theme::scaled(font(), 12.0 / 13));
    rule->setWordWrap(true);
    percentiles->addContent(rule, false, 0);

    auto* upper = new QSplitter(Qt::Horizontal, this);
    upper->setChildrenCollapsible(false);
    upper->setHandleWidth(u);
    upper->addWidget(m_distribution);
    upper->addWidget(percentiles);
    upper->setStretchFactor(0, 3);
    upper->setStretchFactor(1, 2);
    upper->setSizes({74 * u, 58 * u});
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->setContentsMargins(0, u, 0, 0);
    splitter->addWidget(upper);
    splitter->addWidget(device);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    return splitter;
}

void ResultsPage::showTab(int index)
{
    m_tabs->setCurrentIndex(index);
}

void ResultsPage::refresh()
{
    const ResultsData& results = session()->results();
    setEmpty(results.rows.empty());
    m_runs->clear();
    for (const RunRecord& run : results.runs) {
        m_runs->addItem(QStringLiteral("%1, %2").arg(text(run.name), Numbers::time(run.startedAt)),
                        QVariant::fromValue<qint64>(run.id));
        if (run.id == results.run)
            m_runs->setCurrentIndex(m_runs->count() - 1);
    }
    const QString before = m_datasets->currentText();
    m_datasets->clear();
    QStringList names;
    for (const ResultRow& row : results.rows)
        if (!names.contains(text(row.unit.datasetName)))
            names << text(row.unit.datasetName);
    m_datasets->addItems(names);
    if (names.contains(before))
        m_datasets->setCurrentText(before);
    m_use->setSamples(results.samples);
    showRows();
    if (const RunRecord* run = results.chosen())
        showSummary(*run);
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
                ? tr("Values are shown, but not tested, until the run is complete.")
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

void ResultsPage::showRows()
{
    std::vector<ResultRow> rows;
    for (const ResultRow& row : session()->results().rows)
        if (text(row.unit.datasetName) == m_datasets->currentText())
            rows.push_back(row);
    m_shown = rows;
    m_model->setResults(rows);
    m_delegate->setIntervalRange(m_model->lowest(), m_model->highest());
    m_quality->setRows(rows);

    showLatency();

    showSame(rows);
}

/// A column is shown only where its values differ; what is the same in all rows is said once.
void ResultsPage::showSame(const std::vector<ResultRow>& rows)
{
    const auto same = [&](int column) {
        QString value;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QString here = m_model->index(row, column).data().toString();
            if (here == Numbers::none())
                continue;
            if (!value.isEmpty() && here != value)
                return QString();
            value = here;
        }
        return value;
    };
    QStringList parts;
    const std::pair<int, QString> columns[] = {{ResultsModel::Queries, tr("%1 judged queries")},
                                               {ResultsModel::Base, tr("base %1")},
                                               {ResultsModel::Ceiling, tr("ceiling %1")}};
    for (const auto& [column, form] : columns) {
        const QString value = same(column);
        m_table->setColumnHidden(column, !value.isEmpty());
        if (!value.isEmpty())
            parts << form.arg(value);
    }
    QString caption = tr("nDCG@10: mean, 95 % BCa bootstrap over queries (10,000 resamples, seed 0). pairs/s of one "
                         "worker; p50 and p95 of the time per batch.");
    const bool untimed = std::any_of(rows.begin(), rows.end(), [](const ResultRow& row) {
        return row.unit.status == "finished" && row.batchMs.empty();
    });
    if (untimed)
        caption += QLatin1Char(' ') + tr("No time where several lengths were scored in one pass, or all scores were "
                                         "taken from an earlier run.");
    if (!parts.isEmpty() && !rows.empty())
        caption = tr("Same in all rows: %1.").arg(parts.join(QStringLiteral(", "))) + QLatin1Char(' ') + caption;
    m_same->setText(caption);
}

QList<int> ResultsPage::selectedRows() const
{
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        rows << m_sorted->mapToSource(index).row();
    return rows;
}

void ResultsPage::showLatency()
{
    std::vector<LatencyPlot::Series> series;
    std::set<QString> passes; // cut-off layers share their batches
    // Sixteen curves on top of each other say nothing: those of the selected rows, else of the best few.
    const QList<int> selected = selectedRows();
    const std::size_t most = selected.isEmpty() ? 6 : 12;
    std::set<QString> all;
    QList<int> order = selected.isEmpty() ? rowsInOrder(*m_sorted) : selected;
    if (selected.isEmpty()) {
        // One of each model and type before a second of any.
        std::set<std::pair<int, std::string>> looks;
        std::stable_partition(order.begin(), order.end(), [&](int place) {
            const ResultRow& row = m_shown[static_cast<std::size_t>(place)];
            return !row.batchMs.empty() && looks.insert({row.modelIndex, row.unit.quantization}).second;
        });
    }
    for (const int place : order) {
        const ResultRow& row = m_shown[static_cast<std::size_t>(place)];
        UnitRecord unit = row.unit;
        unit.cutoffLayer = 0;
        const QString name = configurationName(unit);
        if (!row.batchMs.empty())
            all.insert(name);
        if (row.batchMs.empty() || series.size() >= most || !passes.insert(name).second)
            continue;
        series.push_back({name, row.modelIndex, text(unit.quantization), row.batchMs});
    }
    std::vector<CellModel::Row> percentiles;
    for (const LatencyPlot::Series& one : series) {
        Cell name;
        name.text = one.name;
        name.series = one.model;
        name.quantization = one.quantization;
        CellModel::Row cells{name};
        for (const double percent : {50.0, 95.0, 99.0}) {
            const auto value = nearestRank(one.ms, percent);
            cells.push_back(Cell::number(value ? Numbers::ms(*value) : QStringLiteral("n/a")));
        }
        cells.push_back(Cell::number(Numbers::ms(one.ms.back())));
        cells.push_back(Cell::number(Numbers::count(static_cast<qint64>(one.ms.size()))));
        percentiles.push_back(std::move(cells));
    }
    m_percentiles->setRows(std::move(percentiles));
    m_latency->setSeries(std::move(series));

    m_distribution->setCaption(
        selected.isEmpty()
            ? tr("batch scenario, warm; %1 of %2 (select rows in Overview)").arg(passes.size()).arg(all.size())
            : tr("batch scenario, warm; selected rows"));
}

void ResultsPage::exportTable()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export table"), QStringLiteral("results.tsv"),
                                                      tr("Tab-separated values (*.tsv)"));
    if (file.isEmpty())
        return;
    m_table->clearSelection();
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(m_table->selectionAsTsv().toUtf8()) < 0 || !target.commit())
        banner()->showError(tr("%1 could not be written: %2").arg(file, target.errorString()));
}

} // namespace rw::ui
