// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/querypane.h"

#include "core/report/modelinput.h"
#include "core/report/queryslices.h"
#include "ui/inspect/noteeditor.h"
#include "ui/inspect/querylist.h"
#include "ui/session/background.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/twolinedelegate.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QTimer>

#include <algorithm>

namespace rw::ui {

QueryPane::QueryPane(Session* session, std::shared_ptr<ModelInputMaker> maker, QWidget* parent)
    : Pane(QString(), parent)
    , m_session(session)
    , m_maker(std::move(maker))
    , m_list(new QueryList(this))
    , m_search(new QLineEdit(this))
    , m_order(new QComboBox(this))
    , m_view(new QListView(this))
    , m_count(new QLabel(this))
    , m_note(new NoteEditor(session, this))
    , m_cutRequest(std::make_shared<std::atomic<int>>(0))
{
    m_search->setObjectName(QStringLiteral("inspectSearch"));
    m_search->setPlaceholderText(tr("Search or filter, such as d<-0.2"));
    m_search->setAccessibleName(tr("Search the queries"));
    m_search->setToolTip(tr("Words, \"a phrase\", -without, d<-0.2 (difference), left>0.5, right<0.5, "
                            "lang:zh, cut:yes (a passage was cut), slice:topic=first, note:yes, id:q12 (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    addContent(m_search, false, 0);

    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(tr("&Order"), row);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(m_order);
    m_order->setObjectName(QStringLiteral("inspectOrder"));
    m_order->addItem(tr("difference of the measure"), int(QueryList::Order::Difference));
    m_order->addItem(tr("disagreement of the orders"), int(QueryList::Order::Disagreement));
    m_order->addItem(tr("id"), int(QueryList::Order::Id));
    m_order->addItem(tr("length of the query"), int(QueryList::Order::Length));
    m_order->setItemData(1, tr("1 - rank-biased overlap, mean over the rankings shown; needs no judgments"),
                         Qt::ToolTipRole);
    layout->addWidget(label);
    layout->addWidget(m_order, 1);
    addContent(row, false, 0);
    connect(m_order, &QComboBox::activated, this, [this] {
        m_list->setOrder(static_cast<QueryList::Order>(m_order->currentData().toInt()));
        showChosen();
    });

    m_view->setObjectName(QStringLiteral("inspectQueries"));
    m_view->setAccessibleName(tr("Queries"));
    m_view->setToolTip(tr("J and K go to the next and the previous query"));
    m_view->setModel(m_list);
    auto* delegate = new TwoLineDelegate(m_view);
    delegate->setSentences(true);
    m_view->setItemDelegate(delegate);
    m_view->setUniformItemSizes(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    addContent(m_view, true);

    m_count->setObjectName(QStringLiteral("inspectCount"));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setFont(Theme::scaled(font(), 12.0 / 13));
    m_count->setWordWrap(true);
    addContent(m_count, false, 0);

    addContent(m_note, false, 0);
    connect(m_note, &NoteEditor::notesChanged, this, [this] { m_list->setNotes(m_note->notes()); });
    connect(session->selection(), &Selection::queryChanged, this,
            [this] { m_note->setQuery(m_session->selection()->query()); });

    // While a word is being typed, what its beginning finds is not meant.
    auto* typed = new QTimer(this);
    typed->setSingleShot(true);
    typed->setInterval(150);
    connect(m_search, &QLineEdit::textChanged, typed, qOverload<>(&QTimer::start));
    connect(typed, &QTimer::timeout, this, &QueryPane::applyFilter);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        if (index.isValid())
            m_session->selection()->setQuery(m_list->idOf(index.row()));
    });
}

QueryPane::~QueryPane()
{
    ++*m_cutRequest;
}

void QueryPane::setInspection(std::shared_ptr<const Inspection> inspection)
{
    m_inspection = std::move(inspection);
    ++*m_cutRequest;
    m_list->setInspection(m_inspection);
    m_note->setDataset(m_inspection ? m_inspection->request.dataset : 0);
    applyFilter();
    m_note->setQuery(m_session->selection()->query());
}

const InspectedQuery* QueryPane::query(const QString& id) const
{
    return m_list->query(m_list->rowOf(id));
}

void QueryPane::showChosen()
{
    const int row = m_list->rowOf(m_session->selection()->query());
    if (row >= 0 && m_view->currentIndex().row() != row)
        chooseRow(row);
}

void QueryPane::chooseRow(int row)
{
    const QModelIndex index = m_list->index(row);
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void QueryPane::step(int rows)
{
    chooseRow(std::clamp(m_view->currentIndex().row() + rows, 0, std::max(0, m_list->rowCount() - 1)));
}

void QueryPane::applyFilter()
{
    m_filterProblem.clear();
    const auto filter = QueryFilter::parse(m_search->text(), text(m_session->selection()->measure().name));
    if (!filter) {
        m_filterProblem = text(filter.error().what); // what was found stays in sight
        return showCount();
    }
    m_list->setFilter(*filter);
    if (filter->asksForCut() && m_inspection && !m_inspection->queries.empty() && !m_list->knowsCuts())
        readCuts();
    for (const QString& field : filter->asksForSlices())
        if (m_inspection && !m_inspection->queries.empty() && !m_list->knowsSlices(field))
            readSlices(field);
    showCount();
    chooseRow(std::max(0, m_list->rowOf(m_session->selection()->query())));
    emit shownChanged();
}

/// Counts the tokens of all candidates: seconds for a large data set.
void QueryPane::readCuts()
{
    const std::int64_t unit =
        m_inspection->request.right != 0 ? m_inspection->request.right : m_inspection->request.left;
    if (unit == 0) {
        m_filterProblem = tr("The order before scoring has cut nothing; choose a configuration for cut:");
        return;
    }
    m_filterProblem = tr("Counting tokens…");
    const int number = ++*m_cutRequest;
    inBackground(
        this, m_session->readers(),
        [maker = m_maker, file = QFileInfo(m_session->workspacePath()).filesystemAbsoluteFilePath(), unit,
         candidates = m_inspection->candidates, current = m_cutRequest, number]() -> Result<std::vector<bool>> {
            auto reader = WorkspaceReader::open(file);
            if (!reader)
                return reader.error();
            return maker->cutQueries(**reader, unit, *candidates, [&] { return *current != number; });
        },
        [this, number](Result<std::vector<bool>> cuts) {
            if (*m_cutRequest != number)
                return;
            if (!cuts) {
                m_filterProblem = text(cuts.error().what);
                return showCount();
            }
            m_list->setCuts(std::move(*cuts));
            applyFilter();
        });
}

void QueryPane::readSlices(const QString& field)
{
    using Names = std::vector<QStringList>;
    inBackground(
        this, m_session->readers(),
        [file = QFileInfo(m_session->workspacePath()).filesystemAbsoluteFilePath(), field = field.toStdString(),
         candidates = m_inspection->candidates]() -> Result<Names> {
            auto reader = WorkspaceReader::open(file);
            if (!reader)
                return reader.error();
            const auto slices = slicesByField(**reader, *candidates, {}, field);
            if (!slices)
                return slices.error();
            std::vector<std::size_t> judged; // places in the candidate set
            for (std::size_t place = 0; place < candidates->queries.size(); ++place)
                if (candidates->queries[place].isJudged)
                    judged.push_back(place);
            Names names(candidates->queries.size());
            for (const QuerySlices::Slice& slice : slices->slices)
                for (const std::size_t place : slice.places)
                    names[judged[place]] << text(slice.name);
            return names;
        },
        [this, field, of = m_inspection->candidates](Result<Names> names) {
            if (!m_inspection || m_inspection->candidates != of)
                return;
            if (!names) {
                m_filterProblem = text(names.error().what);
                return showCount();
            }
            m_list->setSlices(field, std::move(*names));
            applyFilter();
        });
}

void QueryPane::showCount()
{
    m_count->setForegroundRole(m_filterProblem.isEmpty() ? QPalette::PlaceholderText : QPalette::Text);
    if (!m_inspection || !m_filterProblem.isEmpty()) {
        m_count->setText(m_filterProblem);
        return;
    }
    qint64 differ = 0;
    qint64 ranked = 0;
    for (const InspectedQuery& query : m_inspection->queries) {
        const auto difference = query.difference();
        ranked += difference ? 1 : 0;
        differ += difference && *difference != 0 ? 1 : 0;
    }
    const auto all = static_cast<qint64>(m_inspection->queries.size());
    QStringList said{tr("%1 of %2 queries differ").arg(Numbers::count(differ), Numbers::count(ranked))};
    if (ranked < all)
        said << tr("%1 without a value").arg(Numbers::count(all - ranked));
    if (m_list->rowCount() < all)
        said << tr("%1 shown").arg(Numbers::count(m_list->rowCount()));
    m_count->setText(said.join(QStringLiteral(", ")));
}

} // namespace rw::ui
