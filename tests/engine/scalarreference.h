// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"
#include "tests/support/tinymodel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rw::test {

/// The formulas of the three backbones written out in double precision, one number at a time: slow, with no tensor
/// library and nothing in common with the engine. What the engine is compared with on sizes that no golden has.
class ScalarReference
{
public:
    using Row = std::vector<double>;
    using Rows = std::vector<Row>; // [tokens][width]

    ScalarReference(ModelConfig config, const TinyTensors& tensors, bool geluTanh, int yesToken)
        : m_config(std::move(config))
        , m_tensors(tensors)
        , m_tanh(geluTanh)
        , m_yes(yesToken)
    {
    }

    /// One score; for MiniCPM one for each of all cut-off layers.
    Row scores(const std::vector<TokenId>& row) const
    {
        return m_config.backbone == Backbone::XlmRoberta ? encoder(row) : decoder(row);
    }

private:
    const TinyTensor& tensor(const std::string& name) const { return m_tensors.at(name); }

    Row vector(const std::string& name, std::size_t index = 0) const
    {
        const auto& one = tensor(name);
        const auto width = std::size_t(one.shape.back());
        return Row(one.values.begin() + std::ptrdiff_t(index * width),
                   one.values.begin() + std::ptrdiff_t((index + 1) * width));
    }

    static double dot(const Row& a, const Row& b)
    {
        double sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            sum += a[i] * b[i];
        return sum;
    }

    Row linear(const Row& x, const std::string& name) const
    {
        const auto& weight = tensor(name + ".weight");
        Row y(std::size_t(weight.shape[0]));
        for (std::size_t i = 0; i < y.size(); ++i)
            y[i] = dot(vector(name + ".weight", i), x) +
                   (m_tensors.contains(name + ".bias") ? double(tensor(name + ".bias").values[i]) : 0.0);
        return y;
    }

    static double gelu(double u, bool tanhForm)
    {
        if (tanhForm)
            return 0.5 * u * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (u + 0.044715 * u * u * u)));
        return 0.5 * u * (1 + std::erf(u / std::numbers::sqrt2));
    }

    static Row add(const Row& a, const Row& b, double factor = 1)
    {
        Row sum = a;
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += factor * b[i];
        return sum;
    }

    Row layerNorm(const Row& x, const std::string& name) const
    {
        double mean = 0;
        for (const double value : x)
            mean += value / double(x.size());
        double variance = 0;
        for (const double value : x)
            variance += (value - mean) * (value - mean) / double(x.size());
        const auto weight = vector(name + ".weight");
        const auto bias = vector(name + ".bias");
        Row y(x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            y[i] = (x[i] - mean) / std::sqrt(variance + m_config.normEpsilon) * weight[i] + bias[i];
        return y;
    }

    Row rmsNorm(const Row& x, const std::string& name) const
    {
        const double scale = 1 / std::sqrt(dot(x, x) / double(x.size()) + m_config.normEpsilon);
        const auto weight = vector(name + ".weight");
        Row y(x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            y[i] = x[i] * scale * (weight[i] + (m_config.backbone == Backbone::Gemma ? 1 : 0));
        return y;
    }

    Row rotated(Row x, int heads, int position) const
    {
        const auto dim = std::size_t(m_config.headDim);
        const auto half = dim / 2;
        for (std::size_t head = 0; head < std::size_t(heads); ++head) {
            for (std::size_t j = 0; j < half; ++j) {
                const double angle = position * std::pow(m_config.ropeTheta, -2.0 * double(j) / double(dim));
                double& a = x[head * dim + j];
                double& b = x[head * dim + j + half];
                const double first = a * std::cos(angle) - b * std::sin(angle);
                b = b * std::cos(angle) + a * std::sin(angle);
                a = first;
            }
        }
        return x;
    }

    Rows attention(const Rows& q, const Rows& k, const Rows& v, bool causal) const
    {
        const auto dim = std::size_t(m_config.headDim);
        const auto group = std::size_t(m_config.attentionHeads / m_config.keyValueHeads);
        Rows out(q.size(), Row(std::size_t(m_config.attentionHeads) * dim));
        for (std::size_t head = 0; head < std::size_t(m_config.attentionHeads); ++head) {
            const auto from = head * dim;
            const auto shared = head / group * dim;
            for (std::size_t t = 0; t < q.size(); ++t) {
                const auto seen = causal ? t + 1 : q.size();
                Row weights(seen);
                for (std::size_t s = 0; s < seen; ++s) {
                    for (std::size_t i = 0; i < dim; ++i)
                        weights[s] += q[t][from + i] * k[s][shared + i] / std::sqrt(double(dim));
                }
                const double largest = *std::max_element(weights.begin(), weights.end());
                double sum = 0;
                for (double& weight : weights)
                    sum += weight = std::exp(weight - largest);
                for (std::size_t s = 0; s < seen; ++s) {
                    for (std::size_t i = 0; i < dim; ++i)
                        out[t][from + i] += weights[s] / sum * v[s][shared + i];
                }
            }
        }
        return out;
    }

    Row encoder(const std::vector<TokenId>& row) const
    {
        const std::string embeddings = "roberta.embeddings.";
        Rows h;
        int counted = 0;
        for (const auto id : row) {
            const bool pad = id == m_config.padId;
            counted += pad ? 0 : 1;
            const auto position = std::size_t(pad ? m_config.padId : m_config.padId + counted);
            auto x = add(vector(embeddings + "word_embeddings.weight", std::size_t(id)),
                         vector(embeddings + "token_type_embeddings.weight"));
            x = add(x, vector(embeddings + "position_embeddings.weight", position));
            h.push_back(layerNorm(x, embeddings + "LayerNorm"));
        }
        for (int i = 0; i < m_config.layers; ++i) {
            const std::string layer = "roberta.encoder.layer." + std::to_string(i);
            Rows q, k, v;
            for (const auto& x : h) {
                q.push_back(linear(x, layer + ".attention.self.query"));
                k.push_back(linear(x, layer + ".attention.self.key"));
                v.push_back(linear(x, layer + ".attention.self.value"));
            }
            const auto context = attention(q, k, v, false);
            for (std::size_t t = 0; t < h.size(); ++t) {
                const auto attended = layerNorm(add(h[t], linear(context[t], layer + ".attention.output.dense")),
                                                layer + ".attention.output.LayerNorm");
                auto inner = linear(attended, layer + ".intermediate.dense");
                for (double& value : inner)
                    value = gelu(value, false);
                h[t] = layerNorm(add(attended, linear(inner, layer + ".output.dense")), layer + ".output.LayerNorm");
            }
        }
        auto head = linear(h[0], "classifier.dense");
        for (double& value : head)
            value = std::tanh(value);
        return linear(head, "classifier.out_proj");
    }

    Row decoder(const std::vector<TokenId>& row) const
    {
        const bool gemma = m_config.backbone == Backbone::Gemma;
        const double scale = gemma ? std::sqrt(double(m_config.hiddenSize)) : m_config.scaleEmbedding;
        const double branch = gemma ? 1 : m_config.scaleDepth / std::sqrt(double(m_config.layers));
        Rows h;
        for (const auto id : row) {
            h.push_back(vector("model.embed_tokens.weight", std::size_t(id)));
            for (double& value : h.back())
                value *= scale;
        }
        Row scores;
        for (int i = 0; i < m_config.layers; ++i) {
            const std::string layer = "model.layers." + std::to_string(i);
            Rows q, k, v;
            for (std::size_t t = 0; t < h.size(); ++t) {
                const auto x = rmsNorm(h[t], layer + ".input_layernorm");
                q.push_back(rotated(linear(x, layer + ".self_attn.q_proj"), m_config.attentionHeads, int(t)));
                k.push_back(rotated(linear(x, layer + ".self_attn.k_proj"), m_config.keyValueHeads, int(t)));
                v.push_back(linear(x, layer + ".self_attn.v_proj"));
            }
            const auto context = attention(q, k, v, true);
            for (std::size_t t = 0; t < h.size(); ++t) {
                h[t] = add(h[t], linear(context[t], layer + ".self_attn.o_proj"), branch);
                const auto x = rmsNorm(h[t], layer + ".post_attention_layernorm");
                auto gate = linear(x, layer + ".mlp.gate_proj");
                const auto up = linear(x, layer + ".mlp.up_proj");
                for (std::size_t j = 0; j < gate.size(); ++j)
                    gate[j] = (gemma ? gelu(gate[j], m_tanh) : gate[j] / (1 + std::exp(-gate[j]))) * up[j];
                h[t] = add(h[t], linear(gate, layer + ".mlp.down_proj"), branch);
            }
            if (!gemma && i + 1 >= m_config.startLayer) {
                scores.push_back(linear(rmsNorm(h.back(), "model.norm"),
                                        "lm_head." + std::to_string(i + 1 - m_config.startLayer) + ".linear_head")[0]);
            }
        }
        if (gemma) {
            const std::string head =
                m_tensors.contains("lm_head.weight") ? "lm_head.weight" : "model.embed_tokens.weight";
            scores.push_back(dot(vector(head, std::size_t(m_yes)), rmsNorm(h.back(), "model.norm")));
        }
        return scores;
    }

    ModelConfig m_config;
    const TinyTensors& m_tensors;
    bool m_tanh;
    int m_yes;
};

} // namespace rw::test
