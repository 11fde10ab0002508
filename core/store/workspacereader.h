// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/evaluation.h"
#include "core/store/candidatesets.h"
#include "core/text/answercuts.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rw {

class Database;

struct ModelRecord
{
    std::int64_t id = 0;
    std::string name;
    std::string path;
    std::string backbone;
    std::string fingerprint;
    std::int64_t parameters = 0;
    int layers = 0;
    int maxLength = 0;
    bool untrained = false; // random weights: say so wherever it appears
};

struct DatasetRecord
{
    std::int64_t id = 0;
    std::string name;
    std::string path;
    std::string format;
    std::string split;
    std::string candidateSource;
    std::string contentHash;
    std::int64_t queries = 0;
    std::int64_t passages = 0;
    std::int64_t candidates = 0;
    std::int64_t judgments = 0;
};

struct RunRecord
{
    std::int64_t id = 0;
    std::string name;
    std::string status; // "running", "finished", "cancelled", "failed", "interrupted" (the program ended under it)
    std::string error;
    std::string startedAt; // ISO 8601, UTC
    std::string endedAt;
    std::string machine;    // processor, cores, memory
    std::string experiment; // the JSON
    std::int64_t units = 0;
    std::int64_t unitsFinished = 0;
    std::int64_t unitsFailed = 0;
};

struct UnitRecord
{
    std::int64_t id = 0;
    std::int64_t run = 0;
    std::int64_t model = 0;
    std::int64_t dataset = 0;
    std::string modelName;
    std::string datasetName;
    bool untrained = false;
    int maxLength = 0;
    std::string quantization;
    int cutoffLayer = 0; // 0: the model has none
    std::string status;  // "queued", "running", "finished", "failed", "incomplete"
    std::string error;
    std::int64_t pairs = 0;
    std::int64_t scored = 0;
    std::int64_t truncated = 0;        // pairs whose query or passage was cut
    std::int64_t reused = 0;           // pairs whose score was taken from another unit
    std::optional<AnswerCuts> answers; // of the relevant candidates; absent where the data set knows none
};

/// Values of a unit by query, with the ranking before scoring as base and the best order of the candidates as ceiling.
struct UnitEvaluation
{
    std::vector<Measure> measures;
    std::vector<std::string> queryIds;
    std::vector<std::vector<double>> values; // [query][measure]
    std::vector<double> mean;                // over the judged queries of the data set
    std::vector<double> base;
    std::vector<double> ceiling;
    int judgedQueries = 0;
    int scoredQueries = 0;
    bool complete = false; // every pair has a score
};

UnitEvaluation evaluateUnit(const CandidateSet& candidates, const UnitScores& scores,
                            const std::vector<Measure>& measures);
UnitEvaluation evaluateUnit(const CandidateSet& candidates, const UnitScores& scores, const SharedBounds& bounds);

/// What a forward pass took. Times in nanoseconds of the worker's monotonic clock.
struct BatchRecord
{
    std::int64_t unit = 0; // first unit of the pass (all cut-off layers of a model are one pass)
    int lengths = 1;       // that the pass served; of more than one, the times are of none of them
    std::string device;
    int worker = 0;
    int pairs = 0;
    std::int64_t tokens = 0;
    int longest = 0;
    double startSeconds = 0;             // since the run was started
    std::optional<std::int64_t> queueNs; // its pairs lay in the worker before it began
    std::int64_t assembleNs = 0;
    std::int64_t forwardNs = 0;
    std::int64_t postNs = 0;
    std::int64_t totalNs = 0;
    int attempt = 1;
    bool warmup = false;
    int repeat = 0;
    std::optional<std::int64_t> tokeniseNs; // 0: texts are tokenised once, before the run
    std::optional<std::int64_t> copyNs;     // absent: part of forward
};

struct SampleRecord
{
    int worker = 0;
    std::string device;
    double seconds = 0;
    std::optional<double> cpuPercent;
    std::optional<std::int64_t> residentBytes;
    std::optional<double> gpuBusyPercent;
    std::optional<std::int64_t> gpuMemoryBytes;
    std::optional<double> gpuPowerWatts;
    std::optional<double> gpuClockMhz;
    std::optional<double> gpuTemperature;
};

struct ProblemRecord
{
    std::int64_t unit = 0;
    std::int64_t pair = -1; // -1: the whole unit
    std::string what;
    std::string detail;
};

/// Reads a workspace. Open, use and drop it in one thread; many readers and one writer can work at the same time.
class WorkspaceReader
{
public:
    /// `sets`: shared with other readers of the process; none: its own.
    static Result<std::unique_ptr<WorkspaceReader>> open(const std::filesystem::path& file,
                                                         std::shared_ptr<CandidateSets> sets = nullptr);
    ~WorkspaceReader();

    Result<std::vector<ModelRecord>> models();
    Result<std::vector<DatasetRecord>> datasets();
    Result<std::vector<RunRecord>> runs(); // newest first
    /// `run` 0: of all runs.
    Result<std::vector<UnitRecord>> units(std::int64_t run = 0);
    Result<UnitEvaluation> evaluateUnit(std::int64_t unit, const std::vector<Measure>& measures);
    /// Changes with everything that the values of a unit depend on (EvaluationCache).
    Result<std::string> evaluationKey(std::int64_t unit);
    /// What all units of a data set have in common.
    Result<std::shared_ptr<const CandidateSet>> candidates(std::int64_t dataset);
    /// `pairs`: how many the data set has.
    Result<UnitScores> scores(std::int64_t unit, std::int64_t pairs);
    /// Texts of the query and the passage of a pair.
    Result<std::pair<std::string, std::string>> pairTexts(std::int64_t dataset, std::int64_t pair);
    /// Ids of the same two.
    Result<std::pair<std::string, std::string>> pairIds(std::int64_t dataset, std::int64_t pair);
    /// Id and text of every query of a data set, in its order.
    Result<std::vector<std::pair<std::string, std::string>>> queryTexts(std::int64_t dataset);
    /// Id and further fields (Dataset::queryFields) of every query of a data set, in its order.
    Result<std::vector<std::pair<std::string, std::string>>> queryFields(std::int64_t dataset);
    /// Texts of the passages of `pairs` pairs from `firstPair` on: the candidates of one query, say.
    Result<std::vector<std::string>> passageTexts(std::int64_t dataset, std::int64_t firstPair, int pairs);
    /// What turned the texts of a pair into the input of a unit's model.
    struct InputRules
    {
        std::string modelPath;
        std::string fingerprint;
        int maxLength = 0;
        int queryMaxLength = 0;
        std::string options; // JSON: instructions
    };
    Result<InputRules> inputRules(std::int64_t unit);
    /// Those that began at `fromSeconds` or later.
    Result<std::vector<BatchRecord>> batches(std::int64_t run, double fromSeconds = 0);
    Result<std::vector<SampleRecord>> samples(std::int64_t run);
    Result<std::vector<ProblemRecord>> problems(std::int64_t run);
    /// When a run was started or resumed, and the provenance (JSON) of each start.
    Result<std::vector<std::pair<std::string, std::string>>> starts(std::int64_t run);
    /// The documented views, for export: v_results, v_scores, v_batches, v_latency, v_queries, v_devices. Rows of one
    /// run and of one unit where these are not 0 (v_devices has no unit).
    using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
    struct View
    {
        std::string name;
        std::int64_t run = 0;
        std::int64_t unit = 0;
    };
    /// Calls `head` once with the names of the columns, then `row` with names and values, row by row; ends early when
    /// one gives back false.
    using Names = std::vector<std::string>;
    Status eachRow(const View& view, const std::function<bool(const Names&, const std::vector<Value>&)>& row,
                   const std::function<bool(const Names&)>& head = {});
    /// The scores of a unit as a ranking, and the judgments that go with it.
    Result<TrecRun> unitRun(std::int64_t unit);
    Result<Qrels> judgments(std::int64_t dataset);

private:
    WorkspaceReader(std::unique_ptr<Database> database, std::shared_ptr<CandidateSets> sets);
    Result<CandidateSet> readCandidates(std::int64_t dataset);

    std::unique_ptr<Database> m_database;
    std::shared_ptr<CandidateSets> m_sets;
};

} // namespace rw
