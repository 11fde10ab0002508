// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/lanesmodel.h"

#include "ui/session/sessiondata.h"
#include "ui/text/numbers.h"
#include "ui/text/progresstext.h"

#include <utility>

namespace rw::ui {

namespace {

QStringList columns(bool gpu)
{
    QStringList list = {LanesModel::tr("Worker"),   LanesModel::tr("State"), LanesModel::tr("Unit"),
                        LanesModel::tr("Queue"),    LanesModel::tr("Left"),  LanesModel::tr("pairs/s"),
                        LanesModel::tr("tokens/s"), LanesModel::tr("CPU %"), LanesModel::tr("Memory")};
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

/// What a worker has in hand and what waits in it, in pairs.
Cell queueCell(const LaneStatus& lane)
{
    if (lane.chunksInHand == 0)
        return Cell::number(Numbers::none());
    Cell cell = Cell::number(
        QStringLiteral("%1 + %2").arg(Numbers::count(lane.pairsInHand), Numbers::count(lane.pairsWaiting)));
    cell.tip = LanesModel::tr("%1 pairs in hand, %2 waiting in the worker")
                   .arg(Numbers::count(lane.pairsInHand), Numbers::count(lane.pairsWaiting));
    return cell;
}

Cell leftCell(const TimeLeft& left)
{
    Cell cell = Cell::number(left.seconds >= 0 ? Numbers::duration(left.seconds) : Numbers::none());
    if (left.seconds >= 0)
        cell.tip = ProgressText::timeLeft(left);
    return cell;
}

/// Why the clock is below its maximum: bits of nvmlClocksThrottleReasons. Empty: it is not, or there is nothing to do.
QString slowedBy(std::int64_t bits)
{
    const std::pair<std::int64_t, QString> reasons[] = {{0x2 | 0x100, LanesModel::tr("clock settings")},
                                                        {0x4, LanesModel::tr("power limit")},
                                                        {0x8 | 0x80, LanesModel::tr("hardware protection")},
                                                        {0x10, LanesModel::tr("another GPU in step")},
                                                        {0x20 | 0x40, LanesModel::tr("heat")}};
    QStringList names;
    for (const auto& [mask, name] : reasons) {
        if (bits & mask)
            names << name;
    }
    return names.join(QStringLiteral(", "));
}

/// What should be known of a GPU beside its numbers: it is not alone, it is slowed down, it cannot be read.
QStringList gpuNotes(const DeviceUse& use)
{
    QStringList notes;
    if (const QString reasons = slowedBy(use.gpuThrottle.value_or(0)); !reasons.isEmpty())
        notes << LanesModel::tr("slowed down: %1").arg(reasons);
    if (use.gpuProcesses.value_or(0) > 0)
        notes << LanesModel::tr("%n other processes on this GPU", nullptr, static_cast<int>(*use.gpuProcesses));
    if (!use.problem.empty())
        notes << QString::fromStdString(use.problem);
    return notes;
}

Cell busyCell(const DeviceUse& use)
{
    Cell cell = Cell::number(percent(use.gpuBusyPercent));
    const QStringList notes = gpuNotes(use);
    if (!notes.isEmpty()) {
        cell.tone = Tone::Caution;
        cell.icon = QStringLiteral("warning");
    }
    QStringList tip = notes;
    if (use.gpuClockMhz)
        tip << LanesModel::tr("clock %1 MHz").arg(Numbers::decimal(*use.gpuClockMhz, 0));
    cell.tip = tip.join(QLatin1Char('\n'));
    return cell;
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
    m_gpu = m_gpu || sample.use.gpuBusyPercent || sample.use.gpuMemoryBytes || sample.use.gpuPowerWatts ||
            !sample.use.problem.empty();
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
        Row row{name,
                stateCell(lane.state),
                unit,
                queueCell(lane),
                leftCell(lane.left),
                Cell::number(Numbers::decimal(works ? lane.pairsPerSecond : kNotAvailable, 1)),
                Cell::number(Numbers::decimal(works ? lane.tokensPerSecond : kNotAvailable, 0)),
                Cell::number(percent(values.cpuPercent)),
                Cell::number(memory(values.residentBytes))};
        if (m_gpu) {
            const auto whole = [](const std::optional<double>& value, const QString& form) {
                return value ? form.arg(Numbers::decimal(*value, 0)) : Numbers::none();
            };
            row.push_back(busyCell(values));
            row.push_back(Cell::number(memory(values.gpuMemoryBytes)));
            row.push_back(Cell::number(whole(values.gpuPowerWatts, QStringLiteral("%1 W"))));
            row.push_back(Cell::number(whole(values.gpuTemperature, QStringLiteral("%1 °C"))));
        }
        rows.push_back(std::move(row));
    }
    setRows(std::move(rows));
}

} // namespace rw::ui
