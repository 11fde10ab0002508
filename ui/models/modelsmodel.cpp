// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/modelsmodel.h"

#include "ui/session/sessiondata.h"
#include "ui/text/numbers.h"

namespace rw::ui {

namespace {

Cell stateOf(const ModelItem& model, ModelsModel::Verified verified)
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
    } else if (verified == ModelsModel::Verified::Running) {
        cell.text = ModelsModel::tr("verifying");
        cell.icon = QStringLiteral("clock");
        cell.tone = Tone::Muted;
    } else if (verified == ModelsModel::Verified::Failed) {
        cell.text = ModelsModel::tr("verification failed");
        cell.tip = ModelsModel::tr("The fast path does not agree with the plain one: see Verification below.");
        cell.icon = QStringLiteral("failed");
        cell.tone = Tone::Failed;
    } else if (model.untrained) {
        cell.text = ModelsModel::tr("untrained");
        cell.tip = ModelsModel::tr("Its weights are random: good for measuring speed, not quality.");
        cell.icon = QStringLiteral("warning");
        cell.tone = Tone::Caution;
    } else if (model.folder) {
        cell.text = verified == ModelsModel::Verified::Yes ? ModelsModel::tr("verified") : ModelsModel::tr("complete");
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
                 tr("Size"), tr("Licence"), tr("State")},
                parent)
{
}

Cell ModelsModel::licenceCell(const ModelItem& model, const Known& known)
{
    Cell cell;
    switch (known.licence.source) {
    case Licence::Source::Card:
        cell.text = text(known.licence.name);
        cell.tip = tr("As README.md in the folder says.");
        break;
    case Licence::Source::Published:
        cell.text = text(known.licence.name);
        cell.tip = tr("Of the published %1, which this folder seems to be; the folder itself says nothing.")
                       .arg(text(known.published));
        break;
    case Licence::Source::File:
        cell.text = tr("see %1").arg(text(known.licence.name));
        cell.tip = tr("The folder has a file with the licence.");
        break;
    case Licence::Source::Unknown:
        cell.text = model.folder ? tr("unknown") : Numbers::none();
        cell.tone = Tone::Muted;
        cell.tip = tr("Neither a README.md nor a licence file in the folder says it.");
        break;
    }
    return cell;
}

void ModelsModel::setModels(const std::vector<ModelItem>& models, const std::function<Known(const ModelItem&)>& known)
{
    std::vector<Row> rows;
    int index = 0;
    for (const ModelItem& model : models) {
        const Known more = known ? known(model) : Known();
        const bool isRead = model.parameters > 0;
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
                        Cell::number(isRead ? Numbers::parameters(model.parameters) : Numbers::none(),
                                     QVariant::fromValue(model.parameters)),
                        Cell::number(isRead ? Numbers::count(model.layers) : Numbers::none(), model.layers),
                        Cell::number(isRead ? Numbers::count(model.maxLength) : Numbers::none(), model.maxLength),
                        dtype, Cell::number(model.folder ? Numbers::bytes(model.folder->weightBytes) : Numbers::none()),
                        licenceCell(model, more), stateOf(model, more.verified)});
    }
    setRows(std::move(rows));
}

} // namespace rw::ui
