// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace rw::engine {

// What the three backbones share. Activations are [tokens, width] in the compute type; single rows, never padded.

/// x W^T + b, weights stored [out, in].
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const std::optional<at::Tensor>& bias = {});

/// [tokens, heads * dim] to [heads, tokens, dim].
at::Tensor splitHeads(const at::Tensor& x, int heads);
/// The way back.
at::Tensor joinHeads(const at::Tensor& x);

/// softmax(q k^T * scale) v, all of it in float32 and rounded to the compute type at the end, as the reference's fused
/// kernels accumulate. (LibTorch's 16-bit matrix products on the processor also have slow paths for such shapes: 8192
/// tokens took minutes.) q is [heads, tokens, dim]; k and v may have fewer heads, each shared by neighbouring query
/// heads. Query rows are taken in blocks: the memory of the scores grows with the row's length and not its square.
at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, bool causal);

/// float32 x / sqrt(mean(x^2) + eps), still float32: the decoders differ in what comes next.
at::Tensor normalised(const at::Tensor& x, double epsilon);

/// Cosines and sines of rotary positions 0, 1, ... in float32, both [tokens, dim / 2].
class RotaryTable
{
public:
    RotaryTable(int dim, double theta, at::Device device);
    /// Tables for the first `tokens` positions.
    std::pair<at::Tensor, at::Tensor> first(std::int64_t tokens);

private:
    at::Tensor m_frequencies;
    at::Tensor m_cos;
    at::Tensor m_sin;
};
/// Rotates dimension j with j + dim/2 (not with its neighbour), in the type of x. x is [heads, tokens, dim].
at::Tensor rotate(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin);

/// Float32 numbers of a tensor of any type and device.
std::vector<float> toFloats(const at::Tensor& x);
/// A row of ids as a tensor on the device.
at::Tensor toTensor(std::span<const std::int32_t> ids, at::Device device);

} // namespace rw::engine
