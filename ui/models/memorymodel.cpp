// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/memorymodel.h"

#include "core/run/runstatus.h"
#include "ui/session/machineprobe.h"
#include "ui/session/sessiondata.h"
#include "ui/text/numbers.h"

#include <array>

namespace rw::ui {

namespace {

Cell verdictOf(std::int64_t needed, const DeviceItem& device, const QString& quantization)
{
    Cell cell;
    if (!device.quantizations.contains(quantization)) {
        cell.text = MemoryModel::tr("none", "quantization that a device cannot run");
        cell.icon = QStringLiteral("none");
        cell.tone = Tone::Muted;
        cell.tip = MemoryModel::tr("%1 cannot run %2 yet.").arg(device.id, quantization);
    } else if (device.freeBytes < 0) {
        cell.text = Numbers::none();
        cell.tone = Tone::Muted;
    } else if (needed > device.freeBytes) {
        cell.text = MemoryModel::tr("lacks %1").arg(Numbers::gib(needed - device.freeBytes));
        cell.icon = QStringLiteral("failed");
        cell.tone = Tone::Failed;
    } else if (PlanSummary::fitOf(needed, device.freeBytes) == PlanSummary::Fit::Tight) {
        cell.text = MemoryModel::tr("tight, %1 left").arg(Numbers::gib(device.freeBytes - needed));
        cell.icon = QStringLiteral("warning");
        cell.tone = Tone::Caution;
    } else {
        cell.text = MemoryModel::tr("fits, %1 left").arg(Numbers::gib(device.freeBytes - needed));
        cell.icon = QStringLiteral("ok");
        cell.tone = Tone::Good;
    }
    if (cell.tip.isEmpty() && device.freeBytes >= 0)
        cell.tip = MemoryModel::tr("%1 of %2 free").arg(Numbers::gib(needed), Numbers::gib(device.freeBytes));
    return cell;
}

} // namespace

MemoryModel::MemoryModel(QObject* parent)
    : CellModel({tr("Type"), tr("Memory")}, parent)
{
}

void MemoryModel::setModel(const ModelItem& model, const std::vector<DeviceItem>& devices)
{
    static constexpr std::array<Quantization, 5> all = {Quantization::Fp32, Quantization::Bf16, Quantization::Fp16,
                                                        Quantization::Int8, Quantization::Int4};
    QStringList columns = {tr("Type"), tr("Memory")};
    for (const DeviceItem& device : devices)
        if (device.state != DeviceItem::State::Unusable)
            columns << device.id;
    setHeaders(columns);
    std::vector<Row> rows;
    if (model.folder) {
        for (const Quantization quantization : all) {
            const std::string_view name = toString(quantization);
            Cell type;
            type.text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
            const std::int64_t needed = model.folder->memoryBytes(quantization);
            Row row{type, Cell::number(Numbers::gib(needed))};
            for (const DeviceItem& device : devices)
                if (device.state != DeviceItem::State::Unusable)
                    row.push_back(verdictOf(needed, device, type.text));
            rows.push_back(std::move(row));
        }
    }
    setRows(std::move(rows));
}

} // namespace rw::ui
