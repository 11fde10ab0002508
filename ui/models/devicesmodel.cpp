// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/devicesmodel.h"

#include "ui/session/machineprobe.h"
#include "ui/text/numbers.h"

namespace rw::ui {

DevicesModel::DevicesModel(QObject* parent)
    : CellModel({tr("Device"), tr("Name"), tr("Free"), tr("Total"), tr("State")}, parent)
{
}

void DevicesModel::setDevices(const std::vector<DeviceItem>& devices)
{
    std::vector<Row> rows;
    for (const DeviceItem& device : devices) {
        Cell id;
        id.text = device.id;
        Cell name;
        name.text = device.name;
        Cell state;
        const QString kinds = device.quantizations.join(QStringLiteral(", "));
        switch (device.state) {
        case DeviceItem::State::Ready:
            state.tone = Tone::Good;
            state.icon = QStringLiteral("ok");
            state.text = tr("Ready: %1").arg(kinds);
            break;
        case DeviceItem::State::Limited:
            state.tone = Tone::Caution;
            state.icon = QStringLiteral("warning");
            state.text = QStringLiteral("%1. %2").arg(kinds, device.note);
            break;
        case DeviceItem::State::Unusable:
            state.tone = Tone::Muted;
            state.icon = QStringLiteral("none");
            state.text = device.note;
            break;
        }
        state.tip = state.text;
        rows.push_back({id, name, Cell::number(Numbers::gib(device.freeBytes)),
                        Cell::number(Numbers::gib(device.totalBytes)), state});
    }
    setRows(std::move(rows));
}

} // namespace rw::ui
