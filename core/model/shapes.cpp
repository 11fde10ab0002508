// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/shapes.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace rw {

namespace {

constexpr std::array kNames = {"bge-reranker-v2-m3", "bge-reranker-v2-gemma", "bge-reranker-v2-minicpm-layerwise",
                               "bge-reranker-base"};

// config.json of the published models (docs/models.md).
ModelConfig encoder(int hidden, int layers, int heads, int inner, int positions)
{
    ModelConfig config;
    config.backbone = Backbone::XlmRoberta;
    config.hiddenSize = hidden;
    config.layers = layers;
    config.attentionHeads = config.keyValueHeads = heads;
    config.headDim = hidden / heads;
    config.intermediateSize = inner;
    config.vocabularySize = 250002;
    config.positions = positions;
    config.padId = 1;
    config.maxLength = positions - config.padId - 1;
    config.normEpsilon = 1e-5;
    return config;
}

ModelConfig gemma()
{
    ModelConfig config;
    config.backbone = Backbone::Gemma;
    config.hiddenSize = 2048;
    config.layers = 18;
    config.attentionHeads = 8;
    config.keyValueHeads = 1;
    config.headDim = 256;
    config.intermediateSize = 16384;
    config.vocabularySize = 256000;
    config.positions = config.maxLength = 8192;
    config.normEpsilon = 1e-6;
    return config;
}

ModelConfig miniCpm()
{
    ModelConfig config;
    config.backbone = Backbone::MiniCpmLayerwise;
    config.hiddenSize = 2304;
    config.layers = 40;
    config.attentionHeads = config.keyValueHeads = 36;
    config.headDim = 64;
    config.intermediateSize = 5760;
    config.vocabularySize = 122753;
    config.positions = config.maxLength = 2048;
    config.normEpsilon = 1e-5;
    config.padId = -1;
    config.scaleEmbedding = 12;
    config.scaleDepth = 1.4;
    config.startLayer = 8;
    return config;
}

} // namespace

Result<ModelFolder> randomModel(std::string_view name, int layers, std::uint64_t seed)
{
    ModelFolder folder;
    if (name == kNames[0]) {
        folder.config = encoder(1024, 24, 16, 4096, 8194);
    } else if (name == kNames[1]) {
        folder.config = gemma();
    } else if (name == kNames[2]) {
        folder.config = miniCpm();
    } else if (name == kNames[3]) {
        folder.config = encoder(768, 12, 12, 3072, 514);
    } else {
        std::string list;
        for (const char* one : kNames)
            list += (list.empty() ? "" : ", ") + std::string(one);
        return Error{"there is no shape \"" + std::string(name) + "\"; expected one of " + list};
    }
    auto& config = folder.config;
    if (layers < 0 || layers > config.layers) {
        return Error{std::string(name) + " has " + std::to_string(config.layers) + " layers; " +
                     std::to_string(layers) + " cannot be taken"};
    }
    if (layers > 0)
        config.layers = layers;
    if (config.backbone == Backbone::MiniCpmLayerwise) {
        config.startLayer = std::min(config.startLayer, config.layers);
        config.cutoffLayers.resize(std::size_t(config.layers - config.startLayer + 1));
        std::iota(config.cutoffLayers.begin(), config.cutoffLayers.end(), config.startLayer);
    }
    for (const auto& tensor : requiredTensors(config)) {
        folder.parameters +=
            std::accumulate(tensor.shape.begin(), tensor.shape.end(), std::int64_t(1),
                            [](std::int64_t product, std::int64_t extent) { return product * extent; });
    }
    folder.path = name;
    folder.randomSeed = seed;
    folder.weightsDtype = "F32";
    folder.weightBytes = 4 * folder.parameters;
    folder.untrained = true;
    return folder;
}

FlopCount::FlopCount(const ModelConfig& config, int deepest)
    : m_config(config)
    , m_blocks(deepest > 0 ? deepest : config.layers)
{
}

double FlopCount::linear(std::int64_t tokens) const
{
    const double hidden = m_config.hiddenSize;
    const double queries = double(m_config.attentionHeads) * m_config.headDim;
    const double matrices = m_config.backbone == Backbone::XlmRoberta ? 2 : 3; // of the feed-forward part
    return keys(tokens) + 2.0 * double(tokens) * hidden * (2 * queries + matrices * m_config.intermediateSize);
}

double FlopCount::keys(std::int64_t tokens) const
{
    return 2.0 * double(tokens) * 2 * m_config.hiddenSize * m_config.keyValueHeads * m_config.headDim;
}

// Queries begin to end of a row of `end` tokens: scores and weighted sums.
double FlopCount::attention(std::int64_t begin, std::int64_t end) const
{
    const double width = double(m_config.attentionHeads) * m_config.headDim;
    const auto a = double(begin);
    const auto b = double(end);
    const double seen = m_config.backbone == Backbone::XlmRoberta ? (b - a) * b : (b * (b + 1) - a * (a + 1)) / 2;
    return 4 * width * seen;
}

double FlopCount::row(std::int64_t tokens, std::int64_t shared) const
{
    const auto own = tokens - shared;
    const double block = linear(own) + attention(shared, tokens);
    double last = linear(1) - keys(1) + keys(own);
    if (m_config.backbone == Backbone::XlmRoberta) { // its first token sees all, and has a dense layer more
        last += attention(0, tokens) / double(tokens);
        last += 2.0 * m_config.hiddenSize * m_config.hiddenSize;
    } else {
        last += attention(tokens - 1, tokens);
    }
    return block * (m_blocks - 1) + last;
}

double FlopCount::whole(std::int64_t tokens) const
{
    return (linear(tokens) + attention(0, tokens)) * m_blocks;
}

double FlopCount::useful(std::span<const std::vector<TokenId>> rows) const
{
    // In alphabetical order the row before has the longest common beginning of all.
    std::vector<const std::vector<TokenId>*> sorted;
    for (const auto& one : rows)
        sorted.push_back(&one);
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return *a < *b; });
    double sum = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const auto& one = *sorted[i];
        std::size_t shared = 0;
        if (i > 0) {
            const auto& before = *sorted[i - 1];
            if (before == one)
                continue;
            if (m_config.backbone != Backbone::XlmRoberta)
                shared = std::size_t(std::mismatch(one.begin(), one.end(), before.begin(), before.end()).first -
                                     one.begin());
        }
        sum += row(std::int64_t(one.size()), std::int64_t(shared));
    }
    return sum;
}

double FlopCount::padded(std::span<const std::vector<TokenId>> rows, int batch) const
{
    std::vector<std::size_t> lengths;
    for (const auto& one : rows)
        lengths.push_back(one.size());
    std::sort(lengths.rbegin(), lengths.rend());
    double sum = 0;
    for (std::size_t begin = 0; begin < lengths.size(); begin += std::size_t(batch)) {
        const auto count = std::min(lengths.size() - begin, std::size_t(batch));
        sum += double(count) * whole(std::int64_t(lengths[begin]));
    }
    return sum;
}

} // namespace rw
