// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/network.h"

#include "core/engine/fast/parallel.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/record_function.h>

#include <optional>

namespace rw::engine {

namespace {

constexpr std::int64_t kRowsOfAThread = 8;

} // namespace

// The parts in the mapping, converted right into their place: nothing is held twice but the result.
at::Tensor LinearLoader::fused(const std::vector<std::string>& names, at::ScalarType type)
{
    std::vector<at::Tensor> parts;
    std::int64_t rows = 0;
    for (const auto& name : names) {
        parts.push_back(m_weights.stored(name + ".weight"));
        rows += parts.back().size(0);
    }
    if (parts.size() == 1)
        return parts[0].to(type);
    auto all = at::empty({rows, parts[0].size(1)}, at::TensorOptions().dtype(type));
    std::int64_t row = 0;
    for (const auto& part : parts) {
        all.narrow(0, row, part.size(0)).copy_(part);
        row += part.size(0);
    }
    return all;
}

// What was turned is not read again: its pages go, so that no second copy stays in memory.
QuantisedWeight LinearLoader::quantised(const std::vector<std::string>& names, const QuantisedWeight& like,
                                        QuantisedWeight (*quantise)(const at::Tensor&))
{
    const auto& name = names.front();
    if (m_cache && m_cache->complete()) {
        auto values = m_cache->find(name, like.values.scalar_type(), like.values.sizes());
        auto scales = m_cache->find(name + ".scales", like.scales.scalar_type(), like.scales.sizes());
        if (values && scales)
            return {std::move(*values), std::move(*scales)};
    }
    QuantisedWeight made = quantise(m_weights.stored(names[0] + ".weight"));
    for (std::size_t i = 1; i < names.size(); ++i) {
        const auto more = quantise(m_weights.stored(names[i] + ".weight"));
        made = {at::cat({made.values, more.values}, 0), at::cat({made.scales, more.scales}, 0)};
    }
    for (const auto& one : names)
        m_weights.release(one + ".weight");
    if (m_cache) {
        m_cache->add(name, made.values);
        m_cache->add(name + ".scales", made.scales);
    }
    return made;
}

Linear LinearLoader::load(const std::vector<std::string>& names, bool biased)
{
    at::Tensor bias;
    if (biased) {
        std::vector<at::Tensor> biases;
        for (const auto& name : names)
            biases.push_back(plain(name + ".bias"));
        bias = biases.size() == 1 ? biases[0] : at::cat(biases, 0);
    }
    std::int64_t out = 0, in = 0;
    for (const auto& name : names) {
        const auto shape = m_weights.shape(name + ".weight");
        out += shape[0];
        in = shape[1];
    }
    const auto like = [](at::IntArrayRef shape, at::ScalarType type) {
        return at::empty(shape, at::TensorOptions().dtype(type).device(at::kMeta));
    };
    if (m_arithmetic.quantization == Quantization::Int8) {
        const auto weight = quantised(names, {like({out, in}, at::kChar), like({out}, at::kFloat)}, quantiseInt8);
        auto linear = Linear::int8(weight.values, weight.scales, bias, m_arithmetic);
        if (m_cache && m_cache->complete())
            m_cache->release(weight.values);
        return linear;
    }
    if (m_arithmetic.quantization == Quantization::Int4 && in % kInt4Group == 0) {
        auto weight =
            quantised(names, {like({out, in / 2}, at::kByte), like({out, in / kInt4Group}, at::kFloat)}, quantiseInt4);
        return Linear::int4(std::move(weight.values), std::move(weight.scales), in, bias, m_arithmetic);
    }
    const auto type = scalarType(m_arithmetic.operand);
    if (m_cache) { // bf16 of weights that are stored wider
        auto weight = m_cache->complete() ? m_cache->find(names.front(), type, {out, in}) : std::nullopt;
        const bool found = weight.has_value();
        if (!found) {
            weight = fused(names, type);
            m_cache->add(names.front(), *weight);
        }
        auto linear = Linear::dense(*weight, bias, m_arithmetic);
        if (found)
            m_cache->release(*weight);
        for (const auto& name : names)
            m_weights.release(name + ".weight");
        return linear;
    }
    auto linear = Linear::dense(fused(names, type), bias, m_arithmetic);
    for (const auto& name : names)
        m_weights.release(name + ".weight");
    return linear;
}

at::Tensor gather(const RowTable& table, std::span<const std::int32_t> ids)
{
    RECORD_USER_SCOPE("engine::embeddings");
    return table.rows(ids);
}

Activations activated(const Products& y, Activation activation, bool gated, Number number)
{
    RECORD_USER_SCOPE("engine::activations");
    const auto width = y.data.size(1) / (gated ? 2 : 1);
    auto out = Activations::empty(y.rows(), width, number);
    const ActivationJob job{y.view(), activation, gated, int(width), out.operand()};
    inParallel(y.rows(), kRowsOfAThread, [&](std::int64_t begin, std::int64_t end) {
        kernels().activate(job, begin, end, static_cast<float*>(threadScratch(width * 4)));
    });
    return out;
}

Activations addLayerNorm(at::Tensor& x, const Products* y, const at::Tensor& weight, const at::Tensor& bias,
                         double epsilon, Number number)
{
    RECORD_USER_SCOPE("engine::norms");
    const auto width = x.size(1);
    const auto product = y ? y->view() : Product{};
    // A float32 operand is x itself.
    Activations out;
    if (number != Number::F32)
        out = Activations::empty(x.size(0), width, number);
    const LayerNormJob job{x.mutable_data_ptr<float>(),
                           y ? &product : nullptr,
                           weight.const_data_ptr<float>(),
                           bias.const_data_ptr<float>(),
                           float(epsilon),
                           int(width),
                           out.data.defined() ? out.operand() : Operand{}};
    inParallel(x.size(0), kRowsOfAThread,
               [&](std::int64_t begin, std::int64_t end) { kernels().layerNorm(job, begin, end); });
    if (number == Number::F32)
        out.data = x;
    return out;
}

Activations addRmsNorm(at::Tensor& x, const Products* y, double branchScale, const at::Tensor& weight, double epsilon,
                       Number number)
{
    RECORD_USER_SCOPE("engine::norms");
    const auto product = y ? y->view() : Product{};
    auto out = Activations::empty(x.size(0), x.size(1), number);
    const RmsNormJob job{x.mutable_data_ptr<float>(),
                         y ? &product : nullptr,
                         float(branchScale),
                         weight.const_data_ptr<float>(),
                         float(epsilon),
                         int(x.size(1)),
                         out.operand()};
    inParallel(x.size(0), kRowsOfAThread,
               [&](std::int64_t begin, std::int64_t end) { kernels().rmsNorm(job, begin, end); });
    return out;
}

void addProducts(at::Tensor& x, const Products& y, double branchScale)
{
    RECORD_USER_SCOPE("engine::norms");
    const auto product = y.view();
    const RmsNormJob job{x.mutable_data_ptr<float>(), &product, float(branchScale), nullptr, 0, int(x.size(1)), {}};
    inParallel(x.size(0), kRowsOfAThread,
               [&](std::int64_t begin, std::int64_t end) { kernels().rmsNorm(job, begin, end); });
}

std::vector<float> dotProducts(const at::Tensor& x, const at::Tensor& weight, float bias)
{
    constexpr int kSums = 8; // at a time
    const auto width = x.size(1);
    const auto* row = x.const_data_ptr<float>();
    const auto* w = weight.const_data_ptr<float>();
    std::vector<float> products;
    for (std::int64_t i = 0; i < x.size(0); ++i, row += width) {
        double sums[kSums] = {};
        std::int64_t j = 0;
        for (; j + kSums <= width; j += kSums) {
            for (int k = 0; k < kSums; ++k)
                sums[k] += double(row[j + k]) * double(w[j + k]);
        }
        double sum = bias;
        for (; j < width; ++j)
            sum += double(row[j]) * double(w[j]);
        for (const double part : sums)
            sum += part;
        products.push_back(float(sum));
    }
    return products;
}

} // namespace rw::engine
