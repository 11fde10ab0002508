// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/plain/operators.h"

// Single operator headers: the whole of ATen/ATen.h takes three times as long to compile.
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/outer.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/softmax.h>

#include <algorithm>
#include <limits>

namespace rw::engine {

namespace {

constexpr std::int64_t kQueryBlock = 256;
constexpr std::int64_t kLeastPositions = 2048;

} // namespace

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const std::optional<at::Tensor>& bias)
{
    return at::linear(x, weight, bias);
}

at::Tensor splitHeads(const at::Tensor& x, int heads)
{
    return x.view({x.size(0), heads, -1}).transpose(0, 1);
}

at::Tensor joinHeads(const at::Tensor& x)
{
    return x.transpose(0, 1).reshape({x.size(1), -1});
}

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, bool causal)
{
    const auto shared = k.size(0);
    const auto group = q.size(0) / shared;
    const auto tokens = q.size(1);
    const auto dim = q.size(2);
    const auto queries = q.to(at::kFloat).reshape({shared, group, tokens, dim});
    const auto keys = k.to(at::kFloat).transpose(1, 2); // [shared, dim, tokens]
    const auto values = v.to(at::kFloat);
    const auto positions = at::arange(tokens, q.options().dtype(at::kLong));
    const auto out = at::empty({shared, group, tokens, dim}, q.options());

    for (std::int64_t begin = 0; begin < tokens; begin += kQueryBlock) {
        const auto end = std::min(begin + kQueryBlock, tokens);
        const auto rows = end - begin;
        const auto seen = causal ? end : tokens; // later keys are masked for the whole block
        const auto block = queries.slice(2, begin, end).reshape({shared, group * rows, dim});
        const auto scores = at::matmul(block, keys.slice(2, 0, seen)).mul_(scale);
        if (causal) {
            const auto masked =
                positions.slice(0, 0, seen).unsqueeze(0).gt(positions.slice(0, begin, end).unsqueeze(1));
            scores.view({shared, group, rows, seen}).masked_fill_(masked, -std::numeric_limits<float>::infinity());
        }
        const auto context = at::matmul(at::softmax(scores, -1), values.slice(1, 0, seen));
        out.slice(2, begin, end).copy_(context.view({shared, group, rows, dim}));
    }
    return out.view({shared * group, tokens, dim});
}

at::Tensor normalised(const at::Tensor& x, double epsilon)
{
    const auto wide = x.to(at::kFloat);
    return wide.mul(at::rsqrt(wide.pow(2).mean(-1, true).add(epsilon)));
}

RotaryTable::RotaryTable(int dim, double theta, at::Device device)
{
    // float32 powers as in the reference: double ones change the last bits of the angles at large positions.
    const auto exponents = at::arange(0, dim, 2, at::TensorOptions().dtype(at::kFloat)).div(dim);
    m_frequencies = at::pow(theta, exponents).reciprocal().to(device);
}

std::pair<at::Tensor, at::Tensor> RotaryTable::first(std::int64_t tokens)
{
    if (!m_cos.defined() || m_cos.size(0) < tokens) {
        const auto positions = at::arange(std::max(tokens, kLeastPositions), m_frequencies.options());
        const auto angles = at::outer(positions, m_frequencies);
        m_cos = angles.cos();
        m_sin = angles.sin();
    }
    return {m_cos.slice(0, 0, tokens), m_sin.slice(0, 0, tokens)};
}

at::Tensor rotate(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin)
{
    const auto half = x.size(-1) / 2;
    const auto a = x.slice(-1, 0, half);
    const auto b = x.slice(-1, half);
    return at::cat({a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin))}, -1);
}

std::vector<float> toFloats(const at::Tensor& x)
{
    const auto plain = x.to(at::kCPU, at::kFloat).contiguous();
    const auto* data = plain.const_data_ptr<float>();
    return {data, data + plain.numel()};
}

at::Tensor toTensor(std::span<const std::int32_t> ids, at::Device device)
{
    const auto view = at::from_blob(const_cast<std::int32_t*>(ids.data()), {std::int64_t(ids.size())},
                                    at::TensorOptions().dtype(at::kInt));
    return view.to(at::TensorOptions().dtype(at::kLong).device(device));
}

} // namespace rw::engine
