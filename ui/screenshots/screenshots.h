// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/sessiondata.h"

#include <QSize>
#include <QString>

#include <optional>

class QWidget;

namespace rw::ui {

class MainWindow;
class Session;

/// Saves every page in every state, with every tab of the full ones, as PNG: light and dark, English and Chinese. From
/// sample values (each picture says so), or the full ones from a workspace.
class Screenshots
{
public:
    /// What is set is all that is drawn.
    struct Only
    {
        std::optional<Area> area;
        std::optional<bool> dark;
        std::optional<bool> chinese;
    };

    /// `size`: of the window, in pixels at 100 %.
    Screenshots(const QString& folder, const QString& workspace, const Only& only = {}, QSize size = {1280, 800});

    /// The exit status of the program.
    int run();

private:
    enum class Scene { Empty, Running, Error, Full };

    bool wants(Area area) const { return m_only.area.value_or(area) == area; }
    void series(const QString& suffix);
    void picture(Area area, Scene scene, const QString& suffix);
    void fill(Session& session, MainWindow& window, Area area, Scene scene);
    void tabs(MainWindow& window, Area area, const QString& name, const QString& suffix);
    void resultTabs(MainWindow& window, const QString& name, const QString& suffix);
    void playground(Session& session, MainWindow& window, const QString& suffix);
    void fromWorkspace(const QString& suffix);
    bool openWorkspace(Session& session);
    void presentation(const QString& suffix);
    void save(QWidget& window, const QString& name);

    QString m_folder;
    QString m_workspace;
    Only m_only;
    QSize m_size;
    int m_saved = 0;
    int m_failed = 0;
};

} // namespace rw::ui
