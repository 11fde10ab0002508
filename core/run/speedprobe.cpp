// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/speedprobe.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace rw {

namespace {
constexpr int kMeasureMs = 3000;      // of each model and type, from the first result on
constexpr double kStartSeconds = 1.0; // of a worker process, until its hello
constexpr double kDoubt = 0.15;       // of an estimate: other texts, a warm machine, other programs
} // namespace

SpeedProbe::SpeedProbe(std::vector<ScoreJob> samples, const DispatchOptions& options, QObject* parent)
    : QObject(parent)
    , m_devices(options.devices)
    , m_speeds(samples.size())
    , m_measured(samples.size())
    , m_since(samples.size())
    , m_settled(samples.size())
{
    std::vector<ScoreJob> jobs;
    for (std::size_t group = 0; group < samples.size(); ++group) {
        if (samples[group].tokens.empty())
            continue;
        m_groupOfJob.push_back(int(group));
        jobs.push_back(std::move(samples[group]));
    }
    m_dispatcher = std::make_unique<Dispatcher>(std::move(jobs), options);
    Dispatcher* from = m_dispatcher.get();
    connect(from, &Dispatcher::jobStarted, this, [this](int job) { emit measuring(m_groupOfJob[std::size_t(job)]); });
    connect(from, &Dispatcher::modelLoaded, this, [this](int lane, int job, const protocol::Loaded& loaded) {
        const int group = m_groupOfJob[std::size_t(job)];
        auto& speed = m_speeds[std::size_t(group)];
        speed.loadSeconds = std::max(speed.loadSeconds, loaded.seconds);
        speed.residentBytes = std::max(speed.residentBytes, qint64(loaded.residentBytes));
        m_groupOfLane[lane] = group;
    });
    connect(from, &Dispatcher::sampled, this, [this](int lane, const DeviceUse& use) {
        if (const auto group = m_groupOfLane.find(lane); group != m_groupOfLane.end()) {
            auto& most = m_speeds[std::size_t(group->second)].residentBytes;
            most = std::max(most, qint64(use.residentBytes.value_or(0)));
        }
    });
    connect(from, &Dispatcher::chunkScored, this,
            [this](int lane, const Chunk& chunk, const protocol::ChunkResult& result) {
                const auto group = std::size_t(m_groupOfJob[std::size_t(chunk.job)]);
                Measured& measured = m_measured[group][lane];
                measured.tokens += chunk.tokens;
                for (const auto& batch : result.batches)
                    measured.seconds += batch.warmup ? 0 : double(batch.totalNs) / 1e9;
                if (!m_since[group].isValid())
                    m_since[group].start();
                if (m_since[group].elapsed() > kMeasureMs)
                    m_dispatcher->drop(chunk.job);
            });
    connect(from, &Dispatcher::jobDone, this, &SpeedProbe::settle);
    connect(from, &Dispatcher::jobFailed, this, [this](int job, const Error& error) {
        m_speeds[std::size_t(m_groupOfJob[std::size_t(job)])].error = error;
        settle(job);
    });
    connect(from, &Dispatcher::chunkSetAside, this, [this](const Chunk& chunk, const Error& error) {
        m_speeds[std::size_t(m_groupOfJob[std::size_t(chunk.job)])].error = error;
    });
    connect(from, &Dispatcher::ended, this, &SpeedProbe::finish);
}

void SpeedProbe::start()
{
    m_dispatcher->start();
}

void SpeedProbe::cancel()
{
    m_dispatcher->cancel();
}

/// What the lanes reached together.
void SpeedProbe::settle(int job)
{
    const auto group = std::size_t(m_groupOfJob[std::size_t(job)]);
    if (std::exchange(m_settled[group], char(true)))
        return;
    std::map<QString, double> ofDevice; // a lane that came too late is as fast as its like
    std::map<int, double> ofLane;
    for (const auto& [lane, measured] : m_measured[group]) {
        if (measured.seconds > 0) {
            ofLane[lane] = double(measured.tokens) / measured.seconds;
            ofDevice[m_devices[lane]] = ofLane[lane];
        }
    }
    for (int lane = 0; lane < int(m_devices.size()); ++lane) {
        if (const auto speed = ofLane.find(lane); speed != ofLane.end())
            m_speeds[group].tokensPerSecond += speed->second;
        else if (const auto like = ofDevice.find(m_devices[lane]); like != ofDevice.end())
            m_speeds[group].tokensPerSecond += like->second;
    }
    emit measured(int(group));
}

void SpeedProbe::finish(const RunOutcome& outcome)
{
    if (outcome.kind == RunOutcome::Kind::Finished) {
        for (int job = 0; job < int(m_groupOfJob.size()); ++job)
            settle(job);
    }
    emit ended(outcome);
}

void estimateTime(PlanSummary& summary, const std::vector<SpeedProbe::Speed>& speeds)
{
    double scoring = 0;
    double loading = 0;
    bool known = true;
    for (std::size_t i = 0; i < summary.groups.size() && i < speeds.size(); ++i) {
        auto& group = summary.groups[i];
        if (group.tokens == 0)
            continue;
        group.tokensPerSecond = speeds[i].tokensPerSecond;
        group.loadSeconds = speeds[i].loadSeconds;
        group.measuredBytes = speeds[i].residentBytes;
        group.error = QString::fromStdString(speeds[i].error.what);
        if (!group.error.isEmpty())
            summary.advice += QStringLiteral("%1 in %2: %3").arg(group.model, group.quantization, group.error);
        known = known && group.tokensPerSecond > 0;
        scoring += group.tokensPerSecond > 0 ? double(group.tokens) / group.tokensPerSecond : 0;
        loading += group.loadSeconds;
    }
    if (!known)
        return;
    const double setUp = kStartSeconds + loading;
    const double seconds = scoring > 0 ? setUp + scoring : 0;
    summary.setUpSeconds = scoring > 0 ? setUp : 0;
    summary.time = {seconds, seconds * (1 - kDoubt), seconds * (1 + kDoubt)};

    // Each worker starts and loads for itself; that pays only while it saves more than it takes.
    int workers = 0;
    for (const auto& device : summary.devices)
        workers += device.workers;
    if (workers > 1 && scoring > 0 && scoring < setUp) {
        const double alone = scoring * workers;
        summary.enoughWorkers = std::clamp(int(alone / setUp + 0.5), 1, workers - 1);
        summary.advice +=
            QStringLiteral("little work: %1 of %2 workers would be ready about as soon, since each of them spends %3 s "
                           "on starting")
                .arg(summary.enoughWorkers)
                .arg(workers)
                .arg(QLocale::c().toString(setUp, 'f', 1));
    }
}

} // namespace rw
