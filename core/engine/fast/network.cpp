// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/network.h"

#include "core/engine/fast/parallel.h"
#include "core/engine/fast/steps.h"
#include "core/engine/plain/operators.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>

#include <utility>

namespace rw::engine {

namespace {

constexpr std::int64_t kRowsOfAThread = 8;

} // namespace

Linear LinearLoader::load(const std::vector<std::string>& names, bool biased)
{
    std::vector<at::Tensor> parts;
    std::vector<at::Tensor> biases;
    const auto fuse = [](const std::vector<at::Tensor>& all) {
        return all.size() == 1 ? all[0] : at::cat(all, 0);
    };
    for (const auto& name : names) {
        parts.push_back(m_weights.load(name + ".weight"));
        if (biased)
            biases.push_back(plain(name + ".bias"));
    }
    const auto weight = fuse(parts);
    const auto bias = biased ? fuse(biases) : at::Tensor();
    if (m_arithmetic.quantization == Quantization::Int8) {
        const auto quantised = quantiseInt8(weight);
        return Linear::int8(quantised.values, quantised.scales, bias, m_arithmetic);
    }
    if (m_arithmetic.quantization == Quantization::Int4 && weight.size(1) % kInt4Group == 0) {
        auto quantised = quantiseInt4(weight);
        return Linear::int4(std::move(quantised.values), std::move(quantised.scales), weight.size(1), bias,
                            m_arithmetic);
    }
    return Linear::dense(weight, bias, m_arithmetic);
}

at::Tensor gather(const at::Tensor& table, std::span<const std::int32_t> ids)
{
    const StepTimer timer(Step::Embedding);
    return at::embedding(table, toTensor(ids, at::kCPU)).to(at::kFloat);
}

Activations activated(const Products& y, Activation activation, bool gated, Number number)
{
    const StepTimer timer(Step::Activation);
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
    const StepTimer timer(Step::Norm);
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
    const StepTimer timer(Step::Norm);
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
    const StepTimer timer(Step::Norm);
    const auto product = y.view();
    const RmsNormJob job{x.mutable_data_ptr<float>(), &product, float(branchScale), nullptr, 0, int(x.size(1)), {}};
    inParallel(x.size(0), kRowsOfAThread,
               [&](std::int64_t begin, std::int64_t end) { kernels().rmsNorm(job, begin, end); });
}

StepTimes takeStepTimes()
{
    return std::exchange(StepTimer::s_times, {});
}

} // namespace rw::engine
