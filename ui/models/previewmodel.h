// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/cellmodel.h"

namespace rw {
struct Dataset;
}

namespace rw::ui {

/// The first candidate pairs of a data set, with their grades.
class PreviewModel : public CellModel
{
    Q_OBJECT

public:
    static constexpr int kMostPairs = 500;

    explicit PreviewModel(QObject* parent = nullptr);
    void setDataset(const Dataset* dataset);
};

} // namespace rw::ui
