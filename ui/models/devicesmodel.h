// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/cellmodel.h"

#include <vector>

namespace rw::ui {

struct DeviceItem;

/// The devices of this machine, and why one is limited.
class DevicesModel : public CellModel
{
    Q_OBJECT

public:
    explicit DevicesModel(QObject* parent = nullptr);
    void setDevices(const std::vector<DeviceItem>& devices);
};

} // namespace rw::ui
