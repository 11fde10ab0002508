// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/sessiondata.h"

#include <QObject>

#include <memory>

namespace rw::ui {

class MainWindow;
class Session;

/// Keeps the main window, and makes it anew when another language is chosen: pages say their texts when they are made,
/// so none is left in the old one. The session goes on.
class WindowHost : public QObject
{
    Q_OBJECT

public:
    explicit WindowHost(Session* session, QObject* parent = nullptr);
    ~WindowHost() override;

    MainWindow* window() const { return m_window.get(); }

private:
    void make(Area area);

    Session* m_session;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace rw::ui
