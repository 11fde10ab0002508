// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/experiment/experiment.h"
#include "core/run/runstatus.h"
#include "core/store/evaluationcache.h"
#include "ui/session/sessiondata.h"

#include <QObject>
#include <QThread>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <vector>

namespace rw {
class RunController;
}

namespace rw::ui {

class MachineProbe;
class Selection;

/// What the pages share: the open workspace, its models and data sets, the results being looked at and the run in
/// progress. Everything slow happens in background tasks or in the thread of the run; the answers arrive as signals.
class Session : public QObject
{
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    MachineProbe* machine() const { return m_machine; }
    Selection* selection() const { return m_selection; }
    /// Values by unit and measure, for every background task; safe from many threads.
    EvaluationCache& evaluations() { return m_evaluations; }
    /// Where background tasks that read the workspace run.
    QThreadPool* readers() { return &m_readers; }

    QString workspacePath() const { return m_workspace; }
    QString workspaceName() const;
    /// Where a run would be stored now.
    QString workspaceForRuns() const;
    void openWorkspace(const QString& path);
    /// An empty one; an existing file is opened.
    void createWorkspace(const QString& path);
    static QStringList recentWorkspaces();
    static bool hasStoredDemo();
    static QString sampleExperiment(); // empty: not installed
    /// The stored results of the demo, unpacked where the user can write.
    void openDemo();
    /// Scores the sample with the bundled models, here and now.
    void scoreSample();

    const std::vector<ModelItem>& models() const { return m_models; }
    const std::vector<DataItem>& datasets() const { return m_datasets; }
    void addModelFolder(const QString& path);
    void addDataset(const QString& path);
    /// Whatever was dropped on the window: workspace, model folder or data set.
    void addPath(const QString& path);
    /// Reads the files of a stored data set, for preview and lengths.
    void readDataset(int index);

    void loadResults(std::int64_t run);
    const ResultsData& results() const { return m_results; }

    bool isRunning() const { return m_running; }
    QString runName() const { return m_runName; }
    const RunProgress& progress() const { return m_progress; }
    void startRun(const Experiment& experiment, bool resume = false);
    void startExperimentFile(const QString& path);
    /// Goes on with the run that ended last: what has no score is scored.
    void retryRun();
    void setPaused(bool paused);
    void cancelRun();

    /// For pictures and tests: values that nobody measured. Every page says so.
    bool hasSampleValues() const { return m_sampleValues; }
    void setSampleValues(std::vector<ModelItem> models, std::vector<DataItem> datasets, ResultsData results);

signals:
    void workspaceChanged();
    void modelsChanged();
    void datasetsChanged();
    void resultsChanged();
    /// `what` empty: no longer busy.
    void busyChanged(rw::ui::Area area, const QString& what);
    void failed(rw::ui::Area area, const QString& what, const QString& detail);

    void runStarted(const QString& name);
    void runProgressed(const rw::RunProgress& progress);
    void laneChanged(const rw::LaneStatus& lane);
    void unitChanged(const rw::UnitStatus& unit);
    void sampled(const rw::LaneSample& sample);
    void logged(const rw::LogEntry& entry);
    void runEnded(const rw::RunOutcome& outcome);

private:
    void fail(Area area, const Error& error);
    void takeResults(ResultsData results);
    void loadIntervals(int request);
    void chooseDefaults();
    void readModelFolder(const QString& path);
    void store(std::function<Status()> work, Area area);
    void ensureWorkspace();
    static QString dataFile(const QString& name);
    void remember(const QString& path);
    void createController();
    void finishRun(const RunOutcome& outcome);

    MachineProbe* m_machine;
    Selection* m_selection;
    QString m_workspace;
    std::vector<ModelItem> m_models;
    std::vector<DataItem> m_datasets;
    ResultsData m_results;
    EvaluationCache m_evaluations;
    bool m_sampleValues = false;

    QThreadPool m_readers;
    QThreadPool m_writer; // one thread: a workspace has one writer at a time
    std::vector<std::function<void()>> m_afterRun;

    QThread m_runThread;
    RunController* m_controller = nullptr;
    bool m_running = false;
    bool m_cancelAsked = false;
    QString m_runName;
    Experiment m_runExperiment;
    RunProgress m_progress;
    int m_resultsRequest = 0;
    int m_workspaceRequest = 0;
};

} // namespace rw::ui
