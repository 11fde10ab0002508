// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/sessiondata.h"

#include <QString>

class QWidget;

namespace rw::ui {

class MainWindow;
class Session;

/// Saves every page in every state as PNG, light and dark, the full ones in Chinese too. From sample values (each
/// picture says so), or the full ones from a workspace.
class Screenshots
{
public:
    Screenshots(const QString& folder, const QString& workspace);

    /// The exit status of the program.
    int run();

private:
    enum class Scene { Empty, Running, Error, Full };

    void series(const QString& suffix, bool chinese);
    void picture(Area area, Scene scene, const QString& suffix, int tab = 0);
    void fill(Session& session, MainWindow& window, Area area, Scene scene, bool second);
    bool openWorkspace(Session& session);
    void presentation(const QString& suffix);
    void save(QWidget& window, const QString& name);

    QString m_folder;
    QString m_workspace;
    int m_saved = 0;
    int m_failed = 0;
};

} // namespace rw::ui
