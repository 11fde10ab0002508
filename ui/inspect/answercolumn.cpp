// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/answercolumn.h"

#include "ui/inspect/gradedelegate.h"
#include "ui/models/cellmodel.h"
#include "ui/text/numbers.h"
#include "ui/theme/seriesstyle.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace rw::ui {

namespace {

enum Column { Rank, Grade, Passage, Score };
constexpr int kShown = 300; // characters of a passage in a row

} // namespace

AnswerColumn::AnswerColumn(const QString& model, int series, const QString& quantization, QWidget* parent)
    : Pane(model, parent)
    , m_name(model)
    , m_problem(new QLabel(this))
    , m_model(new CellModel({QStringLiteral("#"), tr("Grade"), tr("Passage"), tr("Score")}, this))
    , m_table(new TableView(tr("Ranking of %1").arg(model), this))
{
    const int u = Theme::unit(this);
    auto* mark = new QLabel(this);
    mark->setPixmap(SeriesStyle::of(series, quantization, Theme::isDark(palette()))
                        .mark(fontMetrics().height(), devicePixelRatioF()));
    addControl(mark);
    m_problem->setWordWrap(true);
    m_problem->setProperty("badge", QStringLiteral("failed"));
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->hide();
    addContent(m_problem, false, 0);
    m_table->setObjectName(QStringLiteral("playgroundRanking"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setItemDelegateForColumn(Grade, new GradeDelegate(m_table));
    m_table->horizontalHeader()->setMinimumSectionSize(3 * u);
    m_table->setModel(m_model);
    m_table->setStretchColumn(Passage);
    m_table->setColumnHidden(Grade, true);
    addContent(m_table, true);
    setMinimumWidth(30 * u);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (now.isValid() && static_cast<std::size_t>(now.row()) < m_answer.ranking.size())
            emit passageChosen(m_answer.ranking[static_cast<std::size_t>(now.row())]);
    });
}

void AnswerColumn::showStep(const QString& what)
{
    setCaption(what);
}

void AnswerColumn::showProblem(const QString& what, const QString& detail)
{
    setCaption({});
    m_problem->setText(what);
    m_problem->setToolTip(detail);
    m_problem->show();
}

void AnswerColumn::showAnswer(const LiveAnswer& answer, const QStringList& passages)
{
    m_answer = answer;
    m_passages = passages;
    const QString total = Numbers::ms(1000 * answer.totalSeconds);
    QString said = answer.wasWarm ? tr("%1 ms").arg(total) : tr("%1 ms with the start").arg(total);
    if (answer.cutoffLayer > 0)
        said = tr("layer %1").arg(answer.cutoffLayer) + QStringLiteral(" · ") + said;
    setCaption(said);
    setToolTip(tr("Forward pass %1 ms, start of the worker and weights %2 ms.")
                   .arg(Numbers::ms(1000 * answer.scoreSeconds), Numbers::ms(1000 * answer.loadSeconds)));
    m_table->setAccessibleDescription(said);
    showRows();
}

void AnswerColumn::setGrades(const std::vector<int>& grades)
{
    m_grades = grades;
    showRows();
}

void AnswerColumn::showRows()
{
    if (m_answer.scores.empty())
        return;
    std::vector<CellModel::Row> rows;
    for (const int passage : m_answer.ranking) {
        const auto place = static_cast<std::size_t>(passage);
        Cell rank = Cell::number(Numbers::count(static_cast<qint64>(rows.size()) + 1));
        rank.tone = Tone::Muted;
        Cell badge;
        const int grade = place < m_grades.size() ? m_grades[place] : -1;
        badge.text = grade >= 0 ? Numbers::count(grade) : Numbers::none();
        badge.sort = grade;
        badge.bold = grade > 0;
        badge.tip = grade >= 0 ? tr("Grade %1").arg(grade) : tr("Not judged");
        Cell words;
        words.text = m_passages.value(passage).left(kShown).simplified();
        words.tip = tr("Passage %1 as typed").arg(passage + 1);
        rows.push_back(
            {rank, badge, words, Cell::number(Numbers::decimal(static_cast<double>(m_answer.scores[place]), 3))});
    }
    const QSignalBlocker blocker(m_table->selectionModel());
    m_model->setRows(std::move(rows));
    m_table->setColumnHidden(Grade, m_grades.empty());
    m_table->setStretchColumn(Passage);
}

void AnswerColumn::choosePassage(int passage)
{
    const auto at = std::find(m_answer.ranking.begin(), m_answer.ranking.end(), passage);
    if (at == m_answer.ranking.end())
        return;
    const QModelIndex row = m_model->index(static_cast<int>(at - m_answer.ranking.begin()), Passage);
    {
        const QSignalBlocker blocker(m_table->selectionModel());
        m_table->selectionModel()->setCurrentIndex(row,
                                                   QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
    m_table->scrollTo(row);
    m_table->viewport()->update();
}

} // namespace rw::ui
