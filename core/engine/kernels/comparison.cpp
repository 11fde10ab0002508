// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/comparison.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace rw::engine {

namespace {

using Numbers = std::vector<float>;

constexpr int kRows = 5;
constexpr int kWidth = 328; // no multiple of a register: the tails count, too
constexpr int kGroups = 6;

Numbers numbers(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    Numbers all(count);
    std::generate(all.begin(), all.end(), [&] { return normal(random); });
    return all;
}

const char* nameOf(Number number)
{
    return number == Number::F32 ? "fp32" : number == Number::Bf16 ? "bf16" : "8 bits";
}

/// An operand [kRows, width] to be written, and what was written into it.
class Output
{
public:
    Output(Number number, int width)
        : m_number(number)
        , m_width(std::size_t(width))
        , m_bytes(kRows * m_width * 4)
        , m_scales(kRows, 1)
    {
    }
    Operand operand() { return {m_bytes.data(), m_number, m_scales.data()}; }

    Numbers values() const
    {
        Numbers all(kRows * m_width);
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (m_number == Number::F32) {
                std::memcpy(&all[i], m_bytes.data() + 4 * i, 4);
            } else if (m_number == Number::Bf16) {
                std::uint16_t half = 0;
                std::memcpy(&half, m_bytes.data() + 2 * i, 2);
                const std::uint32_t word = std::uint32_t(half) << 16;
                std::memcpy(&all[i], &word, 4);
            } else {
                all[i] = float(int(m_bytes[i]) - 128) * m_scales[i / m_width];
            }
        }
        return all;
    }

private:
    Number m_number;
    std::size_t m_width;
    std::vector<unsigned char> m_bytes;
    Numbers m_scales;
};

struct Made
{
    std::string what;
    Number number; // of the values, for the tolerance
    Numbers values;
};

void norms(const Kernels& kernel, Number number, std::vector<Made>& made)
{
    const auto start = numbers(kRows * kWidth, 1), y = numbers(kRows * kWidth, 2);
    const auto weight = numbers(kWidth, 3), bias = numbers(kWidth, 4), column = numbers(kWidth, 5);
    const auto scale = numbers(kRows, 6);
    const Product product{y.data(), Number::F32, kWidth, scale.data(), column.data()};
    const std::string to = std::string(" to ") + nameOf(number);
    Output layer(number, kWidth);
    auto x = start;
    kernel.layerNorm({x.data(), &product, weight.data(), bias.data(), 1e-5F, kWidth, layer.operand()}, 0, kRows);
    made.push_back({"layer norm" + to, number, layer.values()});
    Output root(number, kWidth);
    x = start;
    kernel.rmsNorm({x.data(), &product, 0.5F, weight.data(), 1e-5F, kWidth, root.operand()}, 0, kRows);
    made.push_back({"RMS norm" + to, number, root.values()});
    Output converted(number, kWidth);
    Numbers scratch(kWidth);
    kernel.convert(product, kWidth, converted.operand(), 0, kRows, scratch.data());
    made.push_back({"conversion" + to, number, converted.values()});
}

void activations(const Kernels& kernel, Number number, std::vector<Made>& made)
{
    auto y = numbers(kRows * kWidth * 2, 7);
    y[0] = 40; // far out
    y[1] = -40;
    Numbers scratch(kWidth);
    for (const auto& [activation, name] :
         {std::pair{Activation::GeluErf, "GELU"}, {Activation::GeluTanh, "GELU (tanh)"}, {Activation::Silu, "SiLU"}}) {
        Output out(number, kWidth);
        kernel.activate(
            {{y.data(), Number::F32, 2 * kWidth, nullptr, nullptr}, activation, true, kWidth, out.operand()}, 0, kRows,
            scratch.data());
        made.push_back({std::string(name) + " to " + nameOf(number), number, out.values()});
    }
}

void int4(const Kernels& kernel, std::vector<Made>& made)
{
    std::vector<std::uint8_t> nibbles(kGroups * kInt4Group / 2);
    for (std::size_t i = 0; i < nibbles.size(); ++i)
        nibbles[i] = std::uint8_t(37 * i + 11);
    const auto scales = numbers(kGroups, 8);
    Numbers out(kGroups * kInt4Group);
    kernel.unpackInt4(nibbles.data(), scales.data(), kGroups, out.data(), Number::F32);
    made.push_back({"4-bit weights", Number::F32, out});
}

/// A prefix, two continuations of it and a sequence of its own.
Numbers attention(const Kernels& kernel, bool causal, Number number)
{
    constexpr int kHeads = 4, kKvHeads = 2, kDim = 36, kStride = (kHeads + 2 * kKvHeads) * kDim;
    constexpr int kCounts[] = {75, 40, 1, 33};
    constexpr int kTokens = 75 + 40 + 1 + 33;
    std::vector<AttentionSegment> segments;
    std::vector<int> chain;
    std::vector<AttentionTask> tasks;
    std::vector<std::int32_t> positions;
    int begin = 0, blocks = 0;
    for (int s = 0; s < 4; ++s) {
        const bool continues = causal && (s == 1 || s == 2);
        AttentionSegment segment{begin, kCounts[s], blocks, continues ? kCounts[0] % kKeyBlock : 0, int(chain.size()),
                                 0};
        if (continues)
            chain.push_back(0);
        chain.push_back(s);
        segment.chainEnd = int(chain.size());
        for (int i = 0; i < segment.count; ++i)
            positions.push_back((continues ? kCounts[0] : 0) + i);
        for (int first = 0; first < segment.count; first += kQueryBlock)
            tasks.push_back({s, first, std::min(kQueryBlock, segment.count - first), begin + first});
        segments.push_back(segment);
        begin += segment.count;
        blocks += (segment.pad + segment.count + kKeyBlock - 1) / kKeyBlock;
    }
    Numbers cosines, sines;
    for (int position = 0; position < kTokens; ++position) {
        for (int i = 0; i < kDim / 2; ++i) {
            const double angle = position * std::pow(100., -2. * i / kDim);
            cosines.push_back(float(std::cos(angle)));
            sines.push_back(float(std::sin(angle)));
        }
    }
    const auto qkv = numbers(std::size_t(kTokens * kStride), 9);
    AttentionJob job{};
    job.qkv = {qkv.data(), Number::F32, kStride, nullptr, nullptr};
    job.heads = kHeads;
    job.kvHeads = kKvHeads;
    job.dim = kDim;
    job.scale = float(1 / std::sqrt(double(kDim)));
    job.causal = causal;
    job.cosines = causal ? cosines.data() : nullptr; // only the decoders rotate
    job.sines = sines.data();
    job.positions = positions.data();
    job.segments = segments.data();
    job.chain = chain.data();
    job.tasks = tasks.data();
    job.number = number;
    job.blocks = blocks;
    Numbers keys(std::size_t(job.packedBytes()) / 4), values = keys;
    job.keys = keys.data();
    job.values = values.data();
    Numbers out(std::size_t(kTokens * kHeads * kDim));
    job.out = out.data();
    job.outNumber = Number::F32;
    struct alignas(64) Line
    {
        std::byte bytes[64];
    };
    std::vector<Line> scratch(std::size_t(job.scratchBytes() + 63) / 64);
    kernel.enter();
    for (std::size_t s = 0; s < segments.size(); ++s) {
        for (int head = 0; head < kKvHeads; ++head)
            kernel.pack(job, int(s), head);
    }
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        for (int head = 0; head < kHeads; ++head)
            kernel.attend(job, int(t), head, scratch.data());
    }
    kernel.leave();
    return out;
}

std::vector<Made> make(const Kernels& kernel, Number attentionNumber)
{
    std::vector<Made> made;
    for (const auto number : {Number::F32, Number::Bf16, Number::U8}) {
        norms(kernel, number, made);
        activations(kernel, number, made);
    }
    int4(kernel, made);
    for (const auto number : {Number::F32, Number::Bf16}) {
        if (number == Number::Bf16 && attentionNumber != Number::Bf16)
            continue;
        // Base has no 16-bit attention: there its float32 one is what the others are compared with.
        const auto multiplied = kernel.isa == Isa::Base ? Number::F32 : number;
        for (const bool causal : {false, true}) {
            made.push_back({std::string(causal ? "causal attention in " : "attention in ") + nameOf(number), number,
                            attention(kernel, causal, multiplied)});
        }
    }
    return made;
}

double toleranceOf(const Made& wanted)
{
    constexpr double kAttention16 = 0.03;
    if (wanted.number != Number::F32 && wanted.what.find("attention") != std::string::npos)
        return kAttention16;
    double largest = 0;
    for (const float value : wanted.values)
        largest = std::max(largest, double(std::abs(value)));
    return wanted.number == Number::F32 ? 4e-6 * (1 + largest) : largest / 100;
}

} // namespace

std::vector<KernelComparison> compareKernels()
{
    std::vector<KernelComparison> comparisons;
    for (int isa = int(Isa::Base) + 1; isa <= int(bestIsa()); ++isa) {
        const auto& kernel = kernels(Isa(isa));
        const auto wanted = make(kernels(Isa::Base), kernel.attentionNumber);
        const auto got = make(kernel, kernel.attentionNumber);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            KernelComparison one{kernel.isa, wanted[i].what, 0, toleranceOf(wanted[i])};
            for (std::size_t j = 0; j < wanted[i].values.size(); ++j) {
                const double apart = std::abs(double(got[i].values[j]) - double(wanted[i].values[j]));
                one.largest =
                    std::isfinite(apart) ? std::max(one.largest, apart) : std::numeric_limits<double>::infinity();
            }
            comparisons.push_back(std::move(one));
        }
    }
    return comparisons;
}

} // namespace rw::engine
