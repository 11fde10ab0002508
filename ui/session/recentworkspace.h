// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/workspacereader.h"

#include <QString>

#include <optional>

namespace rw::ui {

/// What can be said about a workspace before it is opened.
struct RecentWorkspace
{
    QString path;
    QString problem; // why it cannot be opened; empty: it can
    int models = 0;
    int datasets = 0;
    int runs = 0;
    std::optional<RunRecord> lastRun;

    /// "3 models, 2 data sets. Last run: Length and quantization, finished, 02.03.26 12:08"
    QString sentence() const;
};

/// Opens the file to read: for a background task.
RecentWorkspace describeWorkspace(const QString& path);

} // namespace rw::ui
