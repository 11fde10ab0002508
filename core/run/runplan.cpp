// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/runplan.h"

#include "core/run/knownscores.h"
#include "core/run/plansummary.h"
#include "core/run/provenance.h"
#include "core/run/workerdevices.h"

#include <algorithm>
#include <utility>

namespace rw {

namespace {

std::string machineText()
{
    const auto processor = processorInfo();
    return processor.name + ", " + std::to_string(processor.cores) + " cores, " +
           std::to_string(processor.memoryBytes / (1024 * 1024)) + " MiB";
}

UnitStatus statusOf(const RunWriter::NewUnit& unit, std::int64_t id, const std::string& dataset)
{
    UnitStatus status;
    status.unit = id;
    status.model = QString::fromStdString(unit.name);
    status.dataset = QString::fromStdString(dataset);
    status.maxLength = unit.maxLength;
    status.quantization = QString::fromStdString(unit.quantization);
    status.cutoffLayer = unit.cutoffLayer;
    status.total = unit.pairs;
    return status;
}

/// The steps of a plan in their order, for a run and for a dry one.
class Planner
{
public:
    Planner(const RunController::Request& request, const QString& workerProgram, const Preparation& preparation,
            const Preparation::Progress& progress)
        : m_request(request)
        , m_workerProgram(workerProgram)
        , m_preparation(preparation)
        , m_progress(progress)
    {
        m_matrix.experiment = request.experiment;
    }

    Result<RunPlan> plan()
    {
        if (auto status = take({&Planner::lock, &Planner::chooseDevices, &Planner::readModels, &Planner::readDatasets,
                                &Planner::openWorkspace, &Planner::tokenise, &Planner::expand, &Planner::startRun,
                                &Planner::openCache, &Planner::findMissing});
            !status)
            return status.error();
        makePasses();
        auto jobs = planJobs(m_matrix, m_missing);
        m_plan.summary = summarise(m_matrix, jobs, m_missing, m_plan.devices, m_described, m_request.workspace);
        for (const auto& job : jobs.plans) {
            for (const int pass : job.passes)
                ++m_plan.passes[std::size_t(pass)].jobsLeft;
        }
        m_plan.jobs = std::move(jobs.jobs);
        m_plan.jobPlans = std::move(jobs.plans);
        return std::move(m_plan);
    }

    Result<DryPlan> planDry()
    {
        if (auto status = take({&Planner::describe, &Planner::chooseDevices, &Planner::readModels,
                                &Planner::readDatasets, &Planner::tokenise, &Planner::expand,
                                &Planner::openExistingCache, &Planner::findUnits, &Planner::findMissing});
            !status)
            return status.error();
        const auto jobs = planJobs(m_matrix, m_missing);
        DryPlan dry;
        dry.summary = summarise(m_matrix, jobs, m_missing, m_plan.devices, m_described, m_request.workspace);
        for (std::size_t group = 0; group < dry.summary.groups.size(); ++group)
            dry.samples.push_back(sampleOf(m_matrix, jobs, int(group)));
        dry.devices = m_plan.devices;
        dry.threads = m_plan.threads;
        dry.warnings = std::move(m_plan.warnings);
        return dry;
    }

private:
    Status take(std::initializer_list<Status (Planner::*)()> steps)
    {
        for (const auto step : steps) {
            if (auto status = (this->*step)(); !status)
                return status;
            if (m_preparation.cancelled())
                return Error{"cancelled"};
        }
        return ok();
    }

    /// Names and memory of the devices.
    Status describe()
    {
        if (!m_described.empty())
            return ok();
        auto devices = describeDevices(m_workerProgram);
        if (!devices)
            return devices.error();
        m_described = std::move(*devices);
        return ok();
    }

    Status chooseDevices()
    {
        auto& experiment = m_matrix.experiment;
        QStringList available;
        const auto& asked = experiment.devices;
        const bool devicesAsked = std::find(asked.begin(), asked.end(), "auto") != asked.end();
        if (devicesAsked || experiment.automaticQuantization) {
            if (auto status = describe(); !status)
                return status;
            available = autoDevices(m_described);
        }
        m_plan.devices = expandDevices(asked, available);
        if (experiment.automaticQuantization) {
            const auto quantization = automaticQuantization(m_described, m_plan.devices);
            auto& chosen = experiment.quantizations;
            if (std::find(chosen.begin(), chosen.end(), quantization) == chosen.end())
                chosen.push_back(quantization);
            experiment.automaticQuantization = false; // what is stored says what was computed
        }
        m_plan.threads = workerThreads(experiment.threads, m_plan.devices);
        return ok();
    }

    /// At once: nobody should read 3 GB of data to learn that another program is at work here.
    Status lock()
    {
        auto lock = WorkspaceLock::take(m_request.workspace);
        if (!lock)
            return lock.error();
        m_plan.lock = std::move(*lock);
        return ok();
    }

    Status readModels()
    {
        for (const auto& entry : m_matrix.experiment.models) {
            auto model = m_preparation.model(entry);
            if (!model)
                return model.error();
            if (auto status = m_preparation.fingerprint(*model); !status)
                return status;
            m_matrix.models.push_back(std::move(*model));
        }
        m_matrix.modelIds.assign(m_matrix.models.size(), 0);
        return ok();
    }

    Status readDatasets()
    {
        for (const auto& entry : m_matrix.experiment.datasets) {
            m_progress("Reading data", 0, 0);
            auto dataset = loadDataset(entry.path, entry.options);
            if (!dataset)
                return dataset.error();
            PlannedDataset planned{std::move(*dataset), 0, {}};
            for (const auto& finding : planned.data.findings)
                m_plan.warnings.push_back(finding.place + ": " + finding.what);
            for (const auto& other : m_matrix.datasets) {
                if (other.data.contentHash == planned.data.contentHash)
                    return Error{entry.path.string() + ": is the same data as " + other.data.path.string()};
            }
            planned.pairs.reserve(planned.data.candidates.size());
            for (const auto& candidate : planned.data.candidates)
                planned.pairs.emplace_back(candidate.query, candidate.passage);
            m_matrix.datasets.push_back(std::move(planned));
        }
        return ok();
    }

    /// Only now: bad input leaves no empty workspace behind.
    Status openWorkspace()
    {
        auto workspace = Workspace::open(m_request.workspace, Workspace::Mode::OpenOrCreate);
        if (!workspace)
            return workspace.error();
        m_plan.workspace = std::move(*workspace);
        for (std::size_t i = 0; i < m_matrix.models.size(); ++i) {
            const auto& model = m_matrix.models[i];
            const auto id = m_plan.workspace->addModel(model.folder, model.name);
            if (!id)
                return id.error();
            m_matrix.modelIds[i] = *id;
        }
        for (auto& dataset : m_matrix.datasets) {
            const auto id = m_plan.workspace->addDataset(dataset.data);
            if (!id)
                return id.error();
            dataset.id = *id;
        }
        return ok();
    }

    Status tokenise()
    {
        for (const auto& model : m_matrix.models) {
            for (const auto& dataset : m_matrix.datasets) {
                const auto start = monotonicNs();
                auto pairs =
                    m_preparation.tokens(model, dataset.data.queryTexts, dataset.data.passageTexts, dataset.pairs);
                m_tokeniseNs += monotonicNs() - start;
                if (!pairs)
                    return pairs.error();
                m_matrix.pairs.push_back(std::move(*pairs));
                m_matrix.answers.push_back(m_preparation.answers(model, dataset.data, m_matrix.pairs.back()));
            }
        }
        return ok();
    }

    Status expand()
    {
        m_progress("Planning", 0, 0);
        for (auto& warning : m_matrix.expand())
            m_plan.warnings.push_back(std::move(warning));
        m_matrix.unitIds.assign(m_matrix.units.size(), 0);
        return ok();
    }

    Status startRun()
    {
        const auto& experiment = m_matrix.experiment;
        RunWriter writer(*m_plan.workspace);
        const auto started = writer.start({experiment.name, experiment.key(), experiment.scenarioName(), machineText(),
                                           RW_VERSION, experiment.toJson().toStdString(),
                                           provenance(experiment, m_plan.devices, m_plan.threads, m_tokeniseNs)},
                                          m_matrix.units, m_request.resume);
        if (!started)
            return started.error();
        m_plan.run = started->run;
        m_plan.resumed = started->resumed;
        m_plan.secondsOffset = started->secondsOffset;
        m_plan.nextWorker = started->nextWorker;
        m_matrix.unitIds = started->units;
        return ok();
    }

    Status openCache()
    {
        auto cache = ScoreCache::open(m_request.workspace);
        if (!cache)
            return cache.error();
        m_cache = std::move(*cache);
        return ok();
    }

    /// A dry run makes no workspace.
    Status openExistingCache()
    {
        std::error_code failed;
        return std::filesystem::exists(m_request.workspace, failed) ? openCache() : ok();
    }

    /// The units that a run would go on with.
    Status findUnits()
    {
        if (!m_cache)
            return ok();
        for (auto& dataset : m_matrix.datasets) {
            const auto id = m_cache->dataset(dataset.data.contentHash);
            if (!id)
                return id.error();
            dataset.id = *id;
        }
        if (!m_request.resume)
            return ok();
        const auto units = m_cache->unitsOfRun(m_matrix.experiment.key());
        if (!units)
            return units.error();
        if (units->size() == m_matrix.units.size())
            m_matrix.unitIds = *units;
        return ok();
    }

    Status findMissing()
    {
        KnownScores::Reuse reuse;
        if (m_plan.workspace) {
            reuse = [this](std::int64_t unit, const std::vector<RunWriter::Reused>& scores) {
                return RunWriter(*m_plan.workspace).reuse(unit, scores);
            };
        }
        KnownScores known(m_matrix, std::move(m_cache), std::move(reuse));
        for (const auto& pass : m_matrix.passes) {
            auto missing = known.missing(pass);
            if (!missing)
                return missing.error();
            m_missing.push_back(std::move(*missing));
        }
        return ok();
    }

    void makePasses()
    {
        for (std::size_t i = 0; i < m_matrix.passes.size(); ++i) {
            const auto& planned = m_matrix.passes[i];
            Pass pass;
            pass.pairs = std::int64_t(m_missing[i].size());
            pass.reused = std::count(m_missing[i].begin(), m_missing[i].end(), false);
            for (const int index : planned.units) {
                pass.units.push_back(statusOf(m_matrix.units[std::size_t(index)], m_matrix.unitIds[std::size_t(index)],
                                              m_matrix.datasets[std::size_t(planned.dataset)].data.name));
                pass.units.back().untrained = m_matrix.models[std::size_t(planned.model)].folder.untrained;
                pass.units.back().done = pass.reused;
            }
            m_plan.passes.push_back(std::move(pass));
        }
    }

    const RunController::Request& m_request;
    const QString& m_workerProgram;
    const Preparation& m_preparation;
    const Preparation::Progress& m_progress;
    std::int64_t m_tokeniseNs = 0;

    std::vector<protocol::Hello> m_described;
    PlanMatrix m_matrix;
    std::unique_ptr<ScoreCache> m_cache;
    std::vector<std::vector<bool>> m_missing; // [pass][pair]
    RunPlan m_plan;
};

} // namespace

Result<RunPlan> planRun(const RunController::Request& request, const QString& workerProgram,
                        const Preparation& preparation, const Preparation::Progress& progress)
{
    return Planner(request, workerProgram, preparation, progress).plan();
}

Result<DryPlan> planDry(const RunController::Request& request, const QString& workerProgram,
                        const Preparation& preparation, const Preparation::Progress& progress)
{
    return Planner(request, workerProgram, preparation, progress).planDry();
}

} // namespace rw
