// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/plain/decoder.h"

#include <ATen/ops/embedding.h>
#include <ATen/ops/silu.h>

#include <cmath>

namespace rw::engine {

namespace {

class MiniCpm : public Network
{
public:
    MiniCpm(const ModelConfig& config, const LoadOptions& options, Weights& weights)
        : m_config(config)
        , m_roundedHead(options.roundedHead)
        , m_device(weights.device())
        , m_branchScale(config.scaleDepth / std::sqrt(double(config.layers)))
        , m_words(weights.load("model.embed_tokens.weight"))
        , m_norm(weights.load("model.norm.weight"))
        , m_rotary(config.headDim, config.ropeTheta, weights.device())
    {
        const int deepest = options.deepestLayer > 0 ? options.deepestLayer : config.layers;
        for (int i = 0; i < deepest; ++i)
            m_layers.push_back(DecoderLayer::load(weights, i));
        for (int layer = config.startLayer; layer <= deepest; ++layer)
            m_heads.push_back(
                weights.load("lm_head." + std::to_string(layer - config.startLayer) + ".linear_head.weight"));
    }

    std::vector<float> forward(std::span<const TokenId> row, std::span<const int> cutoffLayers, Trace* trace) override
    {
        const auto tokens = std::int64_t(row.size());
        auto x = at::embedding(m_words, toTensor(row, m_device)).mul(m_config.scaleEmbedding);
        const auto [cos, sin] = m_rotary.first(tokens);
        if (trace)
            trace->hidden.push_back(toFloats(x));

        std::vector<float> scores;
        auto wanted = cutoffLayers.begin();
        for (int depth = 1; depth <= int(m_layers.size()) && (trace || wanted != cutoffLayers.end()); ++depth) {
            x = block(m_layers[std::size_t(depth - 1)], x, cos, sin);
            if (trace)
                traceState(x, depth, *trace);
            if (wanted != cutoffLayers.end() && depth == *wanted) {
                // The one final norm at every cut-off.
                const auto last = norm(x.slice(0, tokens - 1), m_norm);
                scores.push_back(headScores(last, headOf(depth), m_roundedHead).front());
                ++wanted;
            }
        }
        return scores;
    }

private:
    const at::Tensor& headOf(int depth) const { return m_heads[std::size_t(depth - m_config.startLayer)]; }

    // Rounded to the compute type before the weight multiplies, in the compute type again: not as in Gemma.
    at::Tensor norm(const at::Tensor& x, const at::Tensor& weight) const
    {
        return normalised(x, m_config.normEpsilon).to(x.scalar_type()).mul(weight);
    }

    // Rotated in float32 with float32 tables, whatever the compute type is.
    at::Tensor heads(const at::Tensor& x, const at::Tensor& weight, int count, const at::Tensor& cos,
                     const at::Tensor& sin) const
    {
        return rotate(splitHeads(linear(x, weight), count).to(at::kFloat), cos, sin).to(x.scalar_type());
    }

    at::Tensor block(const DecoderLayer& layer, at::Tensor x, const at::Tensor& cos, const at::Tensor& sin) const
    {
        const auto h = norm(x, layer.inputNorm);
        const auto q = heads(h, layer.query, m_config.attentionHeads, cos, sin);
        const auto k = heads(h, layer.key, m_config.keyValueHeads, cos, sin);
        const auto v = splitHeads(linear(h, layer.value), m_config.keyValueHeads);
        const auto context = joinHeads(attention(q, k, v, 1 / std::sqrt(double(m_config.headDim)), true));
        x = x.add(linear(context, layer.output).mul(m_branchScale));

        const auto inner = norm(x, layer.innerNorm);
        const auto gate = at::silu(linear(inner, layer.gate));
        return x.add(linear(gate.mul(linear(inner, layer.up)), layer.down).mul(m_branchScale));
    }

    void traceState(const at::Tensor& x, int depth, Trace& trace) const
    {
        trace.hidden.push_back(toFloats(x));
        if (depth < m_config.startLayer)
            return;
        const auto states = norm(x, m_norm);
        trace.normed.push_back(toFloats(states));
        trace.heads.push_back(headScores(states, headOf(depth), m_roundedHead));
    }

    ModelConfig m_config;
    bool m_roundedHead;
    at::Device m_device;
    double m_branchScale;
    at::Tensor m_words;
    at::Tensor m_norm;
    RotaryTable m_rotary;
    std::vector<DecoderLayer> m_layers;
    std::vector<at::Tensor> m_heads;
};

} // namespace

std::unique_ptr<Network> makeMiniCpm(const ModelConfig& config, const LoadOptions& options, Weights& weights)
{
    return std::make_unique<MiniCpm>(config, options, weights);
}

} // namespace rw::engine
