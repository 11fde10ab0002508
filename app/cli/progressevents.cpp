// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progressevents.h"

#include "app/cli/dryrun.h"
#include "core/run/runcontroller.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

constexpr int kIntervalMs = 500;

/// null: not known.
template <class Number>
QJsonValue orNull(const std::optional<Number>& value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue orNull(const std::optional<std::int64_t>& value)
{
    return value ? QJsonValue(qint64(*value)) : QJsonValue();
}

QJsonValue seconds(double value)
{
    return value >= 0 ? QJsonValue(value) : QJsonValue();
}

void add(QJsonObject& object, const TimeLeft& left)
{
    object.insert(u"seconds_left"_s, seconds(left.seconds));
    object.insert(u"seconds_left_least"_s, seconds(left.least));
    object.insert(u"seconds_left_most"_s, seconds(left.most));
}

QJsonObject laneJson(const LaneStatus& lane, const DeviceUse& use)
{
    QJsonObject object{{u"worker"_s, lane.worker},
                       {u"device"_s, lane.device},
                       {u"name"_s, lane.name},
                       {u"pid"_s, lane.pid},
                       {u"state"_s, QLatin1String(toString(lane.state))},
                       {u"unit"_s, lane.unit},
                       {u"message"_s, lane.message},
                       {u"pairs"_s, lane.pairs},
                       {u"chunks_in_hand"_s, lane.chunksInHand},
                       {u"pairs_in_hand"_s, lane.pairsInHand},
                       {u"chunks_waiting"_s, lane.chunksWaiting},
                       {u"pairs_waiting"_s, lane.pairsWaiting},
                       {u"pairs_per_second"_s, lane.pairsPerSecond},
                       {u"tokens_per_second"_s, lane.tokensPerSecond},
                       {u"cpu_percent"_s, orNull(use.cpuPercent)},
                       {u"resident_bytes"_s, orNull(use.residentBytes)},
                       {u"gpu_busy_percent"_s, orNull(use.gpuBusyPercent)},
                       {u"gpu_memory_bytes"_s, orNull(use.gpuMemoryBytes)},
                       {u"gpu_power_watts"_s, orNull(use.gpuPowerWatts)},
                       {u"gpu_energy_joules"_s, orNull(use.gpuEnergyJoules)},
                       {u"gpu_clock_mhz"_s, orNull(use.gpuClockMhz)},
                       {u"gpu_temperature"_s, orNull(use.gpuTemperature)},
                       {u"gpu_throttle"_s, orNull(use.gpuThrottle)},
                       {u"gpu_processes"_s, orNull(use.gpuProcesses)}};
    add(object, lane.left);
    return object;
}

const char* levelName(LogEntry::Level level)
{
    constexpr const char* names[] = {"debug", "info", "warning", "error"};
    return names[int(level)];
}

} // namespace

ProgressEvents::ProgressEvents(RunController* controller, bool verbose)
{
    connect(controller, &RunController::planned, this,
            [this](const PlanSummary& summary) { say("plan", planJson(summary)); });
    connect(controller, &RunController::progressed, this, &ProgressEvents::showProgress);
    connect(controller, &RunController::laneChanged, this,
            [this](const LaneStatus& lane) { m_lanes[lane.worker] = lane; });
    connect(controller, &RunController::sampled, this,
            [this](const LaneSample& sample) { m_uses[sample.worker] = sample.use; });
    connect(controller, &RunController::unitChanged, this, &ProgressEvents::showUnit);
    connect(controller, &RunController::logged, this, [this, verbose](const LogEntry& entry) {
        if (verbose || entry.level >= LogEntry::Level::Warning)
            say("log", {{u"level"_s, QLatin1String(levelName(entry.level))}, {u"text"_s, entry.text}});
    });
    connect(controller, &RunController::ended, this, [this](const RunOutcome& outcome) {
        constexpr const char* names[] = {"finished", "cancelled", "failed"};
        say("ended", {{u"outcome"_s, QLatin1String(names[int(outcome.kind)])},
                      {u"run"_s, outcome.run > 0 ? QJsonValue(outcome.run) : QJsonValue()},
                      {u"units_failed"_s, outcome.unitsFailed},
                      {u"error"_s, QString::fromStdString(outcome.error.what)}});
    });
}

void ProgressEvents::showProgress(const RunProgress& progress)
{
    const bool complete = progress.total > 0 && progress.done == progress.total;
    const bool due = !m_sinceLast.isValid() || m_sinceLast.elapsed() >= kIntervalMs;
    if (!due && !complete && progress.phase == m_phase)
        return;
    m_phase = progress.phase;
    m_sinceLast.start();
    QJsonObject values{{u"phase"_s, progress.phase}, {u"done"_s, progress.done}, {u"total"_s, progress.total}};
    if (progress.run > 0) {
        values.insert(u"run"_s, progress.run);
        values.insert(u"reused"_s, progress.reused);
        values.insert(u"units_done"_s, progress.unitsDone);
        values.insert(u"units_failed"_s, progress.unitsFailed);
        values.insert(u"units_total"_s, progress.unitsTotal);
        values.insert(u"pairs_set_aside"_s, progress.pairsSetAside);
        values.insert(u"pairs_per_second"_s, progress.pairsPerSecond);
        values.insert(u"tokens_per_second"_s, progress.tokensPerSecond);
        values.insert(u"seconds_running"_s, progress.secondsRunning);
        add(values, progress.left);
        values.insert(u"ndcg10_so_far"_s, orNull(progress.ndcg10SoFar));
        values.insert(u"queries_complete"_s, progress.queriesComplete);
        values.insert(u"queries_judged"_s, progress.queriesJudged);
        QJsonArray lanes;
        for (const auto& [worker, lane] : m_lanes)
            lanes.append(laneJson(lane, m_uses[worker]));
        values.insert(u"lanes"_s, lanes);
    }
    say("progress", values);
}

void ProgressEvents::showUnit(const UnitStatus& unit)
{
    // Once for each state, and once more when its measure is there: how far it is, is in the progress.
    QString& known = m_units[unit.unit];
    const QString state = QLatin1String(toString(unit.state)) + (unit.ndcg10 ? u" measured"_s : QString());
    if (known == state)
        return;
    known = state;
    say("unit", {{u"unit"_s, unit.unit},
                 {u"model"_s, unit.model},
                 {u"dataset"_s, unit.dataset},
                 {u"max_length"_s, unit.maxLength},
                 {u"quantization"_s, unit.quantization},
                 {u"cutoff_layer"_s, unit.cutoffLayer},
                 {u"state"_s, QLatin1String(toString(unit.state))},
                 {u"done"_s, unit.done},
                 {u"total"_s, unit.total},
                 {u"ndcg10"_s, orNull(unit.ndcg10)},
                 {u"message"_s, unit.message}});
}

void ProgressEvents::say(const char* event, QJsonObject values)
{
    values.insert(u"event"_s, QLatin1String(event));
    values.insert(u"time"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    const auto line = QJsonDocument(values).toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(line.constData(), 1, std::size_t(line.size()), stderr);
    std::fflush(stderr);
}

} // namespace rw::cli
