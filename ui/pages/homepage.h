// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/machineprobe.h"
#include "ui/widgets/page.h"

#include <vector>

class QLabel;
class QListWidget;

namespace rw::ui {

class DevicesModel;
class Pane;
class TableView;
struct RecentWorkspace;

/// Where to begin: the demo, the sample, earlier workspaces, one's own data, and what this machine can do.
class HomePage : public Page
{
    Q_OBJECT

public:
    explicit HomePage(Session* session, QWidget* parent = nullptr);

    void setRecent(const QStringList& workspaces);
    /// What was read about one of them.
    void showDetails(const RecentWorkspace& workspace);
    /// In one line: what there is to compute on, and why a GPU is not used.
    static QString machineLine(const std::vector<DeviceItem>& devices);

private:
    QWidget* card(const QString& icon, const QString& title, const QString& lines, QPushButton* button);
    QWidget* step(const QString& icon, const QString& title, const QString& lines, QPushButton* button);
    QWidget* machine();
    QWidget* dropZone();

    Pane* m_recentPane;
    QListWidget* m_recent;
    DevicesModel* m_devices;
    TableView* m_deviceTable = nullptr;
    QLabel* m_machineLine = nullptr;
};

} // namespace rw::ui
