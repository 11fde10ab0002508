// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experimentpage.h"

#include "ui/experiment/estimateview.h"
#include "ui/models/matrixmodel.h"
#include "ui/session/machineprobe.h"
#include "ui/session/planestimator.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/choicelist.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/tableview.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace rw::ui {

namespace {

const std::vector<int>& lengthChoices()
{
    static const std::vector<int> list = {256, 512, 1024, 2048, 4096, 8192};
    return list;
}

QSpinBox* countBox(const QString& name, const QString& all, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    box->setObjectName(name);
    box->setRange(0, 1000000);
    box->setSpecialValueText(all);
    return box;
}

/// What is known of the group of a line.
void describe(MatrixModel::Line& line, const PlanEstimate& estimate, int index)
{
    const auto& group = estimate.summary->groups[static_cast<std::size_t>(index)];
    line.tokens = group.tokens;
    if (group.tokensPerSecond > 0) {
        line.tokensPerSecond = group.tokensPerSecond;
        line.seconds = group.loadSeconds + static_cast<double>(group.tokens) / group.tokensPerSecond;
    }
    if (group.tokens == 0)
        line.note = ExperimentPage::tr("known already");
    else if (!group.error.isEmpty())
        line.note = group.error;
    else if (index == estimate.group)
        line.note = ExperimentPage::tr("measuring…");
    line.failed = group.tokens > 0 && !group.error.isEmpty();
}

} // namespace

ExperimentPage::ExperimentPage(Session* session, QWidget* parent)
    : Page(Area::Experiment, session, parent)
    , m_models(new ChoiceList(QStringLiteral("models"), tr("Models"), 1, this))
    , m_datasets(new ChoiceList(QStringLiteral("datasets"), tr("Data"), 1, this))
    , m_lengths(new ChoiceList(QStringLiteral("lengths"), tr("Lengths"), 3, this))
    , m_quantizations(new ChoiceList(QStringLiteral("quantizations"), tr("Quantization"), 1, this))
    , m_devices(new ChoiceList(QStringLiteral("devices"), tr("Devices"), 1, this))
    , m_layerRows(new QVBoxLayout)
    , m_name(new QLineEdit(tr("Comparison"), this))
    , m_topK(countBox(QStringLiteral("topKBox"), tr("all"), this))
    , m_maxQueries(countBox(QStringLiteral("maxQueriesBox"), tr("all"), this))
    , m_repeats(new QSpinBox(this))
    , m_matrix(new MatrixModel(this))
    , m_estimator(new PlanEstimator(this))
    , m_start(nullptr)
{
    auto* copy = addAction(tr("&Copy as command"), QStringLiteral("copyCommandButton"));
    connect(copy, &QPushButton::clicked, this, &ExperimentPage::copyCommand);
    auto* save = addAction(tr("&Save as file…"), QStringLiteral("saveExperimentButton"));
    connect(save, &QPushButton::clicked, this, &ExperimentPage::saveFile);
    m_start = addAction(tr("Start &run"), QStringLiteral("startRunButton"), QStringLiteral("run"), true);
    connect(m_start, &QPushButton::clicked, this, &ExperimentPage::start);

    auto* splitter = new QSplitter(Qt::Horizontal, contentParent());
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(Theme::unit(this));
    addForm(splitter);
    addOverview(splitter);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({44 * Theme::unit(this), 88 * Theme::unit(this)});
    setContent(splitter);
    auto* empty = new EmptyState(QStringLiteral("experiment"), tr("Nothing to compare yet"),
                                 tr("Add a model and a data set first."), tr("Add model folder…"), this);
    connect(empty, &EmptyState::triggered, this, [this] {
        if (this->session()->models().empty())
            emit addModelRequested();
        else
            emit addDataRequested();
    });
    setEmptyState(empty);

    for (ChoiceList* list : {m_models, m_datasets, m_lengths, m_quantizations, m_devices})
        connect(list, &ChoiceList::changed, this, &ExperimentPage::recompute);
    connect(m_models, &ChoiceList::changed, this, &ExperimentPage::refreshLayers);
    connect(m_name, &QLineEdit::textChanged, this, &ExperimentPage::recompute);
    for (QSpinBox* box : {m_topK, m_maxQueries, m_repeats})
        connect(box, &QSpinBox::valueChanged, this, &ExperimentPage::recompute);
    connect(session, &Session::modelsChanged, this, &ExperimentPage::refreshChoices);
    connect(session, &Session::datasetsChanged, this, &ExperimentPage::refreshChoices);
    connect(session->machine(), &MachineProbe::changed, this, &ExperimentPage::refreshChoices);
    connect(session, &Session::runStarted, this, &ExperimentPage::recompute);
    connect(session, &Session::runEnded, this, &ExperimentPage::recompute);
    connect(m_estimator, &PlanEstimator::changed, this, [this] { showEstimate(m_estimator->estimate()); });
    connect(session, &Session::runStarted, this, [this] { m_estimator->setMayMeasure(false); });
    connect(session, &Session::runEnded, this, [this] { m_estimator->setMayMeasure(true); });
    m_estimator->setMayMeasure(!session->isRunning());
    refreshChoices();
}

void ExperimentPage::addForm(QSplitter* row)
{
    const int u = Theme::unit(this);
    auto* pane = new Pane({}, row);
    auto* box = new QWidget(pane);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(2 * u, u, 2 * u, u);
    column->setSpacing(u);
    auto* fields = new QFormLayout;
    fields->setHorizontalSpacing(u);
    fields->setVerticalSpacing(u);
    m_name->setObjectName(QStringLiteral("experimentName"));
    fields->addRow(tr("&Name"), m_name);
    column->addLayout(fields);
    column->addWidget(m_models);
    m_layerRows->setSpacing(u / 2);
    column->addLayout(m_layerRows);
    column->addWidget(m_datasets);
    auto* limits = new QFormLayout;
    limits->setHorizontalSpacing(u);
    limits->setVerticalSpacing(u / 2);
    limits->addRow(tr("Candidates a &query"), m_topK);
    limits->addRow(tr("&First queries"), m_maxQueries);
    column->addLayout(limits);
    column->addWidget(m_lengths);
    column->addWidget(m_quantizations);
    column->addWidget(m_devices);
    m_repeats->setRange(1, 20);
    m_repeats->setObjectName(QStringLiteral("repeatsBox"));
    auto* measurement = new QFormLayout;
    measurement->addRow(tr("Re&petitions"), m_repeats);
    column->addLayout(measurement);
    column->addStretch(1);
    auto* area = scrolled(box, tr("Choices"));
    area->setMinimumWidth(31 * u);
    pane->addContent(area, true);
}

void ExperimentPage::addOverview(QSplitter* row)
{
    const int u = Theme::unit(this);
    auto* box = new QWidget(row);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    m_matrixPane = new Pane(tr("Units"), box);
    m_matrixPane->setCaption(tr("model × type × length; all cut-off layers of a model come from one forward pass"));
    auto* matrix = new TableView(tr("Units of the experiment"), m_matrixPane);
    matrix->setObjectName(QStringLiteral("matrixTable"));
    matrix->setItemDelegate(new CellDelegate(matrix));
    matrix->setModel(m_matrix);
    matrix->setStretchColumn(0);
    m_matrixPane->addContent(matrix, true);
    column->addWidget(m_matrixPane, 1);
    m_problem = new QLabel(box);
    m_problem->setObjectName(QStringLiteral("experimentProblem"));
    m_problem->setProperty("tone", QStringLiteral("caution"));
    m_problem->setWordWrap(true);
    column->addWidget(m_problem);
    m_leftOut = new QLabel(box);
    m_leftOut->setObjectName(QStringLiteral("experimentLeftOut"));
    m_leftOut->setForegroundRole(QPalette::PlaceholderText);
    m_leftOut->setWordWrap(true);
    column->addWidget(m_leftOut);
    m_estimate = new EstimateView(box);
    connect(m_estimate, &EstimateView::measureAgainRequested, m_estimator, &PlanEstimator::measureAgain);
    column->addWidget(m_estimate, 1);
}

void ExperimentPage::refreshChoices()
{
    const auto& models = session()->models();
    const auto& datasets = session()->datasets();
    setEmpty(models.empty() || datasets.empty());

    QList<ChoiceList::Choice> choices;
    int longest = 0;
    const bool allUntrained =
        std::all_of(models.begin(), models.end(), [](const ModelItem& model) { return model.untrained; });
    for (const ModelItem& model : models) {
        QString note = model.maxLength > 0 ? tr("up to %1 tokens").arg(Numbers::count(model.maxLength)) : QString();
        if (model.untrained && markUntrained(model.name, true) != model.name)
            note = tr("untrained, %1").arg(note);
        choices << ChoiceList::Choice{model.path, model.name, note, model.problem,
                                      choices.size() < 3 && (!model.untrained || allUntrained)};
        longest = std::max(longest, model.maxLength);
    }
    m_models->setChoices(choices);
    choices.clear();
    for (const DataItem& data : datasets)
        choices << ChoiceList::Choice{data.path, data.name, tr("%1 queries").arg(Numbers::count(data.queries)),
                                      data.problem, datasets.size() == 1 || &data == &datasets.front()};
    m_datasets->setChoices(choices);
    choices.clear();
    for (const int length : lengthChoices()) {
        const QString why = longest > 0 && length > longest
                                ? tr("No model here takes more than %1 tokens.").arg(Numbers::count(longest))
                                : QString();
        choices << ChoiceList::Choice{QString::number(length), Numbers::count(length), {}, why, length == 512};
    }
    m_lengths->setChoices(choices);
    choices.clear();
    for (const char* name : {"fp32", "bf16", "fp16", "int8", "int4"}) {
        const QString key = QLatin1String(name);
        // Before the devices have answered, what every one of them can do.
        const auto& devices = session()->machine()->devices();
        const bool runs = key == QLatin1String("fp32") ||
                          std::any_of(devices.begin(), devices.end(),
                                      [&](const DeviceItem& device) { return device.quantizations.contains(key); });
        choices << ChoiceList::Choice{
            key, key, {}, runs ? QString() : tr("no device here can run it"), key == QLatin1String("fp32")};
    }
    m_quantizations->setChoices(choices);
    choices.clear();
    for (const DeviceItem& device : session()->machine()->devices()) {
        if (device.id == QLatin1String("cuda"))
            continue;
        const bool usable = device.state != DeviceItem::State::Unusable;
        // A processor beside GPUs would only hold up the end of the run.
        const bool checked = usable && (choices.isEmpty() || device.id != QLatin1String("cpu"));
        choices << ChoiceList::Choice{device.id, device.id, device.name, usable ? QString() : device.note, checked};
        if (device.id == QLatin1String("cpu"))
            choices << ChoiceList::Choice{
                QStringLiteral("cpu2"), QStringLiteral("cpu × 2"), tr("two workers share the cores"), {}, false};
    }
    if (choices.isEmpty())
        choices << ChoiceList::Choice{QStringLiteral("cpu"), QStringLiteral("cpu"), {}, {}, true};
    m_devices->setChoices(choices);
    refreshLayers();
    recompute();
}

QList<int> ExperimentPage::chosenModels() const
{
    const QStringList keys = m_models->checkedKeys();
    QList<int> indices;
    for (std::size_t i = 0; i < session()->models().size(); ++i)
        if (keys.contains(session()->models()[i].path))
            indices << static_cast<int>(i);
    return indices;
}

void ExperimentPage::refreshLayers()
{
    QStringList wanted;
    for (const int index : chosenModels()) {
        const ModelItem& model = session()->models()[static_cast<std::size_t>(index)];
        if (!model.folder || model.folder->config.cutoffLayers.empty())
            continue;
        wanted << model.path;
        if (m_layers.contains(model.path))
            continue;
        auto* row = new QWidget(this);
        auto* form = new QFormLayout(row);
        form->setContentsMargins(0, 0, 0, 0);
        auto* edit = new QLineEdit(QString::number(model.folder->config.cutoffLayers.back()), row);
        edit->setObjectName(QStringLiteral("layersEdit"));
        edit->setPlaceholderText(tr("8-40 or 20,28,40"));
        form->addRow(tr("&Layers of %1").arg(model.name), edit);
        m_layerRows->addWidget(row);
        m_layers.insert(model.path, edit);
        connect(edit, &QLineEdit::textChanged, this, &ExperimentPage::recompute);
    }
    for (const QString& path : m_layers.keys()) {
        if (!wanted.contains(path))
            delete m_layers.take(path)->parentWidget();
    }
}

ExperimentBuilder ExperimentPage::builder() const
{
    ExperimentBuilder result;
    result.name = m_name->text().trimmed();
    for (const int index : chosenModels()) {
        ExperimentBuilder::Model model;
        model.item = session()->models()[static_cast<std::size_t>(index)];
        model.index = index;
        if (const QLineEdit* edit = m_layers.value(model.item.path))
            model.cutoffLayers = ExperimentBuilder::parseLayers(edit->text(), model.item.folder->config.cutoffLayers);
        result.models.push_back(std::move(model));
    }
    const QStringList datasets = m_datasets->checkedKeys();
    for (const DataItem& data : session()->datasets())
        if (datasets.contains(data.path))
            result.datasets.push_back(data);
    for (const QString& key : m_lengths->checkedKeys())
        result.lengths.push_back(key.toInt());
    for (const QString& key : m_quantizations->checkedKeys())
        if (const auto quantization = quantizationFromString(key.toStdString()))
            result.quantizations.push_back(*quantization);
    const QStringList devices = m_devices->checkedKeys();
    for (const QString& key : devices) {
        if (key != QLatin1String("cpu2"))
            result.devices.push_back(key);
        else
            result.devices.insert(result.devices.end(), devices.contains(QStringLiteral("cpu")) ? 1U : 2U,
                                  QStringLiteral("cpu"));
    }
    result.topK = m_topK->value();
    result.maxQueries = m_maxQueries->value();
    result.repeats = m_repeats->value();
    return result;
}

void ExperimentPage::recompute()
{
    const ExperimentBuilder chosen = builder();
    setSubtitle(chosen.name);
    m_matrixPane->setTitle(tr("%n units", nullptr, chosen.units()));
    showMatrix(m_estimator->estimate());
    QString problem = chosen.problem();
    for (const auto& model : chosen.models)
        if (m_layers.contains(model.item.path) && model.cutoffLayers.empty())
            problem = tr("The layers of %1 are not understood: write 8-40 or 20,28,40.").arg(model.item.name);
    if (problem.isEmpty())
        problem = memoryProblem(chosen);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    const QString leftOut = problem.isEmpty() ? chosen.leftOut() : QString();
    m_leftOut->setText(leftOut);
    m_leftOut->setVisible(!leftOut.isEmpty());
    m_start->setEnabled(problem.isEmpty() && !session()->isRunning());
    m_start->setToolTip(session()->isRunning() ? tr("A run is in progress.") : problem);
    estimate();
}

void ExperimentPage::showMatrix(const PlanEstimate& estimate)
{
    const ExperimentBuilder chosen = builder();
    // Groups of the plan are in the order of the lines, unless it is that of another experiment.
    const bool known = estimate.summary && estimate.state != PlanEstimate::State::Planning;
    std::vector<MatrixModel::Line> lines;
    std::size_t group = 0; // a model that takes none of the lengths has none
    for (const auto& model : chosen.models) {
        const bool isPlanned = !chosen.lengthsOf(model).empty();
        for (const Quantization quantization : chosen.quantizations) {
            MatrixModel::Line line;
            line.modelIndex = model.index;
            line.model = markUntrained(model.item.name, model.item.untrained);
            if (!model.cutoffLayers.empty()) {
                line.model += QStringLiteral(" L%1").arg(model.cutoffLayers.front());
                if (model.cutoffLayers.size() > 1)
                    line.model += QStringLiteral("–%1").arg(model.cutoffLayers.back());
            }
            line.quantization = text(std::string(toString(quantization)));
            line.maxLength = model.item.maxLength;
            line.units = static_cast<int>(std::max<std::size_t>(1, model.cutoffLayers.size()) * chosen.datasets.size());
            if (known && isPlanned && group < estimate.summary->groups.size())
                describe(line, estimate, static_cast<int>(group));
            group += isPlanned;
            lines.push_back(line);
        }
    }
    m_matrix->setMatrix(lines, chosen.lengths);
}

void ExperimentPage::estimate()
{
    if (session()->hasSampleValues())
        return; // no such files
    const ExperimentBuilder chosen = builder();
    if (isVisible() && chosen.problem().isEmpty())
        m_estimator->request(chosen.experiment(),
                             QFileInfo(session()->workspaceForRuns()).filesystemAbsoluteFilePath());
    else
        m_estimator->stop();
}

void ExperimentPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    estimate();
}

void ExperimentPage::hideEvent(QHideEvent* event)
{
    // Nobody looks: the machine is left alone.
    m_estimator->stop();
    Page::hideEvent(event);
}

void ExperimentPage::showEstimate(const PlanEstimate& estimate)
{
    m_estimate->showEstimate(estimate);
    showMatrix(estimate);
}

QString ExperimentPage::memoryProblem(const ExperimentBuilder& chosen) const
{
    // Weights alone, on the device with the most room: what fails here cannot run however small the batches are.
    const DeviceItem* roomiest = nullptr;
    for (const DeviceItem& device : session()->machine()->devices()) {
        if (std::count(chosen.devices.begin(), chosen.devices.end(), device.id) == 0)
            continue;
        if (device.freeBytes < 0)
            return {}; // nobody knows
        if (!roomiest || device.freeBytes > roomiest->freeBytes)
            roomiest = &device;
    }
    if (!roomiest)
        return {};
    std::int64_t least = 0;
    QString smallest;
    for (const auto& model : chosen.models) {
        for (const Quantization quantization : chosen.quantizations) {
            if (!model.item.folder)
                return {};
            const std::int64_t needed = model.item.folder->memoryBytes(quantization);
            if (needed <= roomiest->freeBytes)
                return {};
            if (least == 0 || needed < least) {
                least = needed;
                smallest = model.item.name + QLatin1Char(' ') + text(std::string(toString(quantization)));
            }
        }
    }
    return tr("No chosen configuration fits: %1 needs %2, %3 are free on %4. Choose another quantization or device.")
        .arg(smallest, Numbers::gib(least), Numbers::gib(roomiest->freeBytes), roomiest->id);
}

void ExperimentPage::start()
{
    const ExperimentBuilder chosen = builder();
    if (!m_start->isEnabled())
        return;
    session()->startRun(chosen.experiment());
    emit pageRequested(Area::Run);
}

void ExperimentPage::copyCommand()
{
    QString workspace = session()->workspaceForRuns();
    workspace.replace(QLatin1Char('\''), QLatin1String("'\\''")); // for the shell
    // The experiment travels inside the command: nothing needs to be saved first.
    QApplication::clipboard()->setText(
        QStringLiteral("rerank-cli run - --workspace '%1' <<'EXPERIMENT'\n%2\nEXPERIMENT\n")
            .arg(workspace, QString::fromUtf8(builder().experiment().toJson()).trimmed()));
}

void ExperimentPage::saveFile()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save experiment"), QStringLiteral("experiment.json"),
                                                      tr("Experiment (*.json)"));
    if (file.isEmpty())
        return;
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(builder().experiment().toJson()) < 0 || !target.commit())
        banner()->showError(tr("%1 could not be written: %2").arg(file, target.errorString()));
}

} // namespace rw::ui
