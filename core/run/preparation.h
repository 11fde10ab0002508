// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/textlist.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/model/modelfolder.h"
#include "core/run/scorejob.h"
#include "core/text/answercuts.h"
#include "core/text/tokencache.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rw {

/// A model folder with what a run needs to know of it.
struct PreparedModel
{
    ModelFolder folder;
    std::string name;
    Instructions instructions;
    Gelu gelu = Gelu::Auto;
    std::vector<int> cutoffLayers;              // sorted, unique; empty where the model has none
    std::shared_ptr<const Tokenizer> tokenizer; // shared: data sets are tokenised one after the other
    TokenId yesToken = -1;                      // Gemma: the row of the output matrix that is the score
};

/// Query and passage of each pair, and how many tokens each has under one model.
struct PreparedPairs
{
    std::filesystem::path tokensFile;
    std::shared_ptr<const TokenCache> tokens; // that file, checked once
    std::vector<std::int32_t> pairs;          // query, passage, query, passage, ...: indices into the token cache
};

/// What one length cuts.
struct LengthCuts
{
    std::int64_t truncated = 0;    // pairs that lose tokens of query or passage
    std::int64_t queryClamped = 0; // pairs whose query is cut to fit the position table
};

/// The pairs to score, in the order in which they are handed out.
struct PreparedRows
{
    std::vector<std::int32_t> order;  // indices of pairs
    std::vector<std::int32_t> tokens; // that are computed for each of them (core/text/computedtokens.h)
    std::vector<std::int32_t> cuts;   // rowsByQuery(): where the pairs of a query end
};

/// Work that can take long and is done before any worker starts. All of it may be called from any thread.
class Preparation
{
public:
    /// What is going on ("Counting tokens", 120 of 3820).
    using Progress = std::function<void(const std::string& phase, std::int64_t done, std::int64_t total)>;

    Preparation(Progress progress, const std::atomic<bool>& cancelled);

    /// Opens the folder and its tokenizer, checks the cut-off layers that were asked for against those it has.
    /// A layer that the model does not have is an Error; with `dropped` it is put there and left out, as the reference
    /// does, unless none remains.
    Result<PreparedModel> model(const Experiment::ModelEntry& entry, std::vector<int>* dropped = nullptr) const;
    /// Content hash of the model: slow the first time for large weights, then remembered.
    Status fingerprint(PreparedModel& model) const;

    /// Tokenises what the pairs need (each distinct text once) or finds the token cache of an earlier run.
    /// `pairs`: query and passage of each pair as indices into `queries` and `passages`. `folder`: of the file.
    Result<PreparedPairs> tokens(const PreparedModel& model, const std::vector<std::string>& queries,
                                 const TextList& passages, const std::vector<std::pair<int, int>>& pairs,
                                 const std::filesystem::path& folder = tokenFolder()) const;

    /// The candidates of `dataset` whose answer is at a known place, in tokens. `pairs`: all its candidates. The place
    /// is the number of tokens of the text before it, which can be one off where words run into each other.
    std::vector<AnswerTokens> answers(const PreparedModel& model, const Dataset& dataset,
                                      const PreparedPairs& pairs) const;

    static LengthCuts cuts(const PreparedPairs& pairs, const LengthLimits& limits);
    /// The rows of the pairs for which `wanted` is true, under all `limits`. `batchTokens` as in protocol::Score.
    /// Longest first; decoders get the passages
    /// of a query one after the other, since they can share what comes first.
    static PreparedRows rows(const PreparedPairs& pairs, const std::vector<LengthLimits>& limits,
                             const std::vector<bool>& wanted, int batchTokens);

    /// The same in the order of the data set, query by query: `candidates` are the query and passage of each pair
    /// there.
    static PreparedRows rowsByQuery(const PreparedPairs& pairs, const std::vector<LengthLimits>& limits,
                                    const std::vector<bool>& wanted, const std::vector<std::pair<int, int>>& candidates,
                                    int batchTokens);

    /// A job for the dispatcher. `rows.order` are indices into `pairs`.
    static ScoreJob job(const PreparedModel& model, Quantization quantization, const PreparedPairs& pairs,
                        const PreparedRows& rows, const std::vector<LengthLimits>& limits);

    /// Where token caches lie: $XDG_CACHE_HOME/rerank-workbench/tokens.
    static std::filesystem::path tokenFolder();

    bool cancelled() const { return m_cancelled; }

private:
    Progress m_progress;
    const std::atomic<bool>& m_cancelled;
};

} // namespace rw
