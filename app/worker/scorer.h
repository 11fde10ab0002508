// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model.h"
#include "core/protocol/messages.h"
#include "core/text/tokencache.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rw::worker {

/// What a worker does: a model and a token cache, chunks of pairs in, scores out. Knows no pipes.
class Scorer
{
public:
    /// `threads`: where a Load names none.
    Scorer(std::string device, int threads);

    protocol::Answer load(const protocol::Load& request);
    /// The same for a folder that was opened before; `request.model` is not looked at.
    protocol::Answer load(const ModelFolder& folder, const protocol::Load& request);
    protocol::Answer open(const protocol::OpenTokens& request);
    /// Nothing when `cancelled` became true meanwhile. `arrivedNs`: when the request came, on the monotonic clock.
    std::optional<protocol::Answer> score(const protocol::Score& request, std::int64_t arrivedNs,
                                          const std::atomic<bool>& cancelled);

private:
    struct Plan;
    Status checkIndices(const protocol::Score& request) const;
    std::vector<Plan> batches(const protocol::Score& request) const;
    struct Rows;
    Rows assemble(const protocol::Score& request, const Plan& plan) const;
    struct Outcome;
    Outcome run(const protocol::Score& request, const Plan& plan, const std::atomic<bool>& cancelled);

    std::string m_device;
    int m_threads;
    std::unique_ptr<engine::Model> m_model;
    Backbone m_backbone = Backbone::XlmRoberta;
    std::int64_t m_mostTokens = 0; // of a batch, learnt where memory did not suffice; 0 = not yet
    std::optional<TokenCache> m_tokens;
};

} // namespace rw::worker
