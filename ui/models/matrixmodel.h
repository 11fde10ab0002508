// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/cellmodel.h"
#include "ui/session/sessiondata.h"

#include <vector>

namespace rw::ui {

/// What an experiment would compute: model and type against length.
class MatrixModel : public CellModel
{
    Q_OBJECT

public:
    struct Line
    {
        int modelIndex = 0;
        QString model; // "v2-minicpm L8, L24, L40"
        QString quantization;
        int maxLength = 0; // of the model
        int units = 0;     // one length makes
        // Of all lengths together, as far as that is known:
        std::int64_t tokens = -1; // to compute
        double tokensPerSecond = kNotAvailable;
        double seconds = kNotAvailable; // of all workers together, loading included
        QString note = {};              // instead of the time
        bool failed = false;            // the note is an error
    };

    explicit MatrixModel(QObject* parent = nullptr);
    void setMatrix(const std::vector<Line>& lines, const std::vector<int>& lengths);
};

} // namespace rw::ui
