// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/network.h"

#include "core/engine/fast/parallel.h"
#include "core/engine/plain/operators.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <ATen/record_function.h>

#include <optional>

namespace rw::engine {

namespace {

constexpr std::int64_t kRowsOfAThread = 8;

} // namespace

at::Tensor LinearLoader::fused(const std::vector<std::string>& names)
{
    std::vector<at::Tensor> parts;
    for (const auto& name : names)
        parts.push_back(m_weights.load(name + ".weight"));
    return parts.size() == 1 ? parts[0] : at::cat(parts, 0);
}

// What was packed is not read again: its pages go, so that no second copy stays in memory.
template <class Make>
QuantisedWeight LinearLoader::quantised(const std::vector<std::string>& names, QuantisedWeight like, Make make)
{
    const auto& name = names.front();
    if (m_cache && m_cache->complete()) {
        auto values = m_cache->find(name, like.values.scalar_type(), like.values.sizes());
        auto scales = like.scales.defined()
                          ? m_cache->find(name + ".scales", like.scales.scalar_type(), like.scales.sizes())
                          : std::optional<at::Tensor>(at::Tensor());
        if (values && scales)
            return {std::move(*values), std::move(*scales)};
    }
    auto made = make(fused(names));
    for (const auto& one : names)
        m_weights.release(one + ".weight");
    if (m_cache) {
        m_cache->add(name, made.values);
        if (made.scales.defined())
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
    if (m_cache) { // bf16 of weights that are stored wider
        const auto type = scalarType(m_arithmetic.operand);
        const auto weight = quantised(names, {like({out, in}, type), {}}, [&](const at::Tensor& wide) {
            return QuantisedWeight{wide.to(type), {}};
        });
        auto linear = Linear::dense(weight.values, bias, m_arithmetic);
        if (m_cache->complete())
            m_cache->release(weight.values);
        return linear;
    }
    auto linear = Linear::dense(fused(names), bias, m_arithmetic);
    for (const auto& name : names)
        m_weights.release(name + ".weight");
    return linear;
}

at::Tensor gather(const at::Tensor& table, std::span<const std::int32_t> ids)
{
    RECORD_USER_SCOPE("engine::embeddings");
    return at::embedding(table, toTensor(ids, at::kCPU)).to(at::kFloat);
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
