// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/devicesmodel.h"

#include "ui/session/machineprobe.h"
#include "ui/text/numbers.h"

namespace rw::ui {

DevicesModel::DevicesModel(QObject* parent)
    : CellModel({tr("Device"), tr("Name"), tr("Free"), tr("Total"), tr("State")}, parent)
{
}

namespace {

/// Workers speak English: what they say of most processors is said in the language of the window.
QString noteOf(const DeviceItem& device)
{
    return device.bf16Times > 0
               ? DevicesModel::tr("bf16 products were measured %1 times as fast as fp32 on this processor")
                     .arg(Numbers::decimal(device.bf16Times, 1))
               : device.note;
}

} // namespace

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
            state.text = QStringLiteral("%1. %2").arg(kinds, noteOf(device));
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
