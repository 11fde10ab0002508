// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/modelspage.h"

#include "ui/models/memorymodel.h"
#include "ui/session/background.h"
#include "ui/session/machineprobe.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/verify/verificationpane.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/tableview.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace rw::ui {

namespace {

TableView* flushTable(const QString& name, QAbstractItemModel* model, int stretch, QWidget* parent)
{
    auto* table = new TableView(name, parent);
    table->setItemDelegate(new CellDelegate(table));
    table->setModel(model);
    table->setStretchColumn(stretch);
    return table;
}

CellModel::Row fact(const QString& name, const QString& value, bool mono = false)
{
    Cell caption;
    caption.text = name;
    caption.tone = Tone::Muted;
    Cell content;
    content.text = value;
    content.mono = mono;
    content.tip = value;
    return {caption, content};
}

std::vector<CellModel::Row> factsOf(const ModelItem& model, const ModelsModel::Known& known)
{
    std::vector<CellModel::Row> rows;
    rows.push_back(fact(ModelsPage::tr("Folder"), model.path));
    if (!model.folder)
        return rows;
    const Cell licence = ModelsModel::licenceCell(model, known);
    rows.push_back(fact(ModelsPage::tr("Licence"), licence.text));
    rows.back()[1].tip = licence.tip;
    if (!known.published.empty())
        rows.push_back(fact(ModelsPage::tr("Seems to be"), text(known.published)));
    const ModelConfig& config = model.folder->config;
    rows.push_back(
        fact(ModelsPage::tr("Hidden size, heads"),
             QStringLiteral("%1, %2").arg(Numbers::count(config.hiddenSize), Numbers::count(config.attentionHeads))));
    rows.push_back(
        fact(ModelsPage::tr("Vocabulary"), ModelsPage::tr("%1 pieces").arg(Numbers::count(config.vocabularySize))));
    rows.push_back(fact(ModelsPage::tr("Tokenizer"), text(model.folder->tokenizerKind)));
    if (!config.cutoffLayers.empty()) {
        rows.push_back(
            fact(ModelsPage::tr("Cut-off layers"),
                 ModelsPage::tr("%1 to %2").arg(config.cutoffLayers.front()).arg(config.cutoffLayers.back())));
    }
    if (!model.folder->fingerprint.empty())
        rows.push_back(fact(ModelsPage::tr("Fingerprint"), Numbers::shortHash(model.folder->fingerprint), true));
    return rows;
}

std::vector<CellModel::Row> filesOf(const ModelItem& model)
{
    std::vector<CellModel::Row> rows;
    if (!model.folder)
        return rows;
    for (const auto& file : model.folder->weights.files) {
        std::uint64_t bytes = 0;
        int tensors = 0;
        for (const auto& [name, tensor] : model.folder->weights.tensors) {
            if (tensor.file != file)
                continue;
            bytes += tensor.end - tensor.begin;
            ++tensors;
        }
        Cell name;
        name.text = text(file.filename().string());
        name.tip = name.text;
        rows.push_back(
            {name, Cell::number(Numbers::count(tensors)), Cell::number(Numbers::bytes(static_cast<qint64>(bytes)))});
    }
    return rows;
}

} // namespace

ModelsPage::ModelsPage(Session* session, QWidget* parent)
    : Page(Area::Models, session, parent)
    , m_models(new ModelsModel(this))
    , m_memory(new MemoryModel(this))
    , m_facts(new CellModel({tr("What"), tr("Value")}, this))
    , m_files(new CellModel({tr("File"), tr("Tensors"), tr("Size")}, this))
{
    m_try = addAction(tr("&Try with a text…"), QStringLiteral("tryModelButton"));
    m_try->setToolTip(tr("Opens the playground with the chosen model"));
    connect(m_try, &QPushButton::clicked, this, [this] {
        if (chosen() >= 0)
            emit tryRequested(this->session()->models()[static_cast<std::size_t>(chosen())].path);
    });
    auto* add = addAction(tr("&Add model folder…"), QStringLiteral("addModelButton"), {}, true);
    connect(add, &QPushButton::clicked, this, &Page::addModelRequested);

    auto* splitter = new QSplitter(Qt::Vertical, contentParent());
    auto* list = new Pane({}, splitter);
    m_table = flushTable(tr("Models"), m_models, ModelsModel::State, list);
    m_table->setObjectName(QStringLiteral("modelsTable"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    list->setCaption(tr("Drop model folders here. A folder is recognised without loading its weights."));
    list->addContent(m_table, true);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(Theme::unit(this));
    addDetail(splitter);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    setContent(splitter);
    auto* empty = new EmptyState(QStringLiteral("models"), tr("No models yet"),
                                 tr("Add a folder with config.json, a tokenizer and safetensors weights."),
                                 tr("Add model folder…"), this);
    connect(empty, &EmptyState::triggered, this, &Page::addModelRequested);
    setEmptyState(empty);

    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ModelsPage::showDetail);
    connect(session, &Session::modelsChanged, this, &ModelsPage::refresh);
    connect(session->machine(), &MachineProbe::changed, this, &ModelsPage::showDetail);
    refresh();
}

void ModelsPage::addDetail(QSplitter* column)
{
    auto* row = new QSplitter(Qt::Horizontal, column);
    row->setChildrenCollapsible(false);
    row->setHandleWidth(Theme::unit(this));
    m_memoryPane = new Pane(tr("Memory"), row);
    m_memoryPane->setCaption(tr("weights of one worker against free memory"));
    TableView* memory = flushTable(tr("Memory a quantization"), m_memory, -1, m_memoryPane);
    memory->horizontalHeader()->setStretchLastSection(true);
    m_memoryPane->addContent(memory, true);
    m_verification = new VerificationPane(session(), row);
    addFacts(row);
    row->setStretchFactor(0, 3);
    row->setStretchFactor(1, 3);
    row->setStretchFactor(2, 3);
    const int u = Theme::unit(this);
    row->setSizes({42 * u, 60 * u, 34 * u});
    connect(m_verification, &VerificationPane::changed, this, &ModelsPage::showModels);
}

void ModelsPage::addFacts(QSplitter* row)
{
    auto* tabs = new QTabWidget(row);
    tabs->setDocumentMode(true);
    tabs->setAccessibleName(tr("About the model or its files"));
    auto* facts = new Pane({}, tabs);
    facts->addContent(flushTable(tr("About the model"), m_facts, 1, facts), true);
    m_filesPane = new Pane({}, tabs);
    m_filesPane->addContent(flushTable(tr("Weight files"), m_files, 0, m_filesPane), true);
    tabs->addTab(facts, tr("A&bout"));
    tabs->addTab(m_filesPane, tr("Fil&es"));
}

ModelsModel::Known ModelsPage::known(const ModelItem& model) const
{
    ModelsModel::Known known = m_known.value(model.path);
    const auto verdict = m_verification->verdictOf(model.path);
    if (m_verification->isVerifying(model.path))
        known.verified = ModelsModel::Verified::Running;
    else if (verdict)
        known.verified =
            *verdict == PathComparison::Verdict::Failed ? ModelsModel::Verified::Failed : ModelsModel::Verified::Yes;
    return known;
}

void ModelsPage::showModels()
{
    m_models->setModels(session()->models(), [this](const ModelItem& model) { return known(model); });
}

/// Cards and licence files are read once for each folder.
void ModelsPage::readLicences()
{
    for (const ModelItem& model : session()->models()) {
        if (!model.folder || m_known.contains(model.path))
            continue;
        m_known.insert(model.path, {});
        inBackground(
            this, session()->readers(),
            [folder = *model.folder]() -> ModelsModel::Known {
                return {licenceOf(folder), publishedNameOf(folder), ModelsModel::Verified::No};
            },
            [this, path = model.path](const ModelsModel::Known& known) {
                m_known.insert(path, known);
                showModels();
                showDetail();
            });
    }
}

void ModelsPage::refresh()
{
    const auto& models = session()->models();
    showModels();
    readLicences();
    setEmpty(models.empty());
    setSubtitle(tr("%n models", nullptr, static_cast<int>(models.size())));
    if (!models.empty() && chosen() < 0)
        m_table->selectRow(0);
    showDetail();
}

int ModelsPage::chosen() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const int row = rows.isEmpty() ? -1 : rows.first().row();
    return row < static_cast<int>(session()->models().size()) ? row : -1;
}

void ModelsPage::showDetail()
{
    const int row = chosen();
    const ModelItem model = row >= 0 ? session()->models()[static_cast<std::size_t>(row)] : ModelItem{};
    m_memoryPane->setTitle(model.name.isEmpty() ? tr("Memory") : tr("Memory of %1").arg(model.name));
    m_memory->setModel(model, session()->machine()->devices());
    m_try->setEnabled(model.folder.has_value());
    m_verification->setModel(model);
    m_facts->setRows(row >= 0 ? factsOf(model, known(model)) : std::vector<CellModel::Row>{});
    m_files->setRows(filesOf(model));
    const auto tensors = model.folder ? model.folder->weights.tensors.size() : 0;
    m_filesPane->setCaption(tr("%n tensors", nullptr, static_cast<int>(tensors)));
}

} // namespace rw::ui
