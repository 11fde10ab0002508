// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/differencestab.h"

#include "ui/models/cellmodel.h"
#include "ui/plot/differencesplot.h"
#include "ui/results/pairbar.h"
#include "ui/results/slicespane.h"
#include "ui/session/pairreader.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tableview.h"

#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

constexpr std::size_t kEnds = 20; // queries named at each end

} // namespace

DifferencesTab::DifferencesTab(Session* session, PairReader* reader, QWidget* parent)
    : LazyTab(session, parent)
    , m_bar(new PairBar(session, this))
    , m_reader(reader)
    , m_plot(new DifferencesPlot(this))
    , m_pane(new PlotPane(tr("Differences query by query"), m_plot, this))
    , m_ends(new Pane(tr("Queries that differ most"), this))
    , m_said(new QLabel(this))
    , m_model(new CellModel({QStringLiteral("Δ"), tr("Query"), tr("Reference"), tr("Compared")}, this))
    , m_table(new TableView(tr("Queries that differ most"), this))
    , m_slices(new SlicesPane(session, this))
{
    const int u = Theme::unit(this);
    m_said->setObjectName(QStringLiteral("differencesSentence"));
    m_said->setWordWrap(true);
    m_said->setFont(Theme::scaled(font(), 12.0 / 13));
    m_table->setObjectName(QStringLiteral("differencesTable"));
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setModel(m_model);
    m_table->setStretchColumn(1);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_ends->addContent(m_said, false, 0);
    m_ends->addContent(m_table, true);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->addWidget(m_pane);
    auto* tables = new QSplitter(Qt::Vertical, splitter);
    tables->setChildrenCollapsible(false);
    tables->setHandleWidth(u);
    tables->addWidget(m_ends);
    tables->addWidget(m_slices);
    tables->setStretchFactor(0, 3);
    tables->setStretchFactor(1, 2);
    splitter->addWidget(tables);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({68 * u, 66 * u});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    column->addWidget(m_bar);
    column->addWidget(splitter, 1);

    Selection* selection = session->selection();
    connect(m_reader, &PairReader::changed, this, [this] {
        if (isVisible())
            showPair();
    });
    connect(m_pane, &PlotPane::exportFailed, this, &DifferencesTab::exportFailed);
    connect(m_plot, &DifferencesPlot::chosen, selection, &Selection::setQuery);
    connect(m_plot, &DifferencesPlot::opened, this, &DifferencesTab::open);
    connect(m_slices, &SlicesPane::filterRequested, this, [this](const QString& filter) {
        m_bar->keepOther();
        emit filterRequested(filter);
    });
    connect(m_bar, &PairBar::inspectRequested, this, [this] { open({}); });
    connect(selection, &Selection::queryChanged, this, &DifferencesTab::showQuery);
    connect(m_table, &QAbstractItemView::clicked, this,
            [this, selection](const QModelIndex& index) { selection->setQuery(m_shown.value(index.row())); });
    connect(m_table, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { open(m_shown.value(index.row())); });
}

void DifferencesTab::open(const QString& query)
{
    m_bar->keepOther();
    emit inspectRequested(query);
}

void DifferencesTab::refresh()
{
    m_bar->refresh();
    m_reader->read(m_bar->reference(), m_bar->other());
    m_slices->compare(m_bar->reference(), m_bar->other());
    showPair();
}

void DifferencesTab::showPair()
{
    std::vector<DifferencesPlot::Bar> bars;
    const auto& pair = m_reader->pair();
    if (pair) {
        const auto& queries = pair->inspection.candidates->queries;
        for (const InspectedQuery& query : pair->inspection.queries)
            if (query.difference())
                bars.push_back({text(queries[query.place].id), text(query.text), *query.left, *query.right});
    }
    const QString nothing = m_reader->isBusy()    ? tr("Reading the rankings…")
                            : m_bar->other() == 0 ? tr("There is no second configuration with scores to compare.")
                            : session()->hasSampleValues()
                                ? tr("Sample values have no queries: open a workspace to see them.")
                                : tr("No query has a value of both.");
    DifferencesPlot::Look look;
    for (const ResultRow& row : session()->results().rows)
        if (row.unit.id == m_bar->other())
            look = {row.modelIndex, text(row.unit.quantization)};
    m_plot->setBars(std::move(bars), text(session()->selection()->measure().name), look, nothing);
    showEnds();
    showQuery();
}

/// The highest and the lowest differences, those that are none left out.
void DifferencesTab::showEnds()
{
    const auto& bars = m_plot->bars();
    std::vector<const DifferencesPlot::Bar*> ends;
    const auto wins = static_cast<std::size_t>(m_plot->wins());
    const auto losses = static_cast<std::size_t>(m_plot->losses());
    for (std::size_t i = 0; i < std::min(losses, kEnds); ++i)
        ends.push_back(&bars[bars.size() - 1 - i]);
    for (std::size_t i = 0; i < std::min(wins, kEnds); ++i)
        ends.push_back(&bars[i]);
    std::stable_sort(ends.begin(), ends.end(), [](const auto* a, const auto* b) {
        return std::abs(a->difference()) > std::abs(b->difference());
    });
    m_shown.clear();
    std::vector<CellModel::Row> rows;
    for (const DifferencesPlot::Bar* bar : ends) {
        m_shown << bar->query;
        Cell query;
        query.text = bar->text.isEmpty() ? bar->query : bar->text.simplified();
        query.tip = QStringLiteral("%1\n%2").arg(bar->query, bar->text);
        Cell delta = Cell::number(Numbers::decimal(bar->difference(), 4), bar->difference());
        delta.bold = true;
        rows.push_back(
            {delta, query, Cell::number(Numbers::ndcg(bar->reference)), Cell::number(Numbers::ndcg(bar->other))});
    }
    m_model->setRows(std::move(rows));
    m_ends->setCaption(ends.empty() ? QString() : tr("Enter opens one in Inspect"));
    m_said->setText(sentence());
    m_said->setVisible(!m_said->text().isEmpty());
}

QString DifferencesTab::sentence() const
{
    const auto& bars = m_plot->bars();
    if (bars.empty())
        return {};
    const int ties = static_cast<int>(bars.size()) - m_plot->wins() - m_plot->losses();
    QString said = tr("Of %1 queries the compared configuration is higher for %2, the same for %3 and lower for %4.")
                       .arg(Numbers::count(static_cast<qint64>(bars.size())), Numbers::count(m_plot->wins()),
                            Numbers::count(ties), Numbers::count(m_plot->losses()));
    const auto& paired = m_reader->pair()->paired;
    if (!paired)
        return said + QLatin1Char(' ') +
               tr("One of the two is incomplete: shown are the queries that both have, and nothing is tested.");
    if (paired->interval)
        said += QLatin1Char(' ') + tr("Mean difference %1 (95 % CI %2 to %3).")
                                       .arg(Numbers::decimal(paired->difference, 4),
                                            Numbers::decimal(paired->interval->low, 4),
                                            Numbers::decimal(paired->interval->high, 4));
    return said;
}

void DifferencesTab::showQuery()
{
    const QString query = session()->selection()->query();
    m_plot->setChosen(query);
    const auto row = static_cast<int>(m_shown.indexOf(query));
    if (row >= 0)
        m_table->selectRow(row);
    else
        m_table->clearSelection();
}

} // namespace rw::ui
