// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/attention.h"
#include "core/engine/fast/network.h"
#include "core/engine/plain/operators.h"

#include <ATen/ops/add.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <ATen/record_function.h>

namespace rw::engine {

namespace {

struct Norm
{
    at::Tensor weight;
    at::Tensor bias;
};

struct Layer
{
    Linear qkv, attentionOutput, inner, outer;
    Norm attentionNorm, outputNorm;
};

// XLM-RoBERTa. The score is read from the first token of a row: the last block is computed for those tokens alone, all
// others give it just their keys and values.
class FastEncoder : public FastNetwork
{
public:
    FastEncoder(const ModelConfig& config, LinearLoader& loader)
        : m_config(config)
        , m_number(loader.arithmetic().operand)
        , m_attention({config.attentionHeads, config.attentionHeads, config.headDim, false}, loader.arithmetic())
        , m_words(loader.table("roberta.embeddings.word_embeddings.weight"))
        , m_positions(loader.table("roberta.embeddings.position_embeddings.weight"))
        , m_type(loader.plain("roberta.embeddings.token_type_embeddings.weight").slice(0, 0, 1))
        , m_embeddingNorm(norm(loader, "roberta.embeddings.LayerNorm"))
        , m_dense(Linear::dense(loader.plain("classifier.dense.weight"), loader.plain("classifier.dense.bias"),
                                Arithmetic::of(Quantization::Fp32)))
        , m_out(norm(loader, "classifier.out_proj"))
    {
        for (int i = 0; i < config.layers; ++i) {
            const std::string name = "roberta.encoder.layer." + std::to_string(i);
            const std::string self = name + ".attention.self.";
            m_layers.push_back(
                {loader.load({self + "query", self + "key", self + "value"}, true),
                 loader.load({name + ".attention.output.dense"}, true),
                 loader.load({name + ".intermediate.dense"}, true), loader.load({name + ".output.dense"}, true),
                 norm(loader, name + ".attention.output.LayerNorm"), norm(loader, name + ".output.LayerNorm")});
        }
    }

    std::vector<float> forward(const Packing& packing, std::span<const int>,
                               const std::atomic<bool>* cancelled) override
    {
        m_attention.prepare(packing);
        auto x = embed(packing);
        auto a = addLayerNorm(x, nullptr, m_embeddingNorm.weight, m_embeddingNorm.bias, m_config.normEpsilon, m_number);
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            stopIf(cancelled);
            const auto& layer = m_layers[i];
            const bool last = i + 1 == m_layers.size();
            const auto context = m_attention(layer.qkv(a), {}, {}, last);
            if (last)
                x = x.index_select(0, at::tensor(m_attention.scoredTokens()));
            const auto attended = layer.attentionOutput(context);
            a = addLayerNorm(x, &attended, layer.attentionNorm.weight, layer.attentionNorm.bias, m_config.normEpsilon,
                             m_number);
            const auto inner = layer.inner.fusesGelu()
                                   ? layer.inner.gelu(a)
                                   : activated(layer.inner(a), Activation::GeluErf, false, m_number);
            const auto outer = layer.outer(inner);
            a = addLayerNorm(x, &outer, layer.outputNorm.weight, layer.outputNorm.bias, m_config.normEpsilon, m_number);
        }
        RECORD_USER_SCOPE("engine::head");
        const auto dense = m_dense(Activations{x, {}, {}});
        const auto scores =
            dotProducts(at::add(dense.data, dense.bias).tanh_(), m_out.weight, m_out.bias.item<float>());
        std::vector<float> ofRows;
        for (const int scored : m_attention.scoredOfRow())
            ofRows.push_back(scores[std::size_t(scored)]);
        return ofRows;
    }

private:
    static Norm norm(LinearLoader& loader, const std::string& name)
    {
        return {loader.plain(name + ".weight"), loader.plain(name + ".bias")};
    }

    at::Tensor embed(const Packing& packing) const
    {
        // Real tokens are counted from padId + 1 on; a pad inside the row keeps position padId and is not counted.
        std::vector<std::int32_t> positions;
        positions.reserve(packing.ids.size());
        for (const auto& segment : packing.segments) {
            int counted = m_config.padId;
            for (int i = 0; i < segment.count; ++i)
                positions.push_back(packing.ids[std::size_t(segment.begin + i)] == m_config.padId ? m_config.padId
                                                                                                  : ++counted);
        }
        return gather(m_words, packing.ids).add_(m_type).add_(gather(m_positions, positions));
    }

    ModelConfig m_config;
    Number m_number;
    PackedAttention m_attention;
    RowTable m_words;
    RowTable m_positions;
    at::Tensor m_type;
    Norm m_embeddingNorm;
    Linear m_dense;
    Norm m_out;
    std::vector<Layer> m_layers;
};

} // namespace

std::unique_ptr<FastNetwork> makeFastEncoder(const ModelConfig& config, LinearLoader& loader)
{
    return std::make_unique<FastEncoder>(config, loader);
}

} // namespace rw::engine
