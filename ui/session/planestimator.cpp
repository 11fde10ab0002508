// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/planestimator.h"

#include "core/run/runplan.h"
#include "core/run/workerprocess.h"
#include "ui/session/background.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <utility>

namespace rw::ui {

namespace {

constexpr int kWaitMs = 250;     // after the last click
constexpr int kProgressMs = 100; // between two reports of planning

/// What the speed of a group depends on. The length of the pairs counts in doublings: attention makes long rows dearer
/// a token.
std::string keyOf(const ScoreJob& sample, const QStringList& devices, int threads, int batchTokens)
{
    const auto tokens = std::accumulate(sample.tokens.begin(), sample.tokens.end(), 0.0);
    const auto pairs = double(std::max<std::size_t>(1, sample.tokens.size()));
    return sample.model.model + '\n' + std::string(toString(sample.model.quantization)) + '\n' +
           std::to_string(sample.model.deepestLayer) + '\n' + devices.join(QLatin1Char(',')).toStdString() + '\n' +
           std::to_string(threads) + '\n' + std::to_string(batchTokens) + '\n' +
           std::to_string(int(std::log2(std::max(1.0, tokens / pairs))));
}

} // namespace

PlanEstimator::PlanEstimator(QObject* parent)
    : QObject(parent)
    , m_inProbing(new QObject)
{
    m_wait.setSingleShot(true);
    m_wait.setInterval(kWaitMs);
    connect(&m_wait, &QTimer::timeout, this, &PlanEstimator::plan);
    m_planning.setMaxThreadCount(1);
    m_probing.setObjectName(QStringLiteral("probe"));
    m_inProbing->moveToThread(&m_probing);
    connect(&m_probing, &QThread::finished, m_inProbing, &QObject::deleteLater);
    m_probing.start();
}

PlanEstimator::~PlanEstimator()
{
    blockSignals(true); // whoever listens may be half gone
    stop();
    m_planning.waitForDone();
    m_probing.quit();
    m_probing.wait();
}

bool PlanEstimator::isBusy() const
{
    return m_estimate.state == PlanEstimate::State::Planning || m_estimate.state == PlanEstimate::State::Measuring;
}

void PlanEstimator::request(const Experiment& experiment, const std::filesystem::path& workspace)
{
    if (m_cancelled)
        *m_cancelled = true;
    ++m_request;
    m_plan.reset();
    m_experiment = experiment;
    m_workspace = workspace;
    m_estimate.state = PlanEstimate::State::Planning;
    m_estimate.phase.clear();
    m_estimate.done = -1;
    m_estimate.error = {};
    m_wait.start();
    emit changed();
}

void PlanEstimator::stop()
{
    m_wait.stop();
    ++m_request;
    if (m_cancelled)
        *m_cancelled = true;
    m_plan.reset();
    cancelProbe();
    m_estimate = {};
    emit changed();
}

void PlanEstimator::setMayMeasure(bool may)
{
    m_mayMeasure = may;
    if (!may)
        cancelProbe();
    if (m_plan)
        measureWhatIsMissing();
}

void PlanEstimator::measureAgain()
{
    for (const std::string& key : m_keys)
        m_speeds.erase(key);
    if (m_plan)
        measureWhatIsMissing();
}

void PlanEstimator::plan()
{
    m_cancelled = std::make_shared<std::atomic<bool>>(false);
    RunController::Request request;
    request.experiment = m_experiment;
    request.workspace = m_workspace;
    inBackground(
        this, &m_planning,
        [this, request, id = m_request, cancelled = m_cancelled] {
            QElapsedTimer last;
            std::mutex mutex; // texts are tokenised by several threads
            const Preparation::Progress show = [&](const std::string& phase, std::int64_t done, std::int64_t total) {
                const std::lock_guard lock(mutex);
                if (last.isValid() && last.elapsed() < kProgressMs && done != 0)
                    return;
                last.start();
                QMetaObject::invokeMethod(
                    this,
                    [this, id, phase, percent = total > 0 ? int(100 * done / total) : -1] {
                        if (id != m_request || m_estimate.state != PlanEstimate::State::Planning)
                            return;
                        m_estimate.phase = QString::fromStdString(phase);
                        m_estimate.done = percent;
                        emit changed();
                    },
                    Qt::QueuedConnection);
            };
            const Preparation preparation(show, *cancelled);
            return planDry(request, WorkerProcess::defaultProgram(), preparation, show);
        },
        [this, id = m_request](Result<DryPlan> plan) {
            if (id == m_request)
                takePlan(std::move(plan));
        });
}

void PlanEstimator::takePlan(Result<DryPlan> plan)
{
    if (!plan) {
        cancelProbe();
        m_estimate = {};
        m_estimate.state = PlanEstimate::State::Failed;
        m_estimate.error = plan.error();
        emit changed();
        return;
    }
    m_plan = std::make_unique<DryPlan>(std::move(*plan));
    m_keys.clear();
    for (const ScoreJob& sample : m_plan->samples)
        m_keys.push_back(keyOf(sample, m_plan->devices, m_plan->threads, m_experiment.batchTokens));
    // What failed before may go well now.
    std::erase_if(m_speeds, [](const auto& entry) { return entry.second.tokensPerSecond <= 0; });
    measureWhatIsMissing();
}

std::vector<std::size_t> PlanEstimator::missingGroups() const
{
    std::vector<std::size_t> missing;
    for (std::size_t group = 0; group < m_keys.size(); ++group)
        if (!m_plan->samples[group].tokens.empty() && !m_speeds.contains(m_keys[group]))
            missing.push_back(group);
    return missing;
}

void PlanEstimator::measureWhatIsMissing()
{
    const auto missing = missingGroups();
    const auto& devices = m_plan->summary.devices;
    const bool fits = std::all_of(devices.begin(), devices.end(), [](const auto& device) { return device.fits(); });
    m_estimate.unmeasured = missing.empty() ? PlanEstimate::Unmeasured::No
                            : !m_mayMeasure ? PlanEstimate::Unmeasured::RunGoesOn
                            : !fits         ? PlanEstimate::Unmeasured::DoesNotFit
                                            : PlanEstimate::Unmeasured::No;
    const bool measures = !missing.empty() && m_estimate.unmeasured == PlanEstimate::Unmeasured::No;
    if (m_probe && !m_probe->cancelled) {
        std::set<std::string> wanted;
        for (const std::size_t group : missing)
            wanted.insert(m_keys[group]);
        const bool useful = measures && std::all_of(m_probe->left.begin(), m_probe->left.end(),
                                                    [&](const std::string& key) { return wanted.contains(key); });
        if (!useful)
            cancelProbe();
    }
    if (measures && !m_probe)
        startProbe(missing);
    m_estimate.state = measures ? PlanEstimate::State::Measuring : PlanEstimate::State::Known;
    publish();
}

void PlanEstimator::startProbe(const std::vector<std::size_t>& groups)
{
    m_probe = Probe{++m_probes, {}, {}, {}, false};
    std::vector<ScoreJob> samples;
    for (const std::size_t group : groups) {
        if (!m_probe->left.insert(m_keys[group]).second)
            continue; // the same model twice
        m_probe->keys.push_back(m_keys[group]);
        samples.push_back(m_plan->samples[group]);
    }
    DispatchOptions options;
    options.program = WorkerProcess::defaultProgram();
    options.devices = m_plan->devices;
    options.threads = m_plan->threads;
    options.batchTokens = m_experiment.batchTokens;
    QMetaObject::invokeMethod(m_inProbing, [this, id = m_probe->id, samples = std::move(samples), options]() mutable {
        auto* probe = new SpeedProbe(std::move(samples), options, m_inProbing);
        connect(probe, &SpeedProbe::measuring, this, [this, id](int group) {
            if (!m_probe || m_probe->id != id)
                return;
            m_probe->current = m_probe->keys[std::size_t(group)];
            if (m_plan)
                publish();
        });
        connect(probe, &SpeedProbe::measured, probe, [this, probe, id](int group) {
            QMetaObject::invokeMethod(
                this, [this, id, group, speed = probe->speeds()[std::size_t(group)]] { takeSpeed(id, group, speed); });
        });
        connect(probe, &SpeedProbe::ended, probe, [this, probe, id](const RunOutcome& outcome) {
            QMetaObject::invokeMethod(this, [this, id, outcome] { probeEnded(id, outcome); });
            probe->deleteLater();
        });
        probe->start();
    });
}

void PlanEstimator::cancelProbe()
{
    if (!m_probe || std::exchange(m_probe->cancelled, true))
        return;
    QMetaObject::invokeMethod(m_inProbing, [in = m_inProbing] {
        for (SpeedProbe* probe : in->findChildren<SpeedProbe*>())
            probe->cancel();
    });
}

void PlanEstimator::takeSpeed(int probe, int group, const SpeedProbe::Speed& speed)
{
    if (!m_probe || m_probe->id != probe || m_probe->cancelled)
        return;
    const std::string& key = m_probe->keys[std::size_t(group)];
    m_probe->left.erase(key);
    m_speeds[key] = speed;
    if (m_plan)
        measureWhatIsMissing();
}

void PlanEstimator::probeEnded(int probe, const RunOutcome& outcome)
{
    if (!m_probe || m_probe->id != probe)
        return;
    // Whoever has no speed now will not get one by asking again.
    if (!m_probe->cancelled) {
        for (const std::string& key : m_probe->left)
            m_speeds[key].error = outcome.error.what.empty() ? Error{"nothing was scored"} : outcome.error;
    }
    m_probe.reset();
    if (m_plan)
        measureWhatIsMissing();
}

void PlanEstimator::publish()
{
    m_estimate.summary = m_plan->summary;
    std::vector<SpeedProbe::Speed> speeds;
    for (const std::string& key : m_keys) {
        const auto found = m_speeds.find(key);
        speeds.push_back(found != m_speeds.end() ? found->second : SpeedProbe::Speed{});
    }
    estimateTime(*m_estimate.summary, speeds);
    m_estimate.groupsLeft = int(missingGroups().size());
    m_estimate.group = -1;
    if (m_estimate.state == PlanEstimate::State::Measuring && m_probe) {
        const auto key = std::find(m_keys.begin(), m_keys.end(), m_probe->current);
        m_estimate.group = key != m_keys.end() ? int(key - m_keys.begin()) : -1;
    }
    emit changed();
}

} // namespace rw::ui
