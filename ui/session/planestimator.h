// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/experiment/experiment.h"
#include "core/run/speedprobe.h"

#include <QObject>
#include <QThread>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace rw {
struct DryPlan;
}

namespace rw::ui {

/// What an experiment would take, as far as that is known.
struct PlanEstimate
{
    enum class State {
        None,      // nothing was asked for
        Planning,  // `summary` is that of the experiment before, if there was one
        Measuring, // everything but the time
        Known,
        Failed // see `error`
    };
    enum class Unmeasured { No, RunGoesOn, DoesNotFit };

    State state = State::None;
    QString phase; // of planning, as core names it
    int done = 0;  // percent of the phase; < 0: not known
    std::optional<PlanSummary> summary;
    Unmeasured unmeasured = Unmeasured::No; // why there is no time although the state is Known
    int group = -1;                         // of the summary: being measured
    int groupsLeft = 0;                     // to be measured, that one among them
    Error error;
};

/// Plans what the Experiment page shows and measures how fast this machine is at it, as `rerank-cli run --dry-run`
/// does, while the page goes on: planning in a thread of its own, the probe in another. A newer experiment supersedes
/// the one before; what was measured is kept for everything that would be measured in the same way.
class PlanEstimator : public QObject
{
    Q_OBJECT

public:
    explicit PlanEstimator(QObject* parent = nullptr);
    ~PlanEstimator() override;

    /// A moment later, so that a few quick clicks are one request.
    void request(const Experiment& experiment, const std::filesystem::path& workspace);
    /// Nothing is to be estimated any more.
    void stop();
    /// While a run goes on a probe would slow it down, and measure the wrong thing.
    void setMayMeasure(bool may);
    /// Forgets what was measured of the experiment at hand.
    void measureAgain();

    const PlanEstimate& estimate() const { return m_estimate; }
    bool isBusy() const;

signals:
    void changed();

private:
    struct Probe
    {
        int id = 0;
        std::vector<std::string> keys; // by group of the probe
        std::set<std::string> left;
        std::string current; // being measured
        bool cancelled = false;
    };

    void plan();
    void takePlan(Result<DryPlan> plan);
    void measureWhatIsMissing();
    void startProbe(const std::vector<std::size_t>& groups);
    void cancelProbe();
    void takeSpeed(int probe, int group, const SpeedProbe::Speed& speed);
    void probeEnded(int probe, const RunOutcome& outcome);
    void publish();
    std::vector<std::size_t> missingGroups() const;

    QTimer m_wait;
    Experiment m_experiment;
    std::filesystem::path m_workspace;
    bool m_mayMeasure = true;

    QThreadPool m_planning; // one thread
    int m_request = 0;
    std::shared_ptr<std::atomic<bool>> m_cancelled;
    std::unique_ptr<DryPlan> m_plan;
    std::vector<std::string> m_keys; // by group of the plan: what its speed depends on

    QThread m_probing;
    QObject* m_inProbing; // lives there, parent of the probe
    std::optional<Probe> m_probe;
    int m_probes = 0;
    std::map<std::string, SpeedProbe::Speed> m_speeds; // by key

    PlanEstimate m_estimate;
};

} // namespace rw::ui
