// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/plain/network.h"
#include "core/engine/plain/operators.h"

#include <string>

namespace rw::engine {

/// The linear weights of one decoder layer, named alike in Gemma and MiniCPM.
struct DecoderLayer
{
    at::Tensor inputNorm, query, key, value, output;
    at::Tensor innerNorm, gate, up, down;

    static DecoderLayer load(Weights& weights, int index)
    {
        const std::string name = "model.layers." + std::to_string(index);
        return {
            weights.load(name + ".input_layernorm.weight"),  weights.load(name + ".self_attn.q_proj.weight"),
            weights.load(name + ".self_attn.k_proj.weight"), weights.load(name + ".self_attn.v_proj.weight"),
            weights.load(name + ".self_attn.o_proj.weight"), weights.load(name + ".post_attention_layernorm.weight"),
            weights.load(name + ".mlp.gate_proj.weight"),    weights.load(name + ".mlp.up_proj.weight"),
            weights.load(name + ".mlp.down_proj.weight")};
    }
};

/// One dot product for each row of `states`. Rounded to the compute type as the reference does, or kept in float32.
inline std::vector<float> headScores(const at::Tensor& states, const at::Tensor& head, bool rounded)
{
    return toFloats(rounded ? linear(states, head) : linear(states.to(at::kFloat), head.to(at::kFloat)));
}

} // namespace rw::engine
