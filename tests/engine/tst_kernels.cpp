// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/comparison.h"
#include "core/engine/kernels/kernels.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>

using namespace rw::engine;

// Every instruction set that this processor has, against the same formulas in double.
class TestKernels : public QObject
{
    Q_OBJECT

    using Numbers = std::vector<float>;

    std::mt19937 m_random{11};

    Numbers numbers(std::size_t count, double spread = 1)
    {
        std::normal_distribution<float> normal(0, float(spread));
        Numbers all(count);
        std::generate(all.begin(), all.end(), [&] { return normal(m_random); });
        return all;
    }

    static std::vector<std::uint16_t> rounded(const Numbers& numbers)
    {
        std::vector<std::uint16_t> halves;
        for (const float number : numbers) {
            std::uint32_t word;
            std::memcpy(&word, &number, 4);
            halves.push_back(std::uint16_t((word + 0x7fff + ((word >> 16) & 1)) >> 16));
        }
        return halves;
    }
    static float widened(std::uint16_t half)
    {
        const std::uint32_t word = std::uint32_t(half) << 16;
        float number;
        std::memcpy(&number, &word, 4);
        return number;
    }

    /// What an operand stands for.
    static Numbers values(const std::vector<std::byte>& data, Number number, const Numbers& scales, int width)
    {
        Numbers all;
        const auto count = std::size_t(width) * scales.size();
        for (std::size_t i = 0; i < count; ++i) {
            if (number == Number::F32)
                all.push_back(reinterpret_cast<const float*>(data.data())[i]);
            else if (number == Number::Bf16)
                all.push_back(widened(reinterpret_cast<const std::uint16_t*>(data.data())[i]));
            else
                all.push_back(float(int(data[i]) - 128) * scales[i / std::size_t(width)]);
        }
        return all;
    }

    static double tolerance(Number number, const Numbers& wanted)
    {
        double largest = 0;
        for (const float value : wanted)
            largest = std::max(largest, double(std::abs(value)));
        return number == Number::F32 ? 2e-6 * (1 + largest) : largest * (number == Number::Bf16 ? 1 / 200. : 1 / 200.);
    }

    static void close(const Numbers& got, const Numbers& wanted, double within)
    {
        QCOMPARE(got.size(), wanted.size());
        for (std::size_t i = 0; i < got.size(); ++i)
            QVERIFY2(std::abs(double(got[i]) - double(wanted[i])) <= within,
                     qPrintable(QStringLiteral("%1: %2 for %3").arg(i).arg(got[i]).arg(wanted[i])));
    }

    static void variants(const std::vector<int>& numbers = {int(Number::F32), int(Number::Bf16), int(Number::U8)})
    {
        QTest::addColumn<int>("isa");
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("width");
        for (int isa = 0; isa <= int(bestIsa()); ++isa) {
            for (const int number : numbers) {
                for (const int width : {4, 20, 64, 72, 1000}) {
                    const auto name = toString(Isa(isa));
                    QTest::addRow("%.*s %d %d", int(name.size()), name.data(), number, width) << isa << number << width;
                }
            }
        }
    }

private slots:
    void norms_data() { variants(); }
    void norms()
    {
        QFETCH(int, isa);
        QFETCH(int, number);
        QFETCH(int, width);
        const auto& kernel = kernels(Isa(isa));
        QCOMPARE(int(kernel.isa), isa);
        const int rows = 3;
        const auto n = std::size_t(rows * width);
        const auto start = numbers(n, 3), y = numbers(n), weight = numbers(std::size_t(width)),
                   bias = numbers(std::size_t(width)), column = numbers(std::size_t(width));
        const Numbers scale = {0.5F, 2, 1};
        const auto half = rounded(y);
        for (const bool halves : {false, true}) {
            const Product product{halves ? static_cast<const void*>(half.data()) : y.data(),
                                  halves ? Number::Bf16 : Number::F32, width, scale.data(), column.data()};
            Numbers sum = start, layer = start, root = start;
            for (int r = 0; r < rows; ++r) {
                double mean = 0, variance = 0, square = 0;
                for (int i = 0; i < width; ++i) {
                    const auto at = std::size_t(r * width + i);
                    const float one = halves ? widened(half[at]) : y[at];
                    sum[at] = float(double(start[at]) + double(one) * scale[std::size_t(r)] + column[std::size_t(i)]);
                    mean += sum[at] / width;
                    square += double(sum[at]) * sum[at] / width;
                }
                for (int i = 0; i < width; ++i)
                    variance += std::pow(sum[std::size_t(r * width + i)] - mean, 2) / width;
                for (int i = 0; i < width; ++i) {
                    const auto at = std::size_t(r * width + i);
                    const auto c = std::size_t(i);
                    layer[at] = float((sum[at] - mean) / std::sqrt(variance + 1e-5) * weight[c] + bias[c]);
                    root[at] = float(sum[at] / std::sqrt(square + 1e-5) * weight[c]);
                }
            }
            std::vector<std::byte> out(n * 4);
            Numbers scales(std::size_t(rows), 1);
            const Operand operand{out.data(), Number(number), scales.data()};
            Numbers x = start;
            kernel.layerNorm({x.data(), &product, weight.data(), bias.data(), 1e-5F, width, operand}, 0, rows);
            close(x, layer, tolerance(Number::F32, layer));
            close(values(out, Number(number), scales, width), layer, tolerance(Number(number), layer));
            x = start;
            kernel.rmsNorm({x.data(), &product, 1, weight.data(), 1e-5F, width, operand}, 0, rows);
            close(x, sum, tolerance(Number::F32, sum));
            close(values(out, Number(number), scales, width), root, tolerance(Number(number), root));
        }
    }

    void activations_data() { variants(); }
    void activations()
    {
        QFETCH(int, isa);
        QFETCH(int, number);
        QFETCH(int, width);
        const auto& kernel = kernels(Isa(isa));
        const int rows = 3;
        auto y = numbers(std::size_t(rows * width * 2), 4);
        y[0] = 40; // far out
        y[1] = -40;
        Numbers scratch(static_cast<std::size_t>(width));
        for (const auto activation : {Activation::GeluErf, Activation::GeluTanh, Activation::Silu}) {
            for (const bool gated : {false, true}) {
                const int stride = gated ? 2 * width : width;
                Numbers wanted;
                for (int r = 0; r < rows; ++r) {
                    for (int i = 0; i < width; ++i) {
                        const double x = y[std::size_t(r * stride + i)];
                        double value = x / (1 + std::exp(-x));
                        if (activation == Activation::GeluErf)
                            value = x * std::erfc(-x / std::sqrt(2.)) / 2;
                        if (activation == Activation::GeluTanh)
                            value = x / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
                        wanted.push_back(float(gated ? value * double(y[std::size_t(r * stride + width + i)]) : value));
                    }
                }
                std::vector<std::byte> out(std::size_t(rows * width) * 4);
                Numbers scales(std::size_t(rows), 1);
                kernel.activate({{y.data(), Number::F32, stride, nullptr, nullptr},
                                 activation,
                                 gated,
                                 width,
                                 {out.data(), Number(number), scales.data()}},
                                0, rows, scratch.data());
                close(values(out, Number(number), scales, width), wanted, tolerance(Number(number), wanted));
            }
        }
    }

    void int4_data() { variants({int(Number::F32), int(Number::Bf16)}); } // weights are unpacked to these
    void int4()
    {
        QFETCH(int, isa);
        QFETCH(int, number);
        std::vector<std::uint8_t> nibbles(3 * kInt4Group / 2);
        for (auto& byte : nibbles)
            byte = std::uint8_t(m_random());
        const Numbers scales = {0.5F, -2, 0.25F}; // exact in bf16
        Numbers wanted;
        for (int group = 0; group < 3; ++group) {
            for (int i = 0; i < kInt4Group; ++i) {
                const int byte = nibbles[std::size_t(group * kInt4Group / 2 + i % (kInt4Group / 2))];
                wanted.push_back(float((i < kInt4Group / 2 ? byte & 15 : byte >> 4) - 8) * scales[std::size_t(group)]);
            }
        }
        std::vector<std::byte> out(wanted.size() * 4);
        kernels(Isa(isa)).unpackInt4(nibbles.data(), scales.data(), 3, out.data(), Number(number));
        close(values(out, Number(number), Numbers(3, 1), kInt4Group), wanted, 0);
    }

    void attention_data()
    {
        QTest::addColumn<int>("isa");
        QTest::addColumn<bool>("halves");
        QTest::addColumn<bool>("causal");
        QTest::addColumn<int>("dim");
        QTest::addColumn<int>("kvHeads");
        for (int isa = 0; isa <= int(bestIsa()); ++isa) {
            for (const bool halves : {false, true}) {
                if (halves && kernels(Isa(isa)).attentionNumber != Number::Bf16)
                    continue;
                for (const bool causal : {false, true}) {
                    for (const int dim : {8, 32, 36, 64, 256}) {
                        const auto name = toString(Isa(isa));
                        QTest::addRow("%.*s %d %d %d", int(name.size()), name.data(), halves, causal, dim)
                            << isa << halves << causal << dim << (dim == 64 ? 4 : 2);
                    }
                }
            }
        }
    }
    // A shared prefix with two continuations, one of which goes on, and a sequence of its own.
    void attention()
    {
        QFETCH(int, isa);
        QFETCH(bool, halves);
        QFETCH(bool, causal);
        QFETCH(int, dim);
        QFETCH(int, kvHeads);
        const auto& kernel = kernels(Isa(isa));
        const int heads = 4;
        struct Part
        {
            int count, parent;
        };
        const std::vector<Part> parts = causal ? std::vector<Part>{{300, -1}, {40, 0}, {1, 0}, {33, 1}, {70, -1}}
                                               : std::vector<Part>{{300, -1}, {1, -1}, {33, -1}};
        std::vector<AttentionSegment> segments;
        std::vector<int> chain;
        std::vector<AttentionTask> tasks;
        std::vector<std::vector<int>> ancestors; // tokens
        std::vector<std::int32_t> positions;
        int tokens = 0, blocks = 0;
        for (const auto& part : parts) {
            AttentionSegment segment{tokens, part.count, blocks, 0, int(chain.size()), 0};
            std::vector<int> before;
            if (part.parent >= 0) {
                const auto& parent = segments[std::size_t(part.parent)];
                before = ancestors[std::size_t(part.parent)];
                for (int i = 0; i < parent.count; ++i)
                    before.push_back(parent.begin + i);
                for (int i = parent.chainBegin; i < parent.chainEnd; ++i)
                    chain.push_back(chain[std::size_t(i)]);
            }
            segment.pad = int(before.size()) % kKeyBlock;
            chain.push_back(int(segments.size()));
            segment.chainEnd = int(chain.size());
            for (int i = 0; i < part.count; ++i)
                positions.push_back(int(before.size()) + i);
            for (int first = 0; first < part.count; first += kQueryBlock)
                tasks.push_back(
                    {int(segments.size()), first, std::min(kQueryBlock, part.count - first), tokens + first});
            ancestors.push_back(before);
            segments.push_back(segment);
            tokens += part.count;
            blocks += (segment.pad + part.count + kKeyBlock - 1) / kKeyBlock;
        }
        const int stride = (heads + 2 * kvHeads) * dim;
        const auto qkv = numbers(std::size_t(tokens * stride));
        const auto half = dim / 2;
        Numbers cosines, sines;
        for (int p = 0; p < 400; ++p) {
            for (int i = 0; i < half; ++i) {
                cosines.push_back(float(std::cos(p * std::pow(100., -2. * i / dim))));
                sines.push_back(float(std::sin(p * std::pow(100., -2. * i / dim))));
            }
        }
        const auto value = [&](int token, int column, int i, bool rotated) {
            const float* x = qkv.data() + token * stride + column;
            if (!causal || !rotated) // only the decoders rotate
                return double(x[i]);
            const auto at = std::size_t(positions[std::size_t(token)] * half + i % half);
            const double c = cosines[at], s = sines[at];
            return i < half ? x[i] * c - x[i + half] * s : x[i] * c + x[i - half] * s;
        };
        const double scale = 1 / std::sqrt(double(dim));
        Numbers wanted;
        for (std::size_t s = 0; s < segments.size(); ++s) {
            for (int q = 0; q < segments[s].count; ++q) {
                for (int head = 0; head < heads; ++head) {
                    const int kv = head / (heads / kvHeads);
                    auto keys = ancestors[s];
                    for (int k = 0; k < (causal ? q + 1 : segments[s].count); ++k)
                        keys.push_back(segments[s].begin + k);
                    std::vector<double> weights;
                    double total = 0;
                    for (const int key : keys) {
                        double dot = 0;
                        for (int i = 0; i < dim; ++i)
                            dot += value(segments[s].begin + q, head * dim, i, true) *
                                   value(key, (heads + kv) * dim, i, true);
                        weights.push_back(std::exp(dot * scale));
                        total += weights.back();
                    }
                    for (int i = 0; i < dim; ++i) {
                        double mixed = 0;
                        for (std::size_t k = 0; k < keys.size(); ++k)
                            mixed += weights[k] / total * value(keys[k], (heads + kvHeads + kv) * dim, i, false);
                        wanted.push_back(float(mixed));
                    }
                }
            }
        }

        AttentionJob job{};
        job.qkv = {qkv.data(), Number::F32, stride, nullptr, nullptr};
        job.heads = heads;
        job.kvHeads = kvHeads;
        job.dim = dim;
        job.scale = float(scale);
        job.causal = causal;
        job.cosines = causal ? cosines.data() : nullptr;
        job.sines = sines.data();
        job.positions = positions.data();
        job.segments = segments.data();
        job.chain = chain.data();
        job.tasks = tasks.data();
        job.number = halves ? Number::Bf16 : Number::F32;
        job.blocks = blocks;
        // Old numbers must not shine through.
        Numbers keys(std::size_t(job.packedBytes()) / 4, NAN), packed = keys;
        job.keys = keys.data();
        job.values = packed.data();
        Numbers out(wanted.size(), NAN);
        job.out = out.data();
        job.outNumber = Number::F32;
        std::unique_ptr<void, decltype(&std::free)> scratch(
            std::aligned_alloc(64, std::size_t((job.scratchBytes() + 63) / 64 * 64)), &std::free);
        std::memset(scratch.get(), 0xff, std::size_t(job.scratchBytes()));
        for (std::size_t s = 0; s < segments.size(); ++s) {
            for (int head = 0; head < kvHeads; ++head)
                kernel.pack(job, int(s), head);
        }
        kernel.enter();
        for (std::size_t t = 0; t < tasks.size(); ++t) {
            for (int head = 0; head < heads; ++head)
                kernel.attend(job, int(t), head, scratch.get());
        }
        kernel.leave();
        close(out, wanted, halves ? 0.03 : 3e-6);
    }

    // What doctor shows: every instruction set agrees with Base on its small inputs, and each was looked at.
    void comparison()
    {
        std::vector<int> looks(std::size_t(bestIsa()) + 1, 0);
        for (const auto& one : compareKernels()) {
            QVERIFY2(one.same(), qPrintable(QStringLiteral("%1: %2 for %3")
                                                .arg(QString::fromStdString(one.what))
                                                .arg(one.largest)
                                                .arg(one.tolerance)));
            QVERIFY(one.tolerance > 0);
            ++looks[std::size_t(one.isa)];
        }
        for (std::size_t isa = 1; isa < looks.size(); ++isa)
            QVERIFY(looks[isa] >= 21);
        QCOMPARE(looks[0], 0);
    }
};

QTEST_GUILESS_MAIN(TestKernels)
#include "tst_kernels.moc"
