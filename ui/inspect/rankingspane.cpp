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
#include <utility>

namespace rw::ui {

namespace {

enum Cells { Rank, Grade, Passage, Score };
constexpr int kShownCharacters = 300; // of a passage in a row

} // namespace

RankingsPane::RankingsPane(QWidget* parent)
    : Pane(QString(), parent)
{
    setTitleShrinks();
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    for (int place = 0; place < kMost; ++place) {
        Column& column = m_columns[std::size_t(place)];
        column = makeColumn(place, box);
        grid->addWidget(column.header, 0, 2 * place);
        grid->addWidget(column.table, 1, 2 * place);
        connect(column.table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
                [this, place] { takeRow(place); });
        if (place == 0)
            continue;
        auto* links = new RankingLinks(m_columns[std::size_t(place - 1)].table, column.table, box);
        links->setObjectName(place == 1 ? QStringLiteral("rankingLinks") : QStringLiteral("rankingLinks%1").arg(place));
        m_links[std::size_t(place - 1)] = links;
        grid->addWidget(links, 1, 2 * place - 1);
        setTabOrder(m_columns[std::size_t(place - 1)].table, column.table);
    }
    grid->setRowStretch(1, 1);
    addContent(box, true);
    showColumns(2);
}

RankingsPane::Column RankingsPane::makeColumn(int place, QWidget* parent)
{
    const int u = Theme::unit(this);
    Column column;
    column.header = new QWidget(parent);
    auto* row = new QHBoxLayout(column.header);
    row->setContentsMargins(u, u / 2, u, u / 2);
    row->setSpacing(u);
    column.mark = new QLabel(column.header);
    column.name = new QLabel(column.header);
    column.name->setFont(Theme::scaled(font(), 12.0 / 13, true));
    column.name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column.value = new QLabel(column.header);
    column.value->setFont(Theme::scaled(font(), 12.0 / 13));
    column.value->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(column.mark);
    row->addWidget(column.name, 1);
    row->addWidget(column.value);

    const QString names[] = {tr("Left ranking"), tr("Right ranking"), tr("Third ranking"), tr("Fourth ranking")};
    static const char* const objects[] = {"leftRanking", "rightRanking", "thirdRanking", "fourthRanking"};
    column.table = new TableView(names[place], parent);
    column.table->setObjectName(QLatin1String(objects[place]));
    column.table->setSelectionMode(QAbstractItemView::SingleSelection);
    column.table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column.table->horizontalHeader()->hide();
    column.table->horizontalHeader()->setMinimumSectionSize(3 * u);
    column.table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    column.model = new CellModel({QStringLiteral("#"), tr("Grade"), tr("Passage"), tr("Score")}, this);
    column.table->setItemDelegate(new CellDelegate(column.table));
    column.table->setItemDelegateForColumn(Grade, new GradeDelegate(column.table));
    column.table->setModel(column.model);
    column.table->setStretchColumn(Passage);
    return column;
}

void RankingsPane::showColumns(int count)
{
    m_shown = count;
    auto* grid = static_cast<QGridLayout*>(m_columns.front().header->parentWidget()->layout());
    const int u = Theme::unit(this);
    for (int place = 0; place < kMost; ++place) {
        const Column& column = m_columns[std::size_t(place)];
        column.header->setVisible(place < count);
        column.table->setVisible(place < count);
        grid->setColumnStretch(2 * place, place < count ? 1 : 0);
        if (place > 0) {
            m_links[std::size_t(place - 1)]->setVisible(place < count);
            m_links[std::size_t(place - 1)]->setFixedWidth(count > 2 ? 6 * u : 12 * u);
        }
    }
}

void RankingsPane::setTitles(const std::vector<Title>& titles)
{
    showColumns(std::clamp(int(titles.size()), 2, kMost));
    for (std::size_t place = 0; place < m_columns.size(); ++place) {
        const Title title = place < titles.size() ? titles[place] : Title();
        const Column& column = m_columns[place];
        column.name->setText(title.name);
        column.name->setToolTip(title.name);
        column.value->setText(title.value);
        column.mark->setVisible(title.series >= 0);
        if (title.series >= 0)
            column.mark->setPixmap(SeriesStyle::of(title.series, title.quantization, Theme::isDark(palette()))
                                       .mark(fontMetrics().height(), devicePixelRatioF()));
        column.table->setAccessibleDescription(QStringLiteral("%1, %2").arg(title.name, title.value));
    }
}

void RankingsPane::setRankings(const Inspection& inspection, std::size_t place, const QStringList& passages)
{
    setCaption({});
    const CandidateSet& candidates = *inspection.candidates;
    const CandidateSet::Query& query = candidates.queries.at(place);
    const int highest = std::max(1, *std::max_element(candidates.grades.begin(), candidates.grades.end()));
    const std::vector<std::int64_t> units = inspection.request.shown();
    for (std::size_t at = 0; at < m_columns.size(); ++at) {
        Column& column = m_columns[at];
        const std::int64_t unit = at < units.size() ? units[at] : 0;
        column.ranked = at < units.size() ? inspection.ranking(place, unit) : std::vector<std::int64_t>();
        std::vector<CellModel::Row> rows;
        for (const std::int64_t pair : column.ranked) {
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
            words.text = passage.isEmpty() ? id : passage.left(kShownCharacters).simplified();
            words.tip = id;
            rows.push_back({rank, badge, words, Cell::number(Numbers::decimal(inspection.score(pair, unit), 3))});
        }
        const QSignalBlocker blocker(column.table->selectionModel());
        column.model->setRows(std::move(rows));
        column.table->setStretchColumn(Passage); // the widths of other numbers
        column.table->setColumnHidden(Score, unit == 0);
    }
    showLinks();
    const Column& left = m_columns.front();
    const auto& first = left.ranked.empty() ? m_columns[Right].ranked : left.ranked;
    const bool stays = std::any_of(m_columns.begin(), m_columns.end(),
                                   [this](const Column& column) { return rowOf(column, m_pair) >= 0; });
    choosePair(stays ? m_pair : first.empty() ? -1 : first.front());
}

void RankingsPane::showLinks()
{
    for (std::size_t gap = 0; gap < m_links.size(); ++gap) {
        std::unordered_map<std::int64_t, int> right;
        const std::vector<std::int64_t>& there = m_columns[gap + 1].ranked;
        for (std::size_t i = 0; i < there.size(); ++i)
            right.emplace(there[i], static_cast<int>(i));
        std::vector<RankingLinks::Link> links;
        const std::vector<std::int64_t>& here = m_columns[gap].ranked;
        for (std::size_t i = 0; i < here.size(); ++i)
            if (const auto found = right.find(here[i]); found != right.end())
                links.push_back({static_cast<int>(i), found->second});
        m_links[gap]->setLinks(std::move(links));
    }
}

void RankingsPane::clear()
{
    m_pair = -1;
    for (Column& column : m_columns) {
        column.ranked.clear();
        column.model->setRows({});
    }
    showLinks();
    setTitles(std::vector<Title>(std::size_t(m_shown)));
    setCaption(tr("No query is chosen."));
}

int RankingsPane::rowOf(const Column& column, std::int64_t pair) const
{
    const auto at = std::find(column.ranked.begin(), column.ranked.end(), pair);
    return at == column.ranked.end() ? -1 : static_cast<int>(at - column.ranked.begin());
}

void RankingsPane::takeRow(int place)
{
    const Column& column = m_columns[std::size_t(place)];
    const int row = column.table->currentIndex().row();
    if (row >= 0 && static_cast<std::size_t>(row) < column.ranked.size())
        choosePair(column.ranked[static_cast<std::size_t>(row)]);
}

void RankingsPane::choosePair(std::int64_t pair)
{
    m_pair = pair;
    for (const Column& column : m_columns) {
        const int row = rowOf(column, pair);
        QItemSelectionModel* selection = column.table->selectionModel();
        {
            const QSignalBlocker blocker(selection);
            if (row < 0)
                selection->clear();
            else
                selection->setCurrentIndex(column.model->index(row, Passage),
                                           QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        }
        // The view heard nothing; a side that the user did not touch stays where it is, its line ends in a stub.
        if (row >= 0 && column.table->hasFocus())
            column.table->scrollTo(column.model->index(row, Passage));
        column.table->viewport()->update();
    }
    for (std::size_t gap = 0; gap < m_links.size(); ++gap)
        m_links[gap]->setMarked(rowOf(m_columns[gap], pair));
    emit pairChosen(pair);
}

} // namespace rw::ui
