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

    /// At once, and with `openPage` as a person asks for it: a page that is new is made in one turn of the event loop
    /// and shown in the next, so that the window answers in between.
    void showPage(Area area);
    void openPage(Area area);
    Page* page(Area area);
    Area currentArea() const { return m_current; }

signals:
    /// "en", "zh_CN", or nothing for the system's: whoever made this window makes another one.
    void languageChosen(const QString& language);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeMenus();
    void makePageMenu();
    void makeLanguageMenu(QMenu* view);
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
    Area m_wanted = Area::Home; // shown next
    bool m_runs = false;
    bool m_closeAfterRun = false;
};

} // namespace rw::ui
