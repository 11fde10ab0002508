// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/linear.h"

#include "core/engine/fast/parallel.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace rw::engine {

namespace {

// Rows of activations that the packed layouts are chosen for.
constexpr std::int64_t kTypicalRows = 512;
constexpr std::int64_t kRowStep = 32;

// LibTorch's fast products have no stable C++ name: they are called by their name in its table of operators.
// tests/engine/tst_operators.cpp compares their schemas with those that this code was written for.
at::Tensor call(const c10::OperatorHandle& op, torch::jit::Stack stack)
{
    op.callBoxed(stack);
    return stack[0].toTensor();
}

const c10::OperatorHandle& find(const char* name)
{
    static auto& dispatcher = c10::Dispatcher::singleton();
    return *new c10::OperatorHandle(dispatcher.findSchemaOrThrow(name, ""));
}

c10::List<std::optional<at::Scalar>> noScalars()
{
    return c10::List<std::optional<at::Scalar>>();
}

at::Tensor prepack(const at::Tensor& weight)
{
    static const auto& op = find("mkldnn::_reorder_linear_weight");
    return call(op, {weight, kTypicalRows});
}

at::Tensor product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const char* epilogue)
{
    static const auto& op = find("mkldnn::_linear_pointwise");
    const auto optionalBias = bias.defined() ? c10::IValue(bias) : c10::IValue();
    return call(op, {x, weight, optionalBias, epilogue, noScalars(), *epilogue == 'g' ? "none" : ""});
}

at::Tensor prepackInt8(const at::Tensor& weight)
{
    static const auto& op = find("onednn::qlinear_prepack");
    return call(op, {weight, c10::IntArrayRef({kTypicalRows, weight.size(1)})});
}

// The rows that a product is given: a single one takes another way through oneDNN, with another order of the sums.
at::Tensor rowsOf(const Activations& x)
{
    const auto& all = x.whole.defined() ? x.whole : x.data;
    return all.size(0) == 1 ? all.repeat({2, 1}) : all;
}

// Never signed activations: oneDNN has no kernel for them and crawls.
at::Tensor productInt8(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& scales, const at::Tensor& zeros,
                       at::ScalarType out)
{
    static const auto& op = find("onednn::qlinear_pointwise");
    return call(op, {x, 1.0, std::int64_t(128), weight, scales, zeros, c10::IValue(), 1.0, std::int64_t(0), out, "none",
                     noScalars(), ""});
}

} // namespace

Arithmetic Arithmetic::of(Quantization quantization)
{
    const auto& best = kernels();
    switch (quantization) {
    case Quantization::Bf16:
        return {quantization, Number::Bf16, Number::Bf16, best.attentionNumber};
    case Quantization::Int8:
        return {quantization, Number::U8, Number::F32, best.attentionNumber};
    case Quantization::Int4:
        return {quantization, best.attentionNumber, best.attentionNumber, best.attentionNumber};
    default:
        return {quantization, Number::F32, Number::F32, Number::F32};
    }
}

at::ScalarType scalarType(Number number)
{
    return number == Number::F32 ? at::kFloat : number == Number::Bf16 ? at::kBFloat16 : at::kByte;
}

Activations Activations::empty(std::int64_t rows, std::int64_t width, Number number)
{
    Activations x;
    const auto options = at::TensorOptions().dtype(scalarType(number));
    if (number == Number::F32) {
        x.data = at::empty({rows, width}, options);
        return x;
    }
    x.whole = at::empty({(rows + kRowStep - 1) / kRowStep * kRowStep, width}, options);
    x.data = x.whole.narrow(0, 0, rows);
    x.whole.narrow(0, rows, x.whole.size(0) - rows).zero_();
    if (number == Number::U8)
        x.rowScale = at::empty({rows}, at::TensorOptions().dtype(at::kFloat));
    return x;
}

Operand Activations::operand() const
{
    const auto type = data.scalar_type();
    return {data.data_ptr(),
            type == at::kFloat      ? Number::F32
            : type == at::kBFloat16 ? Number::Bf16
                                    : Number::U8,
            rowScale.defined() ? rowScale.mutable_data_ptr<float>() : nullptr};
}

Product Products::view() const
{
    return {data.const_data_ptr(), data.scalar_type() == at::kFloat ? Number::F32 : Number::Bf16, data.size(1),
            rowScale.defined() ? rowScale.const_data_ptr<float>() : nullptr,
            bias.defined() ? bias.const_data_ptr<float>() : nullptr};
}

Linear Linear::dense(const at::Tensor& weight, at::Tensor bias, const Arithmetic& arithmetic)
{
    Linear linear;
    linear.m_arithmetic = arithmetic;
    linear.m_in = weight.size(1);
    linear.m_out = weight.size(0);
    linear.m_bias = std::move(bias);
    const auto type = scalarType(arithmetic.operand);
    if (linear.m_bias.defined())
        linear.m_typedBias = linear.m_bias.to(type);
    linear.m_packed = prepack(weight.to(type).contiguous());
    return linear;
}

Linear Linear::int8(const at::Tensor& weight, const at::Tensor& scales, at::Tensor bias, const Arithmetic& arithmetic)
{
    Linear linear;
    linear.m_kind = Kind::Int8;
    linear.m_arithmetic = arithmetic;
    linear.m_in = weight.size(1);
    linear.m_out = weight.size(0);
    linear.m_bias = std::move(bias);
    linear.m_packed = prepackInt8(weight.contiguous());
    linear.m_scales = scales.clone();
    linear.m_zeros = at::zeros({linear.m_out}, at::TensorOptions().dtype(at::kInt));
    return linear;
}

Linear Linear::int4(at::Tensor nibbles, at::Tensor scales, std::int64_t in, at::Tensor bias,
                    const Arithmetic& arithmetic)
{
    Linear linear;
    linear.m_kind = Kind::Int4;
    linear.m_arithmetic = arithmetic;
    linear.m_in = in;
    linear.m_out = nibbles.size(0);
    linear.m_bias = std::move(bias);
    linear.m_packed = std::move(nibbles);
    linear.m_scales = std::move(scales);
    return linear;
}

Products Linear::operator()(const Activations& x) const
{
    RECORD_USER_SCOPE("engine::products");
    const auto all = rowsOf(x);
    const auto rows = x.data.size(0);
    if (m_kind == Kind::Int8) {
        return {productInt8(all, m_packed, m_scales, m_zeros, scalarType(m_arithmetic.product)).narrow(0, 0, rows),
                x.rowScale, m_bias};
    }
    if (m_kind == Kind::Int4) {
        const auto weight = at::empty({m_out, m_in}, x.data.options());
        const auto groups = m_in / kInt4Group;
        inParallel(m_out, 16, [&](std::int64_t begin, std::int64_t end) {
            kernels().unpackInt4(m_packed.const_data_ptr<std::uint8_t>() + begin * m_in / 2,
                                 m_scales.const_data_ptr<float>() + begin * groups, (end - begin) * groups,
                                 static_cast<char*>(weight.data_ptr()) +
                                     begin * m_in * std::int64_t(weight.element_size()),
                                 m_arithmetic.operand);
        });
        return {at::linear(all, weight).narrow(0, 0, rows), {}, m_bias};
    }
    return {product(all, m_packed, {}, "none").narrow(0, 0, rows), {}, m_bias};
}

Activations Linear::gelu(const Activations& x) const
{
    RECORD_USER_SCOPE("engine::products");
    const auto out = product(rowsOf(x), m_packed, m_typedBias, "gelu");
    return {out.narrow(0, 0, x.data.size(0)), {}, out};
}

namespace {

// One row in float32 after the other: the whole matrix so would be four times what is made of it.
class WideRows
{
public:
    explicit WideRows(const at::Tensor& weight)
        : m_weight(weight.contiguous())
        , m_row(m_weight.scalar_type() == at::kFloat ? 0 : std::size_t(weight.size(1)))
    {
    }
    const float* operator()(std::int64_t row)
    {
        const auto width = m_weight.size(1);
        if (m_row.empty())
            return m_weight.const_data_ptr<float>() + row * width;
        if (m_weight.scalar_type() == at::kBFloat16)
            widen(m_weight.const_data_ptr<at::BFloat16>() + row * width);
        else if (m_weight.scalar_type() == at::kHalf)
            widen(m_weight.const_data_ptr<at::Half>() + row * width);
        else
            throw std::invalid_argument("weights of a type that is not turned into fewer bits");
        return m_row.data();
    }

private:
    template <class T>
    void widen(const T* from)
    {
        std::copy_n(from, m_row.size(), m_row.begin());
    }
    at::Tensor m_weight;
    std::vector<float> m_row;
};

} // namespace

QuantisedWeight quantiseInt8(const at::Tensor& weight)
{
    const auto out = weight.size(0), in = weight.size(1);
    QuantisedWeight q{at::empty({out, in}, at::TensorOptions().dtype(at::kChar)),
                      at::empty({out}, at::TensorOptions().dtype(at::kFloat))};
    auto* to = q.values.mutable_data_ptr<std::int8_t>();
    auto* scales = q.scales.mutable_data_ptr<float>();
    inParallel(out, 16, [&](std::int64_t begin, std::int64_t end) {
        WideRows rows(weight);
        for (auto row = begin; row < end; ++row) {
            const float* w = rows(row);
            float peak = 0;
            for (std::int64_t i = 0; i < in; ++i)
                peak = std::max(peak, std::abs(w[i]));
            const float scale = peak > 0 ? peak / 127.f : 1.f;
            scales[row] = scale;
            for (std::int64_t i = 0; i < in; ++i)
                to[row * in + i] = std::int8_t(std::nearbyint(w[i] / scale));
        }
    });
    return q;
}

QuantisedWeight quantiseInt4(const at::Tensor& weight)
{
    const auto out = weight.size(0), in = weight.size(1), groups = in / kInt4Group;
    QuantisedWeight q{at::empty({out, in / 2}, at::TensorOptions().dtype(at::kByte)),
                      at::empty({out, groups}, at::TensorOptions().dtype(at::kFloat))};
    auto* to = q.values.mutable_data_ptr<std::uint8_t>();
    auto* scales = q.scales.mutable_data_ptr<float>();
    inParallel(out, 16, [&](std::int64_t begin, std::int64_t end) {
        WideRows rows(weight);
        const float* row = nullptr;
        for (auto group = begin * groups; group < end * groups; ++group) {
            if (group % groups == 0)
                row = rows(group / groups);
            const float* w = row + group % groups * kInt4Group;
            // The end with the largest weight is -8: 16 steps for 16 values, and that weight is exact.
            float peak = 0;
            for (int i = 0; i < kInt4Group; ++i)
                peak = std::abs(w[i]) > std::abs(peak) ? w[i] : peak;
            const float scale = peak != 0 ? peak / -8.f : 1.f;
            scales[group] = scale;
            const auto nibble = [&](float value) {
                return std::uint8_t(std::clamp(int(std::nearbyint(value / scale)) + 8, 0, 15));
            };
            for (int i = 0; i < kInt4Group / 2; ++i)
                to[group * (kInt4Group / 2) + i] = std::uint8_t(nibble(w[i]) | (nibble(w[i + kInt4Group / 2]) << 4));
        }
    });
    return q;
}

} // namespace rw::engine
