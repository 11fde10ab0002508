// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model.h"
#include "core/engine/weights.h"

#include <memory>
#include <span>
#include <vector>

namespace rw::engine {

/// The forward pass of one backbone. Rows and layers were checked.
class Network
{
public:
    virtual ~Network() = default;
    /// One score for each cut-off layer, or the one score of a model without. `trace`, where it is not null, gets
    /// the states on the way.
    virtual std::vector<float> forward(std::span<const TokenId> row, std::span<const int> cutoffLayers,
                                       Trace* trace) = 0;
};

// `weights` must outlive the network: its tensors may lie in the mapped files.
std::unique_ptr<Network> makeXlmRoberta(const ModelConfig& config, const LoadOptions& options, Weights& weights);
std::unique_ptr<Network> makeGemma(const ModelConfig& config, const LoadOptions& options, Weights& weights);
std::unique_ptr<Network> makeMiniCpm(const ModelConfig& config, const LoadOptions& options, Weights& weights);

} // namespace rw::engine
