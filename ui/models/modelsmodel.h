// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/licence.h"
#include "ui/models/cellmodel.h"

#include <functional>
#include <string>
#include <vector>

namespace rw::ui {

struct ModelItem;

/// The models of the workspace, one a row.
class ModelsModel : public CellModel
{
    Q_OBJECT

public:
    explicit ModelsModel(QObject* parent = nullptr);
    enum class Verified { No, Running, Yes, Failed };
    /// What is not in the folder's numbers.
    struct Known
    {
        Licence licence;
        std::string published; // the model that it seems to be, see publishedNameOf()
        Verified verified = Verified::No;
    };
    void setModels(const std::vector<ModelItem>& models, const std::function<Known(const ModelItem&)>& known = {});
    /// Its licence and where that is said.
    static Cell licenceCell(const ModelItem& model, const Known& known);
    enum Column { Name, Backbone, Parameters, Layers, UsableLength, StoredAs, Size, LicenceName, State };
};

} // namespace rw::ui
