// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QGridLayout;

namespace rw::ui {

struct DeviceItem;

/// The devices and their free memory, below the navigation.
class DevicesList : public QWidget
{
    Q_OBJECT

public:
    explicit DevicesList(QWidget* parent = nullptr);
    void setDevices(const std::vector<DeviceItem>& devices);

private:
    QGridLayout* m_grid;
};

} // namespace rw::ui
