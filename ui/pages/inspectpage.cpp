// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/inspectpage.h"

#include "core/report/modelinput.h"
#include "ui/inspect/paircard.h"
#include "ui/inspect/querylist.h"
#include "ui/inspect/rankingspane.h"
#include "ui/session/background.h"
#include "ui/session/defaultselection.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/twolinedelegate.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QShortcut>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace rw::ui {

InspectPage::InspectPage(Session* session, QWidget* parent)
    : Page(Area::Inspect, session, parent)
    , m_left(new QComboBox(this))
    , m_right(new QComboBox(this))
    , m_search(new QLineEdit(this))
    , m_queries(new QListView(this))
    , m_list(new QueryList(this))
    , m_count(new QLabel(this))
    , m_rankings(new RankingsPane(this))
    , m_maker(std::make_shared<ModelInputMaker>())
    , m_card(new PairCard(session, m_maker, this))
    , m_cutRequest(std::make_shared<std::atomic<int>>(0))
    , m_later(new QTimer(this))
{
    const int u = Theme::unit(this);
    auto* right = new QSplitter(Qt::Vertical, this);
    right->addWidget(m_rankings);
    right->addWidget(m_card);
    right->setStretchFactor(0, 3);
    right->setStretchFactor(1, 2);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(queryPart());
    splitter->addWidget(right);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({32 * u, 100 * u});
    for (QSplitter* one : {right, splitter}) {
        one->setChildrenCollapsible(false);
        one->setHandleWidth(u);
    }
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    column->addWidget(choices());
    column->addWidget(splitter, 1);
    setContent(content);
    auto* empty = new EmptyState(QStringLiteral("inspect"), tr("No rankings yet"),
                                 tr("Score a data set to compare its rankings here."), tr("Build an experiment"), this);
    connect(empty, &EmptyState::triggered, this, [this] { emit pageRequested(Area::Experiment); });
    setEmptyState(empty);
    makeKeys();

    // Several things change at once, such as reference and units.
    m_later->setSingleShot(true);
    connect(m_later, &QTimer::timeout, this, &InspectPage::read);
    Selection* selection = session->selection();
    connect(session, &Session::resultsChanged, this, &InspectPage::refresh);
    connect(selection, &Selection::datasetChanged, this, &InspectPage::refresh);
    connect(selection, &Selection::baselineChanged, this, &InspectPage::refresh);
    connect(selection, &Selection::unitsChanged, this, &InspectPage::refresh);
    connect(selection, &Selection::measureChanged, this, &InspectPage::refresh);
    connect(selection, &Selection::queryChanged, this, &InspectPage::showQuery);
    connect(m_rankings, &RankingsPane::pairChosen, this, &InspectPage::showPair);
    refresh();
}

InspectPage::~InspectPage()
{
    ++*m_cutRequest;
}

QWidget* InspectPage::choices()
{
    const int u = Theme::unit(this);
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u);
    const auto add = [&](const QString& title, QComboBox* combo, const QString& name) {
        auto* label = new QLabel(title, bar);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(combo);
        combo->setObjectName(name);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(24);
        row->addWidget(label);
        row->addWidget(combo);
        row->addSpacing(u);
    };
    add(tr("&Left"), m_left, QStringLiteral("inspectLeft"));
    add(tr("Ri&ght"), m_right, QStringLiteral("inspectRight"));
    row->addStretch(1);
    connect(m_left, &QComboBox::activated, this,
            [this](int index) { choose(m_left->itemData(index).toLongLong(), right()); });
    connect(m_right, &QComboBox::activated, this,
            [this](int index) { choose(left(), m_right->itemData(index).toLongLong()); });
    return bar;
}

QWidget* InspectPage::queryPart()
{
    auto* pane = new Pane(QString(), this);
    m_search->setObjectName(QStringLiteral("inspectSearch"));
    m_search->setPlaceholderText(tr("Search or filter, such as d<-0.2"));
    m_search->setAccessibleName(tr("Search the queries"));
    m_search->setToolTip(tr("Words, \"a phrase\", -without, d<-0.2 (difference), left>0.5, right<0.5, "
                            "lang:zh, cut:yes (a passage was cut), id:q12 (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    pane->addContent(m_search, false, 0);

    m_queries->setObjectName(QStringLiteral("inspectQueries"));
    m_queries->setAccessibleName(tr("Queries by difference"));
    m_queries->setToolTip(tr("J and K go to the next and the previous query"));
    m_queries->setModel(m_list);
    auto* delegate = new TwoLineDelegate(m_queries);
    delegate->setSentences(true);
    m_queries->setItemDelegate(delegate);
    m_queries->setUniformItemSizes(true);
    m_queries->setFrameShape(QFrame::NoFrame);
    m_queries->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    pane->addContent(m_queries, true);

    m_count->setObjectName(QStringLiteral("inspectCount"));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setFont(Theme::scaled(font(), 12.0 / 13));
    m_count->setWordWrap(true);
    pane->addContent(m_count, false, 0);

    // While a word is being typed, what its beginning finds is not meant.
    auto* typed = new QTimer(this);
    typed->setSingleShot(true);
    typed->setInterval(150);
    connect(m_search, &QLineEdit::textChanged, typed, qOverload<>(&QTimer::start));
    connect(typed, &QTimer::timeout, this, &InspectPage::applyFilter);
    connect(m_queries->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        if (index.isValid())
            session()->selection()->setQuery(m_list->idOf(index.row()));
    });
    return pane;
}

void InspectPage::makeKeys()
{
    const auto key = [this](const QKeySequence& keys, auto what) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, what);
    };
    key(Qt::Key_J, [this] { step(1); });
    key(Qt::Key_K, [this] { step(-1); });
    key(QKeySequence::Find, [this] { m_search->setFocus(Qt::ShortcutFocusReason); });
    setTabOrder(m_left, m_right);
    setTabOrder(m_right, m_search);
    setTabOrder(m_search, m_queries);
    setTabOrder(m_queries, m_rankings->table(RankingsPane::Left));
    setTabOrder(m_rankings->table(RankingsPane::Right), m_card);
}

std::int64_t InspectPage::left() const
{
    return m_leftIsFirstStage ? 0 : session()->selection()->baseline();
}

std::int64_t InspectPage::right() const
{
    if (m_rightIsFirstStage)
        return 0;
    for (const std::int64_t unit : units())
        if (unit != left())
            return unit;
    if (m_leftIsFirstStage)
        return session()->selection()->baseline();
    for (const ResultRow* row : session()->results().of(session()->selection()->dataset()))
        if (row->unit.id != left())
            return row->unit.id;
    return 0;
}

/// While nothing is chosen, what plots show then.
std::vector<std::int64_t> InspectPage::units() const
{
    const auto& chosen = session()->selection()->units();
    return chosen.empty() ? defaultUnits(session()->results().of(session()->selection()->dataset())) : chosen;
}

void InspectPage::choose(std::int64_t newLeft, std::int64_t newRight)
{
    if (newLeft == newRight) { // the same on both sides tells nothing: change places
        const std::int64_t oldLeft = left();
        newRight = newRight == right() ? oldLeft : newRight;
        newLeft = newLeft == oldLeft ? right() : newLeft;
        if (newLeft == newRight)
            return showUnits();
    }
    m_leftIsFirstStage = newLeft == 0;
    m_rightIsFirstStage = newRight == 0;
    Selection* selection = session()->selection();
    if (newLeft != 0)
        selection->setBaseline(newLeft);
    if (newRight != 0) {
        std::vector<std::int64_t> units = this->units();
        std::erase(units, newRight);
        units.insert(units.begin(), newRight);
        selection->setUnits(units);
    }
    refresh();
}

QString InspectPage::nameOf(std::int64_t unit) const
{
    for (const ResultRow& row : session()->results().rows)
        if (row.unit.id == unit)
            return configurationName(row.unit);
    return tr("Order before scoring");
}

void InspectPage::refresh()
{
    setEmpty(session()->results().rows.empty());
    showUnits();
    m_isStale = true;
    if (isVisible())
        m_later->start();
}

void InspectPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_isStale)
        m_later->start();
}

void InspectPage::showUnits()
{
    for (QComboBox* combo : {m_left, m_right}) {
        combo->clear();
        for (const ResultRow* row : session()->results().of(session()->selection()->dataset()))
            combo->addItem(configurationName(row->unit), QVariant::fromValue<qint64>(row->unit.id));
        combo->addItem(tr("Order before scoring"), QVariant::fromValue<qint64>(0));
        combo->setCurrentIndex(combo->findData(QVariant::fromValue<qint64>(combo == m_left ? left() : right())));
    }
    const auto own = session()->results().of(session()->selection()->dataset());
    setSubtitle(own.empty() ? QString() : text(own.front()->unit.datasetName));
}

InspectionRequest InspectPage::request() const
{
    InspectionRequest request;
    request.dataset = session()->selection()->dataset();
    request.left = left();
    request.right = right();
    request.others = units();
    request.measure = session()->selection()->measure();
    return request;
}

void InspectPage::read()
{
    m_isStale = false;
    const int number = ++m_request;
    const QString path = session()->workspacePath();
    if (path.isEmpty() || session()->hasSampleValues() || session()->results().of(request().dataset).empty()) {
        take({});
        return;
    }
    inBackground(
        this, session()->readers(),
        [file = QFileInfo(path).filesystemAbsoluteFilePath(), wanted = request()]() -> Result<Inspection> {
            auto reader = WorkspaceReader::open(file);
            if (!reader)
                return reader.error();
            return inspect(**reader, wanted);
        },
        [this, number](Result<Inspection> inspection) {
            if (number != m_request)
                return;
            if (!inspection)
                banner()->showError(text(inspection.error().what));
            take(inspection ? std::move(*inspection) : Inspection());
        });
}

void InspectPage::take(Inspection inspection)
{
    m_inspection = inspection.candidates ? std::make_shared<const Inspection>(std::move(inspection)) : nullptr;
    ++*m_cutRequest;
    m_list->setInspection(m_inspection);
    applyFilter();
    m_shown.clear();
    showCount();
    const int row = m_list->rowOf(session()->selection()->query());
    chooseRow(std::max(0, row));
    showQuery();
}

void InspectPage::chooseRow(int row)
{
    const QModelIndex index = m_list->index(row);
    if (!index.isValid())
        return;
    m_queries->setCurrentIndex(index);
    m_queries->scrollTo(index);
}

void InspectPage::step(int rows)
{
    chooseRow(std::clamp(m_queries->currentIndex().row() + rows, 0, std::max(0, m_list->rowCount() - 1)));
}

void InspectPage::applyFilter()
{
    m_filterProblem.clear();
    const auto filter = QueryFilter::parse(m_search->text(), text(session()->selection()->measure().name));
    if (!filter) {
        m_filterProblem = text(filter.error().what); // what was found stays in sight
        return showCount();
    }
    m_list->setFilter(*filter);
    if (filter->asksForCut() && m_inspection && !m_inspection->queries.empty() && !m_list->knowsCuts())
        readCuts();
    showCount();
    chooseRow(std::max(0, m_list->rowOf(session()->selection()->query())));
    showQuery();
}

/// Counts the tokens of all candidates: seconds for a large data set.
void InspectPage::readCuts()
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
        this, session()->readers(),
        [maker = m_maker, file = QFileInfo(session()->workspacePath()).filesystemAbsoluteFilePath(), unit,
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

void InspectPage::showCount()
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

void InspectPage::showQuery()
{
    const QString id = session()->selection()->query();
    const int row = m_list->rowOf(id);
    const InspectedQuery* query = m_list->query(row);
    if (!m_inspection || !query) {
        m_shown.clear();
        m_passages.clear();
        m_rankings->setTitle({});
        m_rankings->clear();
        showPair();
        return;
    }
    if (m_queries->currentIndex().row() != row)
        chooseRow(row);
    if (m_shown == id)
        return;
    m_shown = id;
    const QString words = text(query->text).simplified();
    m_rankings->setTitle(fontMetrics().elidedText(words, Qt::ElideRight, 80 * Theme::unit(this)));
    m_rankings->setToolTip(words);
    const auto title = [&](std::int64_t unit, const std::optional<double>& value) {
        RankingsPane::SideTitle side;
        side.name = nameOf(unit);
        side.value = QStringLiteral("%1 %2").arg(text(m_inspection->request.measure.name),
                                                 value ? Numbers::ndcg(*value) : Numbers::none());
        for (const ResultRow& result : session()->results().rows)
            if (result.unit.id == unit) {
                side.series = result.modelIndex;
                side.quantization = text(result.unit.quantization);
            }
        return side;
    };
    m_rankings->setTitles(title(m_inspection->request.left, query->left),
                          title(m_inspection->request.right, query->right));
    m_passages.clear();
    const std::size_t place = query->place;
    m_rankings->setRankings(*m_inspection, place, m_passages);
    const CandidateSet::Query& candidates = m_inspection->candidates->queries[place];
    const int number = ++m_textRequest;
    inBackground(
        this, session()->readers(),
        [file = QFileInfo(session()->workspacePath()).filesystemAbsoluteFilePath(),
         dataset = m_inspection->request.dataset, first = candidates.firstPair,
         pairs = candidates.pairs]() -> Result<QStringList> {
            auto reader = WorkspaceReader::open(file);
            if (!reader)
                return reader.error();
            const auto passages = (*reader)->passageTexts(dataset, first, pairs);
            if (!passages)
                return passages.error();
            QStringList texts;
            for (const std::string& passage : *passages)
                texts << text(passage);
            return texts;
        },
        [this, number, place](const Result<QStringList>& passages) {
            if (number != m_textRequest || !m_inspection || m_shown.isEmpty())
                return;
            if (!passages) {
                banner()->showError(text(passages.error().what));
                return;
            }
            m_passages = *passages;
            m_rankings->setRankings(*m_inspection, place, m_passages);
        });
}

void InspectPage::showPair()
{
    const std::int64_t pair = m_rankings->pair();
    const InspectedQuery* query = m_list->query(m_list->rowOf(m_shown));
    if (pair < 0 || !m_inspection || !query) {
        m_card->clear();
        return;
    }
    const std::int64_t first = m_inspection->candidates->queries[query->place].firstPair;
    m_card->showPair(m_inspection, query->place, pair, m_passages.value(static_cast<qsizetype>(pair - first)));
}

} // namespace rw::ui
