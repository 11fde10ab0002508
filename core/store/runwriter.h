// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/workspacereader.h"
#include "core/telemetry/telemetry.h"
#include "core/text/answercuts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rw {

class Workspace;

/// What a run writes into its workspace. Functions that start with `post` return at once (core/store/writerthread.h);
/// the others wait.
class RunWriter
{
public:
    explicit RunWriter(Workspace& workspace);

    struct NewRun
    {
        std::string name;
        std::string key; // identity of the experiment
        std::string scenario = "batch";
        std::string machine;
        std::string program;
        std::string experiment; // JSON
        std::string provenance; // JSON: of this start
    };
    struct NewUnit
    {
        std::int64_t model = 0;
        std::int64_t dataset = 0;
        std::string name;
        int maxLength = 0;
        int queryMaxLength = 0;
        std::string quantization;
        int cutoffLayer = 0;
        std::string options;
        int engine = 0;
        std::int64_t pairs = 0;
        std::int64_t truncated = 0;
        std::optional<AnswerCuts> answers; // where the data set knows any
    };
    struct Started
    {
        std::int64_t run = 0;
        bool resumed = false;
        std::vector<std::int64_t> units; // ids, in the order given
        double secondsOffset = 0;        // of a resumed run: end of its earlier timeline
        std::int64_t nextWorker = 1;     // nobody else adds workers: one program runs on a workspace
    };
    /// A new run, or with `resume` the newest one of the same key (an Error when its models, data or lengths are no
    /// longer the same; a new run when there is none). Runs that a dead program left as "running" become "interrupted".
    Result<Started> start(const NewRun& run, const std::vector<NewUnit>& units, bool resume);

    /// Pairs of the unit that have a score: one flag a pair.
    Result<std::vector<bool>> scoredPairs(std::int64_t unit, std::int64_t pairs);
    /// Scores that were computed for other units (core/store/scorecache.h). Waits.
    struct Reused
    {
        std::int32_t pair = 0;
        float score = 0;
    };
    Status reuse(std::int64_t unit, const std::vector<Reused>& scores);

    struct NewWorker
    {
        int lane = 0;
        std::string device;
        std::string name;
        std::string build;
        std::string libtorch;
        std::string driver;
        std::string features;
        int threads = 0;
        std::int64_t pid = 0;
        double started = 0;
    };
    /// `id`: Started::nextWorker and the numbers after it. The caller counts, so that a worker that starts does not
    /// wait for another program to let go of the file.
    void postWorker(std::int64_t run, std::int64_t id, const NewWorker& worker);
    void postWorkerEnd(std::int64_t worker, double seconds, const std::string& reason);

    struct Scored
    {
        std::int64_t unit = 0;
        std::int64_t pair = 0;
        float score = 0;
    };
    /// A finished chunk: its scores (ignored where the pair has one already) and what its batches took.
    void postChunk(std::vector<Scored> scores, std::int64_t worker, std::vector<BatchRecord> batches);
    /// A query of an interactive run.
    struct Request
    {
        std::int64_t unit = 0;
        int query = 0;
        int pairs = 0;
        std::int64_t tokens = 0;
        double started = 0;
        std::int64_t totalNs = 0;
        int attempt = 1;
        int repeat = 0;
        bool warmup = false;
    };
    void postRequest(std::int64_t worker, const Request& request);
    void postSample(std::int64_t worker, double seconds, const DeviceUse& use);
    void postProblem(std::int64_t run, std::int64_t unit, std::int64_t pair, const std::string& what,
                     const std::string& detail);
    void postUnitStatus(std::int64_t unit, const std::string& status, const std::string& error);
    /// Everything before it is committed with it.
    Status finish(std::int64_t run, const std::string& status, const std::string& error);

private:
    Workspace& m_workspace;
};

} // namespace rw
