// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session.h"

#include "core/run/runcontroller.h"
#include "core/store/workspace.h"
#include "ui/session/background.h"
#include "ui/session/defaultselection.h"
#include "ui/session/machineprobe.h"
#include "ui/session/resultsreader.h"
#include "ui/session/selection.h"
#include "ui/text/numbers.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include <utility>

namespace rw::ui {

namespace {

struct WorkspaceContent
{
    std::vector<ModelRecord> models;
    std::vector<DatasetRecord> datasets;
};

Result<WorkspaceContent> readContent(const std::filesystem::path& path)
{
    auto reader = WorkspaceReader::open(path);
    if (!reader)
        return reader.error();
    auto models = (*reader)->models();
    if (!models)
        return models.error();
    auto datasets = (*reader)->datasets();
    if (!datasets)
        return datasets.error();
    return WorkspaceContent{std::move(*models), std::move(*datasets)};
}

bool isSameRun(const ResultsData& a, const ResultsData& b)
{
    const RunRecord* left = a.chosen();
    const RunRecord* right = b.chosen();
    return left && right && left->id == right->id && left->startedAt == right->startedAt && left->name == right->name;
}

} // namespace

Session::Session(QObject* parent)
    : QObject(parent)
    , m_machine(new MachineProbe(this))
    , m_selection(new Selection(this))
{
    m_writer.setMaxThreadCount(1);
    connect(m_selection, &Selection::datasetChanged, this, &Session::chooseDefaults);
    connect(m_selection, &Selection::measureChanged, this, [this] { loadResults(m_results.run); });
}

Session::~Session()
{
    if (m_runThread.isRunning()) {
        QMetaObject::invokeMethod(m_controller, [controller = m_controller] { controller->cancel(); });
        m_runThread.quit();
        m_runThread.wait(5000);
    }
    m_readers.waitForDone();
    m_writer.waitForDone();
}

QString Session::workspaceName() const
{
    return QFileInfo(m_workspace).fileName();
}

QStringList Session::recentWorkspaces()
{
    return QSettings().value(QStringLiteral("recentWorkspaces")).toStringList();
}

void Session::remember(const QString& path)
{
    QStringList recent = recentWorkspaces();
    recent.removeAll(path);
    recent.prepend(path);
    QSettings().setValue(QStringLiteral("recentWorkspaces"), recent.mid(0, 8));
}

void Session::openWorkspace(const QString& path)
{
    emit busyChanged(Area::Home, tr("Opening %1").arg(QFileInfo(path).fileName()));
    const int request = ++m_workspaceRequest;
    inBackground(
        this, &m_readers, [path] { return readContent(QFileInfo(path).filesystemAbsoluteFilePath()); },
        [this, path, request](Result<WorkspaceContent> content) {
            if (request != m_workspaceRequest)
                return;
            emit busyChanged(Area::Home, {});
            if (!content) {
                Error error = content.error();
                error.what =
                    tr("%1 could not be opened: %2").arg(QFileInfo(path).fileName(), text(error.what)).toStdString();
                fail(Area::Home, error);
                return;
            }
            const QString opened = QFileInfo(path).absoluteFilePath();
            if (m_workspace != opened)
                m_selection->clear();
            m_workspace = opened;
            remember(m_workspace);
            m_models.clear();
            m_datasets.clear();
            for (const ModelRecord& record : content->models)
                m_models.push_back(itemOf(record));
            for (const DatasetRecord& record : content->datasets)
                m_datasets.push_back(itemOf(record));
            emit workspaceChanged();
            emit modelsChanged();
            emit datasetsChanged();
            for (const ModelItem& model : std::vector<ModelItem>(m_models))
                readModelFolder(model.path);
            loadResults(0);
        });
}

void Session::createWorkspace(const QString& path)
{
    inBackground(
        this, &m_writer,
        [path]() -> Status {
            auto workspace =
                Workspace::open(QFileInfo(path).filesystemAbsoluteFilePath(), Workspace::Mode::OpenOrCreate);
            return workspace ? ok() : Status(workspace.error());
        },
        [this, path](const Status& status) {
            if (status)
                openWorkspace(path);
            else
                fail(Area::Home, status.error());
        });
}

QString Session::workspaceForRuns() const
{
    return m_workspace.isEmpty() ? dataFile(QStringLiteral("workbench.rwb")) : m_workspace;
}

void Session::ensureWorkspace()
{
    if (!m_workspace.isEmpty())
        return;
    m_workspace = workspaceForRuns();
    emit workspaceChanged();
}

void Session::store(std::function<Status()> work, Area area)
{
    const auto start = [this, work = std::move(work), area] {
        inBackground(this, &m_writer, work, [this, area](const Status& status) {
            if (!status)
                fail(area, status.error());
        });
    };
    // While a run writes to the workspace nobody else can.
    if (m_running)
        m_afterRun.push_back(start);
    else
        start();
}

void Session::addModelFolder(const QString& path)
{
    ensureWorkspace();
    ModelItem item;
    item.path = QFileInfo(path).absoluteFilePath();
    item.name = QFileInfo(item.path).fileName();
    item.checking = true;
    const auto same = [&](const ModelItem& known) {
        return known.path == item.path;
    };
    if (std::find_if(m_models.begin(), m_models.end(), same) == m_models.end()) {
        m_models.push_back(item);
        emit modelsChanged();
    }
    readModelFolder(item.path);
}

void Session::readModelFolder(const QString& path)
{
    const QString name = QFileInfo(path).fileName();
    emit busyChanged(Area::Models, tr("%1 - checking tensors").arg(name));
    inBackground(
        this, &m_readers, [path] { return ModelFolder::open(QFileInfo(path).filesystemAbsoluteFilePath()); },
        [this, path, name](Result<ModelFolder> folder) {
            emit busyChanged(Area::Models, {});
            const auto place = std::find_if(m_models.begin(), m_models.end(),
                                            [&](const ModelItem& item) { return item.path == path; });
            if (place == m_models.end())
                return;
            if (!folder) {
                place->checking = false;
                place->problem = text(folder.error().what);
                if (place->id == 0) {
                    m_models.erase(place);
                    fail(Area::Models, folder.error());
                }
                emit modelsChanged();
                return;
            }
            const bool isNew = place->id == 0;
            fill(*place, *folder);
            emit modelsChanged();
            if (!isNew)
                return;
            store(
                [file = QFileInfo(m_workspace).filesystemAbsoluteFilePath(), folder = *folder,
                 name = name.toStdString()]() mutable -> Status {
                    auto fingerprint = fingerprintOf(folder);
                    if (!fingerprint)
                        return fingerprint.error();
                    folder.fingerprint = std::move(*fingerprint);
                    auto workspace = Workspace::open(file, Workspace::Mode::OpenOrCreate);
                    if (!workspace)
                        return workspace.error();
                    auto id = (*workspace)->addModel(folder, name);
                    return id ? ok() : Status(id.error());
                },
                Area::Models);
        });
}

void Session::addDataset(const QString& path)
{
    ensureWorkspace();
    DataItem item;
    item.path = QFileInfo(path).absoluteFilePath();
    item.name = QFileInfo(item.path).fileName();
    const auto same = [&](const DataItem& known) {
        return known.path == item.path;
    };
    auto place = std::find_if(m_datasets.begin(), m_datasets.end(), same);
    if (place == m_datasets.end())
        place = m_datasets.insert(m_datasets.end(), item);
    readDataset(static_cast<int>(place - m_datasets.begin()));
}

void Session::readDataset(int index)
{
    DataItem& item = m_datasets.at(static_cast<std::size_t>(index));
    if (item.reading || item.content)
        return;
    item.reading = true;
    emit datasetsChanged();
    const QString path = item.path;
    const QString split = item.split;
    emit busyChanged(Area::Data, tr("Reading %1").arg(item.name));
    inBackground(
        this, &m_readers,
        [path, split] {
            DatasetOptions options;
            options.split = split.toStdString();
            return loadDataset(QFileInfo(path).filesystemAbsoluteFilePath(), options);
        },
        [this, path](Result<Dataset> dataset) {
            emit busyChanged(Area::Data, {});
            const auto place = std::find_if(m_datasets.begin(), m_datasets.end(),
                                            [&](const DataItem& known) { return known.path == path; });
            if (place == m_datasets.end())
                return;
            if (!dataset) {
                place->reading = false;
                place->problem = text(dataset.error().what);
                if (place->id == 0) {
                    m_datasets.erase(place);
                    Error error = dataset.error();
                    error.hint += (error.hint.empty() ? "" : " ") + tr("Nothing was imported.").toStdString();
                    fail(Area::Data, error);
                }
                emit datasetsChanged();
                return;
            }
            const bool isNew = place->id == 0;
            fill(*place, std::make_shared<const Dataset>(std::move(*dataset)));
            emit datasetsChanged();
            if (!isNew)
                return;
            store(
                [file = QFileInfo(m_workspace).filesystemAbsoluteFilePath(), content = place->content]() -> Status {
                    auto workspace = Workspace::open(file, Workspace::Mode::OpenOrCreate);
                    if (!workspace)
                        return workspace.error();
                    auto id = (*workspace)->addDataset(*content);
                    return id ? ok() : Status(id.error());
                },
                Area::Data);
        });
}

void Session::addPath(const QString& path)
{
    const QFileInfo info(path);
    // Weights mean their folder; what is missing or refused in it is said there.
    const auto isWeights = [](const QFileInfo& file) {
        return file.isFile() &&
               QStringList{QStringLiteral("safetensors"), QStringLiteral("bin"), QStringLiteral("pt")}.contains(
                   file.suffix());
    };
    const QDir folder(path);
    const QFileInfoList files = info.isDir() ? folder.entryInfoList(QDir::Files) : QFileInfoList();
    if (info.isFile() && info.suffix() == QLatin1String("rwb"))
        openWorkspace(path);
    else if (isWeights(info))
        addModelFolder(info.absolutePath());
    else if (info.isDir() &&
             (folder.exists(QStringLiteral("config.json")) || std::any_of(files.begin(), files.end(), isWeights)))
        addModelFolder(path);
    else
        addDataset(path);
}

void Session::loadResults(std::int64_t run)
{
    if (m_workspace.isEmpty() || !QFileInfo::exists(m_workspace))
        return;
    const int request = ++m_resultsRequest;
    const auto file = QFileInfo(m_workspace).filesystemAbsoluteFilePath();
    const auto rowsFirst = [this, request](const ResultsData& data) {
        const auto show = [this, request, data] {
            // Values of the same run stay until there are new ones.
            if (request == m_resultsRequest && !isSameRun(m_results, data))
                takeResults(data);
        };
        QMetaObject::invokeMethod(this, show, Qt::QueuedConnection);
    };
    inBackground(
        this, &m_readers,
        [this, file, run, measure = m_selection->measure(), rowsFirst]() -> Result<ResultsData> {
            auto data = readResults(file, run, measure, m_evaluations, rowsFirst);
            if (data && !isLarge(*data)) {
                if (auto status = addMeasured(file, *data); !status)
                    return status.error();
            }
            return data;
        },
        [this, request, file](Result<ResultsData> data) {
            if (request != m_resultsRequest)
                return;
            if (!data) {
                fail(Area::Results, data.error());
                return;
            }
            takeResults(*data);
            // Values are there; what they took follows, and then their intervals.
            if (!isLarge(*data))
                return loadIntervals(request);
            inBackground(
                this, &m_readers,
                [file, data = std::move(*data)]() mutable -> Result<ResultsData> {
                    if (auto status = addMeasured(file, data); !status)
                        return status.error();
                    return std::move(data);
                },
                [this, request](Result<ResultsData> measured) {
                    if (request != m_resultsRequest)
                        return;
                    if (!measured) {
                        fail(Area::Results, measured.error());
                        return;
                    }
                    takeResults(std::move(*measured));
                    loadIntervals(request);
                });
        });
}

void Session::loadIntervals(int request)
{
    inBackground(
        this, &m_readers,
        [rows = m_results.rows]() mutable {
            addIntervals(rows);
            return std::move(rows);
        },
        [this, request](std::vector<ResultRow> rows) {
            if (request != m_resultsRequest)
                return;
            m_results.rows.swap(rows); // the old ones live until all have heard of the new ones
            emit resultsChanged();
        });
}

void Session::takeResults(ResultsData results)
{
    // The pages hold pointers to rows until they have heard of the new ones.
    const ResultsData before = std::exchange(m_results, std::move(results));
    chooseDefaults();
    emit resultsChanged();
}

/// What is chosen is something that the results have.
void Session::chooseDefaults()
{
    if (m_results.rows.empty())
        return;
    if (m_results.of(m_selection->dataset()).empty()) {
        m_selection->setDataset(m_results.rows.front().unit.dataset); // comes here again
        return;
    }
    const auto rows = m_results.of(m_selection->dataset());
    const auto has = [&](std::int64_t unit) {
        return std::any_of(rows.begin(), rows.end(), [&](const ResultRow* row) { return row->unit.id == unit; });
    };
    std::vector<std::int64_t> units = m_selection->units();
    std::erase_if(units, [&](std::int64_t unit) { return !has(unit); });
    m_selection->setUnits(units);
    if (!has(m_selection->baseline()))
        m_selection->setBaseline(defaultBaseline(rows));
}

void Session::createController()
{
    m_runThread.setObjectName(QStringLiteral("run"));
    m_runThread.start();
    m_controller = new RunController;
    m_controller->moveToThread(&m_runThread);
    connect(&m_runThread, &QThread::finished, m_controller, &QObject::deleteLater);
    connect(m_controller, &RunController::progressed, this, [this](const RunProgress& progress) {
        m_progress = progress;
        emit runProgressed(progress);
    });
    connect(m_controller, &RunController::laneChanged, this, &Session::laneChanged);
    connect(m_controller, &RunController::unitChanged, this, &Session::unitChanged);
    connect(m_controller, &RunController::sampled, this, &Session::sampled);
    connect(m_controller, &RunController::logged, this, &Session::logged);
    connect(m_controller, &RunController::ended, this, &Session::finishRun);
}

void Session::startRun(const Experiment& experiment, bool resume)
{
    if (m_running)
        return;
    ensureWorkspace();
    if (!m_controller)
        createController();
    RunController::Request request;
    request.experiment = experiment;
    request.workspace = QFileInfo(m_workspace).filesystemAbsoluteFilePath();
    request.resume = resume;
    m_running = true;
    m_cancelAsked = false;
    m_progress = {};
    m_runExperiment = experiment;
    m_runName = text(experiment.name);
    emit runStarted(m_runName);
    // What was added a moment ago is stored first: a workspace has one writer.
    inBackground(
        this, &m_writer, [] { return 0; },
        [this, request](int) {
            QMetaObject::invokeMethod(m_controller,
                                      [controller = m_controller, request] { controller->start(request); });
            if (m_cancelAsked)
                cancelRun();
        });
}

void Session::startExperimentFile(const QString& path)
{
    inBackground(
        this, &m_readers, [path] { return Experiment::read(QFileInfo(path).filesystemAbsoluteFilePath()); },
        [this](Result<Experiment> experiment) {
            if (experiment)
                startRun(*experiment);
            else
                fail(Area::Home, experiment.error());
        });
}

void Session::retryRun()
{
    if (!m_runExperiment.models.empty())
        startRun(Experiment(m_runExperiment), true);
}

void Session::setPaused(bool paused)
{
    if (m_running && m_controller)
        QMetaObject::invokeMethod(m_controller, [controller = m_controller, paused] { controller->setPaused(paused); });
}

void Session::cancelRun()
{
    m_cancelAsked = true; // the start may still wait for the writer
    if (m_running && m_controller)
        QMetaObject::invokeMethod(m_controller, [controller = m_controller] { controller->cancel(); });
}

void Session::finishRun(const RunOutcome& outcome)
{
    m_running = false;
    if (outcome.kind == RunOutcome::Kind::Failed)
        fail(Area::Run, outcome.error);
    emit runEnded(outcome);
    for (const auto& start : std::exchange(m_afterRun, {}))
        start();
    // The run has stored its models and data sets: what is on their pages comes from the workspace again.
    if (m_models.empty() || m_datasets.empty())
        openWorkspace(m_workspace);
    else
        loadResults(outcome.run);
}

void Session::fail(Area area, const Error& error)
{
    QString what = text(error.what);
    if (!error.hint.empty())
        what += (what.endsWith(QLatin1Char('.')) ? QStringLiteral(" ") : QStringLiteral(". ")) + text(error.hint);
    emit failed(area, what, text(error.detail));
}

void Session::setSampleValues(std::vector<ModelItem> models, std::vector<DataItem> datasets, ResultsData results)
{
    m_sampleValues = true;
    m_models = std::move(models);
    m_datasets = std::move(datasets);
    emit modelsChanged();
    emit datasetsChanged();
    takeResults(std::move(results));
}

} // namespace rw::ui
