// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/memory.h"

#include <algorithm>
#include <vector>

namespace rw {

namespace {

// Measured with the published shapes, CPU build of LibTorch 2.13, two threads: 130 MB once a model is loaded, the rest
// with the first batch (oneDNN's generated kernels); beyond that the allocator keeps some of what was given back.
constexpr std::int64_t kProgram = 170'000'000;
constexpr double kKept = 1.15;
constexpr double kInt8Column = 12; // a scale, a zero point and oneDNN's correction for each output
constexpr int kInt4Group = 32;     // weights that share a scale

// One matrix product of a block: what lies on top of each other in it.
struct Product
{
    double in = 0;
    double out = 0;
    int parts = 1;

    double elements() const { return in * out; }
};

// In the order in which they are loaded.
std::vector<Product> productsOfBlock(const ModelConfig& config)
{
    const double hidden = config.hiddenSize;
    const double inner = config.intermediateSize;
    const double heads = double(config.attentionHeads) * config.headDim;
    const double keys = double(config.keyValueHeads) * config.headDim;
    const bool gated = config.backbone != Backbone::XlmRoberta;
    return {{hidden, heads + 2 * keys, 3},
            {heads, hidden},
            {hidden, inner * (gated ? 2 : 1), gated ? 2 : 1},
            {inner, hidden}};
}

double packedBytes(const Product& product, Quantization quantization)
{
    switch (quantization) {
    case Quantization::Fp32:
        return product.elements() * 4;
    case Quantization::Bf16:
    case Quantization::Fp16:
        return product.elements() * 2;
    case Quantization::Int8:
        return product.elements() + product.out * kInt8Column;
    case Quantization::Int4:
        return product.elements() * (0.5 + 4.0 / kInt4Group);
    }
    return 0;
}

double storedBytes(const ModelFolder& folder)
{
    return folder.weightsDtype == "F32" ? 4 : 2;
}

// What stands beside a packed matrix while it is made: the pages of the file, and the parts put together in the type
// that is packed. A single part that is stored so is packed right from the file.
double loadingBytes(const ModelFolder& folder, const Product& product, Quantization quantization)
{
    const double stored = storedBytes(folder);
    const double type = quantization == Quantization::Fp32   ? 4
                        : quantization == Quantization::Bf16 ? 2
                        : quantization == Quantization::Int8 ? 1
                                                             : 0.5;
    const bool direct = product.parts == 1 && type == stored;
    return product.elements() * (stored + (direct ? 0 : type));
}

// The widest point of a block, bytes a token. fast/encoder.cpp and fast/decoder.cpp say what lives how long.
double activationBytes(const ModelConfig& config, Quantization quantization)
{
    const double hidden = config.hiddenSize;
    const double inner = config.intermediateSize;
    const double heads = double(config.attentionHeads) * config.headDim;
    const double keys = double(config.keyValueHeads) * config.headDim;
    const bool fp32 = quantization == Quantization::Fp32;
    const bool int8 = quantization == Quantization::Int8;
    const double operand = fp32 ? 4 : int8 ? 1 : 2;  // what products read
    const double product = fp32 || int8 ? 4 : 2;     // and write
    const double packed = 2 * keys * (fp32 ? 4 : 2); // keys and values, kept from block to block
    const double context = heads * operand;
    const double attended = hidden * product;
    if (config.backbone == Backbone::XlmRoberta) {
        const double states = hidden * (fp32 ? 4 : 4 + operand); // in float32 both are one
        const double attention = states + (heads + 2 * keys) * product + context + (int8 ? heads * 2 : 0);
        const double feedForward =
            states + context + attended + inner * operand + (int8 ? inner * product : hidden * product);
        return packed + std::max(attention, feedForward);
    }
    const double states = hidden * (4 + operand);
    const double attention = states + (heads + 2 * keys) * product + context + (int8 ? heads * 2 : 0);
    const double feedForward = states + context + attended + inner * (2 * product + operand);
    return packed + std::max(attention, feedForward);
}

} // namespace

std::int64_t MemoryNeed::total() const
{
    return program + weights + std::max(activations, loading);
}

MemoryNeed predictMemory(const ModelFolder& folder, const MemoryLoad& load)
{
    const ModelConfig& config = folder.config;
    const auto products = productsOfBlock(config);
    const int blocks = load.deepestLayer > 0 ? std::min(load.deepestLayer, config.layers) : config.layers;
    double weights = 0;
    double most = 0; // with what was being packed
    for (int block = 0; block < blocks; ++block) {
        for (const auto& product : products) {
            weights += packedBytes(product, load.quantization);
            most = std::max(most, weights + loadingBytes(folder, product, load.quantization));
        }
    }
    double widest = 0;
    if (load.quantization == Quantization::Int4) {
        for (const auto& product : products)
            widest = std::max(widest, product.elements() * 2); // unpacked for each product
    }
    if (config.backbone == Backbone::XlmRoberta)
        weights += double(config.hiddenSize) * config.hiddenSize * 4; // the dense layer of the head
    if (load.gpu) { // everything lies there, tables too, and rows are scored one by one
        weights = double(folder.parameters) * (load.quantization == Quantization::Fp32 ? 4 : 2);
        most = 0;
    }
    const auto tokens = load.batchTokens > 0 ? load.batchTokens : defaultBatchTokens(config.backbone);
    MemoryNeed need;
    need.program = kProgram;
    need.weights = std::int64_t(weights);
    need.activations = std::int64_t((double(tokens) * activationBytes(config, load.quantization) + widest) * kKept);
    need.loading = std::max<std::int64_t>(0, std::int64_t(most - weights));
    return need;
}

std::int64_t ModelFolder::memoryBytes(Quantization quantization) const
{
    return predictMemory(*this, {quantization}).total();
}

} // namespace rw
