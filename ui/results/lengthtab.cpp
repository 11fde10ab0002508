// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/lengthtab.h"

#include "ui/models/cellmodel.h"
#include "ui/plot/qualityplot.h"
#include "ui/session/comparer.h"
#include "ui/session/defaultselection.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/text/verdicttext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tableview.h"

#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

constexpr std::size_t kMostSeries = 8;

bool isSameSeries(const UnitRecord& a, const UnitRecord& b)
{
    return a.model == b.model && a.quantization == b.quantization && a.cutoffLayer == b.cutoffLayer;
}

Cell nameOf(const ResultRow& row)
{
    Cell cell;
    cell.text = modelLabel(markUntrained(text(row.unit.modelName), row.unit.untrained), row.unit.cutoffLayer) +
                QStringLiteral(" · ") + text(row.unit.quantization);
    cell.series = row.modelIndex;
    cell.quantization = text(row.unit.quantization);
    return cell;
}

QString rangeOf(double low, double high)
{
    return std::isfinite(low) ? LengthTab::tr("%1 to %2").arg(Numbers::ndcg(low), Numbers::ndcg(high))
                              : Numbers::none();
}

} // namespace

struct LengthTab::Step
{
    QLabel* title = nullptr;
    CellModel* model = nullptr;
    TableView* table = nullptr;
    QLabel* sentence = nullptr;
};

LengthTab::LengthTab(Session* session, QWidget* parent)
    : LazyTab(session, parent)
    , m_plot(new QualityPlot(this))
    , m_side(new Pane(tr("No length"), this))
    , m_values(new CellModel({tr("Model"), QString(), tr("ms a pair"), tr("95 % CI")}, this))
    , m_later(new QTimer(this))
{
    const int u = Theme::unit(this);
    auto* pane = new PlotPane(tr("Quality and cost against length"), m_plot, this);
    connect(pane, &PlotPane::exportFailed, this, &LengthTab::exportFailed);
    const auto table = [&](const QString& name, CellModel* model) {
        auto* view = new TableView(name, m_side);
        view->setItemDelegate(new CellDelegate(view));
        view->setModel(model);
        view->setStretchColumn(model->columnCount() - 1);
        view->setFitsRows(true);
        m_side->addContent(view, true, 0);
        return view;
    };
    table(tr("Values at the chosen length"), m_values)->setObjectName(QStringLiteral("lengthValues"));
    for (auto* step : {&m_shorter, &m_longer}) {
        *step = std::make_unique<Step>();
        (*step)->title = new QLabel(m_side);
        (*step)->title->setFont(Theme::scaled(font(), 1, true));
        m_side->addContent((*step)->title, false, 0);
        (*step)->model = new CellModel({tr("Model"), QStringLiteral("Δ"), tr("Verdict"), tr("95 % CI")}, this);
        (*step)->table = table(tr("Differences to a neighbouring length"), (*step)->model);
        (*step)->sentence = new QLabel(m_side);
        (*step)->sentence->setWordWrap(true);
        (*step)->sentence->setFont(Theme::scaled(font(), 12.0 / 13));
        m_side->addContent((*step)->sentence, false, 0);
    }
    m_side->addContent(new QWidget(m_side), true, 1);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->addWidget(pane);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setAccessibleName(tr("Values at the chosen length"));
    area->setWidget(m_side);
    splitter->addWidget(area);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({76 * u, 62 * u});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);

    m_later->setSingleShot(true);
    m_later->setInterval(120);
    connect(m_later, &QTimer::timeout, this, &LengthTab::showLength);
    connect(m_plot, &QualityPlot::lengthChosen, this, &LengthTab::setLength);
    connect(session, &Session::resultsChanged, this, [this] { // the rows are gone before they are read again
        m_later->stop();
        m_rows.clear();
        m_series.clear();
        m_lengths.clear();
    });
}

LengthTab::~LengthTab() = default;

const ResultRow* LengthTab::at(const ResultRow& series, int length) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const ResultRow* row) {
        return row->unit.maxLength == length && isSameSeries(row->unit, series.unit);
    });
    return found == m_rows.end() ? nullptr : *found;
}

void LengthTab::refresh()
{
    const Selection* selection = session()->selection();
    const auto all = session()->results().of(selection->dataset());
    const std::vector<std::int64_t> units = selection->units().empty() ? defaultUnits(all) : selection->units();
    m_series.clear();
    for (const std::int64_t unit : units) {
        for (const ResultRow* row : all) {
            // Without a choice one type of each model: lines on top of each other say nothing.
            const bool isKnown = std::any_of(m_series.begin(), m_series.end(), [&](const ResultRow* one) {
                return selection->units().empty() ? one->unit.model == row->unit.model
                                                  : isSameSeries(one->unit, row->unit);
            });
            if (row->unit.id == unit && !isKnown && m_series.size() < kMostSeries)
                m_series.push_back(row);
        }
    }
    m_rows.clear();
    m_lengths.clear();
    std::vector<ResultRow> drawn;
    for (const ResultRow* row : all) {
        const bool isShown = std::any_of(m_series.begin(), m_series.end(),
                                         [&](const ResultRow* one) { return isSameSeries(one->unit, row->unit); });
        if (!isShown || !std::isfinite(row->value))
            continue;
        m_rows.push_back(row);
        m_lengths.push_back(row->unit.maxLength);
        drawn.push_back(*row);
    }
    std::sort(m_lengths.begin(), m_lengths.end());
    m_lengths.erase(std::unique(m_lengths.begin(), m_lengths.end()), m_lengths.end());
    if (std::find(m_lengths.begin(), m_lengths.end(), m_length) == m_lengths.end())
        m_length = m_lengths.empty() ? 0 : m_lengths[m_lengths.size() / 2];
    m_plot->setRows(std::move(drawn), text(selection->measure().name));
    m_plot->setLength(m_length);
    compare();
}

void LengthTab::setLength(int length)
{
    if (length == m_length)
        return;
    m_length = length;
    m_plot->setLength(length);
    compare();
}

void LengthTab::compare()
{
    // Never dropped: that would wait for what they are at.
    while (m_comparers.size() < m_series.size()) {
        const auto& comparer = m_comparers.emplace_back(std::make_unique<Comparer>(session()));
        connect(comparer.get(), &Comparer::compared, m_later, qOverload<>(&QTimer::start));
    }
    for (const auto& comparer : m_comparers)
        comparer->clear();
    const auto place = std::lower_bound(m_lengths.begin(), m_lengths.end(), m_length);
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const ResultRow* series = m_series[i];
        const ResultRow* own = at(*series, m_length);
        if (!own || !own->complete || own->unit.untrained)
            continue;
        std::vector<std::int64_t> others;
        if (place != m_lengths.begin())
            if (const ResultRow* row = at(*series, *std::prev(place)))
                others.push_back(row->unit.id);
        if (place != m_lengths.end() && std::next(place) != m_lengths.end())
            if (const ResultRow* row = at(*series, *std::next(place)))
                others.push_back(row->unit.id);
        m_comparers[i]->compare(own->unit.id, others, session()->selection()->measure());
    }
    showLength();
}

void LengthTab::showLength()
{
    m_side->setTitle(m_length > 0 ? tr("At %1 tokens").arg(Numbers::count(m_length)) : tr("No length"));
    m_side->setCaption(tr("← → moves"));
    std::vector<CellModel::Row> values;
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const ResultRow* row = at(*m_series[i], m_length);
        if (!row)
            continue;
        Cell value = Cell::number(Numbers::ndcg(row->value), row->value);
        value.bold = true;
        values.push_back(
            {nameOf(*row), value,
             Cell::number(row->pairsPerSecond > 0 ? Numbers::decimal(1000 / row->pairsPerSecond, 2) : Numbers::none()),
             Cell::number(rangeOf(row->low, row->high))});
    }
    m_values->setHeaders({tr("Model"), text(session()->selection()->measure().name), tr("ms a pair"), tr("95 % CI")});
    m_values->setRows(std::move(values));
    const auto place = std::lower_bound(m_lengths.begin(), m_lengths.end(), m_length);
    fill(*m_shorter, place == m_lengths.begin() ? 0 : *std::prev(place));
    fill(*m_longer, place == m_lengths.end() || std::next(place) == m_lengths.end() ? 0 : *std::next(place));
}

/// Differences of all series to one neighbour: they are one family.
void LengthTab::fill(const Step& step, int other)
{
    for (QWidget* part :
         {static_cast<QWidget*>(step.title), static_cast<QWidget*>(step.table), static_cast<QWidget*>(step.sentence)})
        part->setVisible(other > 0);
    if (other == 0)
        return;
    step.title->setText((other < m_length ? tr("From %1 down to %2") : tr("From %1 up to %2"))
                            .arg(Numbers::count(m_length), Numbers::count(other)));
    std::vector<const ResultRow*> compared;
    std::vector<const PairedComparison*> family;
    std::size_t untested = 0;
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const ResultRow* row = at(*m_series[i], other);
        if (!row || !at(*m_series[i], m_length))
            continue;
        const Comparer::Compared* found = m_comparers[i]->find(row->unit.id);
        untested += !found && m_comparers[i]->isBusy() ? 1 : 0;
        compared.push_back(row);
        family.push_back(found && found->paired ? &*found->paired : nullptr);
    }
    const auto verdicts = familyVerdicts(family, session()->selection()->measure().name, untested);
    int tested = 0;
    int lower = 0;
    int higher = 0;
    double widest = 0;
    std::vector<CellModel::Row> rows;
    for (std::size_t i = 0; i < compared.size(); ++i) {
        const ResultRow* row = compared[i];
        const PairedComparison* paired = family[i];
        if (!paired) {
            rows.push_back({nameOf(*row), Cell::number(Numbers::none()), Cell{}, Cell::number(Numbers::none())});
            continue;
        }
        const Verdict& verdict = *verdicts[i];
        ++tested;
        lower += verdict.kind == Verdict::Kind::Worse ? 1 : 0;
        higher += verdict.kind == Verdict::Kind::Better ? 1 : 0;
        if (paired->interval)
            widest = std::max({widest, std::abs(paired->interval->low), std::abs(paired->interval->high)});
        Cell delta = Cell::number(Numbers::decimal(paired->difference, 4), paired->difference);
        delta.bold = true;
        Cell word;
        word.text = VerdictText::word(verdict);
        word.icon = VerdictText::icon(verdict);
        word.tip = VerdictText::sentence(verdict);
        rows.push_back({nameOf(*row), delta, word,
                        Cell::number(paired->interval ? rangeOf(paired->interval->low, paired->interval->high)
                                                      : Numbers::none())});
    }
    step.model->setRows(std::move(rows));
    const QString tokens = Numbers::count(other);
    step.sentence->setText(
        untested > 0  ? tr("Testing the differences…")
        : tested == 0 ? tr("Nothing could be tested.")
        : lower + higher == 0
            ? tr("%1 tokens: no difference can be shown for any of %2 series; the widest interval ends at %3.")
                  .arg(tokens, Numbers::count(tested), Numbers::decimal(widest, 4))
            : tr("%1 tokens: lower for %2 and higher for %3 of %4 series (Holm, 5 %).")
                  .arg(tokens, Numbers::count(lower), Numbers::count(higher), Numbers::count(tested)));
}

} // namespace rw::ui
