// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/drifttab.h"

#include "ui/models/cellmodel.h"
#include "ui/plot/driftplot.h"
#include "ui/plot/scoresplot.h"
#include "ui/results/pairbar.h"
#include "ui/session/pairreader.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/factsrow.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tableview.h"

#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

enum Fact { Tau, Overlap, SameTop, Flipped, Pearson, Spearman, Largest };

QString orNone(const std::optional<double>& value, int digits)
{
    return value ? Numbers::decimal(*value, digits) : Numbers::none();
}

/// The beginning; all of it in the tip.
Cell textCell(const QString& words, qsizetype letters)
{
    Cell cell;
    cell.text = words.simplified();
    if (cell.text.size() > letters)
        cell.text = cell.text.left(letters).trimmed() + QChar(0x2026);
    cell.tip = words;
    return cell;
}

} // namespace

DriftTab::DriftTab(Session* session, PairReader* reader, QWidget* parent)
    : LazyTab(session, parent)
    , m_bar(new PairBar(session, this))
    , m_reader(reader)
    , m_drift(new DriftPlot(this))
    , m_driftPane(new PlotPane(tr("Scores of the same pairs"), m_drift, this))
    , m_scores(new ScoresPlot(this))
    , m_scoresPane(new PlotPane(tr("Score distributions"), m_scores, this))
    , m_facts(new FactsRow({tr("Kendall's tau-b"), tr("Overlap@10"), tr("Same first"), tr("Pairs flipped"),
                            tr("Pearson"), tr("Spearman"), tr("Largest difference")},
                           this))
    , m_said(new QLabel(this))
    , m_model(new CellModel({tr("Difference"), tr("Query"), tr("Passage"), tr("Reference"), tr("Compared")}, this))
    , m_table(new TableView(tr("Pairs whose scores differ most"), this))
    , m_worst(new Pane(tr("Pairs whose scores differ most"), this))
{
    const int u = Theme::unit(this);
    m_facts->setObjectName(QStringLiteral("driftFacts"));
    m_said->setObjectName(QStringLiteral("driftSentence"));
    m_said->setWordWrap(true);
    m_said->setForegroundRole(QPalette::PlaceholderText);
    m_said->setFont(Theme::scaled(font(), 12.0 / 13));
    auto* upper = new QSplitter(Qt::Horizontal, this);
    upper->setChildrenCollapsible(false);
    upper->setHandleWidth(u);
    upper->addWidget(m_driftPane);
    upper->addWidget(m_scoresPane);
    upper->setSizes({66 * u, 66 * u});
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->addWidget(upper);
    splitter->addWidget(worst());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    column->addWidget(m_bar);
    column->addWidget(m_facts);
    column->addWidget(m_said);
    column->addWidget(splitter, 1);

    connect(m_reader, &PairReader::changed, this, [this] {
        if (isVisible())
            showPair();
    });
    for (PlotPane* pane : {m_driftPane, m_scoresPane})
        connect(pane, &PlotPane::exportFailed, this, &DriftTab::exportFailed);
    connect(m_bar, &PairBar::inspectRequested, this, [this] { open({}); });
    connect(m_drift, &DriftPlot::chosen, this, &DriftTab::choosePair);
}

QWidget* DriftTab::worst()
{
    m_table->setObjectName(QStringLiteral("worstPairsTable"));
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setModel(m_model);
    m_table->setStretchColumn(2);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setMinimumHeight(m_table->fontMetrics().height() * 7);
    m_worst->addContent(m_table, true);
    connect(m_table, &QAbstractItemView::clicked, this,
            [this](const QModelIndex& index) { choosePair(m_pairs.at(static_cast<std::size_t>(index.row())).pair); });
    connect(m_table, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { open(text(m_pairs.at(static_cast<std::size_t>(index.row())).query)); });
    return m_worst;
}

void DriftTab::open(const QString& query)
{
    m_bar->keepOther();
    emit inspectRequested(query);
}

void DriftTab::refresh()
{
    m_bar->refresh();
    m_reader->read(m_bar->reference(), m_bar->other());
    showPair();
}

void DriftTab::showPair()
{
    const auto& read = m_reader->pair();
    std::shared_ptr<const Inspection> pair;
    if (read)
        pair = std::shared_ptr<const Inspection>(read, &read->inspection);
    const QString nothing = m_reader->isBusy()    ? tr("Reading the rankings…")
                            : m_bar->other() == 0 ? tr("There is no second configuration with scores to compare.")
                            : session()->hasSampleValues()
                                ? tr("Sample values have no pairs: open a workspace to see them.")
                                : tr("No pair has a score of both.");
    const bool isSameScale = m_bar->isSameModel();
    m_drift->setChosen(-1);
    m_drift->setPair(pair, {m_bar->referenceName(), m_bar->otherName(), isSameScale}, nothing);
    m_scores->setPair(pair, {m_bar->referenceName(), m_bar->otherName()}, isSameScale, nothing);
    m_driftPane->setCaption(m_drift->pairs() > 0 ? tr("%Ln pairs", nullptr, static_cast<int>(m_drift->pairs()))
                                                 : QString());
    showFacts();
    showWorst();
}

void DriftTab::showFacts()
{
    const auto& read = m_reader->pair();
    if (!read || !read->agreement) {
        for (int fact = Tau; fact <= Largest; ++fact)
            m_facts->setValue(fact, Numbers::none());
        m_said->setVisible(false);
        return;
    }
    const Agreement& agreement = *read->agreement;
    const bool hasTau = agreement.tauB.queries > 0;
    m_facts->setValue(Tau, hasTau ? Numbers::decimal(agreement.tauB.mean, 3) : Numbers::none(),
                      tr("Mean over the queries"));
    m_facts->setValue(Overlap, Numbers::decimal(agreement.overlapAt10, 3),
                      tr("Of the first ten passages, both have in common; 1: %1, 5: %2")
                          .arg(Numbers::decimal(agreement.overlapAt1, 3), Numbers::decimal(agreement.overlapAt5, 3)));
    m_facts->setValue(SameTop, Numbers::percent(100 * agreement.sameTop1, 1),
                      tr("Queries whose first passage is the same"));
    m_facts->setValue(
        Flipped, Numbers::percent(100 * agreement.flippedPairs, 2),
        tr("Pairs of candidates in the opposite order; of a relevant and another one that stood right: %1")
            .arg(Numbers::percent(100 * agreement.flippedToWrong, 2)));
    const auto& drift = agreement.drift;
    m_facts->setValue(Pearson, drift ? orNone(drift->pearson, 4) : Numbers::none());
    m_facts->setValue(Spearman, drift ? orNone(drift->spearman, 4) : Numbers::none());
    const bool isComparable = drift && m_bar->isSameModel();
    m_facts->setValue(Largest, isComparable ? Numbers::decimal(drift->maxAbs, 4) : Numbers::none(),
                      isComparable ? tr("Mean of the absolute differences %1, 99 % are at most %2")
                                         .arg(Numbers::decimal(drift->meanAbs, 4), Numbers::decimal(drift->p99Abs, 4))
                                   : QString());
    QStringList said{tr("Over %Ln queries that both rank in full.", nullptr, agreement.queries)};
    if (hasTau)
        said << tr("Tau-b is at most %1 for one in twenty.").arg(Numbers::decimal(agreement.tauB.low, 3));
    if (agreement.tauB.undefined > 0)
        said << tr("Tau is undefined for %n of them (one candidate, or all scores the same).", nullptr,
                   agreement.tauB.undefined);
    const auto changed = static_cast<qint64>(std::lround((1 - agreement.sameTop1) * agreement.queries));
    said << tr("The first passage changes for %1 of them, a relevant one leaves the first ten for %2.")
                .arg(Numbers::count(changed),
                     Numbers::count(std::lround(agreement.relevantLeftTop10 * agreement.queries)));
    if (!m_bar->isSameModel())
        said << tr("Two models score on scales of their own: compare ranks, not values.");
    m_said->setText(said.join(QLatin1Char(' ')));
    m_said->setVisible(true);
}

void DriftTab::showWorst()
{
    const auto& read = m_reader->pair();
    m_pairs.clear();
    // Values on two scales differ by nature.
    if (read && read->agreement && m_bar->isSameModel())
        m_pairs = read->agreement->worst;
    std::vector<CellModel::Row> rows;
    for (const Agreement::Pair& pair : m_pairs) {
        Cell delta = Cell::number(Numbers::decimal(double(pair.score) - double(pair.baseline), 4));
        delta.bold = true;
        rows.push_back({delta, textCell(text(pair.queryText.empty() ? pair.query : pair.queryText), 48),
                        textCell(text(pair.passageText.empty() ? pair.passage : pair.passageText), 400),
                        Cell::number(Numbers::decimal(double(pair.baseline), 4)),
                        Cell::number(Numbers::decimal(double(pair.score), 4))});
    }
    m_model->setRows(std::move(rows));
    m_worst->setCaption(!m_pairs.empty() ? tr("Enter opens one in Inspect") : tr("All scores are the same."));
    m_worst->setVisible(read && read->agreement && m_bar->isSameModel());
}

void DriftTab::choosePair(std::int64_t pair)
{
    m_drift->setChosen(pair);
    const auto row = std::find_if(m_pairs.begin(), m_pairs.end(), [pair](const auto& one) { return one.pair == pair; });
    if (row != m_pairs.end())
        m_table->selectRow(static_cast<int>(row - m_pairs.begin()));
    else
        m_table->clearSelection();
    const auto& read = m_reader->pair();
    if (!read)
        return;
    for (const CandidateSet::Query& query : read->inspection.candidates->queries)
        if (pair >= query.firstPair && pair < query.firstPair + query.pairs)
            session()->selection()->setQuery(text(query.id));
}

} // namespace rw::ui
