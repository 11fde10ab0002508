// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/rankingspane.h"

#include "ui/inspect/gradedelegate.h"
#include "ui/inspect/rankinglinks.h"
#include "ui/models/cellmodel.h"
#include "ui/text/numbers.h"
#include "ui/theme/seriesstyle.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tableview.h"

#include <QApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>
#include <unordered_map>

namespace rw::ui {

namespace {

enum Column { Rank, Grade, Passage, Score };

} // namespace

RankingsPane::RankingsPane(QWidget* parent)
    : Pane(QString(), parent)
{
    const int u = Theme::unit(this);
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    for (const Side side : {Left, Right}) {
        auto* header = new QWidget(box);
        auto* row = new QHBoxLayout(header);
        row->setContentsMargins(u, u / 2, u, u / 2);
        row->setSpacing(u);
        m_marks[side] = new QLabel(header);
        m_names[side] = new QLabel(header);
        m_names[side]->setFont(Theme::scaled(font(), 12.0 / 13, true));
        m_names[side]->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        m_values[side] = new QLabel(header);
        m_values[side]->setFont(Theme::scaled(font(), 12.0 / 13));
        m_values[side]->setForegroundRole(QPalette::PlaceholderText);
        row->addWidget(m_marks[side]);
        row->addWidget(m_names[side], 1);
        row->addWidget(m_values[side]);
        grid->addWidget(header, 0, side == Left ? 0 : 2);

        auto* table = new TableView(side == Left ? tr("Left ranking") : tr("Right ranking"), box);
        table->setObjectName(side == Left ? QStringLiteral("leftRanking") : QStringLiteral("rightRanking"));
        table->setSelectionMode(QAbstractItemView::SingleSelection);
        table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        table->horizontalHeader()->hide();
        table->horizontalHeader()->setMinimumSectionSize(4 * u);
        table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
        m_models[side] = new CellModel({QStringLiteral("#"), tr("Grade"), tr("Passage"), tr("Score")}, this);
        table->setItemDelegate(new CellDelegate(table));
        table->setItemDelegateForColumn(Grade, new GradeDelegate(table));
        table->setModel(m_models[side]);
        table->setStretchColumn(Passage);
        m_tables[side] = table;
        grid->addWidget(table, 1, side == Left ? 0 : 2);
        connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
                [this, side] { takeRow(side); });
    }
    m_links = new RankingLinks(m_tables[Left], m_tables[Right], box);
    m_links->setObjectName(QStringLiteral("rankingLinks"));
    m_links->setFixedWidth(m_links->sizeHint().width());
    grid->addWidget(m_links, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(2, 1);
    grid->setRowStretch(1, 1);
    setTabOrder(m_tables[Left], m_tables[Right]);
    addContent(box, true);
}

void RankingsPane::setTitles(const SideTitle& left, const SideTitle& right)
{
    for (const Side side : {Left, Right}) {
        const SideTitle& title = side == Left ? left : right;
        m_names[side]->setText(title.name);
        m_names[side]->setToolTip(title.name);
        m_values[side]->setText(title.value);
        m_marks[side]->setVisible(title.series >= 0);
        if (title.series >= 0)
            m_marks[side]->setPixmap(SeriesStyle::of(title.series, title.quantization, Theme::isDark(palette()))
                                         .mark(fontMetrics().height(), devicePixelRatioF()));
        m_tables[side]->setAccessibleDescription(QStringLiteral("%1, %2").arg(title.name, title.value));
    }
}

void RankingsPane::setRankings(const Inspection& inspection, std::size_t place, const QStringList& passages)
{
    const CandidateSet& candidates = *inspection.candidates;
    const CandidateSet::Query& query = candidates.queries.at(place);
    const int highest = std::max(1, *std::max_element(candidates.grades.begin(), candidates.grades.end()));
    for (const Side side : {Left, Right}) {
        const std::int64_t unit = side == Left ? inspection.request.left : inspection.request.right;
        m_ranked[side] = inspection.ranking(place, unit);
        std::vector<CellModel::Row> rows;
        for (const std::int64_t pair : m_ranked[side]) {
            const int grade = candidates.grades[static_cast<std::size_t>(pair)];
            Cell rank = Cell::number(Numbers::count(static_cast<qint64>(rows.size()) + 1));
            rank.tone = Tone::Muted;
            Cell badge;
            badge.text = grade >= 0 ? Numbers::count(grade) : Numbers::none();
            badge.sort = grade;
            badge.bold = grade == highest;
            badge.tip = grade >= 0 ? tr("Grade %1").arg(grade) : tr("Not judged");
            Cell words;
            const QString passage = passages.value(static_cast<qsizetype>(pair - query.firstPair));
            const QString id = text(candidates.passageId(pair));
            words.text = passage.isEmpty() ? id : passage.left(300).simplified();
            words.tip = id;
            rows.push_back({rank, badge, words, Cell::number(Numbers::decimal(inspection.score(pair, unit), 3))});
        }
        const QSignalBlocker blocker(m_tables[side]->selectionModel());
        m_models[side]->setRows(std::move(rows));
        m_tables[side]->setStretchColumn(Passage); // the widths of other numbers
        m_tables[side]->setColumnHidden(Score, unit == 0);
    }
    std::unordered_map<std::int64_t, int> right;
    for (std::size_t i = 0; i < m_ranked[Right].size(); ++i)
        right.emplace(m_ranked[Right][i], static_cast<int>(i));
    std::vector<RankingLinks::Link> links;
    for (std::size_t i = 0; i < m_ranked[Left].size(); ++i)
        if (const auto there = right.find(m_ranked[Left][i]); there != right.end())
            links.push_back({static_cast<int>(i), there->second});
    m_links->setLinks(std::move(links));
    const auto& first = m_ranked[Left].empty() ? m_ranked[Right] : m_ranked[Left];
    const bool stays = rowOf(Left, m_pair) >= 0 || rowOf(Right, m_pair) >= 0;
    choosePair(stays ? m_pair : first.empty() ? -1 : first.front());
}

void RankingsPane::clear()
{
    m_pair = -1;
    for (const Side side : {Left, Right}) {
        m_ranked[side].clear();
        m_models[side]->setRows({});
    }
    m_links->setLinks({});
    setTitles({}, {});
}

int RankingsPane::rowOf(Side side, std::int64_t pair) const
{
    const auto at = std::find(m_ranked[side].begin(), m_ranked[side].end(), pair);
    return at == m_ranked[side].end() ? -1 : static_cast<int>(at - m_ranked[side].begin());
}

void RankingsPane::takeRow(Side side)
{
    const int row = m_tables[side]->currentIndex().row();
    if (row >= 0 && static_cast<std::size_t>(row) < m_ranked[side].size())
        choosePair(m_ranked[side][static_cast<std::size_t>(row)]);
}

void RankingsPane::choosePair(std::int64_t pair)
{
    m_pair = pair;
    for (const Side side : {Left, Right}) {
        const int row = rowOf(side, pair);
        QItemSelectionModel* selection = m_tables[side]->selectionModel();
        {
            const QSignalBlocker blocker(selection);
            if (row < 0)
                selection->clear();
            else
                selection->setCurrentIndex(m_models[side]->index(row, Passage),
                                           QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        }
        // The view heard nothing; a side that the user did not touch stays where it is, its line ends in a stub.
        if (row >= 0 && m_tables[side]->hasFocus())
            m_tables[side]->scrollTo(m_models[side]->index(row, Passage));
        m_tables[side]->viewport()->update();
    }
    m_links->setMarked(rowOf(Left, pair));
    emit pairChosen(pair);
}

} // namespace rw::ui
