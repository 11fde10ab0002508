// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/cellmodel.h"

#include <vector>

namespace rw::ui {

struct DeviceItem;
struct ModelItem;

/// What a model needs in each quantization, and whether that fits on each device.
class MemoryModel : public CellModel
{
    Q_OBJECT

public:
    explicit MemoryModel(QObject* parent = nullptr);
    void setModel(const ModelItem& model, const std::vector<DeviceItem>& devices);
};

} // namespace rw::ui
