// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/attention.h"
#include "core/engine/fast/network.h"
#include "core/engine/plain/operators.h"

#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace rw::engine {

namespace {

struct Layer
{
    at::Tensor inputNorm, innerNorm;
    Linear qkv, attentionOutput, gateUp, down;
};

// Gemma and MiniCPM. The score is read from the last token of a row after each wanted cut-off layer; the deepest wanted
// block is computed for those tokens alone.
class FastDecoder : public FastNetwork
{
public:
    FastDecoder(const ModelConfig& config, const LoadOptions& options, LinearLoader& loader)
        : m_config(config)
        , m_gemma(config.backbone == Backbone::Gemma)
        , m_number(loader.arithmetic().operand)
        , m_activation(activationOf(config, options))
        , m_embeddingScale(m_gemma ? std::sqrt(double(config.hiddenSize)) : config.scaleEmbedding)
        , m_branchScale(m_gemma ? 1 : config.scaleDepth / std::sqrt(double(config.layers)))
        , m_attention({config.attentionHeads, config.keyValueHeads, config.headDim, true}, loader.arithmetic())
        , m_rotary(config.headDim, config.ropeTheta, at::kCPU)
        , m_words(loader.table("model.embed_tokens.weight"))
        , m_norm(normWeight(loader, "model.norm.weight"))
    {
        const int deepest = options.deepestLayer > 0 ? options.deepestLayer : config.layers;
        for (int i = 0; i < deepest; ++i) {
            const std::string name = "model.layers." + std::to_string(i);
            const std::string self = name + ".self_attn.";
            m_layers.push_back({normWeight(loader, name + ".input_layernorm.weight"),
                                normWeight(loader, name + ".post_attention_layernorm.weight"),
                                loader.load({self + "q_proj", self + "k_proj", self + "v_proj"}, false),
                                loader.load({self + "o_proj"}, false),
                                loader.load({name + ".mlp.gate_proj", name + ".mlp.up_proj"}, false),
                                loader.load({name + ".mlp.down_proj"}, false)});
        }
        if (m_gemma) {
            const auto head = loader.has("lm_head.weight") ? loader.table("lm_head.weight") : m_words;
            m_heads.push_back(head.rows(std::array{options.yesToken}));
        } else {
            for (int layer = config.startLayer; layer <= deepest; ++layer)
                m_heads.push_back(
                    loader.plain("lm_head." + std::to_string(layer - config.startLayer) + ".linear_head.weight"));
        }
    }

    std::vector<float> forward(const Packing& packing, std::span<const int> cutoffLayers,
                               const std::atomic<bool>* cancelled) override
    {
        m_attention.prepare(packing);
        const auto [cosines, sines] = m_rotary.first(m_attention.longest());
        const int deepest = cutoffLayers.empty() ? int(m_layers.size()) : cutoffLayers.back();
        const auto scoredTokens = at::tensor(m_attention.scoredTokens());
        std::vector<std::vector<float>> scores; // [layers][scored tokens]
        auto wanted = cutoffLayers.begin();

        auto x = gather(m_words, packing.ids).mul_(m_embeddingScale);
        auto a = addRmsNorm(x, nullptr, 1, m_layers[0].inputNorm, m_config.normEpsilon, m_number);
        for (int depth = 1; depth <= deepest; ++depth) {
            stopIf(cancelled);
            const auto& layer = m_layers[std::size_t(depth - 1)];
            const bool last = depth == deepest;
            const auto context = m_attention(layer.qkv(a), cosines, sines, last);
            if (last)
                x = x.index_select(0, scoredTokens);
            const auto attended = layer.attentionOutput(context);
            a = addRmsNorm(x, &attended, m_branchScale, layer.innerNorm, m_config.normEpsilon, m_number);
            a = activated(layer.gateUp(a), m_activation, true, m_number);
            const auto down = layer.down(a);
            if (last)
                addProducts(x, down, m_branchScale);
            else
                a = addRmsNorm(x, &down, m_branchScale, m_layers[std::size_t(depth)].inputNorm, m_config.normEpsilon,
                               m_number);
            if (last || (wanted != cutoffLayers.end() && depth == *wanted)) {
                scores.push_back(score(last ? x : x.index_select(0, scoredTokens), depth));
                if (wanted != cutoffLayers.end())
                    ++wanted;
            }
        }

        std::vector<float> ofRows;
        ofRows.reserve(m_attention.scoredOfRow().size() * scores.size());
        for (const int scored : m_attention.scoredOfRow()) {
            for (const auto& ofLayer : scores)
                ofRows.push_back(ofLayer[std::size_t(scored)]);
        }
        return ofRows;
    }

private:
    static Activation activationOf(const ModelConfig& config, const LoadOptions& options)
    {
        if (config.backbone != Backbone::Gemma)
            return Activation::Silu;
        const bool tanh = options.gelu == Gelu::Auto ? config.geluTanh : options.gelu == Gelu::Tanh;
        return tanh ? Activation::GeluTanh : Activation::GeluErf;
    }

    // Gemma stores the distance from 1.
    at::Tensor normWeight(LinearLoader& loader, const std::string& name) const
    {
        auto weight = loader.plain(name);
        return m_gemma ? weight.add_(1) : weight;
    }

    // One dot product for each scored token.
    std::vector<float> score(at::Tensor states, int depth) const
    {
        RECORD_USER_SCOPE("engine::head");
        const auto normed = addRmsNorm(states, nullptr, 1, m_norm, m_config.normEpsilon, Number::F32);
        const auto& head = m_gemma ? m_heads[0] : m_heads[std::size_t(depth - m_config.startLayer)];
        return dotProducts(normed.data, head);
    }

    ModelConfig m_config;
    bool m_gemma;
    Number m_number;
    Activation m_activation;
    double m_embeddingScale;
    double m_branchScale;
    PackedAttention m_attention;
    RotaryTable m_rotary;
    RowTable m_words;
    at::Tensor m_norm;
    std::vector<Layer> m_layers;
    std::vector<at::Tensor> m_heads;
};

} // namespace

std::unique_ptr<FastNetwork> makeFastDecoder(const ModelConfig& config, const LoadOptions& options,
                                             LinearLoader& loader)
{
    return std::make_unique<FastDecoder>(config, options, loader);
}

} // namespace rw::engine
