// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/cellmodel.h"

namespace rw {
struct Dataset;
}

namespace rw::ui {

/// The validation report of a data set.
class FindingsModel : public CellModel
{
    Q_OBJECT

public:
    explicit FindingsModel(QObject* parent = nullptr);
    void setDataset(const Dataset* dataset);
};

} // namespace rw::ui
