// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/runplan.h"

#include "core/run/provenance.h"
#include "core/store/scorecache.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace rw {

namespace {

constexpr int kDescribeMs = 60000;
constexpr float kNoScore = std::numeric_limits<float>::quiet_NaN();
constexpr std::int64_t kScoreBytes = 40; // of a score in the workspace, with its share of batches and of the log
constexpr std::int64_t kRowBytes = 40;   // of a text or a candidate, beside the text itself
constexpr std::size_t kSamplePairs = 4096;

std::string optionsJson(const PreparedModel& model)
{
    QJsonObject options{{QStringLiteral("gelu"), QString::fromLatin1(toString(model.gelu))}};
    const auto add = [&options](const QString& key, const std::optional<std::string>& value) {
        if (value)
            options.insert(key, QString::fromStdString(*value));
    };
    const auto& texts = model.instructions;
    add(QStringLiteral("query_instruction"), texts.query);
    add(QStringLiteral("passage_instruction"), texts.passage);
    add(QStringLiteral("prompt"), texts.prompt);
    add(QStringLiteral("query_instruction_format"), texts.queryFormat);
    add(QStringLiteral("passage_instruction_format"), texts.passageFormat);
    return QJsonDocument(options).toJson(QJsonDocument::Compact).toStdString();
}

std::string machineText()
{
    const auto processor = processorInfo();
    return processor.name + ", " + std::to_string(processor.cores) + " cores, " +
           std::to_string(processor.memoryBytes / (1024 * 1024)) + " MiB";
}

/// A data set with its pairs in the form that Preparation takes.
struct PlannedDataset
{
    Dataset data;
    std::int64_t id = 0;
    std::vector<std::pair<int, int>> pairs;
};

/// A pass before its units have ids.
struct PlannedPass
{
    int model = 0;
    int dataset = 0;
    Quantization quantization = Quantization::Fp32;
    LengthLimits limits;
    std::vector<int> units; // indices into the list of new units
};

class Planner
{
public:
    Planner(const RunController::Request& request, const QString& workerProgram, const Preparation& preparation,
            const Preparation::Progress& progress)
        : m_request(request)
        , m_experiment(request.experiment)
        , m_workerProgram(workerProgram)
        , m_preparation(preparation)
        , m_progress(progress)
    {
    }

    Result<RunPlan> plan()
    {
        if (auto status = take({&Planner::lock, &Planner::chooseDevices, &Planner::readModels, &Planner::readDatasets,
                                &Planner::openWorkspace, &Planner::tokenise, &Planner::expand, &Planner::startRun,
                                &Planner::openCache, &Planner::makeJobs, &Planner::summarise});
            !status)
            return status.error();
        return std::move(m_plan);
    }

    Result<DryPlan> planDry()
    {
        m_dry = true;
        if (auto status = take({&Planner::describe, &Planner::chooseDevices, &Planner::readModels,
                                &Planner::readDatasets, &Planner::tokenise, &Planner::expand, &Planner::openCache,
                                &Planner::findUnits, &Planner::makeJobs, &Planner::summarise});
            !status)
            return status.error();
        DryPlan dry;
        for (std::size_t group = 0; group < m_plan.summary.groups.size(); ++group)
            dry.samples.push_back(sample(int(group)));
        dry.summary = std::move(m_plan.summary);
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
        QStringList available;
        const auto& asked = m_experiment.devices;
        const bool devicesAsked = std::find(asked.begin(), asked.end(), "auto") != asked.end();
        if (devicesAsked || m_experiment.automaticQuantization) {
            if (auto status = describe(); !status)
                return status;
            available = autoDevices(m_described);
        }
        m_plan.devices = expandDevices(asked, available);
        if (m_experiment.automaticQuantization) {
            const auto quantization = automaticQuantization(m_described, m_plan.devices);
            auto& chosen = m_experiment.quantizations;
            if (std::find(chosen.begin(), chosen.end(), quantization) == chosen.end())
                chosen.push_back(quantization);
            m_experiment.automaticQuantization = false; // what is stored says what was computed
        }
        m_plan.threads = workerThreads(m_experiment.threads, m_plan.devices);
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
        for (const auto& entry : m_experiment.models) {
            auto model = m_preparation.model(entry);
            if (!model)
                return model.error();
            if (auto status = m_preparation.fingerprint(*model); !status)
                return status;
            m_models.push_back(std::move(*model));
        }
        return ok();
    }

    Status readDatasets()
    {
        for (const auto& entry : m_experiment.datasets) {
            m_progress("Reading data", 0, 0);
            auto dataset = loadDataset(entry.path, entry.options);
            if (!dataset)
                return dataset.error();
            PlannedDataset planned{std::move(*dataset), 0, {}};
            for (const auto& finding : planned.data.findings)
                m_plan.warnings.push_back(finding.place + ": " + finding.what);
            for (const auto& other : m_datasets) {
                if (other.data.contentHash == planned.data.contentHash)
                    return Error{entry.path.string() + ": is the same data as " + other.data.path.string()};
            }
            planned.pairs.reserve(planned.data.candidates.size());
            for (const auto& candidate : planned.data.candidates)
                planned.pairs.emplace_back(candidate.query, candidate.passage);
            m_datasets.push_back(std::move(planned));
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
        for (const auto& model : m_models) {
            const auto id = m_plan.workspace->addModel(model.folder, model.name);
            if (!id)
                return id.error();
            m_modelIds.push_back(*id);
        }
        for (auto& dataset : m_datasets) {
            const auto id = m_plan.workspace->addDataset(dataset.data);
            if (!id)
                return id.error();
            dataset.id = *id;
        }
        return ok();
    }

    Status tokenise()
    {
        for (const auto& model : m_models) {
            for (const auto& dataset : m_datasets) {
                auto pairs =
                    m_preparation.tokens(model, dataset.data.queryTexts, dataset.data.passageTexts, dataset.pairs);
                if (!pairs)
                    return pairs.error();
                m_pairs.push_back(std::move(*pairs));
            }
        }
        return ok();
    }

    const PreparedPairs& pairsOf(const PlannedPass& pass) const
    {
        return m_pairs[std::size_t(pass.model) * m_datasets.size() + std::size_t(pass.dataset)];
    }

    /// Models outermost, then quantizations: every worker loads every model and quantization once.
    Status expand()
    {
        m_progress("Planning", 0, 0);
        const std::set<int> lengths(m_experiment.maxLengths.begin(), m_experiment.maxLengths.end());
        for (int model = 0; model < int(m_models.size()); ++model) {
            for (const auto quantization : m_experiment.quantizations) {
                for (int dataset = 0; dataset < int(m_datasets.size()); ++dataset) {
                    for (const int length : lengths) {
                        PlannedPass pass{model, dataset, quantization, LengthLimits::of(length), {}};
                        if (m_experiment.queryMaxLength > 0)
                            pass.limits.queryMaxLength = m_experiment.queryMaxLength;
                        if (auto status = addUnits(pass); !status)
                            return status;
                        m_passes.push_back(std::move(pass));
                    }
                }
            }
        }
        return ok();
    }

    Status addUnits(PlannedPass& pass)
    {
        const PreparedModel& model = m_models[std::size_t(pass.model)];
        const auto& dataset = m_datasets[std::size_t(pass.dataset)];
        const auto cuts = Preparation::cuts(pairsOf(pass), pass.limits);
        if (cuts.queryClamped > 0)
            m_plan.warnings.push_back(model.name + " at " + std::to_string(pass.limits.maxLength) +
                                      ": the queries of " + std::to_string(cuts.queryClamped) +
                                      " pairs were cut to fit the model");
        RunWriter::NewUnit unit;
        unit.model = m_dry ? 0 : m_modelIds[std::size_t(pass.model)];
        unit.dataset = dataset.id;
        unit.name = model.name;
        unit.maxLength = pass.limits.maxLength;
        unit.queryMaxLength = pass.limits.queryMaxLength;
        unit.quantization = toString(pass.quantization);
        unit.options = optionsJson(model);
        unit.engine = protocol::kEngineVersion;
        unit.pairs = std::int64_t(dataset.pairs.size());
        unit.truncated = cuts.truncated;
        auto layers = model.cutoffLayers;
        if (layers.empty())
            layers = {0};
        for (const int layer : layers) {
            unit.cutoffLayer = layer;
            pass.units.push_back(int(m_units.size()));
            m_units.push_back(unit);
        }
        return ok();
    }

    Status startRun()
    {
        RunWriter writer(*m_plan.workspace);
        const auto started = writer.start({m_experiment.name, m_experiment.key(), m_experiment.scenarioName(),
                                           machineText(), RW_VERSION, m_experiment.toJson().toStdString(),
                                           provenance(m_experiment, m_plan.devices, m_plan.threads)},
                                          m_units, m_request.resume);
        if (!started)
            return started.error();
        m_plan.run = started->run;
        m_plan.resumed = started->resumed;
        m_plan.secondsOffset = started->secondsOffset;
        m_unitIds = started->units;
        return ok();
    }

    Status makeJobs()
    {
        std::vector<std::vector<bool>> wanted; // [pass][pair]
        for (const auto& planned : m_passes) {
            auto missing = missingPairs(planned);
            if (!missing)
                return missing.error();
            const auto& dataset = m_datasets[std::size_t(planned.dataset)];
            Pass pass;
            pass.pairs = std::int64_t(dataset.pairs.size());
            pass.reused = pass.pairs - std::count(missing->begin(), missing->end(), true);
            for (const int index : planned.units) {
                pass.units.push_back(
                    status(m_units[std::size_t(index)], m_unitIds[std::size_t(index)], dataset.data.name));
                pass.units.back().untrained = m_models[std::size_t(planned.model)].folder.untrained;
                pass.units.back().done = pass.reused;
            }
            m_plan.passes.push_back(std::move(pass));
            wanted.push_back(std::move(*missing));
        }
        const auto count = int(m_passes.size());
        for (int begin = 0, end = 0; begin < count; begin = end) {
            while (end < count && end - begin < protocol::kMaxLengths && sharesJobs(begin, end))
                ++end;
            addScoreJobs(begin, end, wanted);
            for (int repeat = 1; repeat < m_experiment.repeats; ++repeat) {
                for (int pass = begin; pass < end; ++pass)
                    addJob({pass}, wanted[std::size_t(pass)], repeat);
            }
        }
        return ok();
    }

    /// Only there where the workspace is.
    Status openCache()
    {
        std::error_code failed;
        if (m_dry && !std::filesystem::exists(m_request.workspace, failed))
            return ok();
        auto cache = ScoreCache::open(m_request.workspace);
        if (!cache)
            return cache.error();
        m_cache = std::move(*cache);
        return ok();
    }

    /// The units that a run would go on with.
    Status findUnits()
    {
        m_unitIds.assign(m_units.size(), 0);
        if (!m_cache)
            return ok();
        for (auto& dataset : m_datasets) {
            const auto id = m_cache->dataset(dataset.data.contentHash);
            if (!id)
                return id.error();
            dataset.id = *id;
        }
        if (!m_request.resume)
            return ok();
        const auto units = m_cache->unitsOfRun(m_experiment.key());
        if (!units)
            return units.error();
        if (units->size() == m_units.size())
            m_unitIds = *units;
        return ok();
    }

    /// Which pairs lack a score in any of the units. What other units know is taken over.
    Result<std::vector<bool>> missingPairs(const PlannedPass& pass)
    {
        const auto pairs = m_datasets[std::size_t(pass.dataset)].pairs.size();
        std::vector<bool> missing(pairs, false);
        for (const int index : pass.units) {
            std::vector<float> known(pairs, kNoScore);
            if (auto status = findScores(pass, m_units[std::size_t(index)], m_unitIds[std::size_t(index)], known);
                !status)
                return status.error();
            for (std::size_t pair = 0; pair < pairs; ++pair)
                missing[pair] = missing[pair] || std::isnan(known[pair]);
        }
        return missing;
    }

    Status findScores(const PlannedPass& pass, const RunWriter::NewUnit& unit, std::int64_t own,
                      std::vector<float>& known)
    {
        if (!m_cache)
            return ok();
        const auto sources = m_cache->sources({m_models[std::size_t(pass.model)].folder.fingerprint, unit.quantization,
                                               unit.cutoffLayer, unit.options, unit.engine});
        if (!sources)
            return sources.error();
        // First what the unit has itself: that is not reused, but done.
        for (const auto& source : *sources) {
            if (source.unit == own) {
                auto scores = m_cache->scores(source);
                if (!scores)
                    return scores.error();
                scores->resize(known.size(), kNoScore);
                known = std::move(*scores);
            }
        }
        std::vector<RunWriter::Reused> reused;
        for (const auto& source : *sources) {
            if (source.unit == own || !m_experiment.reuseScores || interactive())
                continue;
            const auto scores = m_cache->scores(source);
            const auto places = placesIn(source.dataset, pass.dataset);
            if (!scores)
                return scores.error();
            if (!places)
                return places.error();
            for (std::size_t pair = 0; pair < known.size(); ++pair) {
                const auto place = places->empty() ? std::int32_t(pair) : (*places)[pair];
                if (!std::isnan(known[pair]) || place < 0 || std::size_t(place) >= scores->size() ||
                    std::isnan((*scores)[std::size_t(place)]) || !sameRow(pass, int(pair), source.limits))
                    continue;
                known[pair] = (*scores)[std::size_t(place)];
                reused.push_back({std::int32_t(pair), known[pair]});
            }
        }
        if (m_dry || reused.empty())
            return ok();
        return RunWriter(*m_plan.workspace).reuse(own, reused);
    }

    /// Where the pairs of a data set are in a stored one; empty: it is the same.
    Result<std::vector<std::int32_t>> placesIn(std::int64_t stored, int dataset)
    {
        const auto& planned = m_datasets[std::size_t(dataset)];
        if (planned.id == stored)
            return std::vector<std::int32_t>();
        const auto key = std::pair(stored, dataset);
        if (const auto known = m_places.find(key); known != m_places.end())
            return known->second;
        auto places = m_cache->samePairs(stored, planned.data);
        if (places)
            m_places.emplace(key, *places);
        return places;
    }

    bool sameRow(const PlannedPass& pass, int pair, const LengthLimits& other) const
    {
        if (other.maxLength == pass.limits.maxLength && other.queryMaxLength == pass.limits.queryMaxLength)
            return true;
        const PreparedPairs& pairs = pairsOf(pass);
        const int query = int(pairs.tokens->query(pairs.pairs[2 * std::size_t(pair)]).size());
        const int passage = int(pairs.tokens->passage(pairs.pairs[2 * std::size_t(pair) + 1]).size());
        const auto& assembler = pairs.tokens->assembler();
        return assembler.layout(query, passage, pass.limits).sameRow(assembler.layout(query, passage, other));
    }

    /// Models and types in the order in which workers load them.
    int groupOf(const PlannedPass& pass) const
    {
        const auto& quantizations = m_experiment.quantizations;
        const auto quantization = std::find(quantizations.begin(), quantizations.end(), pass.quantization);
        return pass.model * int(quantizations.size()) + int(quantization - quantizations.begin());
    }

    Status summarise()
    {
        PlanSummary& summary = m_plan.summary;
        summary.units = int(m_units.size());
        for (const auto& dataset : m_datasets)
            summary.pairs += qint64(dataset.pairs.size());
        for (const auto& model : m_models) {
            for (const auto quantization : m_experiment.quantizations) {
                PlanSummary::Group group;
                group.model = QString::fromStdString(model.name);
                group.quantization = QString::fromLatin1(toString(quantization));
                group.memoryBytes = model.folder.memoryBytes(quantization);
                summary.groups.push_back(group);
            }
        }
        for (const auto& pass : m_plan.passes) {
            summary.scores += pass.pairs * qint64(pass.units.size());
            summary.known += pass.reused * qint64(pass.units.size());
        }
        std::set<std::int32_t> lengths;
        for (std::size_t index = 0; index < m_plan.jobs.size(); ++index) {
            const ScoreJob& job = m_plan.jobs[index];
            const auto& planned = m_passes[std::size_t(m_plan.jobPlans[index].passes.front())];
            auto& group = summary.groups[std::size_t(groupOf(planned))];
            const auto tokens = std::accumulate(job.tokens.begin(), job.tokens.end(), qint64(0));
            group.tokens += tokens;
            group.scores += qint64(job.tokens.size() * job.scoresPerPair());
            summary.tokens += tokens;
            countRows(job, pairsOf(planned), lengths);
        }
        summary.distinctLengths = int(lengths.size());
        addDevices();
        addDisk();
        return ok();
    }

    void countRows(const ScoreJob& job, const PreparedPairs& pairs, std::set<std::int32_t>& lengths)
    {
        PlanSummary& summary = m_plan.summary;
        for (std::size_t i = 0; i < job.pairs.size(); i += 2) {
            const int query = int(pairs.tokens->query(job.pairs[i]).size());
            const int passage = int(pairs.tokens->passage(job.pairs[i + 1]).size());
            PairAssembler::Layout last;
            for (const auto& limits : job.limits) {
                const auto layout = pairs.tokens->assembler().layout(query, passage, limits);
                summary.tokensOneByOne += layout.length;
                summary.rows += &limits == &job.limits.front() || !layout.sameRow(last);
                lengths.insert(layout.length);
                last = layout;
            }
        }
    }

    void addDevices()
    {
        qint64 largest = 0;
        for (const auto& group : m_plan.summary.groups)
            largest = std::max(largest, group.tokens > 0 ? group.memoryBytes : 0);
        for (const auto& name : m_plan.devices) {
            auto& devices = m_plan.summary.devices;
            auto device = std::find_if(devices.begin(), devices.end(),
                                       [&name](const auto& known) { return known.device == name; });
            if (device == devices.end()) {
                devices.push_back({name, {}, 0, 0, 0});
                device = std::prev(devices.end());
                for (const auto& described : m_described) {
                    if (QString::fromStdString(described.device) == name) {
                        device->name = QString::fromStdString(described.name);
                        device->memoryBytes = described.memoryBytes;
                    }
                }
                if (name == QStringLiteral("cpu")) // what others use is not there for us
                    device->memoryBytes = processorInfo().freeBytes;
            }
            ++device->workers;
            device->neededBytes += largest;
        }
    }

    void addDisk()
    {
        PlanSummary& summary = m_plan.summary;
        std::int64_t texts = 0;
        for (const auto& dataset : m_datasets) {
            if (dataset.id != 0)
                continue; // is there already
            for (const auto& text : dataset.data.queryTexts)
                texts += std::int64_t(text.size()) + kRowBytes;
            for (const auto& text : dataset.data.passageTexts)
                texts += std::int64_t(text.size()) + kRowBytes;
            texts += std::int64_t(dataset.data.candidates.size()) * kRowBytes;
        }
        summary.diskBytes = texts + (summary.scores - summary.known) * kScoreBytes;
        std::error_code failed;
        const auto folder = std::filesystem::absolute(m_request.workspace, failed).parent_path();
        if (const auto space = std::filesystem::space(folder, failed); !failed)
            summary.diskFree = qint64(space.available);
    }

    /// Pairs of a group at equal steps of tokens, in an order of which any beginning is spread over all of them.
    ScoreJob sample(int group) const
    {
        ScoreJob sample;
        for (std::size_t index = 0; index < m_plan.jobs.size(); ++index) {
            const ScoreJob& job = m_plan.jobs[index];
            const auto& planned = m_passes[std::size_t(m_plan.jobPlans[index].passes.front())];
            if (groupOf(planned) != group || job.tokens.empty() || m_plan.jobPlans[index].repeat > 0)
                continue;
            if (!sample.tokens.empty() && sample.tokens.size() >= job.tokens.size())
                continue; // the largest job stands for the group
            const auto all = std::accumulate(job.tokens.begin(), job.tokens.end(), std::int64_t(0));
            std::vector<std::int64_t> sums(job.tokens.size());
            std::partial_sum(job.tokens.begin(), job.tokens.end(), sums.begin(),
                             [](std::int64_t a, std::int64_t b) { return a + b; });
            sample = job;
            sample.pairs.clear();
            sample.tokens.clear();
            sample.warmupBatches = 1;
            const auto count = std::min<std::size_t>(job.tokens.size(), kSamplePairs);
            double place = 0.5;
            for (std::size_t i = 0; i < count; ++i) {
                const auto found = std::upper_bound(sums.begin(), sums.end(), std::int64_t(place * double(all)));
                const auto at = std::min(std::size_t(found - sums.begin()), job.tokens.size() - 1);
                sample.pairs.push_back(job.pairs[2 * at]);
                sample.pairs.push_back(job.pairs[2 * at + 1]);
                sample.tokens.push_back(job.tokens[at]);
                place = std::fmod(place + 0.6180339887498949, 1.0); // the golden section spreads evenly
            }
        }
        return sample;
    }

    /// Times of whole queries are wanted: nothing is shared between lengths or taken from elsewhere.
    bool interactive() const { return m_experiment.scenario == Experiment::Scenario::Interactive; }

    bool sharesJobs(int a, int b) const
    {
        const PlannedPass& one = m_passes[std::size_t(a)];
        const PlannedPass& other = m_passes[std::size_t(b)];
        return a == b || (m_experiment.shareLengths && !interactive() && one.model == other.model &&
                          one.dataset == other.dataset && one.quantization == other.quantization);
    }

    /// Jobs for the passes begin..end, lengths of the same pairs. After an interruption some pairs may miss other
    /// lengths than the rest: one job for each combination that occurs.
    void addScoreJobs(int begin, int end, const std::vector<std::vector<bool>>& wanted)
    {
        std::map<std::uint64_t, std::vector<bool>> pairsOf; // set of lengths -> pairs that miss these
        const auto pairs = wanted[std::size_t(begin)].size();
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            std::uint64_t missing = 0;
            for (int pass = begin; pass < end; ++pass)
                missing |= std::uint64_t(wanted[std::size_t(pass)][pair]) << (pass - begin);
            auto& of = pairsOf[missing];
            of.resize(pairs, false);
            of[pair] = true;
        }
        // The units that come first are to be finished first; a pass that misses nothing has an empty job.
        std::uint64_t covered = 0;
        for (const auto& [missing, those] : pairsOf) {
            std::vector<int> passes;
            for (int pass = begin; pass < end; ++pass) {
                if (missing >> (pass - begin) & 1)
                    passes.push_back(pass);
            }
            covered |= missing;
            if (!passes.empty())
                addJob(passes, those, 0);
        }
        for (int pass = begin; pass < end; ++pass) {
            if (!(covered >> (pass - begin) & 1))
                addJob({pass}, std::vector<bool>(pairs, false), 0);
        }
    }

    void addJob(std::vector<int> passes, const std::vector<bool>& wanted, int repeat)
    {
        const PlannedPass& first = m_passes[std::size_t(passes.front())];
        const PreparedPairs& pairs = pairsOf(first);
        std::vector<LengthLimits> limits;
        for (const int pass : passes) {
            limits.push_back(m_passes[std::size_t(pass)].limits);
            ++m_plan.passes[std::size_t(pass)].jobsLeft;
        }
        const auto& candidates = m_datasets[std::size_t(first.dataset)].pairs;
        auto rows = interactive() ? Preparation::rowsByQuery(pairs, limits, wanted, candidates)
                                  : Preparation::rows(pairs, limits, wanted);
        auto job = Preparation::job(m_models[std::size_t(first.model)], first.quantization, pairs, rows, limits);
        job.warmupBatches = m_experiment.warmupBatches;
        m_plan.jobs.push_back(std::move(job));
        JobPlan plan{std::move(passes), std::move(rows.order), repeat, {}, {}};
        if (interactive()) {
            std::map<int, int> count;
            for (const auto& [query, passage] : candidates)
                ++count[query];
            for (const auto pair : plan.order) {
                plan.queryOf.push_back(candidates[std::size_t(pair)].first);
                plan.candidatesOf.push_back(count[plan.queryOf.back()]);
            }
        }
        m_plan.jobPlans.push_back(std::move(plan));
    }

    static UnitStatus status(const RunWriter::NewUnit& unit, std::int64_t id, const std::string& dataset)
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

    const RunController::Request& m_request;
    Experiment m_experiment;
    const QString& m_workerProgram;
    const Preparation& m_preparation;
    const Preparation::Progress& m_progress;

    bool m_dry = false;
    std::vector<protocol::Hello> m_described;
    std::unique_ptr<ScoreCache> m_cache;
    std::map<std::pair<std::int64_t, int>, std::vector<std::int32_t>> m_places; // stored data set, planned one
    RunPlan m_plan;
    std::vector<PreparedModel> m_models;
    std::vector<std::int64_t> m_modelIds;
    std::vector<PlannedDataset> m_datasets;
    std::vector<PreparedPairs> m_pairs; // [model][data set]
    std::vector<PlannedPass> m_passes;
    std::vector<RunWriter::NewUnit> m_units;
    std::vector<std::int64_t> m_unitIds;
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

Quantization automaticQuantization(const std::vector<protocol::Hello>& described, const QStringList& devices)
{
    for (const auto& device : described) {
        if (!devices.isEmpty() && QString::fromStdString(device.device) == devices.first())
            return device.automatic;
    }
    return Quantization::Fp32;
}

Result<std::vector<protocol::Hello>> describeDevices(const QString& workerProgram)
{
    QProcess process;
    process.start(workerProgram, {QStringLiteral("--describe")});
    if (!process.waitForFinished(kDescribeMs) || process.exitCode() != 0) {
        return Error{workerProgram.toStdString() + ": the worker program did not say what devices there are: " +
                         process.errorString().toStdString(),
                     process.readAllStandardError().trimmed().toStdString(), "build or install rerank-worker"};
    }
    std::vector<protocol::Hello> devices;
    for (const auto& entry : QJsonDocument::fromJson(process.readAllStandardOutput()).array()) {
        const auto object = entry.toObject();
        protocol::Hello device;
        device.device = object.value(QLatin1String("device")).toString().toStdString();
        device.name = object.value(QLatin1String("name")).toString().toStdString();
        device.memoryBytes = object.value(QLatin1String("memory_bytes")).toInteger();
        for (const auto& quantization : object.value(QLatin1String("quantizations")).toArray())
            device.quantizations.push_back(quantization.toString().toStdString());
        device.automatic = quantizationFromString(object.value(QLatin1String("auto")).toString().toStdString())
                               .value_or(Quantization::Fp32);
        device.automaticReason = object.value(QLatin1String("auto_reason")).toString().toStdString();
        devices.push_back(std::move(device));
    }
    if (devices.empty())
        return Error{workerProgram.toStdString() + ": the worker program named no device"};
    return devices;
}

} // namespace rw
