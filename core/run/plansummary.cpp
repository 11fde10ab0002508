// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/plansummary.h"

#include "core/telemetry/telemetry.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace rw {

namespace {

constexpr std::int64_t kScoreBytes = 40; // of a score in the workspace, with its share of batches and of the log
constexpr std::int64_t kRowBytes = 40;   // of a text or a candidate, beside the text itself

void addGroups(PlanSummary& summary, const PlanMatrix& matrix)
{
    for (const auto& model : matrix.models) {
        for (const auto quantization : matrix.experiment.quantizations) {
            PlanSummary::Group group;
            group.model = QString::fromStdString(model.name);
            group.quantization = QString::fromLatin1(toString(quantization));
            summary.groups.push_back(group);
        }
    }
}

void addLeftOut(PlanSummary& summary, const PlanMatrix& matrix)
{
    for (const auto& [index, length] : matrix.leftOut) {
        const auto& model = matrix.models[std::size_t(index)];
        const int limit = model.folder.config.maxLength;
        summary.leftOut.push_back({QString::fromStdString(model.name), length, length > limit ? limit : 0});
    }
}

void countRows(PlanSummary& summary, const ScoreJob& job, const TokenCache& cache, std::set<std::int32_t>& lengths)
{
    for (std::size_t i = 0; i < job.pairs.size(); i += 2) {
        const int query = int(cache.query(job.pairs[i]).size());
        const int passage = int(cache.passage(job.pairs[i + 1]).size());
        PairAssembler::Layout last;
        for (const auto& limits : job.limits) {
            const auto layout = cache.assembler().layout(query, passage, limits);
            summary.tokensOneByOne += layout.length;
            if (&limits == &job.limits.front() || !layout.sameRow(last)) {
                ++summary.rows;
                summary.tokens += layout.length;
            }
            lengths.insert(layout.length);
            last = layout;
        }
    }
}

void addWork(PlanSummary& summary, const PlanMatrix& matrix, const PlannedJobs& jobs)
{
    std::set<std::int32_t> lengths;
    for (std::size_t index = 0; index < jobs.jobs.size(); ++index) {
        const ScoreJob& job = jobs.jobs[index];
        const auto& pass = matrix.passes[std::size_t(jobs.plans[index].passes.front())];
        auto& group = summary.groups[std::size_t(matrix.groupOf(pass))];
        const auto computed = std::accumulate(job.tokens.begin(), job.tokens.end(), qint64(0));
        group.memoryBytes = std::max(group.memoryBytes, qint64(job.predictedBytes));
        group.tokens += computed;
        summary.tokensComputed += computed;
        group.scores += qint64(job.tokens.size() * job.scoresPerPair());
        countRows(summary, job, *matrix.pairsOf(pass).tokens, lengths);
    }
    summary.distinctLengths = int(lengths.size());
}

void addDevices(PlanSummary& summary, const QStringList& devices, const std::vector<protocol::Hello>& described)
{
    qint64 largest = 0;
    for (const auto& group : summary.groups)
        largest = std::max(largest, group.tokens > 0 ? group.memoryBytes : 0);
    for (const auto& name : devices) {
        auto device = std::find_if(summary.devices.begin(), summary.devices.end(),
                                   [&name](const auto& known) { return known.device == name; });
        if (device == summary.devices.end()) {
            summary.devices.push_back({name, {}, 0, 0, 0});
            device = std::prev(summary.devices.end());
            for (const auto& known : described) {
                if (QString::fromStdString(known.device) == name) {
                    device->name = QString::fromStdString(known.name);
                    device->memoryBytes = known.memoryBytes;
                }
            }
            if (name == QStringLiteral("cpu")) // what others use is not there for us
                device->memoryBytes = processorInfo().freeBytes;
        }
        ++device->workers;
        device->neededBytes += largest;
    }
}

void addDisk(PlanSummary& summary, const PlanMatrix& matrix, const std::filesystem::path& workspace)
{
    std::int64_t texts = 0;
    for (const auto& dataset : matrix.datasets) {
        if (dataset.id != 0)
            continue; // is there already
        for (const auto& text : dataset.data.queryTexts)
            texts += std::int64_t(text.size()) + kRowBytes;
        for (const auto text : dataset.data.passageTexts)
            texts += text.empty() ? 0 : std::int64_t(text.size()) + kRowBytes;
        texts += std::int64_t(dataset.data.candidates.size()) * kRowBytes;
    }
    summary.diskBytes = texts + (summary.scores - summary.known) * kScoreBytes;
    std::error_code failed;
    const auto folder = std::filesystem::absolute(workspace, failed).parent_path();
    if (const auto space = std::filesystem::space(folder, failed); !failed)
        summary.diskFree = qint64(space.available);
}

} // namespace

PlanSummary summarise(const PlanMatrix& matrix, const PlannedJobs& jobs, const std::vector<std::vector<bool>>& missing,
                      const QStringList& devices, const std::vector<protocol::Hello>& described,
                      const std::filesystem::path& workspace)
{
    PlanSummary summary;
    summary.units = int(matrix.units.size());
    for (const auto& dataset : matrix.datasets)
        summary.pairs += qint64(dataset.pairs.size());
    for (std::size_t pass = 0; pass < missing.size(); ++pass) {
        const auto units = qint64(matrix.passes[pass].units.size());
        summary.scores += qint64(missing[pass].size()) * units;
        summary.known += std::count(missing[pass].begin(), missing[pass].end(), false) * units;
    }
    addGroups(summary, matrix);
    addLeftOut(summary, matrix);
    addWork(summary, matrix, jobs);
    addDevices(summary, devices, described);
    addDisk(summary, matrix, workspace);
    return summary;
}

} // namespace rw
