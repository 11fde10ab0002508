// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/recentworkspace.h"

#include "ui/text/numbers.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <array>
#include <utility>

namespace rw::ui {

namespace {

QString phrase(const char* source, int n = -1)
{
    return QCoreApplication::translate("rw::ui::RecentWorkspace", source, nullptr, n);
}

QString statusText(const std::string& status)
{
    static constexpr std::array<std::pair<const char*, const char*>, 5> all = {{
        {"running", QT_TRANSLATE_NOOP("rw::ui::RecentWorkspace", "running")},
        {"finished", QT_TRANSLATE_NOOP("rw::ui::RecentWorkspace", "finished")},
        {"cancelled", QT_TRANSLATE_NOOP("rw::ui::RecentWorkspace", "cancelled")},
        {"failed", QT_TRANSLATE_NOOP("rw::ui::RecentWorkspace", "failed")},
        {"interrupted", QT_TRANSLATE_NOOP("rw::ui::RecentWorkspace", "interrupted")},
    }};
    for (const auto& [name, source] : all)
        if (status == name)
            return phrase(source);
    return text(status);
}

} // namespace

QString RecentWorkspace::sentence() const
{
    if (!problem.isEmpty())
        return problem;
    const QString content = phrase(QT_TRANSLATE_N_NOOP("rw::ui::RecentWorkspace", "%n models"), models) +
                            QStringLiteral(", ") +
                            phrase(QT_TRANSLATE_N_NOOP("rw::ui::RecentWorkspace", "%n data sets"), datasets);
    if (!lastRun)
        return content + QStringLiteral(". ") + phrase(QT_TRANSLATE_NOOP("rw::ui::RecentWorkspace", "No run yet"));
    QString state = statusText(lastRun->status);
    if (lastRun->status != "finished" || lastRun->unitsFailed > 0)
        state += phrase(QT_TRANSLATE_NOOP("rw::ui::RecentWorkspace", " (%1 of %2 units)"))
                     .arg(Numbers::count(lastRun->unitsFinished), Numbers::count(lastRun->units));
    return content + QStringLiteral(". ") +
           phrase(QT_TRANSLATE_NOOP("rw::ui::RecentWorkspace", "Last run: %1, %2, %3"))
               .arg(text(lastRun->name), state, Numbers::time(lastRun->startedAt));
}

RecentWorkspace describeWorkspace(const QString& path)
{
    RecentWorkspace recent;
    recent.path = path;
    if (!QFileInfo::exists(path)) {
        recent.problem = phrase(QT_TRANSLATE_NOOP("rw::ui::RecentWorkspace", "The file is not there any more."));
        return recent;
    }
    const auto reader = WorkspaceReader::open(QFileInfo(path).filesystemAbsoluteFilePath());
    const auto cannot = [&recent](const Error& error) {
        recent.problem = text(error.what);
        return recent;
    };
    if (!reader)
        return cannot(reader.error());
    const auto models = (*reader)->models();
    if (!models)
        return cannot(models.error());
    const auto datasets = (*reader)->datasets();
    if (!datasets)
        return cannot(datasets.error());
    const auto runs = (*reader)->runs();
    if (!runs)
        return cannot(runs.error());
    recent.models = static_cast<int>(models->size());
    recent.datasets = static_cast<int>(datasets->size());
    recent.runs = static_cast<int>(runs->size());
    if (!runs->empty())
        recent.lastRun = runs->front();
    return recent;
}

} // namespace rw::ui
