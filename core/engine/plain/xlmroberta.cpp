// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/plain/network.h"
#include "core/engine/plain/operators.h"

#include <ATen/ops/embedding.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>

#include <cmath>

namespace rw::engine {

namespace {

struct Affine
{
    at::Tensor weight;
    at::Tensor bias;
};

struct Layer
{
    Affine query, key, value, attentionOutput, attentionNorm;
    Affine inner, outer, outputNorm;
};

class XlmRoberta : public Network
{
public:
    XlmRoberta(const ModelConfig& config, const LoadOptions& options, Weights& weights)
        : m_config(config)
        , m_roundedHead(options.roundedHead)
        , m_device(weights.device())
        , m_words(weights.load("roberta.embeddings.word_embeddings.weight"))
        , m_positions(weights.load("roberta.embeddings.position_embeddings.weight"))
        , m_types(weights.load("roberta.embeddings.token_type_embeddings.weight"))
        , m_embeddingNorm(affine(weights, "roberta.embeddings.LayerNorm"))
        , m_dense(affine(weights, "classifier.dense"))
        , m_out(affine(weights, "classifier.out_proj"))
    {
        for (int i = 0; i < config.layers; ++i) {
            const std::string name = "roberta.encoder.layer." + std::to_string(i);
            Layer layer;
            layer.query = affine(weights, name + ".attention.self.query");
            layer.key = affine(weights, name + ".attention.self.key");
            layer.value = affine(weights, name + ".attention.self.value");
            layer.attentionOutput = affine(weights, name + ".attention.output.dense");
            layer.attentionNorm = affine(weights, name + ".attention.output.LayerNorm");
            layer.inner = affine(weights, name + ".intermediate.dense");
            layer.outer = affine(weights, name + ".output.dense");
            layer.outputNorm = affine(weights, name + ".output.LayerNorm");
            m_layers.push_back(std::move(layer));
        }
    }

    std::vector<float> forward(std::span<const TokenId> row, std::span<const int>, Trace* trace) override
    {
        auto h = embed(row);
        const auto keep = [&] {
            if (trace)
                trace->hidden.push_back(toFloats(h));
        };
        keep();
        for (const auto& layer : m_layers) {
            h = block(layer, h);
            keep();
        }
        auto head = linear(h.slice(0, 0, 1), m_dense.weight, m_dense.bias).tanh();
        if (m_roundedHead)
            return toFloats(linear(head, m_out.weight, m_out.bias));
        return toFloats(linear(head.to(at::kFloat), m_out.weight.to(at::kFloat), m_out.bias.to(at::kFloat)));
    }

private:
    static Affine affine(Weights& weights, const std::string& name)
    {
        return {weights.load(name + ".weight"), weights.load(name + ".bias")};
    }

    at::Tensor norm(const at::Tensor& x, const Affine& weights) const
    {
        return at::layer_norm(x, {m_config.hiddenSize}, weights.weight, weights.bias, m_config.normEpsilon);
    }

    at::Tensor embed(std::span<const TokenId> row) const
    {
        // Real tokens are counted from padId + 1 on; a pad inside the row keeps position padId and is not counted.
        std::vector<std::int32_t> positions;
        positions.reserve(row.size());
        int counted = m_config.padId;
        for (const auto id : row)
            positions.push_back(id == m_config.padId ? m_config.padId : ++counted);
        const auto words = at::embedding(m_words, toTensor(row, m_device));
        const auto places = at::embedding(m_positions, toTensor(positions, m_device));
        return norm(words.add(m_types.slice(0, 0, 1)).add(places), m_embeddingNorm);
    }

    at::Tensor block(const Layer& layer, const at::Tensor& h) const
    {
        const auto q = splitHeads(linear(h, layer.query.weight, layer.query.bias), m_config.attentionHeads);
        const auto k = splitHeads(linear(h, layer.key.weight, layer.key.bias), m_config.attentionHeads);
        const auto v = splitHeads(linear(h, layer.value.weight, layer.value.bias), m_config.attentionHeads);
        const auto context = joinHeads(attention(q, k, v, 1 / std::sqrt(double(m_config.headDim)), false));
        const auto attended =
            norm(linear(context, layer.attentionOutput.weight, layer.attentionOutput.bias).add(h), layer.attentionNorm);
        const auto inner = at::gelu(linear(attended, layer.inner.weight, layer.inner.bias), "none");
        return norm(linear(inner, layer.outer.weight, layer.outer.bias).add(attended), layer.outputNorm);
    }

    ModelConfig m_config;
    bool m_roundedHead;
    at::Device m_device;
    at::Tensor m_words;
    at::Tensor m_positions;
    at::Tensor m_types;
    Affine m_embeddingNorm;
    Affine m_dense;
    Affine m_out;
    std::vector<Layer> m_layers;
};

} // namespace

std::unique_ptr<Network> makeXlmRoberta(const ModelConfig& config, const LoadOptions& options, Weights& weights)
{
    return std::make_unique<XlmRoberta>(config, options, weights);
}

} // namespace rw::engine
