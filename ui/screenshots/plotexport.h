// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace rw::ui {

/// The plots of the newest run of a workspace as files, without a window.
class PlotExport
{
public:
    PlotExport(const QString& workspace, const QString& folder);

    /// The exit status of the program.
    int run();

private:
    QString m_workspace;
    QString m_folder;
};

} // namespace rw::ui
