// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/lanesmodel.h"

#include "ui/session/sessiondata.h"
#include "ui/text/numbers.h"

namespace rw::ui {

namespace {

QStringList columns(bool gpu)
{
    QStringList list = {LanesModel::tr("Worker"), LanesModel::tr("State"),   LanesModel::tr("Unit"),
                        LanesModel::tr("Chunk"),  LanesModel::tr("pairs/s"), LanesModel::tr("tokens/s"),
                        LanesModel::tr("CPU %"),  LanesModel::tr("Memory")};
    if (gpu)
        list << LanesModel::tr("Busy time") << LanesModel::tr("GPU memory") << LanesModel::tr("Power")
             << LanesModel::tr("Temp.");
    return list;
}

QString percent(const std::optional<double>& value)
{
    return value ? Numbers::percent(*value) : Numbers::none();
}

QString memory(const std::optional<std::int64_t>& bytes)
{
    return bytes ? Numbers::gib(*bytes) : Numbers::none();
}

Cell stateCell(LaneState state)
{
    Cell cell;
    cell.text = LanesModel::stateText(state);
    if (state == LaneState::Failed) {
        cell.tone = Tone::Failed;
        cell.icon = QStringLiteral("failed");
    } else if (state == LaneState::Restarting) {
        cell.tone = Tone::Caution;
        cell.icon = QStringLiteral("warning");
    } else if (state != LaneState::Scoring) {
        cell.tone = Tone::Muted;
    }
    return cell;
}

} // namespace

LanesModel::LanesModel(QObject* parent)
    : CellModel(columns(false), parent)
{
}

QString LanesModel::stateText(LaneState state)
{
    switch (state) {
    case LaneState::Starting:
        return tr("starting");
    case LaneState::Loading:
        return tr("loading weights");
    case LaneState::Scoring:
        return tr("scoring");
    case LaneState::Idle:
        return tr("idle");
    case LaneState::Paused:
        return tr("paused");
    case LaneState::Restarting:
        return tr("restarting");
    case LaneState::Ended:
        return tr("ended");
    case LaneState::Failed:
        return tr("failed");
    }
    return {};
}

void LanesModel::clear()
{
    m_lanes.clear();
    m_uses.clear();
    m_gpu = false;
    refresh();
}

void LanesModel::setLane(const LaneStatus& lane)
{
    m_lanes[lane.worker] = lane;
    refresh();
}

void LanesModel::setSample(const LaneSample& sample)
{
    m_uses[sample.worker] = sample.use;
    m_gpu = m_gpu || sample.use.gpuBusyPercent || sample.use.gpuMemoryBytes || sample.use.gpuPowerWatts;
    refresh();
}

QString LanesModel::deviceOf(int worker) const
{
    const auto lane = m_lanes.find(worker);
    return lane != m_lanes.end() ? lane->second.device : QString();
}

void LanesModel::refresh()
{
    setHeaders(columns(m_gpu));
    std::map<QString, int> devices;
    for (const auto& [worker, lane] : m_lanes)
        ++devices[lane.device];
    std::vector<Row> rows;
    for (const auto& [worker, lane] : m_lanes) {
        const auto use = m_uses.find(worker);
        const DeviceUse values = use != m_uses.end() ? use->second : DeviceUse{};
        const bool works = lane.state == LaneState::Scoring;
        Cell name;
        name.text = devices[lane.device] > 1 ? QStringLiteral("%1 #%2").arg(lane.device).arg(worker + 1) : lane.device;
        name.bold = true;
        name.tip = tr("%1, process %2").arg(lane.name).arg(lane.pid);
        Cell unit;
        unit.text = lane.message.isEmpty() ? lane.unit : lane.message;
        unit.tip = unit.text;
        unit.tone = lane.state == LaneState::Failed ? Tone::Failed : Tone::Normal;
        Cell chunk;
        if (lane.chunkTotal > 0)
            chunk.progress = static_cast<double>(lane.chunkDone) / static_cast<double>(lane.chunkTotal);
        Row row{name,
                stateCell(lane.state),
                unit,
                chunk,
                Cell::number(Numbers::decimal(works ? lane.pairsPerSecond : kNotAvailable, 1)),
                Cell::number(Numbers::decimal(works ? lane.tokensPerSecond : kNotAvailable, 0)),
                Cell::number(percent(values.cpuPercent)),
                Cell::number(memory(values.residentBytes))};
        if (m_gpu) {
            const auto whole = [](const std::optional<double>& value, const QString& form) {
                return value ? form.arg(Numbers::decimal(*value, 0)) : Numbers::none();
            };
            row.push_back(Cell::number(percent(values.gpuBusyPercent)));
            row.push_back(Cell::number(memory(values.gpuMemoryBytes)));
            row.push_back(Cell::number(whole(values.gpuPowerWatts, QStringLiteral("%1 W"))));
            row.push_back(Cell::number(whole(values.gpuTemperature, QStringLiteral("%1 °C"))));
        }
        rows.push_back(std::move(row));
    }
    setRows(std::move(rows));
}

} // namespace rw::ui
