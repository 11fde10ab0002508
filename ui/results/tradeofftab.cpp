// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/tradeofftab.h"

#include "core/report/reference.h"
#include "ui/plot/paretoplot.h"
#include "ui/results/frontpoints.h"
#include "ui/results/layerspane.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plotpane.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <map>

namespace rw::ui {

TradeoffTab::TradeoffTab(Session* session, QWidget* parent)
    : LazyTab(session, parent)
    , m_cost(new QComboBox(this))
    , m_pass(new QComboBox(this))
    , m_front(new ParetoPlot(this))
    , m_frontPane(new PlotPane(tr("Quality against cost"), m_front, this))
    , m_note(new QLabel(this))
    , m_layers(new LayersPane(session, this))
{
    const int u = Theme::unit(this);
    m_note->setObjectName(QStringLiteral("frontNote"));
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setFont(Theme::scaled(font(), 12.0 / 13));
    m_frontPane->addContent(m_note, false, 0);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->addWidget(m_frontPane);
    splitter->addWidget(m_layers);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({68 * u, 65 * u});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    column->addWidget(choices());
    column->addWidget(splitter, 1);

    connect(m_cost, &QComboBox::activated, this, [this] { refresh(); });
    connect(m_pass, &QComboBox::activated, this,
            [this](int index) { choose(m_pass->itemData(index).toLongLong(), false); });
    connect(m_front, &ParetoPlot::chosen, this, &TradeoffTab::choose);
    connect(m_frontPane, &PlotPane::exportFailed, this, &TradeoffTab::exportFailed);
    connect(m_layers, &LayersPane::exportFailed, this, &TradeoffTab::exportFailed);
}

QWidget* TradeoffTab::choices()
{
    const int u = Theme::unit(this);
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * u);
    const auto add = [&](const QString& name, QComboBox* combo, const QString& objectName, int letters) {
        auto* pair = new QWidget(bar);
        auto* inner = new QHBoxLayout(pair);
        inner->setContentsMargins(0, 0, 0, 0);
        inner->setSpacing(u);
        auto* label = new QLabel(name, pair);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(combo);
        combo->setObjectName(objectName);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(letters);
        inner->addWidget(label);
        inner->addWidget(combo);
        row->addWidget(pair);
        return pair;
    };
    add(tr("&Cost"), m_cost, QStringLiteral("costCombo"), 28);
    for (int i = 0; i < Costs::kKinds; ++i)
        m_cost->addItem(Costs::nameOf(static_cast<Costs::Kind>(i)));
    row->addStretch(1);
    m_passChoice = add(tr("Cut-off la&yers of"), m_pass, QStringLiteral("layerPassCombo"), 20);
    return bar;
}

void TradeoffTab::refresh()
{
    const auto rows = session()->results().of(session()->selection()->dataset());
    const Costs costs(rows);
    showCosts(costs);
    showFront(costs, rows);
    showLayers(rows);
}

/// What was not measured stays visible, and cannot be chosen.
void TradeoffTab::showCosts(const Costs& costs)
{
    auto* items = qobject_cast<QStandardItemModel*>(m_cost->model());
    int first = -1;
    for (int i = 0; i < Costs::kKinds; ++i) {
        const auto kind = static_cast<Costs::Kind>(i);
        const bool isMeasured = costs.measured(kind) > 0;
        m_cost->setItemText(i, isMeasured ? Costs::nameOf(kind) : tr("%1 (not measured)").arg(Costs::nameOf(kind)));
        items->item(i)->setEnabled(isMeasured);
        first = first < 0 && isMeasured ? i : first;
    }
    if (first >= 0 && !items->item(m_cost->currentIndex())->isEnabled())
        m_cost->setCurrentIndex(first);
}

void TradeoffTab::showFront(const Costs& costs, const std::vector<const ResultRow*>& rows)
{
    const auto kind = static_cast<Costs::Kind>(m_cost->currentIndex());
    std::vector<ParetoPlot::Point> points = frontPoints(rows, costs, kind);
    const bool hasShares = std::any_of(points.begin(), points.end(), [](const auto& point) { return point.isShare; });
    const auto shown = static_cast<qint64>(points.size());
    const auto all = static_cast<qint64>(rows.size());
    QStringList parts;
    if (shown > 0 && shown < all)
        parts << tr("%1 of %2 configurations; the others have no value or no cost of their own.")
                     .arg(Numbers::count(shown), Numbers::count(all));
    if (hasShares)
        parts << tr("Cut-off layers: share of the blocks of their pass, computed.");
    m_note->setText(parts.join(QLatin1Char(' ')));
    m_note->setVisible(!parts.isEmpty());
    const QString nothing =
        std::none_of(rows.begin(), rows.end(), [](const ResultRow* row) { return std::isfinite(row->value); })
            ? tr("No configuration has a value yet.")
            : tr("No configuration has a cost of its own. Scores that come from one pass over several lengths, or from "
                 "an earlier run, are not timed by length: run with one length, or with the interactive scenario.");
    m_front->setPoints(std::move(points), text(session()->selection()->measure().name), Costs::nameOf(kind), nothing);
    m_front->setChosen(session()->selection()->units());
}

void TradeoffTab::showLayers(const std::vector<const ResultRow*>& rows)
{
    std::map<PassKey, std::vector<const ResultRow*>> passes;
    for (const ResultRow* row : rows)
        if (row->unit.cutoffLayer > 0 && std::isfinite(row->value))
            passes[passOf(row->unit)].push_back(row);
    std::erase_if(passes, [](const auto& pass) { return pass.second.size() < 2; });
    // The pass of what is selected, else the one that was shown, else the one that stands for its model.
    const QString before = m_pass->currentText();
    const std::vector<std::int64_t>& units = session()->selection()->units();
    m_pass->clear();
    int shown = -1;
    int chosen = -1;
    int best = -1;
    std::vector<const std::vector<const ResultRow*>*> order;
    for (const auto& [key, own] : passes) {
        UnitRecord unit = own.front()->unit;
        unit.cutoffLayer = 0;
        const int place = m_pass->count();
        const auto deepest = std::max_element(own.begin(), own.end(), [](const ResultRow* a, const ResultRow* b) {
            return a->unit.cutoffLayer < b->unit.cutoffLayer;
        });
        m_pass->addItem(configurationName(unit), QVariant::fromValue<qint64>((*deepest)->unit.id));
        order.push_back(&own);
        if (m_pass->itemText(place) == before)
            shown = place;
        for (const ResultRow* row : own)
            if (chosen < 0 && std::find(units.begin(), units.end(), row->unit.id) != units.end())
                chosen = place;
        if (best < 0 || isBetterReference(own.back()->unit, order[static_cast<std::size_t>(best)]->back()->unit))
            best = place;
    }
    m_passChoice->setVisible(passes.size() > 1);
    const int place = chosen >= 0 ? chosen : shown >= 0 ? shown : best;
    std::vector<ResultRow> layers;
    if (place >= 0) {
        m_pass->setCurrentIndex(place);
        for (const ResultRow* row : *order[static_cast<std::size_t>(place)])
            layers.push_back(*row);
    }
    m_layers->setRows(std::move(layers), passes.size() > 1);
}

void TradeoffTab::choose(std::int64_t unit, bool more)
{
    std::vector<std::int64_t> units{unit};
    if (more) {
        units = session()->selection()->units();
        const auto place = std::find(units.begin(), units.end(), unit);
        if (place == units.end())
            units.push_back(unit);
        else
            units.erase(place);
    }
    session()->selection()->setUnits(units);
}

} // namespace rw::ui
