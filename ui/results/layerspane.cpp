// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/layerspane.h"

#include "ui/models/cellmodel.h"
#include "ui/plot/layerplot.h"
#include "ui/session/comparer.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/text/verdicttext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tableview.h"

#include <QItemSelectionModel>
#include <QLabel>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

constexpr std::size_t kMostRowsInFull = 6; // more of them scroll

} // namespace

LayersPane::LayersPane(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_plot(new LayerPlot(this))
    , m_pane(new PlotPane(tr("Cut-off layer"), m_plot, this))
    , m_model(new CellModel({tr("Layer"), QString(), QStringLiteral("Δ"), tr("Verdict"), tr("95 % CI")}, this))
    , m_table(new TableView(tr("Cut-off layers against the deepest one"), this))
    , m_sentence(new QLabel(this))
    , m_comparer(new Comparer(session, this))
    , m_later(new QTimer(this))
{
    const int u = Theme::unit(this);
    m_table->setObjectName(QStringLiteral("layersTable"));
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setModel(m_model);
    m_table->setStretchColumn(4);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_sentence->setObjectName(QStringLiteral("layersSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setFont(Theme::scaled(font(), 12.0 / 13));
    m_pane->addContent(m_table, true, 0);
    m_pane->addContent(m_sentence, false, 0);
    m_plot->setMinimumHeight(24 * u);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pane);

    m_later->setSingleShot(true);
    m_later->setInterval(120);
    connect(m_later, &QTimer::timeout, this, &LayersPane::showVerdicts);
    connect(m_comparer, &Comparer::compared, m_later, qOverload<>(&QTimer::start));
    connect(m_comparer, &Comparer::failed, this, &LayersPane::exportFailed);
    connect(m_pane, &PlotPane::exportFailed, this, &LayersPane::exportFailed);
    connect(m_plot, &LayerPlot::chosen, this, &LayersPane::choose);
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
        if (index.row() < static_cast<int>(m_rows.size()))
            choose(m_rows[static_cast<std::size_t>(index.row())].unit.id);
    });
    connect(m_table, &QAbstractItemView::activated, m_table, &QAbstractItemView::clicked);
}

void LayersPane::choose(std::int64_t unit)
{
    m_session->selection()->setUnits({unit});
}

void LayersPane::setRows(std::vector<ResultRow> rows, bool isNamed)
{
    std::stable_sort(rows.begin(), rows.end(),
                     [](const ResultRow& a, const ResultRow& b) { return a.unit.cutoffLayer > b.unit.cutoffLayer; });
    m_rows = std::move(rows);
    const Measure& measure = m_session->selection()->measure();
    m_plot->setRows(m_rows, text(measure.name));
    std::int64_t chosen = 0;
    for (const std::int64_t unit : m_session->selection()->units())
        for (const ResultRow& row : m_rows)
            chosen = chosen == 0 && row.unit.id == unit ? unit : chosen;
    m_plot->setChosen(chosen);
    m_table->setVisible(!m_rows.empty());
    m_sentence->setVisible(!m_rows.empty());
    m_pane->setCaption(QString());
    if (m_rows.empty()) {
        m_comparer->clear();
        return;
    }
    UnitRecord pass = m_rows.front().unit;
    pass.cutoffLayer = 0;
    m_pane->setCaption(isNamed ? QString() : configurationName(pass));
    m_table->setFitsRows(m_rows.size() <= kMostRowsInFull);
    std::vector<std::int64_t> units;
    for (const ResultRow& row : m_rows)
        if (row.complete && row.unit.status == "finished" && !row.unit.untrained)
            units.push_back(row.unit.id);
    const RunRecord* run = m_session->results().chosen();
    const bool runs = run && run->status == "running" && m_session->isRunning();
    if (runs || units.empty() || units.front() != m_rows.front().unit.id)
        m_comparer->clear();
    else
        m_comparer->compare(units.front(), units, measure);
    showVerdicts();
}

void LayersPane::showVerdicts()
{
    if (m_rows.empty())
        return;
    const std::string& measure = m_session->selection()->measure().name;
    std::vector<const PairedComparison*> family;
    std::size_t untested = 0;
    for (const ResultRow& row : m_rows) {
        const Comparer::Compared* found = m_comparer->find(row.unit.id);
        family.push_back(&row != &m_rows.front() && found && found->paired ? &*found->paired : nullptr);
        untested += &row != &m_rows.front() && !found && m_comparer->isBusy() ? 1 : 0;
    }
    const auto verdicts = familyVerdicts(family, measure, untested);
    const int deepest = m_rows.front().unit.cutoffLayer;
    int keeps = 0; // the shallowest layer that does
    bool isAnyTested = false;
    std::vector<CellModel::Row> rows;
    int chosenRow = -1;
    const std::vector<std::int64_t>& selected = m_session->selection()->units();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const ResultRow& row = m_rows[i];
        Cell value = Cell::number(Numbers::ndcg(row.value), row.value);
        value.bold = true;
        Cell delta = Cell::number(Numbers::none());
        Cell interval = Cell::number(Numbers::none());
        Cell word;
        word.tone = Tone::Muted;
        if (i == 0) {
            word.text = tr("Reference");
            word.icon = QStringLiteral("flag");
        } else if (verdicts[i]) {
            isAnyTested = true;
            delta = Cell::number(Numbers::decimal(family[i]->difference, 4));
            if (family[i]->interval)
                interval = Cell::number(tr("%1 to %2")
                                            .arg(Numbers::decimal(family[i]->interval->low, 4),
                                                 Numbers::decimal(family[i]->interval->high, 4)));
            word.text = VerdictText::word(*verdicts[i]);
            word.icon = VerdictText::icon(*verdicts[i]);
            word.tip = VerdictText::sentence(*verdicts[i]);
            if (verdicts[i]->keeps || verdicts[i]->kind == Verdict::Kind::Identical) {
                word.tone = Tone::Good;
                keeps = row.unit.cutoffLayer;
            }
        }
        if (std::find(selected.begin(), selected.end(), row.unit.id) != selected.end() && chosenRow < 0)
            chosenRow = static_cast<int>(i);
        rows.push_back(
            {Cell::number(Numbers::count(row.unit.cutoffLayer), row.unit.cutoffLayer), value, delta, word, interval});
    }
    m_model->setHeaders({tr("Layer"), text(measure), QStringLiteral("Δ"), tr("Verdict"), tr("95 % CI")});
    m_model->setRows(std::move(rows));
    if (chosenRow >= 0)
        m_table->selectRow(chosenRow);
    else
        m_table->clearSelection();
    const QString rule = tr("All layers come from one pass, so none has a time of its own: what a layer saves is "
                            "computed from its share of the blocks.");
    const QString said =
        untested > 0   ? tr("Testing the differences…")
        : !isAnyTested ? tr("Nothing could be tested.")
        : keeps == 0   ? tr("No shallower layer is sure to keep 99 % of layer %1.").arg(Numbers::count(deepest))
                       : tr("Layer %1 is the shallowest one that is sure to keep 99 % of layer %2; it needs %3 % fewer "
                              "blocks.")
                           .arg(Numbers::count(keeps), Numbers::count(deepest),
                                Numbers::decimal(LayerPlot::savedPercent(keeps, deepest), 1));
    m_sentence->setText(said + QLatin1Char(' ') + rule);
}

} // namespace rw::ui
