// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/overviewtab.h"

#include "ui/plot/intervalplot.h"
#include "ui/results/configurationfilter.h"
#include "ui/results/differencedelegate.h"
#include "ui/session/comparer.h"
#include "ui/session/defaultselection.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/text/unbroken.h"
#include "ui/text/verdicttext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tablesorting.h"
#include "ui/widgets/tableview.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMetaEnum>
#include <QMimeData>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QSettings>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace rw::ui {

namespace {

/// Sorts by what is meant, not by text; the order before scoring stays last.
class Sorted : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

protected:
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override
    {
        const bool a = left.data(ResultsModel::PinnedRole).toBool();
        const bool b = right.data(ResultsModel::PinnedRole).toBool();
        if (a != b)
            return sortOrder() == Qt::AscendingOrder ? b : a;
        return QSortFilterProxyModel::lessThan(left, right);
    }
};

} // namespace

OverviewTab::OverviewTab(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_comparer(new Comparer(session, this))
    , m_model(new ResultsModel(this))
    , m_sorted(new Sorted(this))
    , m_delegate(new DifferenceDelegate(this))
    , m_table(new TableView(tr("Comparison of the configurations"), this))
    , m_intervals(new IntervalPlot(this))
    , m_filter(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_caption(new QLabel(this))
    , m_later(new QTimer(this))
    , m_onlyDiffering(new QAction(tr("&Only columns that differ"), this))
    , m_removeRun(new QAction(tr("Remo&ve run file"), this))
{
    setAcceptDrops(true);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(Theme::unit(this));
    splitter->addWidget(tablePart());
    splitter->addWidget(lowerPart());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);

    m_later->setSingleShot(true);
    m_later->setInterval(120);
    connect(m_later, &QTimer::timeout, this, &OverviewTab::showRows);
    connect(m_comparer, &Comparer::compared, m_later, qOverload<>(&QTimer::start));
    connect(m_comparer, &Comparer::failed, this, &OverviewTab::exportFailed);
    connect(m_comparer, &Comparer::runFailed, this, [this](const QString& file) {
        for (auto& [dataset, files] : m_runs)
            files.removeAll(file);
    });
    Selection* selection = session->selection();
    connect(session, &Session::resultsChanged, this, &OverviewTab::compare);
    connect(selection, &Selection::datasetChanged, this, &OverviewTab::compare);
    connect(selection, &Selection::baselineChanged, this, &OverviewTab::compare);
    connect(selection, &Selection::unitsChanged, this, &OverviewTab::markSelection);
    connect(selection, &Selection::unitsChanged, this, &OverviewTab::showSelected);
    connect(m_filter, &QLineEdit::textChanged, this, &OverviewTab::showRows);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &OverviewTab::takeSelection);
    connect(m_table, &QAbstractItemView::doubleClicked, this, &OverviewTab::makeReference);
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_filter, [this] { m_filter->setFocus(Qt::ShortcutFocusReason); });
    compare();
}

QWidget* OverviewTab::tablePart()
{
    const int u = Theme::unit(this);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(CellModel::SortRole);
    for (QLabel* label : {m_caption, m_count}) {
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setFont(Theme::scaled(font(), 12.0 / 13));
    }
    m_caption->setWordWrap(true);
    m_caption->setObjectName(QStringLiteral("resultsCaption"));
    m_count->setObjectName(QStringLiteral("resultsCount"));
    m_filter->setPlaceholderText(tr("Filter…"));
    m_filter->setAccessibleName(tr("Filter the configurations"));
    m_filter->setToolTip(tr("Words of model, length, type or layer; -word leaves out (Ctrl+F)"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setObjectName(QStringLiteral("resultsFilter"));
    m_filter->setFixedWidth(22 * u);

    m_table->setObjectName(QStringLiteral("resultsTable"));
    m_table->setProperty("framed", true);
    auto* header = new AxisHeader(ResultsModel::Difference, m_delegate, m_table);
    header->setFont(m_table->horizontalHeader()->font());
    header->setMinimumSectionSize(m_table->horizontalHeader()->minimumSectionSize());
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setHorizontalHeader(header);
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setItemDelegateForColumn(ResultsModel::Difference, m_delegate);
    m_table->setModel(m_sorted);
    new TableSorting(m_table);
    m_table->sortByColumn(ResultsModel::Value, Qt::DescendingOrder);
    m_table->setStretchColumn(ResultsModel::Difference);
    auto* reference = new QAction(tr("Make &reference"), m_table);
    connect(reference, &QAction::triggered, this, &OverviewTab::makeReference);
    m_table->insertAction(m_table->actions().value(0), reference);
    m_table->insertAction(m_table->actions().value(1), m_removeRun);
    connect(m_removeRun, &QAction::triggered, this, &OverviewTab::removeRun);
    auto* add = new QPushButton(tr("&Add run file…"), this);
    add->setObjectName(QStringLiteral("addRunButton"));
    add->setToolTip(tr("The ranking of another system as a TREC run, to compare with (or drop the file here)"));
    connect(add, &QPushButton::clicked, this, &OverviewTab::chooseRun);

    auto* part = new QWidget(this);
    auto* row = new QHBoxLayout;
    row->setSpacing(u);
    row->addWidget(m_caption, 1);
    row->addWidget(m_count);
    row->addWidget(m_filter);
    row->addWidget(columnsButton());
    row->addWidget(add);
    auto* inner = new QVBoxLayout(part);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(u / 2);
    inner->addLayout(row);
    inner->addWidget(m_table, 1);
    return part;
}

/// Columns are shown and hidden by a button, and from the menu of the header.
QPushButton* OverviewTab::columnsButton()
{
    auto* button = new QPushButton(tr("Col&umns"), this);
    button->setObjectName(QStringLiteral("columnsButton"));
    auto* menu = new QMenu(button);
    const QStringList hidden =
        QSettings()
            .value(QStringLiteral("results/hiddenColumns"),
                   QStringList{QStringLiteral("Limits"), QStringLiteral("Base"), QStringLiteral("Ceiling")})
            .toStringList();
    const QMetaEnum names = QMetaEnum::fromType<ResultsModel::Column>();
    m_onlyDiffering->setCheckable(true);
    m_onlyDiffering->setChecked(QSettings().value(QStringLiteral("results/onlyDiffering"), true).toBool());
    m_columns.clear();
    for (int column = ResultsModel::Length; column < m_model->columnCount(); ++column) {
        if (column == ResultsModel::Value)
            continue;
        auto* toggle = new QAction(m_model->headers().at(column), menu);
        toggle->setCheckable(true);
        toggle->setChecked(!hidden.contains(QLatin1String(names.valueToKey(column))));
        toggle->setData(column);
        m_columns << toggle;
    }
    for (QAction* action : m_columns + QList<QAction*>{m_onlyDiffering}) {
        connect(action, &QAction::toggled, this, [this, names] {
            QStringList off;
            for (const QAction* column : m_columns)
                if (!column->isChecked())
                    off << QLatin1String(names.valueToKey(column->data().toInt()));
            QSettings().setValue(QStringLiteral("results/hiddenColumns"), off);
            QSettings().setValue(QStringLiteral("results/onlyDiffering"), m_onlyDiffering->isChecked());
            showColumns();
        });
    }
    menu->addAction(m_onlyDiffering);
    menu->addSeparator();
    menu->addActions(m_columns);
    button->setMenu(menu);
    QHeaderView* header = m_table->horizontalHeader();
    header->setContextMenuPolicy(Qt::ActionsContextMenu);
    header->addActions(menu->actions());
    return button;
}

QStringList OverviewTab::runs() const
{
    const auto own = m_runs.find(m_session->selection()->dataset());
    return own == m_runs.end() ? QStringList() : own->second;
}

void OverviewTab::chooseRun()
{
    const QStringList files = QFileDialog::getOpenFileNames(this, tr("Add run file"), {},
                                                            tr("TREC runs (*.trec *.run *.txt *.gz);;All files (*)"));
    for (const QString& file : files)
        addRun(file);
}

void OverviewTab::addRun(const QString& file)
{
    QStringList& own = m_runs[m_session->selection()->dataset()];
    const QString path = QFileInfo(file).absoluteFilePath();
    if (own.contains(path))
        return;
    own << path;
    compare();
}

void OverviewTab::removeRun()
{
    const QModelIndex index = m_sorted->mapToSource(m_table->currentIndex());
    if (!index.isValid())
        return;
    m_runs[m_session->selection()->dataset()].removeAll(m_rows.at(static_cast<std::size_t>(index.row())).runFile);
    compare();
}

void OverviewTab::dragEnterEvent(QDragEnterEvent* event)
{
    // Everything else is for the window: workspaces, models, data sets.
    const QList<QUrl> urls = event->mimeData()->urls();
    const bool areRuns = !urls.isEmpty() && std::all_of(urls.begin(), urls.end(), [](const QUrl& url) {
        const QFileInfo file(url.toLocalFile());
        return file.isFile() && file.suffix() != QLatin1String("rwb") && file.suffix() != QLatin1String("jsonl");
    });
    event->setAccepted(areRuns && m_session->selection()->baseline() != 0);
}

void OverviewTab::dropEvent(QDropEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls())
        addRun(url.toLocalFile());
    event->acceptProposedAction();
}

QWidget* OverviewTab::lowerPart()
{
    const int u = Theme::unit(this);
    m_plot = new PlotPane(tr("Selected configurations"), m_intervals, this);
    connect(m_plot, &PlotPane::exportFailed, this, &OverviewTab::exportFailed);
    auto* said = new Pane(tr("What can be said"), this);
    auto* area = new QScrollArea(said);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setAccessibleName(tr("What can be said"));
    area->viewport()->setAutoFillBackground(false);
    m_sentenceBox = new QWidget(area);
    m_sentenceBox->setObjectName(QStringLiteral("resultsSentences"));
    m_sentences = new QVBoxLayout(m_sentenceBox);
    m_sentences->setContentsMargins(0, 0, u, 0);
    m_sentences->setSpacing(u);
    area->setWidget(m_sentenceBox);
    m_sentenceBox->setAutoFillBackground(false); // setWidget has switched it on
    said->addContent(area);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->addWidget(m_plot);
    splitter->addWidget(said);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({78 * u, 54 * u});
    return splitter;
}

/// Values are shown at once, what is tested when it is ready.
void OverviewTab::compare()
{
    const Selection* selection = m_session->selection();
    const RunRecord* run = m_session->results().chosen();
    if (std::exchange(m_runsOf, m_session->workspacePath()) != m_session->workspacePath())
        m_runs.clear();
    if (run && run->status == "running" && m_session->isRunning())
        m_comparer->clear(); // not before it is complete
    else
        m_comparer->compare(selection->baseline(), Comparer::testable(m_session->results().of(selection->dataset())),
                            selection->measure(), runs());
    showRows();
}

std::vector<const ResultRow*> OverviewTab::matching() const
{
    const ConfigurationFilter filter(m_filter->text());
    std::vector<const ResultRow*> rows;
    for (const ResultRow* row : m_session->results().of(m_session->selection()->dataset()))
        if (filter.matches(row->unit))
            rows.push_back(row);
    return rows;
}

/// Verdicts with the p of the family that is shown.
void OverviewTab::judge()
{
    std::vector<const PairedComparison*> family;
    std::size_t untested = 0;
    std::size_t tested = 0;
    for (const ComparedRow& entry : m_rows) {
        const bool isTested = !entry.isFirstStage() && !entry.isReference && entry.paired;
        family.push_back(isTested ? entry.paired : nullptr);
        tested += isTested ? 1 : 0;
        if (!entry.isFirstStage() && !entry.isReference && !entry.system && m_comparer->isBusy())
            ++untested;
    }
    m_comparisons = static_cast<int>(tested + untested);
    const std::string& measure = m_session->selection()->measure().name;
    const auto verdicts = familyVerdicts(family, measure, untested);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        ComparedRow& entry = m_rows[i];
        if (verdicts[i])
            entry.verdict = *verdicts[i];
        else if (!entry.isFirstStage() && !entry.isReference && entry.system && entry.system->badge != Badge::None)
            entry.verdict = verdictOf(entry.system->badge, measure, entry.system->judgedQueries,
                                      entry.system->scoredQueries, entry.system->error);
    }
}

void OverviewTab::showRows()
{
    const Selection* selection = m_session->selection();
    const auto all = m_session->results().of(selection->dataset());
    m_rows.clear();
    double reference = kNotAvailable;
    for (const ResultRow* row : all)
        if (row->unit.id == selection->baseline())
            reference = row->value;
    const auto add = [&](const ResultRow* row, const Comparer::Compared* found, const QString& runFile = {}) {
        ComparedRow entry{row, nullptr, nullptr, {}, row && row->unit.id == selection->baseline(), runFile};
        if (found) {
            entry.system = &found->system;
            entry.paired = found->paired ? &*found->paired : nullptr;
        }
        m_rows.push_back(entry);
    };
    for (const ResultRow* row : matching())
        add(row, m_comparer->find(row->unit.id));
    const int shown = static_cast<int>(m_rows.size());
    for (const QString& file : runs())
        if (m_comparer->findRun(file) || m_comparer->isBusy())
            add(nullptr, m_comparer->findRun(file), file);
    if (!m_rows.empty() && m_comparer->find(0))
        add(nullptr, m_comparer->find(0));
    judge();
    const RunRecord* run = m_session->results().chosen();
    const bool isRunning = run && run->status == "running" && m_session->isRunning();
    m_marking = true; // rows come and go: that is not a choice
    m_model->setResults(m_rows, text(selection->measure().name), reference,
                        isRunning              ? tr("after run")
                        : m_comparer->isBusy() ? tr("testing…")
                                               : Numbers::none());
    m_marking = false;
    m_delegate->setRange(m_model->lowest(), m_model->highest(),
                         std::isfinite(reference) ? kDefaultMargin * reference : 0.0);
    m_table->horizontalHeader()->viewport()->update(); // it draws the axis
    m_count->setText(
        all.empty() || m_filter->text().trimmed().isEmpty()
            ? tr("%n configurations", nullptr, static_cast<int>(all.size()))
        : shown == 0 ? tr("No configuration matches the filter")
                     : tr("%1 of %2 configurations").arg(Numbers::count(shown), Numbers::count(qint64(all.size()))));
    showColumns();
    markSelection();
    showSelected();
}

/// A column is shown only where its values differ; what is the same in all rows is said once.
void OverviewTab::showColumns()
{
    const auto same = [&](int column) {
        QString value;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QString here = m_model->index(row, column).data().toString();
            if (here == Numbers::none())
                continue;
            if (!value.isEmpty() && here != value)
                return QString();
            value = here;
        }
        return value;
    };
    QList<bool> wanted(m_model->columnCount(), true);
    for (QAction* action : m_columns) {
        wanted[action->data().toInt()] = action->isChecked();
        action->setText(m_model->headers().at(action->data().toInt()));
    }
    QStringList parts;
    const std::pair<int, QString> columns[] = {{ResultsModel::Length, tr("length %1")},
                                               {ResultsModel::Type, QStringLiteral("%1")},
                                               {ResultsModel::Queries, tr("%1 judged queries")},
                                               {ResultsModel::Judged, tr("Judged@10 %1")},
                                               {ResultsModel::Base, tr("base %1")},
                                               {ResultsModel::Ceiling, tr("ceiling %1")}};
    for (const auto& [column, form] : columns) {
        const QString value = m_model->rowCount() > 1 && m_onlyDiffering->isChecked() ? same(column) : QString();
        if (value.isEmpty())
            continue;
        wanted[column] = false;
        parts << form.arg(value);
    }
    for (int column = 0; column < wanted.size(); ++column)
        m_table->setColumnHidden(column, !wanted.at(column));
    QStringList sentences;
    if (!parts.isEmpty())
        sentences << tr("Same in all rows: %1.").arg(parts.join(QStringLiteral(", ")));
    if (m_comparisons > 0)
        sentences << tr("Grey band: 1 % margin. Holm-corrected, %n comparisons.", nullptr, m_comparisons);
    m_caption->setText(unbroken(sentences.join(QLatin1Char(' '))));
}

void OverviewTab::takeSelection()
{
    if (m_marking)
        return;
    std::vector<std::int64_t> units;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
        const auto row = static_cast<std::size_t>(m_sorted->mapToSource(index).row());
        if (row < m_rows.size() && m_rows[row].row)
            units.push_back(m_rows[row].row->unit.id);
    }
    m_session->selection()->setUnits(units);
    const QModelIndex current = m_sorted->mapToSource(m_table->currentIndex());
    m_removeRun->setEnabled(current.isValid() && !m_rows.at(static_cast<std::size_t>(current.row())).runFile.isEmpty());
}

/// What was selected elsewhere, or before the rows changed.
void OverviewTab::markSelection()
{
    const std::vector<std::int64_t>& units = m_session->selection()->units();
    QItemSelection marks;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (!m_rows[row].row || std::find(units.begin(), units.end(), m_rows[row].row->unit.id) == units.end())
            continue;
        const QModelIndex index = m_sorted->mapFromSource(m_model->index(static_cast<int>(row), 0));
        marks.select(index, index.siblingAtColumn(m_model->columnCount() - 1));
    }
    if (marks == m_table->selectionModel()->selection())
        return;
    m_marking = true;
    m_table->selectionModel()->select(marks, QItemSelectionModel::ClearAndSelect);
    m_marking = false;
}

void OverviewTab::makeReference()
{
    const QModelIndex index = m_sorted->mapToSource(m_table->currentIndex());
    if (!index.isValid())
        return;
    const ComparedRow& entry = m_rows.at(static_cast<std::size_t>(index.row()));
    if (entry.row)
        m_session->selection()->setBaseline(entry.row->unit.id);
}

void OverviewTab::showSelected()
{
    const Selection* selection = m_session->selection();
    const auto all = m_session->results().of(selection->dataset());
    const std::vector<std::int64_t> units = selection->units().empty() ? defaultUnits(all) : selection->units();
    std::vector<ResultRow> rows;
    double reference = kNotAvailable;
    for (const ResultRow* row : all) {
        if (row->unit.id == selection->baseline())
            reference = row->value;
        if (std::find(units.begin(), units.end(), row->unit.id) != units.end())
            rows.push_back(*row);
    }
    m_plot->setCaption(selection->units().empty() ? tr("suggested") : Numbers::count(qint64(rows.size())));
    m_intervals->setRows(std::move(rows), text(selection->measure().name), reference);
    showSentences(units);
}

void OverviewTab::showSentences(const std::vector<std::int64_t>& units)
{
    while (QLayoutItem* item = m_sentences->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const int u = Theme::unit(this);
    const auto add = [&](const QString& icon, const QString& sentence) {
        auto* line = new QWidget(m_sentenceBox);
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(u);
        row->addWidget(new IconLabel(icon, Icons::Tint::Muted, 2 * u, line), 0, Qt::AlignTop);
        auto* label = new QLabel(sentence, line);
        label->setTextFormat(Qt::RichText);
        label->setWordWrap(true);
        label->setFont(Theme::scaled(font(), 12.0 / 13));
        row->addWidget(label, 1);
        m_sentences->addWidget(line);
    };
    for (const ComparedRow& entry : m_rows) {
        if (!entry.row || entry.isReference || !entry.verdict ||
            std::find(units.begin(), units.end(), entry.row->unit.id) == units.end())
            continue;
        add(VerdictText::icon(*entry.verdict),
            QStringLiteral("<b>%1</b> %2")
                .arg(configurationName(entry.row->unit).toHtmlEscaped(),
                     unbroken(VerdictText::sentence(*entry.verdict)).toHtmlEscaped()));
    }
    if (m_sentences->count() == 0)
        add(QStringLiteral("info"), m_comparer->isBusy() ? tr("Testing the differences…")
                                                         : tr("Nothing is tested yet, or only the reference is "
                                                              "selected."));
    m_sentences->addStretch(1);
}

void OverviewTab::exportTable()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export table"), QStringLiteral("results.tsv"),
                                                      tr("Tab-separated values (*.tsv)"));
    if (file.isEmpty())
        return;
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(m_table->asTsv().toUtf8()) < 0 || !target.commit())
        emit exportFailed(tr("%1 could not be written: %2").arg(file, target.errorString()));
}

} // namespace rw::ui
