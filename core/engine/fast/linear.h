// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/kernels/kernels.h"
#include "core/model/backbone.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace rw::engine {

/// In what numbers a loaded model computes.
struct Arithmetic
{
    Quantization quantization = Quantization::Fp32;
    Number operand = Number::F32;   // what matrix products read
    Number product = Number::F32;   // what they write
    Number attention = Number::F32; // what attention multiplies

    static Arithmetic of(Quantization quantization);
};

at::ScalarType scalarType(Number number);

/// Activations that a matrix product reads: [rows, width] and for U8 the scales of the rows.
struct Activations
{
    at::Tensor data;
    at::Tensor rowScale;
    /// 16 and 8 bits: `data` and rows of zeros up to a multiple of 32. oneDNN compiles a kernel for each number of
    /// rows, which takes longer than the product of a small batch; so few numbers come up.
    at::Tensor whole;

    static Activations empty(std::int64_t rows, std::int64_t width, Number number);
    std::int64_t rows() const { return data.size(0); }
    Operand operand() const;
};

/// What a matrix product wrote; `view()` reads it with row scales and bias applied.
struct Products
{
    at::Tensor data;
    at::Tensor rowScale;
    at::Tensor bias;

    std::int64_t rows() const { return data.size(0); }
    Product view() const;
};

/// Weights [out, in] of one matrix product, in the form that its operator wants, and their bias.
class Linear
{
public:
    /// Fp32, Bf16: any float weights; they are packed and not referred to any more.
    static Linear dense(const at::Tensor& weight, at::Tensor bias, const Arithmetic& arithmetic);
    /// Int8: weights [out, in] in -127..127 and the scale of each row.
    static Linear int8(const at::Tensor& weight, const at::Tensor& scales, at::Tensor bias,
                       const Arithmetic& arithmetic);
    /// Int4: groups of kInt4Group along a row (`in` is a multiple of it), see Kernels::unpackInt4; unpacked at each
    /// product, kept as they are.
    static Linear int4(at::Tensor nibbles, at::Tensor scales, std::int64_t in, at::Tensor bias,
                       const Arithmetic& arithmetic);

    Products operator()(const Activations& x) const;
    /// gelu(x W^T + b) in one go, erf form, as the next product reads it; only where fusesGelu().
    bool fusesGelu() const { return m_kind == Kind::Dense; }
    Activations gelu(const Activations& x) const;

private:
    enum class Kind { Dense, Int8, Int4 };
    Kind m_kind = Kind::Dense;
    Arithmetic m_arithmetic;
    std::int64_t m_in = 0;
    std::int64_t m_out = 0;
    at::Tensor m_packed;    // Int4: the nibbles
    at::Tensor m_scales;    // Int8: [out]; Int4: [out, in / kInt4Group]
    at::Tensor m_zeros;     // Int8
    at::Tensor m_bias;      // float32 or undefined
    at::Tensor m_typedBias; // as the fused operator takes it
};

/// Quantization of weights, symmetric. int8: one scale a row. int4: one a group.
struct QuantisedWeight
{
    at::Tensor values; // int8 [out, in], or uint8 [out, in / 2]
    at::Tensor scales; // float32 [out], or [out, in / kInt4Group]
};
QuantisedWeight quantiseInt8(const at::Tensor& weight);
QuantisedWeight quantiseInt4(const at::Tensor& weight);

} // namespace rw::engine
