// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/plain/decoder.h"

#include <ATen/ops/embedding.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>

#include <cmath>

namespace rw::engine {

namespace {

class Gemma : public Network
{
public:
    Gemma(const ModelConfig& config, const LoadOptions& options, Weights& weights)
        : m_config(config)
        , m_roundedHead(options.roundedHead)
        , m_device(weights.device())
        , m_tanh(options.gelu == Gelu::Auto ? config.geluTanh : options.gelu == Gelu::Tanh)
        , m_words(weights.load("model.embed_tokens.weight"))
        , m_norm(weights.load("model.norm.weight"))
        , m_head(weights.has("lm_head.weight") ? weights.load("lm_head.weight") : m_words)
        , m_yes(m_head.slice(0, options.yesToken, options.yesToken + 1))
        // Rounded to the compute type before it multiplies: 45.25 for 16-bit types, 45.254834 for float32.
        , m_scale(at::full({}, std::sqrt(double(config.hiddenSize)), m_words.options()))
        , m_rotary(config.headDim, config.ropeTheta, weights.device())
    {
        for (int i = 0; i < config.layers; ++i)
            m_layers.push_back(DecoderLayer::load(weights, i));
    }

    std::vector<float> forward(std::span<const TokenId> row, std::span<const int>, Trace* trace) override
    {
        const auto tokens = std::int64_t(row.size());
        auto x = at::embedding(m_words, toTensor(row, m_device)).mul(m_scale);
        auto [cos, sin] = m_rotary.first(tokens);
        cos = cos.to(x.scalar_type());
        sin = sin.to(x.scalar_type());
        const auto keep = [&](const at::Tensor& state) {
            if (trace)
                trace->hidden.push_back(toFloats(state));
        };
        keep(x);
        for (const auto& layer : m_layers) {
            x = block(layer, x, cos, sin);
            keep(x);
        }
        if (trace) {
            const auto states = norm(x, m_norm);
            keep(states);
            trace->logitsLast = toFloats(linear(states.slice(0, tokens - 1), m_head));
        }
        return headScores(norm(x.slice(0, tokens - 1), m_norm), m_yes, m_roundedHead);
    }

private:
    // Everything in float32, the weight too (it is stored as the distance from 1); rounded once at the end.
    at::Tensor norm(const at::Tensor& x, const at::Tensor& weight) const
    {
        return normalised(x, m_config.normEpsilon).mul(weight.to(at::kFloat).add(1)).to(x.scalar_type());
    }

    at::Tensor block(const DecoderLayer& layer, at::Tensor x, const at::Tensor& cos, const at::Tensor& sin) const
    {
        const auto h = norm(x, layer.inputNorm);
        const auto q = rotate(splitHeads(linear(h, layer.query), m_config.attentionHeads), cos, sin);
        const auto k = rotate(splitHeads(linear(h, layer.key), m_config.keyValueHeads), cos, sin);
        const auto v = splitHeads(linear(h, layer.value), m_config.keyValueHeads);
        const auto context = joinHeads(attention(q, k, v, 1 / std::sqrt(double(m_config.headDim)), true));
        x = x.add(linear(context, layer.output));

        const auto inner = norm(x, layer.innerNorm);
        const auto gate = at::gelu(linear(inner, layer.gate), m_tanh ? "tanh" : "none");
        return x.add(linear(gate.mul(linear(inner, layer.up)), layer.down));
    }

    ModelConfig m_config;
    bool m_roundedHead;
    at::Device m_device;
    bool m_tanh;
    at::Tensor m_words;
    at::Tensor m_norm;
    at::Tensor m_head;
    at::Tensor m_yes;
    at::Tensor m_scale;
    RotaryTable m_rotary;
    std::vector<DecoderLayer> m_layers;
};

} // namespace

std::unique_ptr<Network> makeGemma(const ModelConfig& config, const LoadOptions& options, Weights& weights)
{
    return std::make_unique<Gemma>(config, options, weights);
}

} // namespace rw::engine
