// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/experiment/experiment.h"
#include "ui/session/sessiondata.h"

#include <QStringList>

#include <vector>

namespace rw::ui {

/// What was chosen on the Experiment page, and what that makes.
struct ExperimentBuilder
{
    struct Model
    {
        ModelItem item;
        int index = 0; // in the workspace
        std::vector<int> cutoffLayers;
    };

    QString name;
    std::vector<Model> models;
    std::vector<DataItem> datasets;
    std::vector<int> lengths;
    std::vector<Quantization> quantizations;
    std::vector<QString> devices;
    int topK = 0;
    int maxQueries = 0;
    int repeats = 1;

    /// Units: model × cut-off layer × data set × length × quantization, lengths that a model cannot take left out.
    int units() const;
    /// Pairs that go through a model: all cut-off layers are one pass.
    std::int64_t forwardPairs() const;
    std::int64_t scores() const;
    /// Why this cannot be started; empty: it can.
    QString problem() const;
    /// A sentence a model that some of the lengths are too long for; empty: none.
    QString leftOut() const;
    /// Those of `lengths` that the model takes.
    std::vector<int> lengthsOf(const Model& model) const;
    /// A model that takes none of the lengths is not in it.
    Experiment experiment() const;

    /// "8-40" or "20,28,40", checked against the layers of the model; empty: not understood.
    static std::vector<int> parseLayers(const QString& text, const std::vector<int>& allowed);

private:
    std::int64_t candidatesOf(const DataItem& data) const;
    int passesOf(const Model& model) const; // on a data set in one type
};

} // namespace rw::ui
