// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/cellmodel.h"

#include <vector>

namespace rw::ui {

struct ModelItem;

/// The models of the workspace, one a row.
class ModelsModel : public CellModel
{
    Q_OBJECT

public:
    explicit ModelsModel(QObject* parent = nullptr);
    void setModels(const std::vector<ModelItem>& models);
};

} // namespace rw::ui
