// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presentation/presentation.h"

#include "ui/plot/intervalplot.h"
#include "ui/plot/paretoplot.h"
#include "ui/plot/qualityplot.h"
#include "ui/results/costs.h"
#include "ui/results/frontpoints.h"
#include "ui/session/comparer.h"
#include "ui/session/defaultselection.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/text/unbroken.h"
#include "ui/text/verdicttext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plotpane.h"

#include <QCryptographicHash>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>
#include <set>

namespace rw::ui {

namespace {

constexpr double kLarger = 1.7; // than the window
constexpr int kMostSentences = 3;

bool contains(const std::vector<std::int64_t>& units, std::int64_t unit)
{
    return std::find(units.begin(), units.end(), unit) != units.end();
}

/// The first kind that was measured, as the Results page chooses it.
std::optional<Costs::Kind> anyCost(const std::vector<const ResultRow*>& rows)
{
    const Costs costs(rows);
    for (int i = 0; i < Costs::kKinds; ++i)
        if (costs.measured(static_cast<Costs::Kind>(i)) > 0)
            return static_cast<Costs::Kind>(i);
    return std::nullopt;
}

QString keyOf(const Session& session)
{
    const QByteArray path = session.workspacePath().toUtf8();
    return QStringLiteral("presentation/") +
           QString::fromLatin1(QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(16));
}

} // namespace

Presentation::Presentation(Session* session, std::vector<View> views, QWidget* parent)
    : QWidget(parent, Qt::Window)
    , m_session(session)
    , m_views(views.empty() ? defaultViews(*session) : std::move(views))
    , m_comparer(new Comparer(session, this))
    , m_question(new QLabel(this))
    , m_place(new QLabel(this))
    , m_intervals(new IntervalPlot(this))
    , m_lengths(new QualityPlot(this))
    , m_front(new ParetoPlot(this))
    , m_intervalPane(new PlotPane({}, m_intervals, this))
    , m_lengthPane(new PlotPane({}, m_lengths, this))
    , m_frontPane(new PlotPane({}, m_front, this))
    , m_sentences(new QVBoxLayout)
{
    setWindowTitle(tr("Presentation"));
    setAccessibleName(tr("Presentation"));
    setFocusPolicy(Qt::StrongFocus);
    const int u = Theme::unit(this);
    setFont(Theme::scaled(font(), kLarger));
    m_question->setFont(Theme::scaled(font(), 1.4, true));
    for (QWidget* part : std::initializer_list<QWidget*>{m_place, m_intervals, m_lengths, m_front})
        part->setFont(font()); // a style sheet keeps fonts from being inherited
    m_question->setWordWrap(true);
    m_question->setObjectName(QStringLiteral("presentationTitle"));
    m_place->setForegroundRole(QPalette::PlaceholderText);
    m_place->setObjectName(QStringLiteral("presentationPlace"));
    auto* head = new QHBoxLayout;
    head->addWidget(m_question, 1);
    head->addWidget(m_place, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(5 * u, 4 * u, 5 * u, 4 * u);
    column->setSpacing(2 * u);
    column->addLayout(head);
    for (PlotPane* pane : {m_intervalPane, m_lengthPane, m_frontPane}) {
        pane->setBare(true);
        column->addWidget(pane, 1);
    }
    m_sentences->setSpacing(u);
    column->addLayout(m_sentences);
    auto* keys = new QLabel(tr("← → step    Enter shows the table    Esc leaves"), this);
    keys->setFont(Theme::scaled(font(), 0.7));
    keys->setForegroundRole(QPalette::PlaceholderText);
    keys->setAlignment(Qt::AlignRight);
    keys->setObjectName(QStringLiteral("presentationKeys"));
    column->addWidget(keys);
    // All keys are steps.
    for (auto* child : findChildren<QWidget*>())
        child->setFocusPolicy(Qt::NoFocus);
    connect(session, &Session::resultsChanged, this, [this] { showStep(m_step); }); // intervals come after the values
    connect(m_comparer, &Comparer::compared, this, &Presentation::showSentences);
    showStep(0);
}

std::vector<Presentation::View> Presentation::defaultViews(const Session& session)
{
    const Selection* selection = session.selection();
    std::set<std::int64_t> datasets;
    for (const ResultRow& row : session.results().rows)
        datasets.insert(row.unit.dataset);
    std::vector<View> views;
    for (const std::int64_t dataset : datasets) {
        View view;
        view.dataset = dataset;
        if (dataset == selection->dataset()) {
            view.units = selection->units();
            view.baseline = selection->baseline();
        }
        views.push_back(view);
        view.kind = View::Kind::Lengths;
        views.push_back(view);
        view.kind = View::Kind::Costs;
        if (anyCost(session.results().of(dataset)))
            views.push_back(std::move(view));
    }
    // The data set that is being looked at comes first.
    std::stable_partition(views.begin(), views.end(),
                          [&](const View& view) { return view.dataset == selection->dataset(); });
    return views;
}

std::vector<Presentation::View> Presentation::keptViews(const Session& session)
{
    std::vector<View> views;
    for (const QVariant& entry : QSettings().value(keyOf(session)).toList()) {
        const QVariantMap map = entry.toMap();
        View view;
        view.kind = map[QStringLiteral("lengths")].toBool() ? View::Kind::Lengths
                    : map[QStringLiteral("costs")].toBool() ? View::Kind::Costs
                                                            : View::Kind::Intervals;
        view.dataset = map[QStringLiteral("dataset")].toLongLong();
        view.baseline = map[QStringLiteral("baseline")].toLongLong();
        for (const QVariant& unit : map[QStringLiteral("units")].toList())
            view.units.push_back(unit.toLongLong());
        // Another run may be shown now, or another file lie under this name.
        const auto rows = session.results().of(view.dataset);
        const auto known = [&](std::int64_t unit) {
            return std::any_of(rows.begin(), rows.end(), [&](const ResultRow* row) { return row->unit.id == unit; });
        };
        std::erase_if(view.units, [&](std::int64_t unit) { return !known(unit); });
        if (!known(view.baseline))
            view.baseline = 0;
        if (!view.units.empty())
            views.push_back(std::move(view));
    }
    return views;
}

void Presentation::setKeptViews(const Session& session, const std::vector<View>& views)
{
    QVariantList list;
    for (const View& view : views) {
        QVariantList units;
        for (const std::int64_t unit : view.units)
            units << qlonglong(unit);
        list << QVariantMap{{QStringLiteral("lengths"), view.kind == View::Kind::Lengths},
                            {QStringLiteral("costs"), view.kind == View::Kind::Costs},
                            {QStringLiteral("dataset"), qlonglong(view.dataset)},
                            {QStringLiteral("baseline"), qlonglong(view.baseline)},
                            {QStringLiteral("units"), units}};
    }
    QSettings().setValue(keyOf(session), list);
}

Presentation::View Presentation::currentView(const Session& session, View::Kind kind)
{
    const Selection* selection = session.selection();
    const auto rows = session.results().of(selection->dataset());
    return {kind, selection->dataset(), selection->baseline(),
            selection->units().empty() ? defaultUnits(rows) : selection->units()};
}

PlotPane* Presentation::shownPane() const
{
    if (m_views.empty())
        return m_intervalPane;
    switch (m_views[static_cast<std::size_t>(m_step)].kind) {
    case View::Kind::Lengths:
        return m_lengthPane;
    case View::Kind::Costs:
        return m_frontPane;
    case View::Kind::Intervals:
        break;
    }
    return m_intervalPane;
}

void Presentation::showStep(int step)
{
    m_step = std::clamp(step, 0, std::max(0, steps() - 1));
    m_asTable = false;
    for (PlotPane* pane : {m_intervalPane, m_lengthPane, m_frontPane}) {
        pane->showTable(false);
        pane->setVisible(pane == shownPane());
    }
    if (m_views.empty()) {
        m_question->setText(tr("No results yet"));
        return;
    }
    View& view = m_views[static_cast<std::size_t>(m_step)];
    const auto all = m_session->results().of(view.dataset);
    if (view.baseline == 0)
        view.baseline = defaultBaseline(all);
    if (view.units.empty())
        view.units = defaultUnits(all);
    const QString measure = text(m_session->selection()->measure().name);
    double reference = kNotAvailable;
    std::vector<ResultRow> rows;
    std::set<std::tuple<std::int64_t, int, std::string>> series;
    for (const ResultRow* row : all) {
        if (row->unit.id == view.baseline)
            reference = row->value;
        if (contains(view.units, row->unit.id)) {
            rows.push_back(*row);
            series.insert({row->unit.model, row->unit.cutoffLayer, row->unit.quantization});
        }
    }
    const QString dataset = all.empty() ? QString() : text(all.front()->unit.datasetName);
    if (view.kind == View::Kind::Lengths) {
        m_question->setText(tr("What do shorter inputs cost on %1?").arg(dataset));
        rows.clear();
        for (const ResultRow* row : all)
            if (series.contains({row->unit.model, row->unit.cutoffLayer, row->unit.quantization}))
                rows.push_back(*row);
        m_lengths->setRows(std::move(rows), measure);
    } else if (view.kind == View::Kind::Costs) {
        m_question->setText(tr("What does quality cost on %1?").arg(dataset));
        showCosts(all, measure);
    } else {
        m_question->setText(tr("Which configuration ranks best on %1?").arg(dataset));
        m_intervals->setRows(std::move(rows), measure, reference);
    }
    if (view.kind != View::Kind::Lengths)
        m_comparer->compare(view.baseline, Comparer::testable(all), m_session->selection()->measure());
    const QString place = QStringLiteral("%1 / %2").arg(Numbers::count(m_step + 1), Numbers::count(steps()));
    m_place->setText(m_session->hasSampleValues() ? tr("sample values") + QStringLiteral(" · ") + place : place);
    showSentences();
}

void Presentation::showCosts(const std::vector<const ResultRow*>& rows, const QString& measure)
{
    const auto kind = anyCost(rows);
    m_front->setPoints(kind ? frontPoints(rows, Costs(rows), *kind) : std::vector<ParetoPlot::Point>(), measure,
                       kind ? Costs::nameOf(*kind) : QString(), tr("No configuration has a cost of its own."));
    m_front->setChosen({});
}

void Presentation::addSentence(const QString& html)
{
    auto* label = new QLabel(unbroken(html), this);
    label->setFont(font());
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    m_sentences->addWidget(label);
}

void Presentation::showSentences()
{
    while (QLayoutItem* item = m_sentences->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (m_views.empty())
        return;
    const View& view = m_views[static_cast<std::size_t>(m_step)];
    if (view.kind == View::Kind::Lengths)
        addSentence(m_lengths->summary().toHtmlEscaped());
    else if (m_comparer->isBusy())
        addSentence(tr("Testing the differences…"));
    else if (view.kind == View::Kind::Costs)
        sayCheapest(view);
    else
        sayVerdicts(view);
}

/// Of all tested rows of the data set: a verdict does not depend on what is on the screen.
std::vector<Presentation::Said> Presentation::verdictsOf(const View& view) const
{
    std::vector<Said> said;
    std::vector<const PairedComparison*> family;
    for (const ResultRow* row : m_session->results().of(view.dataset)) {
        const Comparer::Compared* found = m_comparer->find(row->unit.id);
        if (row->unit.id == view.baseline || !found || !found->paired)
            continue;
        said.push_back({row, {}});
        family.push_back(&*found->paired);
    }
    const auto verdicts = familyVerdicts(family, m_session->selection()->measure().name);
    for (std::size_t i = 0; i < said.size(); ++i)
        said[i].verdict = *verdicts[i];
    return said;
}

/// Those that say most: first what is certain, in the order of the plot.
void Presentation::sayVerdicts(const View& view)
{
    std::vector<Said> said = verdictsOf(view);
    std::erase_if(said, [&](const Said& one) { return !contains(view.units, one.row->unit.id); });
    std::stable_sort(said.begin(), said.end(), [](const Said& a, const Said& b) {
        const auto open = [](const Said& one) {
            return one.verdict.kind == Verdict::Kind::Open;
        };
        return open(a) != open(b) ? open(b) : a.row->value > b.row->value;
    });
    for (std::size_t i = 0; i < std::min<std::size_t>(said.size(), kMostSentences); ++i)
        addSentence(QStringLiteral("<b>%1</b> %2")
                        .arg(configurationName(said[i].row->unit).toHtmlEscaped(),
                             VerdictText::sentence(said[i].verdict).toHtmlEscaped()));
}

/// The point that can be recommended gets the ring.
void Presentation::sayCheapest(const View& view)
{
    const auto all = m_session->results().of(view.dataset);
    const auto kind = anyCost(all);
    if (!kind)
        return;
    const Costs costs(all);
    const ResultRow* best = nullptr;
    double least = kNotAvailable;
    double reference = kNotAvailable;
    for (const ResultRow* row : all)
        if (row->unit.id == view.baseline)
            reference = costs.of(*row, *kind).value;
    for (const Said& one : verdictsOf(view)) {
        using Kind = Verdict::Kind;
        const double cost = costs.of(*one.row, *kind).value;
        if ((one.verdict.kind != Kind::Keeps && one.verdict.kind != Kind::Identical &&
             one.verdict.kind != Kind::Better) ||
            !(cost < reference) || (best && cost >= least))
            continue;
        best = one.row;
        least = cost;
    }
    if (!best) {
        addSentence(tr("No cheaper configuration is sure to keep 99 % of the reference."));
        return;
    }
    m_front->setChosen({best->unit.id});
    addSentence(tr("<b>%1</b> is the cheapest that is sure to keep 99 % of the reference: %2 instead of %3 (%4).")
                    .arg(configurationName(best->unit).toHtmlEscaped(), Numbers::decimal(least, 2),
                         Numbers::decimal(reference, 2), Costs::nameOf(*kind).toHtmlEscaped()));
}

void Presentation::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_PageDown:
    case Qt::Key_Space:
        showStep(m_step + 1);
        return;
    case Qt::Key_Left:
    case Qt::Key_PageUp:
        showStep(m_step - 1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_asTable = !m_asTable;
        shownPane()->showTable(m_asTable);
        setFocus();
        return;
    case Qt::Key_Escape:
    case Qt::Key_F11:
        close();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace rw::ui
