// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datapage.h"

#include "ui/models/findingsmodel.h"
#include "ui/models/previewmodel.h"
#include "ui/plot/lengthhistogram.h"
#include "ui/session/background.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/factsrow.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/twolinedelegate.h"

#include <QComboBox>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace rw::ui {

DataPage::DataPage(Session* session, QWidget* parent)
    : Page(Area::Data, session, parent)
    , m_findings(new FindingsModel(this))
    , m_preview(new PreviewModel(this))
    , m_limits(new CellModel({tr("Length"), tr("Cut %"), tr("Relevant cut %"), tr("M tokens")}, this))
    , m_tokenizers(new CellModel({tr("Tokenizer")}, this))
    , m_request(std::make_shared<std::atomic<int>>(0))
{
    const int u = Theme::unit(this);
    auto* add = addAction(tr("&Add data…"), QStringLiteral("addDataButton"), {}, true);
    connect(add, &QPushButton::clicked, this, &Page::addDataRequested);

    auto* splitter = new QSplitter(Qt::Horizontal, contentParent());
    auto* listPane = new Pane({}, splitter);
    m_list = new QListWidget(listPane);
    auto* rightColumn = new QWidget(splitter);
    m_facts = new FactsRow({tr("Queries"), tr("Documents"), tr("Candidates"), tr("Judgments"), tr("Format"),
                            tr("Candidates from"), tr("Content SHA-256")},
                           rightColumn);
    m_facts->setShrinks(5); // the name of a file
    auto* right = new QSplitter(Qt::Vertical, rightColumn);
    m_report = new Pane(tr("Validation report"), right);

    m_list->setObjectName(QStringLiteral("datasetList"));
    m_list->setAccessibleName(tr("Data sets"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new TwoLineDelegate(m_list));
    listPane->setMinimumWidth(16 * u);
    listPane->addContent(m_list, true);
    auto* hint = new QLabel(tr("Drop a BEIR folder, TREC files or FlagEmbedding JSONL here."), listPane);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    hint->setFont(Theme::scaled(font(), 12.0 / 13));
    listPane->addContent(hint, false, 0);

    auto* findings = new TableView(tr("Validation report"), m_report);
    findings->setObjectName(QStringLiteral("findingsTable"));
    findings->setItemDelegate(new CellDelegate(findings));
    findings->setModel(m_findings);
    findings->setStretchColumn(0);
    m_report->addContent(findings, true);
    auto* copy = new QPushButton(Icons::icon(QStringLiteral("copy"), Icons::Tint::Text), tr("&Copy report"), m_report);
    copy->setProperty("flat", true);
    connect(copy, &QPushButton::clicked, findings, [findings] {
        findings->clearSelection();
        findings->copySelection();
    });
    m_report->addControl(copy);

    m_tabs = new QTabWidget(right);
    auto* previewPane = new Pane({}, m_tabs);
    auto* preview = new TableView(tr("Preview of the candidate pairs"), previewPane);
    preview->setObjectName(QStringLiteral("previewTable"));
    preview->setItemDelegate(new CellDelegate(preview));
    preview->setModel(m_preview);
    preview->setStretchColumn(1);
    preview->horizontalHeader()->setMaximumSectionSize(40 * u);
    previewPane->setCaption(tr("The first %1 candidate pairs.").arg(Numbers::count(PreviewModel::kMostPairs)));
    previewPane->addContent(preview, true);

    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Input length, tokenizers or preview"));
    m_tabs->addTab(lengthsPane(), tr("Input &length"));
    m_tabs->addTab(tokenizersPane(), tr("All &tokenizers"));
    m_tabs->addTab(previewPane, tr("&Preview rows"));

    right->setChildrenCollapsible(false);
    right->setHandleWidth(u);
    right->setStretchFactor(0, 1);
    right->setStretchFactor(1, 4);
    right->setSizes({22 * u, 60 * u});
    auto* column = new QVBoxLayout(rightColumn);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    column->addWidget(m_facts);
    column->addWidget(right, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 4);
    splitter->setSizes({28 * u, 104 * u});
    setContent(splitter);
    auto* empty =
        new EmptyState(QStringLiteral("data"), tr("No data yet"),
                       tr("Drop a BEIR folder, TREC files or FlagEmbedding JSONL here."), tr("Add data…"), this);
    connect(empty, &EmptyState::triggered, this, &Page::addDataRequested);
    setEmptyState(empty);

    connect(m_list, &QListWidget::currentRowChanged, this, &DataPage::showDataset);
    connect(session, &Session::datasetsChanged, this, &DataPage::refresh);
    connect(session, &Session::modelsChanged, this, &DataPage::refreshModels);
    refreshModels();
    refresh();
}

DataPage::~DataPage()
{
    ++*m_request;
}

QWidget* DataPage::tokenizersPane()
{
    auto* pane = new Pane({}, m_tabs);
    pane->setCaption(tr("Percent of the candidate pairs that each length cuts, by the tokenizer of each model."));
    m_countAll = new QPushButton(tr("&Count for all models"), pane);
    m_countAll->setObjectName(QStringLiteral("countAllButton"));
    connect(m_countAll, &QPushButton::clicked, this, &DataPage::countAll);
    pane->addControl(m_countAll);
    auto* table = new TableView(tr("Cut % of each tokenizer"), pane);
    table->setObjectName(QStringLiteral("tokenizersTable"));
    table->setItemDelegate(new CellDelegate(table));
    table->setModel(m_tokenizers);
    table->setStretchColumn(0);
    pane->addContent(table, true);
    return pane;
}

QWidget* DataPage::lengthsPane()
{
    const int u = Theme::unit(this);
    auto* box = new QWidget(m_tabs);
    m_histogram = new LengthHistogram(box);
    auto* pane = new PlotPane({}, m_histogram, box);
    auto* side = new Pane({}, box);
    auto* controls = new QWidget(side);
    auto* label = new QLabel(tr("To&kenizer"), controls);
    m_tokenizer = new QComboBox(controls);
    label->setBuddy(m_tokenizer);
    m_tokenizer->setObjectName(QStringLiteral("tokenizerCombo"));
    m_tokenizer->setAccessibleName(tr("Tokenizer"));
    connect(m_tokenizer, &QComboBox::activated, this, &DataPage::countTokens);
    auto* row = new QHBoxLayout(controls);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(label);
    row->addWidget(m_tokenizer, 1);
    m_tokenizer->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_tokenizer->setMinimumContentsLength(6);
    side->addControl(controls);
    connect(pane, &PlotPane::exportFailed, this, [this](const QString& why) { banner()->showError(why); });

    m_limitTable = new TableView(tr("What each length cuts"), side);
    m_limitTable->setObjectName(QStringLiteral("lengthTable"));
    m_limitTable->setItemDelegate(new CellDelegate(m_limitTable));
    m_limitTable->setModel(m_limits);
    m_limitTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_limitTable->setFitsRows(true);
    m_limitTable->setStretchColumn(0);
    connect(m_limitTable->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DataPage::chooseLimit);
    m_sentence = new QLabel(side);
    m_sentence->setWordWrap(true);
    m_sentence->setObjectName(QStringLiteral("lengthSentence"));
    side->addContent(m_limitTable, true, 0);
    side->addContent(m_sentence, false, 0);
    side->addContent(new QWidget(side), true, 1);
    side->setMinimumWidth(26 * u);
    side->setMaximumWidth(44 * u);

    auto* columns = new QHBoxLayout(box);
    columns->setContentsMargins(0, u, 0, 0);
    columns->setSpacing(u);
    columns->addWidget(pane, 5);
    columns->addWidget(side, 4);
    return box;
}

void DataPage::refresh()
{
    const auto& datasets = session()->datasets();
    const int before = m_list->currentRow();
    {
        const QSignalBlocker blocker(m_list);
        m_list->clear();
        for (const DataItem& data : datasets) {
            const QString second =
                data.reading ? tr("reading")
                : !data.problem.isEmpty()
                    ? data.problem
                    : tr("%1 queries, %2 documents").arg(Numbers::count(data.queries), Numbers::count(data.passages));
            auto* item = new QListWidgetItem(data.name, m_list);
            item->setData(TwoLineDelegate::SecondLineRole, second);
            item->setData(Qt::AccessibleDescriptionRole, second);
            item->setToolTip(data.problem.isEmpty() ? data.path : data.problem);
        }
        m_list->setCurrentRow(qBound(0, before, m_list->count() - 1));
    }
    setEmpty(datasets.empty());
    showDataset();
}

void DataPage::refreshModels()
{
    const QString before = m_tokenizer->currentText();
    m_tokenizer->clear();
    for (const ModelItem& model : session()->models())
        m_tokenizer->addItem(model.name);
    m_tokenizer->setCurrentText(before);
    m_tokenizer->setEnabled(m_tokenizer->count() > 0);
    if (m_sentence && m_tokenizer->count() == 0)
        m_sentence->setText(tr("Add a model: its tokenizer says how long the inputs are."));
    showTokenizers();
}

int DataPage::chosen() const
{
    return m_list->currentRow() < static_cast<int>(session()->datasets().size()) ? m_list->currentRow() : -1;
}

void DataPage::showDataset()
{
    const int row = chosen();
    if (row < 0)
        return;
    const DataItem& data = session()->datasets()[static_cast<std::size_t>(row)];
    setSubtitle(data.split.isEmpty() ? data.path : tr("%1, split %2").arg(data.path, data.split));
    m_facts->setValue(0, Numbers::count(data.queries));
    m_facts->setValue(1, Numbers::count(data.passages));
    m_facts->setValue(2, Numbers::count(data.candidates));
    m_facts->setValue(3, Numbers::count(data.judgments));
    m_facts->setValue(4, data.format.isEmpty() ? Numbers::none() : data.format);
    m_facts->setValue(5, data.candidateSource.isEmpty() ? Numbers::none() : data.candidateSource, data.candidateSource);
    m_facts->setValue(6, Numbers::shortHash(data.contentHash.toStdString()), data.contentHash);
    m_findings->setDataset(data.content.get());
    m_report->setCaption(data.content ? tr("%n findings", nullptr, static_cast<int>(data.content->findings.size()))
                                      : tr("appears when the files have been read"));
    m_preview->setDataset(data.content.get());
    showTokenizers();
    if (!data.content && !data.reading && data.problem.isEmpty() && !session()->hasSampleValues()) {
        // Not from inside a signal of the session: it changes the very list that is being shown.
        QMetaObject::invokeMethod(
            this, [this, row] { session()->readDataset(row); }, Qt::QueuedConnection);
    }
    if (data.content && m_shown != data.path) {
        m_shown = data.path;
        m_histogram->setLengths({});
        countTokens();
    }
}

QString DataPage::keyOf(int dataset, int model) const
{
    return session()->datasets()[static_cast<std::size_t>(dataset)].contentHash + QLatin1Char('\n') +
           session()->models()[static_cast<std::size_t>(model)].path;
}

void DataPage::countTokens()
{
    const int row = chosen();
    const int model = m_tokenizer->currentIndex();
    if (row >= 0 && model >= 0 && !session()->hasSampleValues())
        count(row, model, false);
    showTokenizers();
}

void DataPage::countAll()
{
    const int row = chosen();
    if (row < 0 || session()->hasSampleValues())
        return;
    for (int model = 0; model < static_cast<int>(session()->models().size()); ++model)
        if (session()->models()[static_cast<std::size_t>(model)].folder && !m_counted.contains(keyOf(row, model)))
            return count(row, model, true);
}

/// Seconds for a large data set. `goOn`: the models after it, too.
void DataPage::count(int dataset, int model, bool goOn)
{
    const DataItem& data = session()->datasets()[static_cast<std::size_t>(dataset)];
    const ModelItem& item = session()->models()[static_cast<std::size_t>(model)];
    if (!data.content || !item.folder)
        return;
    const int request = ++*m_request;
    const QString key = keyOf(dataset, model);
    const bool isChosen = model == m_tokenizer->currentIndex();
    if (const auto known = m_counted.value(key)) {
        setBusy({});
        if (isChosen)
            showLengths(*known);
        return;
    }
    setBusy(tr("Counting tokens with the tokenizer of %1 - %2 texts")
                .arg(item.name, Numbers::count(data.queries + data.passages)));
    inBackground(
        this, session()->readers(),
        [content = data.content, folder = *item.folder, name = item.name, current = m_request, request] {
            return lengthsOf(*content, folder, name, [&] { return *current != request; });
        },
        [this, request, key, isChosen, goOn](Result<LengthForecast> counted) {
            if (*m_request != request)
                return;
            setBusy({});
            if (!counted) {
                banner()->showError(text(counted.error().what));
                return;
            }
            m_counted.insert(key, std::make_shared<const LengthForecast>(std::move(*counted)));
            if (isChosen)
                showLengths(*m_counted.value(key));
            showTokenizers();
            if (goOn)
                countAll();
        });
}

void DataPage::showTokenizers()
{
    QStringList headers{tr("Tokenizer")};
    for (const int limit : kCutLimits)
        headers << Numbers::count(limit);
    m_tokenizers->setHeaders(headers);
    std::vector<CellModel::Row> rows;
    const int row = chosen();
    bool all = true;
    for (int model = 0; row >= 0 && model < static_cast<int>(session()->models().size()); ++model) {
        const ModelItem& item = session()->models()[static_cast<std::size_t>(model)];
        Cell name;
        name.text = item.name;
        name.series = model;
        CellModel::Row cells{name};
        const auto counted = m_counted.value(keyOf(row, model));
        all = all && (counted || !item.folder);
        for (std::size_t i = 0; i < std::size(kCutLimits); ++i)
            cells.push_back(Cell::number(counted && !counted->input.lengths.empty()
                                             ? Numbers::decimal(100.0 * static_cast<double>(counted->cuts[i].pairs) /
                                                                    static_cast<double>(counted->input.lengths.size()),
                                                                1)
                                             : Numbers::none()));
        rows.push_back(std::move(cells));
    }
    m_tokenizers->setRows(std::move(rows));
    m_countAll->setEnabled(!all && row >= 0 && session()->datasets()[static_cast<std::size_t>(row)].content);
}

void DataPage::showLengths(const LengthForecast& lengths)
{
    m_histogram->setLengths(lengths);
    const PlotTable table = m_histogram->table();
    std::vector<CellModel::Row> rows;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const QVariantList entry = table.rows[i];
        rows.push_back({Cell::number(Numbers::count(entry.at(0).toInt()), entry.at(0)),
                        Cell::number(Numbers::decimal(entry.at(1).toDouble(), 1)),
                        Cell::number(Numbers::decimal(entry.at(2).toDouble(), 1)),
                        Cell::number(Numbers::decimal(entry.at(4).toDouble(), 2))});
    }
    m_limits->setRows(std::move(rows));
    m_limitTable->selectRow(2);
    chooseLimit();
}

void DataPage::chooseLimit()
{
    const QModelIndexList rows = m_limitTable->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return;
    m_histogram->setChosenLimit(rows.first().data(CellModel::SortRole).toInt());
    m_sentence->setText(m_histogram->summary());
}

} // namespace rw::ui
