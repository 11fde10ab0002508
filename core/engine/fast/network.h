// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/fast/linear.h"
#include "core/engine/fast/packing.h"
#include "core/engine/fast/rowtable.h"
#include "core/engine/fast/weightcache.h"
#include "core/engine/model.h"
#include "core/engine/weights.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace rw::engine {

/// The forward pass of one backbone over packed rows, on the processor. Rows and layers were checked.
/// Activations are float32 between the blocks whatever the products compute in; tokens are [tokens, width].
class FastNetwork
{
public:
    virtual ~FastNetwork() = default;
    /// Scores [rows][cut-off layers], or [rows] of a model without. `cancelled` (may be null) is looked at before each
    /// block; throws Cancelled.
    virtual std::vector<float> forward(const Packing& packing, std::span<const int> cutoffLayers,
                                       const std::atomic<bool>* cancelled) = 0;
};

struct Cancelled
{
};
inline void stopIf(const std::atomic<bool>* cancelled)
{
    if (cancelled && cancelled->load(std::memory_order_relaxed))
        throw Cancelled();
}

/// Where the matrix products of a model come from: tensors fused along the output and turned into what `arithmetic`
/// computes with.
class LinearLoader
{
public:
    /// `cache`: null where converted weights are not kept. It must live as long as what was loaded.
    LinearLoader(Weights& weights, const Arithmetic& arithmetic, WeightCache* cache)
        : m_weights(weights)
        , m_arithmetic(arithmetic)
        , m_cache(cache)
    {
    }
    /// The tensors `names` + ".weight" on top of each other, with their ".bias" where `biased`.
    Linear load(const std::vector<std::string>& names, bool biased);
    /// A small tensor (norms, biases, heads) in float32.
    at::Tensor plain(const std::string& name) { return m_weights.stored(name).to(at::kFloat).clone(); }
    /// An embedding table, as stored and where it lies.
    RowTable table(const std::string& name) { return m_weights.table(name); }
    bool has(const std::string& name) const { return m_weights.has(name); }
    const Arithmetic& arithmetic() const { return m_arithmetic; }

private:
    at::Tensor fused(const std::vector<std::string>& names, at::ScalarType type);
    /// What `quantise` makes of a tensor, from the cache, or from the weights and then into it.
    QuantisedWeight quantised(const std::vector<std::string>& names, const QuantisedWeight& like,
                              QuantisedWeight (*quantise)(const at::Tensor&));

    Weights& m_weights;
    Arithmetic m_arithmetic;
    WeightCache* m_cache;
};

std::unique_ptr<FastNetwork> makeFastEncoder(const ModelConfig& config, LinearLoader& loader);
std::unique_ptr<FastNetwork> makeFastDecoder(const ModelConfig& config, const LoadOptions& options,
                                             LinearLoader& loader);

// Steps that both share
// -------------------------------------------------------------------------------------------------

/// Rows of a table in float32.
at::Tensor gather(const RowTable& table, std::span<const std::int32_t> ids);
/// Activation over products; `width` is that of the output.
Activations activated(const Products& y, Activation activation, bool gated, Number number);
/// x = LayerNorm(x + y); y may be null. Returns x as the next product reads it.
Activations addLayerNorm(at::Tensor& x, const Products* y, const at::Tensor& weight, const at::Tensor& bias,
                         double epsilon, Number number);
/// x += branchScale * y; returns the norm of x.
Activations addRmsNorm(at::Tensor& x, const Products* y, double branchScale, const at::Tensor& weight, double epsilon,
                       Number number);
/// x += branchScale * y alone.
void addProducts(at::Tensor& x, const Products& y, double branchScale);
/// The head: x [rows, width] times weight [1, width] plus bias, summed in double and in one order, so that the score of
/// a row does not depend on how many others there are. LibTorch's own operator picks another one for each number of
/// rows.
std::vector<float> dotProducts(const at::Tensor& x, const at::Tensor& weight, float bias = 0);

} // namespace rw::engine
