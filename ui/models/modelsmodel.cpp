// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/modelsmodel.h"

#include "ui/session/sessiondata.h"
#include "ui/text/numbers.h"

namespace rw::ui {

namespace {

Cell stateOf(const ModelItem& model)
{
    Cell cell;
    if (model.checking) {
        cell.text = ModelsModel::tr("checking tensors");
        cell.icon = QStringLiteral("clock");
        cell.tone = Tone::Muted;
    } else if (!model.problem.isEmpty()) {
        cell.text = model.problem;
        cell.tip = model.problem;
        cell.icon = QStringLiteral("failed");
        cell.tone = Tone::Failed;
    } else if (model.untrained) {
        cell.text = ModelsModel::tr("untrained");
        cell.tip = ModelsModel::tr("Its weights are random: good for measuring speed, not quality.");
        cell.icon = QStringLiteral("warning");
        cell.tone = Tone::Caution;
    } else if (model.folder) {
        cell.text = ModelsModel::tr("complete");
        cell.icon = QStringLiteral("ok");
        cell.tone = Tone::Good;
    } else {
        cell.text = ModelsModel::tr("folder not read");
        cell.icon = QStringLiteral("none");
        cell.tone = Tone::Muted;
    }
    return cell;
}

} // namespace

ModelsModel::ModelsModel(QObject* parent)
    : CellModel({tr("Model"), tr("Backbone"), tr("Parameters"), tr("Layers"), tr("Usable length"), tr("Stored as"),
                 tr("Size"), tr("State")},
                parent)
{
}

void ModelsModel::setModels(const std::vector<ModelItem>& models)
{
    std::vector<Row> rows;
    int index = 0;
    for (const ModelItem& model : models) {
        const bool known = model.parameters > 0;
        Cell name;
        name.text = model.name;
        name.bold = true;
        name.series = index++;
        name.tip = model.path;
        Cell backbone;
        backbone.text = model.backbone;
        Cell dtype;
        dtype.text = model.folder ? text(model.folder->weightsDtype) : Numbers::none();
        rows.push_back({name, backbone,
                        Cell::number(known ? Numbers::parameters(model.parameters) : Numbers::none(),
                                     QVariant::fromValue(model.parameters)),
                        Cell::number(known ? Numbers::count(model.layers) : Numbers::none(), model.layers),
                        Cell::number(known ? Numbers::count(model.maxLength) : Numbers::none(), model.maxLength), dtype,
                        Cell::number(model.folder ? Numbers::bytes(model.folder->weightBytes) : Numbers::none()),
                        stateOf(model)});
    }
    setRows(std::move(rows));
}

} // namespace rw::ui
