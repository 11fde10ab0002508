// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/batchtimestab.h"

#include "core/stats/nearestrank.h"
#include "ui/models/cellmodel.h"
#include "ui/plot/deviceplot.h"
#include "ui/plot/latencyplot.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tableview.h"

#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace rw::ui {

BatchTimesTab::BatchTimesTab(Session* session, QWidget* parent)
    : LazyTab(session, parent)
    , m_percentiles(new CellModel({tr("Configuration"), tr("p50"), tr("p95"), tr("p99"), tr("max"), tr("n")}, this))
    , m_latency(new LatencyPlot(this))
    , m_use(new DevicePlot(this))
    , m_distribution(new PlotPane(tr("Time per batch"), m_latency, this))
    , m_rule(new QLabel(this))
{
    const int u = Theme::unit(this);
    auto* device = new PlotPane(tr("Device use"), m_use, this);
    for (PlotPane* pane : {m_distribution, device})
        connect(pane, &PlotPane::exportFailed, this, &BatchTimesTab::exportFailed);
    auto* percentiles = new Pane(tr("Percentiles"), this);
    percentiles->setCaption(tr("ms, nearest rank"));
    auto* table = new TableView(tr("Percentiles of the times"), percentiles);
    table->setObjectName(QStringLiteral("percentilesTable"));
    table->setItemDelegate(new CellDelegate(table));
    table->setModel(m_percentiles);
    table->setStretchColumn(0);
    percentiles->addContent(table, true);
    m_rule->setObjectName(QStringLiteral("latencyRule"));
    m_rule->setForegroundRole(QPalette::PlaceholderText);
    m_rule->setFont(Theme::scaled(font(), 12.0 / 13));
    m_rule->setWordWrap(true);
    percentiles->addContent(m_rule, false, 0);

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
    splitter->addWidget(upper);
    splitter->addWidget(device);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);
}

void BatchTimesTab::refresh()
{
    m_use->setSamples(session()->results().samples);
    showTimes();
}

void BatchTimesTab::showTimes()
{
    const std::vector<std::int64_t>& selected = session()->selection()->units();
    std::vector<const ResultRow*> order;
    std::set<QString> all; // passes: cut-off layers share their batches
    const auto passOf = [](const ResultRow& row) {
        UnitRecord unit = row.unit;
        unit.cutoffLayer = 0;
        return configurationName(unit);
    };
    const auto rows = session()->results().of(session()->selection()->dataset());
    const bool isInteractive =
        std::any_of(rows.begin(), rows.end(), [](const ResultRow* row) { return !row->queryMs.empty(); });
    const auto timesOf = [isInteractive](const ResultRow& row) -> const std::vector<double>& {
        return isInteractive ? row.queryMs : row.batchMs;
    };
    for (const ResultRow* row : rows) {
        if (timesOf(*row).empty())
            continue;
        all.insert(passOf(*row));
        if (selected.empty() || std::find(selected.begin(), selected.end(), row->unit.id) != selected.end())
            order.push_back(row);
    }
    // Sixteen curves on top of each other say nothing: those of the selected rows, else of the best few.
    const std::size_t most = selected.empty() ? 6 : 12;
    if (selected.empty()) {
        std::stable_sort(order.begin(), order.end(), [](const ResultRow* a, const ResultRow* b) {
            return (std::isfinite(a->value) ? a->value : -1) > (std::isfinite(b->value) ? b->value : -1);
        });
        // One of each model and type before a second of any.
        std::set<std::pair<int, std::string>> looks;
        std::stable_partition(order.begin(), order.end(), [&](const ResultRow* row) {
            return looks.insert({row->modelIndex, row->unit.quantization}).second;
        });
    }
    std::vector<LatencyPlot::Series> series;
    std::set<QString> passes;
    for (const ResultRow* row : order) {
        const QString name = passOf(*row);
        if (series.size() < most && passes.insert(name).second)
            series.push_back({name, row->modelIndex, text(row->unit.quantization), timesOf(*row)});
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
    m_distribution->setTitle(isInteractive ? tr("Latency a query") : tr("Time per batch"));
    const QString scenario =
        isInteractive ? tr("interactive scenario, one query at a time, warm") : tr("batch scenario, warm");
    m_distribution->setCaption(
        all.empty() ? QString()
        : selected.empty()
            ? tr("%1; %2 of %3 (select rows in Overview)").arg(scenario).arg(series.size()).arg(all.size())
            : tr("%1; selected rows").arg(scenario));
    QString rule = isInteractive
                       ? tr("p95 needs %1 queries, p99 needs %2; with fewer it reads n/a. Warm-up is left out.")
                       : tr("p95 needs %1 batches, p99 needs %2; with fewer it reads n/a. Warm-up is left out.");
    rule = rule.arg(samplesNeeded(95)).arg(samplesNeeded(99));
    if (!isInteractive)
        rule +=
            QLatin1Char(' ') + tr("How long a query waits was not measured: batches hold pairs of many queries. The "
                                  "interactive scenario measures it.");
    m_rule->setText(rule);
    m_latency->setSeries(std::move(series),
                         isInteractive ? LatencyPlot::Scenario::Interactive : LatencyPlot::Scenario::Batch);
}

} // namespace rw::ui
