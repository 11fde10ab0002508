// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/sessiondata.h"

#include <QMainWindow>

#include <array>

class QLabel;
class QMenu;
class QStackedWidget;

namespace rw::ui {

class DevicesList;
class NavList;
class Page;
class RunStrip;
class Session;

/// Puts navigation, pages and run strip together and wires them to the session. Pages are made when they are first
/// shown.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Session* session, QWidget* parent = nullptr);

    void showPage(Area area);
    Page* page(Area area);
    Area currentArea() const { return m_current; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeMenus();
    void makePageMenu();
    void makePresentationMenu(QMenu* view);
    void wireRun();
    void updateStrip();
    void updateTitle();
    void chooseModelFolder();
    void chooseData();
    void chooseDataFolder();
    void chooseWorkspace();
    void newWorkspace();

    Session* m_session;
    NavList* m_navigation;
    DevicesList* m_devices;
    QStackedWidget* m_stack;
    RunStrip* m_strip;
    QLabel* m_workspace;
    std::array<Page*, kAreas> m_pages{};
    Area m_current = Area::Home;
    bool m_runs = false;
    bool m_closeAfterRun = false;
};

} // namespace rw::ui
