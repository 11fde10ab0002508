// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/inspectpage.h"

#include "core/report/inputjson.h"
#include "ui/inspect/noteeditor.h"
#include "ui/inspect/paircard.h"
#include "ui/inspect/playground.h"
#include "ui/inspect/querypane.h"
#include "ui/inspect/questionpane.h"
#include "ui/inspect/rankingspane.h"
#include "ui/session/background.h"
#include "ui/session/defaultselection.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/tableview.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace rw::ui {

InspectPage::InspectPage(Session* session, QWidget* parent)
    : Page(Area::Inspect, session, parent)
    , m_maker(std::make_shared<ModelInputMaker>())
    , m_stack(new QStackedWidget(contentParent()))
    , m_later(new QTimer(this))
{
    const int u = Theme::unit(this);
    auto* content = new QWidget(m_stack);
    auto* bar = new QWidget(content); // the keyboard goes through all in the order in which they are made
    makeChoices(bar);
    auto* splitter = new QSplitter(Qt::Horizontal, content);
    m_queries = new QueryPane(session, m_maker, splitter);
    auto* right = new QSplitter(Qt::Vertical, splitter);
    m_rankings = new RankingsPane(right);
    m_card = new PairCard(session, m_maker, right);
    auto* copy =
        new QPushButton(Icons::icon(QStringLiteral("copy"), Icons::Tint::Text), tr("&Copy query as JSON"), this);
    copy->setObjectName(QStringLiteral("inspectCopyQuery"));
    copy->setProperty("flat", true);
    copy->setToolTip(tr("The query and all its rankings with grades, scores and texts"));
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(json())); });
    m_rankings->addControl(copy);
    right->setStretchFactor(0, 3);
    right->setStretchFactor(1, 2);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({25 * u, 100 * u});
    for (QSplitter* one : {right, splitter}) {
        one->setChildrenCollapsible(false);
        one->setHandleWidth(u);
    }
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    column->addWidget(bar);
    column->addWidget(splitter, 1);
    m_stack->addWidget(content);
    setContent(m_stack);
    m_toPlayground = addAction(tr("&Playground"), QStringLiteral("playgroundButton"));
    m_toPlayground->setCheckable(true);
    m_toPlayground->setToolTip(tr("Type a query and passages; all models answer (P)"));
    connect(m_toPlayground, &QPushButton::toggled, this, &InspectPage::showPlayground);
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
    connect(m_queries, &QueryPane::shownChanged, this, &InspectPage::showQuery);
    connect(m_queries->note(), &NoteEditor::failed, this, [this](const QString& what) { banner()->showError(what); });
    refresh();
}

InspectPage::~InspectPage() = default;

void InspectPage::showPlayground(bool shown)
{
    m_toPlayground->setChecked(shown);
    if (shown && !m_playground) {
        m_playground = new Playground(session(), this);
        m_stack->addWidget(m_playground);
        connect(m_playground, &Playground::failed, this, [this](const QString& what) { banner()->showError(what); });
        connect(m_playground, &Playground::warmChanged, this, &InspectPage::showSubtitle);
    }
    // What was looked at is a question to begin with.
    if (const InspectedQuery* query = m_queries->query(m_shown);
        shown && query && !m_passages.isEmpty() && m_playground->question()->query().isEmpty())
        m_playground->question()->setTexts(text(query->text), m_passages);
    m_stack->setCurrentIndex(shown ? 1 : 0);
    showState();
    if (shown)
        m_playground->question()->queryEdit()->setFocus();
}

void InspectPage::tryModel(const QString& path)
{
    showPlayground(true);
    m_playground->question()->setModel(path);
}

void InspectPage::filterQueries(const QString& filter)
{
    showPlayground(false);
    m_queries->search()->setText(filter);
}

/// The playground needs no rankings.
void InspectPage::showState()
{
    setEmpty(session()->results().rows.empty() && !m_toPlayground->isChecked());
    m_toPlayground->show();
    showSubtitle(-1);
}

void InspectPage::showSubtitle(int warmWorkers)
{
    if (warmWorkers >= 0)
        m_warm = warmWorkers;
    if (m_toPlayground->isChecked()) {
        setSubtitle(m_warm == 0 ? tr("playground") : tr("playground, %n models in memory", nullptr, m_warm));
        return;
    }
    const auto own = session()->results().of(session()->selection()->dataset());
    setSubtitle(own.empty() ? QString() : text(own.front()->unit.datasetName));
}

void InspectPage::makeChoices(QWidget* bar)
{
    const int u = Theme::unit(this);
    m_left = new QComboBox(bar);
    m_right = new QComboBox(bar);
    m_moreBoxes = {new QComboBox(bar), new QComboBox(bar)};
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u);
    const auto add = [&](const QString& title, QComboBox* combo, const QString& name) {
        auto* label = new QLabel(title, bar);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(combo);
        combo->setObjectName(name);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(5);
        combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        row->addWidget(label);
        row->addWidget(combo, 1);
        row->addSpacing(u);
    };
    add(tr("&Left"), m_left, QStringLiteral("inspectLeft"));
    add(tr("Ri&ght"), m_right, QStringLiteral("inspectRight"));
    add(tr("&Third"), m_moreBoxes[0], QStringLiteral("inspectThird"));
    add(tr("Fo&urth"), m_moreBoxes[1], QStringLiteral("inspectFourth"));
    for (QComboBox* combo : m_moreBoxes)
        connect(combo, &QComboBox::activated, this, [this] {
            m_more.clear();
            for (const QComboBox* one : m_moreBoxes)
                if (one->currentData().toLongLong() >= 0)
                    m_more.push_back(one->currentData().toLongLong());
            refresh();
        });
    connect(m_left, &QComboBox::activated, this,
            [this](int index) { choose(m_left->itemData(index).toLongLong(), right()); });
    connect(m_right, &QComboBox::activated, this,
            [this](int index) { choose(left(), m_right->itemData(index).toLongLong()); });
}

void InspectPage::makeKeys()
{
    const auto key = [this](const QKeySequence& keys, auto what) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, what);
    };
    key(Qt::Key_J, [this] { m_queries->step(1); });
    key(Qt::Key_K, [this] { m_queries->step(-1); });
    key(Qt::Key_N, [this] { m_queries->note()->edit()->setFocus(Qt::ShortcutFocusReason); });
    key(Qt::Key_P, [this] { m_toPlayground->toggle(); });
    key(QKeySequence::Find, [this] { m_queries->search()->setFocus(Qt::ShortcutFocusReason); });
    setTabOrder(m_left, m_right);
    setTabOrder(m_right, m_moreBoxes[0]);
    setTabOrder(m_moreBoxes[0], m_moreBoxes[1]);
    setTabOrder(m_moreBoxes[1], m_queries->search());
    setTabOrder(m_queries->search(), m_queries->order());
    setTabOrder(m_queries->order(), m_queries->view());
    setTabOrder(m_queries->view(), m_queries->note()->edit());
    setTabOrder(m_queries->note()->edit(), m_rankings->table(RankingsPane::Left));
    setTabOrder(m_rankings->table(RankingsPane::kMost - 1), m_card);
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

/// Those beside left and right that this data set has.
std::vector<std::int64_t> InspectPage::more() const
{
    const auto own = session()->results().of(session()->selection()->dataset());
    std::vector<std::int64_t> units;
    for (const std::int64_t unit : m_more) {
        const bool isKnown = unit == 0 || std::any_of(own.begin(), own.end(),
                                                      [&](const ResultRow* row) { return row->unit.id == unit; });
        if (isKnown && unit != left() && unit != right() && std::find(units.begin(), units.end(), unit) == units.end())
            units.push_back(unit);
    }
    return units;
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
    showState();
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
    const std::vector<std::int64_t> beside = more();
    const auto fill = [this](QComboBox* combo, std::int64_t chosen, bool canBeNone) {
        combo->clear();
        if (canBeNone)
            combo->addItem(tr("none", "no third or fourth ranking"), QVariant::fromValue<qint64>(-1));
        for (const ResultRow* row : session()->results().of(session()->selection()->dataset()))
            combo->addItem(configurationName(row->unit), QVariant::fromValue<qint64>(row->unit.id));
        combo->addItem(tr("Order before scoring"), QVariant::fromValue<qint64>(0));
        combo->setCurrentIndex(combo->findData(QVariant::fromValue<qint64>(chosen)));
        combo->setToolTip(combo->currentText());
    };
    fill(m_left, left(), false);
    fill(m_right, right(), false);
    for (std::size_t i = 0; i < m_moreBoxes.size(); ++i)
        fill(m_moreBoxes[i], i < beside.size() ? beside[i] : -1, true);
    m_moreBoxes[1]->setEnabled(!beside.empty());
}

InspectionRequest InspectPage::request() const
{
    InspectionRequest request;
    request.dataset = session()->selection()->dataset();
    request.left = left();
    request.right = right();
    request.others = units();
    request.measure = session()->selection()->measure();
    request.more = more();
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
    m_shown.clear();
    m_queries->setInspection(m_inspection);
    showQuery();
}

void InspectPage::showQuery()
{
    const QString id = session()->selection()->query();
    const InspectedQuery* query = m_queries->query(id);
    if (!m_inspection || !query) {
        m_shown.clear();
        m_passages.clear();
        m_rankings->setTitle({});
        m_rankings->clear();
        showPair();
        return;
    }
    m_queries->showChosen();
    if (m_shown == id)
        return;
    m_shown = id;
    const QString words = text(query->text).simplified();
    m_rankings->setTitle(words);
    m_rankings->setToolTip(words);
    const auto title = [&](std::int64_t unit, const std::optional<double>& value) {
        RankingsPane::Title side;
        side.name = nameOf(unit);
        if (value)
            side.value = QStringLiteral("%1 %2").arg(text(m_inspection->request.measure.name), Numbers::ndcg(*value));
        for (const ResultRow& result : session()->results().rows)
            if (result.unit.id == unit) {
                side.series = result.modelIndex;
                side.quantization = text(result.unit.quantization);
            }
        return side;
    };
    std::vector<RankingsPane::Title> titles;
    for (const std::int64_t unit : m_inspection->request.shown())
        titles.push_back(title(unit, m_inspection->value(query->place, unit)));
    m_rankings->setTitles(titles);
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

QByteArray InspectPage::json() const
{
    const InspectedQuery* query = m_queries->query(m_shown);
    if (!m_inspection || !query)
        return {};
    return QJsonDocument(
               queryJson(*m_inspection, query->place, m_passages, [this](std::int64_t unit) { return nameOf(unit); }))
        .toJson();
}

void InspectPage::showPair()
{
    const std::int64_t pair = m_rankings->pair();
    const InspectedQuery* query = m_queries->query(m_shown);
    if (pair < 0 || !m_inspection || !query) {
        m_card->clear();
        return;
    }
    const std::int64_t first = m_inspection->candidates->queries[query->place].firstPair;
    m_card->showPair(m_inspection, query->place, pair, m_passages.value(static_cast<qsizetype>(pair - first)));
}

} // namespace rw::ui
