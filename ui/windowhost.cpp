// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windowhost.h"

#include "ui/mainwindow.h"
#include "ui/session/machineprobe.h"
#include "ui/session/session.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"

#include <QApplication>

namespace rw::ui {

WindowHost::WindowHost(Session* session, QObject* parent)
    : QObject(parent)
    , m_session(session)
{
    make(Area::Home);
}

WindowHost::~WindowHost() = default;

void WindowHost::make(Area area)
{
    const auto old = std::move(m_window);
    m_window = std::make_unique<MainWindow>(m_session);
    // Queued: the menu that asks belongs to the window that goes.
    connect(
        m_window.get(), &MainWindow::languageChosen, this,
        [this](const QString& language) {
            Language::choose(language);
            Language::install(Language::chosen());
            Theme::apply(*qApp, Theme::choice()); // sizes follow the letters
            m_session->machine()->setDevices({}); // what is said of them is said again
            m_session->machine()->start();
            make(m_window->currentArea());
        },
        Qt::QueuedConnection);
    if (!old)
        return;
    m_window->showPage(area);
    m_window->setGeometry(old->geometry());
    m_window->setWindowState(old->windowState());
    m_window->show();
}

} // namespace rw::ui
