// SPDX-License-Identifier: GPL-3.0-or-later
// The session's way into the bundled demo: its stored results, and its sample that is scored here.
#include "core/run/demoworkspace.h"
#include "ui/session/background.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace rw::ui {

namespace {

/// Where a file of the demo is installed, or where it lies in the source tree that this was built in.
QString bundled(const QString& name)
{
    const QDir program(QCoreApplication::applicationDirPath());
    for (const QString& folder :
         {QStringLiteral("../share/rerank-workbench/demo"), QStringLiteral("../../resources/demo")}) {
        const QString file = program.absoluteFilePath(folder + QLatin1Char('/') + name);
        if (QFileInfo::exists(file))
            return QDir::cleanPath(file);
    }
    return {};
}

} // namespace

bool Session::hasStoredDemo()
{
    const QString experiment = bundled(QStringLiteral("experiment.json"));
    return !experiment.isEmpty() &&
           std::filesystem::exists(storedDemo(QFileInfo(experiment).filesystemAbsoluteFilePath().parent_path()));
}

QString Session::sampleExperiment()
{
    return bundled(QStringLiteral("sample.json"));
}

QString Session::dataFile(const QString& name)
{
    // One folder for the window and for the demo without one.
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                      QStringLiteral("/rerank-workbench"));
    folder.mkpath(QStringLiteral("."));
    return folder.absoluteFilePath(name);
}

void Session::openDemo()
{
    if (!hasStoredDemo()) {
        emit failed(Area::Home,
                    tr("The demo workspace is not installed. Install the program again or open another workspace."),
                    {});
        return;
    }
    const auto demo = QFileInfo(bundled(QStringLiteral("experiment.json"))).filesystemAbsoluteFilePath().parent_path();
    const QString file = dataFile(QStringLiteral("demo.rwb"));
    emit busyChanged(Area::Home, tr("Opening %1").arg(QFileInfo(file).fileName()));
    inBackground(
        this, &m_readers,
        [demo, folder = QFileInfo(file).filesystemAbsoluteFilePath().parent_path()] {
            return openableDemo(demo, folder);
        },
        [this](const Result<std::filesystem::path>& opened) {
            emit busyChanged(Area::Home, {});
            if (opened)
                openWorkspace(QString::fromStdString(opened->string()));
            else
                fail(Area::Home, opened.error());
        });
}

void Session::scoreSample()
{
    if (sampleExperiment().isEmpty()) {
        emit failed(Area::Home,
                    tr("The sample is not installed. Install the program again or add a model and data of your own."),
                    {});
        return;
    }
    if (m_running)
        return;
    m_workspace = dataFile(QStringLiteral("sample.rwb"));
    m_selection->clear();
    m_models.clear();
    m_datasets.clear();
    emit workspaceChanged();
    emit modelsChanged();
    emit datasetsChanged();
    startExperimentFile(sampleExperiment());
}

} // namespace rw::ui
