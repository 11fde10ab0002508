// SPDX-License-Identifier: GPL-3.0-or-later
// Part of implementation.h: attention over packed rows.
#pragma once

#include "core/engine/kernels/vectors.h"

namespace rw::engine {
namespace {

// Queries of a task are rows of 4-byte units (a float32, or two neighbouring bf16), and so are the columns of keys and
// the rows of values: the inner product below is the same loop for both. Keys lie in blocks [units of dim][32 keys],
// values in blocks [units of 32 keys][dim]: what the instructions for bf16 pairs and the AMX tiles want too.

struct F32
{
    static constexpr int perUnit = 1;
    typedef float Stored;
    static void multiply(Floats& sum, Unit a, Floats b)
    {
        float value;
        __builtin_memcpy(&value, &a, 4);
        sum += value * b;
    }
};

#ifdef __AVX512BF16__
struct Bf16
{
    static constexpr int perUnit = 2;
    typedef std::uint16_t Stored;
    static void multiply(Floats& sum, Unit a, Floats b)
    {
        auto& s = reinterpret_cast<__m512&>(sum);
        s = _mm512_dpbf16_ps(s,
                             reinterpret_cast<const __m512bh&>(static_cast<const __m512i&>(_mm512_set1_epi32(int(a)))),
                             reinterpret_cast<__m512bh&>(b));
    }
};
#endif

// c[rows, 2 * kWidth] (+)= a[rows, units] b[units, ...]; strides in units and floats.
template <class N, int Rows>
inline void multiplyRows(const Unit* a, std::int64_t aStride, const Unit* b, std::int64_t bStride, int units, float* c,
                         std::int64_t cStride, bool add)
{
    Floats sums[Rows][2];
    // Float32 sums are added at the end: sums of sums lose less. Bf16 ones are begun with, as tiles do it: then it does
    // not matter where a sum is interrupted.
    constexpr bool kAddAtEnd = N::perUnit == 1;
    for (int r = 0; r < Rows; ++r) {
        sums[r][0] = !kAddAtEnd && add ? load(c + r * cStride) : all(0);
        sums[r][1] = !kAddAtEnd && add ? load(c + r * cStride + kWidth) : all(0);
    }
    for (int k = 0; k < units; ++k) {
        const Floats b0 = load(reinterpret_cast<const float*>(b + k * bStride));
        const Floats b1 = load(reinterpret_cast<const float*>(b + k * bStride + kWidth));
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
            const Unit unit = a[r * aStride + k];
            N::multiply(sums[r][0], unit, b0);
            N::multiply(sums[r][1], unit, b1);
        }
    }
    for (int r = 0; r < Rows; ++r) {
        float* to = c + r * cStride;
        store(to, kAddAtEnd && add ? load(to) + sums[r][0] : sums[r][0]);
        store(to + kWidth, kAddAtEnd && add ? load(to + kWidth) + sums[r][1] : sums[r][1]);
    }
}

// c[rows, 32] (+)= a[rows, units] b[units, 32].
template <class N>
inline void multiplyVector(const Unit* a, std::int64_t aStride, int rows, const Unit* b, std::int64_t bStride,
                           int units, float* c, std::int64_t cStride, bool add)
{
    constexpr int kRows = kWidth == 16 ? 12 : 6; // what the registers hold
    for (int column = 0; column < kKeyBlock; column += 2 * kWidth) {
        const Unit* bc = b + column;
        float* cc = c + column;
        int row = 0;
        for (; row + kRows <= rows; row += kRows)
            multiplyRows<N, kRows>(a + row * aStride, aStride, bc, bStride, units, cc + row * cStride, cStride, add);
        for (; row + 4 <= rows; row += 4)
            multiplyRows<N, 4>(a + row * aStride, aStride, bc, bStride, units, cc + row * cStride, cStride, add);
        for (; row < rows; ++row)
            multiplyRows<N, 1>(a + row * aStride, aStride, bc, bStride, units, cc + row * cStride, cStride, add);
    }
}

#ifdef __AMX_BF16__
// Tiles 0-3: results, 4-5: rows of a, 6-7: columns of b. All tiles have 16 rows of 64 bytes; a has 32 rows.
struct alignas(64) TileConfig
{
    std::uint8_t palette = 1;
    std::uint8_t startRow = 0;
    std::uint8_t reserved[14] = {};
    std::uint16_t rowBytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

void enter()
{
    // Static: GCC believes that the instruction reads eight bytes, and would not fill in the rest of a local one.
    static constexpr TileConfig config;
    _tile_loadconfig(&config);
}

void leave()
{
    _tile_release();
}

template <class N>
inline void multiply(const Unit* a, std::int64_t aStride, int rows, const Unit* b, std::int64_t bStride, int units,
                     float* c, std::int64_t cStride, bool add)
{
    if constexpr (N::perUnit == 2) {
        const auto aBytes = std::size_t(aStride) * 4;
        const auto bBytes = std::size_t(bStride) * 4;
        const auto cBytes = std::size_t(cStride) * 4;
        if (rows > 16) {
            if (add) {
                _tile_loadd(0, c, cBytes);
                _tile_loadd(1, c + 16, cBytes);
                _tile_loadd(2, c + 16 * cStride, cBytes);
                _tile_loadd(3, c + 16 * cStride + 16, cBytes);
            } else {
                _tile_zero(0);
                _tile_zero(1);
                _tile_zero(2);
                _tile_zero(3);
            }
            for (int k = 0; k < units; k += 16) {
                _tile_loadd(4, a + k, aBytes);
                _tile_loadd(6, b + k * bStride, bBytes);
                _tile_loadd(7, b + k * bStride + 16, bBytes);
                _tile_loadd(5, a + 16 * aStride + k, aBytes);
                _tile_dpbf16ps(0, 4, 6);
                _tile_dpbf16ps(1, 4, 7);
                _tile_dpbf16ps(2, 5, 6);
                _tile_dpbf16ps(3, 5, 7);
            }
            _tile_stored(0, c, cBytes);
            _tile_stored(1, c + 16, cBytes);
            _tile_stored(2, c + 16 * cStride, cBytes);
            _tile_stored(3, c + 16 * cStride + 16, cBytes);
        } else {
            if (add) {
                _tile_loadd(0, c, cBytes);
                _tile_loadd(1, c + 16, cBytes);
            } else {
                _tile_zero(0);
                _tile_zero(1);
            }
            for (int k = 0; k < units; k += 16) {
                _tile_loadd(4, a + k, aBytes);
                _tile_loadd(6, b + k * bStride, bBytes);
                _tile_loadd(7, b + k * bStride + 16, bBytes);
                _tile_dpbf16ps(0, 4, 6);
                _tile_dpbf16ps(1, 4, 7);
            }
            _tile_stored(0, c, cBytes);
            _tile_stored(1, c + 16, cBytes);
        }
    } else {
        multiplyVector<N>(a, aStride, rows, b, bStride, units, c, cStride, add);
    }
}
#else
void enter()
{
}
void leave()
{
}

template <class N>
inline void multiply(const Unit* a, std::int64_t aStride, int rows, const Unit* b, std::int64_t bStride, int units,
                     float* c, std::int64_t cStride, bool add)
{
    multiplyVector<N>(a, aStride, rows, b, bStride, units, c, cStride, add);
}
#endif

// One head of one token, rotated, as dimPadded stored numbers with zeros at the end.
template <class N, class T>
inline void headRow(const AttentionJob& job, std::int64_t token, int column, bool rotated, typename N::Stored* to)
{
    const auto y = Row<T>(job.qkv, token).from(column);
    const int dim = job.dim;
    if (rotated && job.cosines) {
        const int half = dim / 2;
        const std::int64_t position = job.positions[token];
        const float* cosines = job.cosines + position * half;
        const float* sines = job.sines + position * half;
        const auto second = y.from(half);
        for (int i = 0; i < half; i += kWidth) {
            const int rest = half - i;
            const Floats a = y.at(i, rest), b = second.at(i, rest);
            const Floats c = loadSome(cosines + i, rest), s = loadSome(sines + i, rest);
            storeSome(to + i, a * c - b * s, rest);
            storeSome(to + half + i, b * c + a * s, rest);
        }
    } else {
        for (int i = 0; i < dim; i += kWidth)
            storeSome(to + i, y.at(i, dim - i), dim - i);
    }
    for (int i = dim; i < job.dimPadded(); ++i)
        to[i] = 0;
}

constexpr int kMostDim = 512;

template <class N, class T>
void packSegment(const AttentionJob& job, int index, int kvHead)
{
    const auto& segment = job.segments[index];
    const int dim = job.dimPadded();
    const int units = dim / N::perUnit;
    const std::int64_t blockUnits = std::int64_t(kKeyBlock) * units;
    const int keyColumn = (job.heads + kvHead) * job.dim;
    const int valueColumn = (job.heads + job.kvHeads + kvHead) * job.dim;
    const std::int64_t first = kvHead * job.blocks + segment.block;
    alignas(64) typename N::Stored rows[kKeyBlock * kMostDim];

    for (int place = 0; place < segment.pad + segment.count; place += kKeyBlock) {
        // Keys `from` to `to` of the block are there, the first of them is token `token`.
        const int from = place == 0 ? segment.pad : 0;
        const int rest = segment.pad + segment.count - place;
        const int to = rest < kKeyBlock ? rest : kKeyBlock;
        const std::int64_t token = segment.begin + place - segment.pad;
        const std::int64_t block = first + place / kKeyBlock;
        const auto fill = [&](int column, bool rotated) {
            __builtin_memset(rows, 0, std::size_t(from) * std::size_t(dim) * sizeof rows[0]);
            for (int key = from; key < to; ++key)
                headRow<N, T>(job, token + key, column, rotated, rows + key * dim);
            __builtin_memset(rows + to * dim, 0, std::size_t(kKeyBlock - to) * std::size_t(dim) * sizeof rows[0]);
        };

        fill(keyColumn, true);
        auto* keys = static_cast<Unit*>(job.keys) + block * blockUnits;
        const auto* packed = reinterpret_cast<const Unit*>(rows);
        for (int unit = 0; unit < units; unit += 16) { // in squares that stay in the nearest cache
            for (int key = 0; key < kKeyBlock; ++key) {
                for (int i = 0; i < 16; ++i)
                    keys[(unit + i) * kKeyBlock + key] = packed[key * units + unit + i];
            }
        }

        fill(valueColumn, false);
        auto* values = static_cast<Unit*>(job.values) + block * blockUnits;
        if constexpr (N::perUnit == 1) {
            __builtin_memcpy(values, rows, sizeof(float) * kKeyBlock * std::size_t(dim));
        } else {
            for (int pair = 0; pair < kKeyBlock / 2; ++pair) {
                const auto* even = rows + 2 * pair * dim;
                const auto* odd = even + dim;
                for (int i = 0; i < dim; i += kWidth) {
                    const Words low = __builtin_convertvector(*reinterpret_cast<const Halves*>(even + i), Words);
                    const Words high = __builtin_convertvector(*reinterpret_cast<const Halves*>(odd + i), Words);
                    *reinterpret_cast<Words*>(values + pair * dim + i) = low | (high << 16);
                }
            }
        }
    }
}

// Keys that are taken together: their scores stay in the nearest cache.
constexpr int kKeyChunk = 256;
constexpr float kNothing = -1e30f; // score of what is not seen

template <class N, class T>
void attendTask(const AttentionJob& job, int taskIndex, int head, void* scratch)
{
    const auto& task = job.tasks[taskIndex];
    const auto& segment = job.segments[task.segment];
    const int dim = job.dimPadded();
    const int units = dim / N::perUnit;
    const std::int64_t blockUnits = std::int64_t(kKeyBlock) * units;
    const std::int64_t kvFirst = std::int64_t(head / (job.heads / job.kvHeads)) * job.blocks;
    constexpr auto precision = N::perUnit == 1 ? Precision::Full : Precision::Rounded;

    auto* context = static_cast<float*>(scratch);                                       // [32, dim]
    auto* scores = context + kQueryBlock * dim;                                         // [32, kKeyChunk]
    auto* queries = reinterpret_cast<Unit*>(scores + kQueryBlock * kKeyChunk);          // [32, units]
    auto* weights = reinterpret_cast<typename N::Stored*>(queries + kQueryBlock * dim); // [32, kKeyChunk]; F32: scores

    // Tiles have 16 rows, whatever these hold; they must only be numbers.
    const int tileRows = task.count > 16 ? 32 : 16;
    for (int r = 0; r < task.count; ++r)
        headRow<N, T>(job, segment.begin + task.first + r, head * job.dim, true,
                      reinterpret_cast<typename N::Stored*>(queries + r * units));
    __builtin_memset(queries + task.count * units, 0, std::size_t((tileRows - task.count) * units) * 4);
    if constexpr (N::perUnit == 2)
        __builtin_memset(weights + task.count * kKeyChunk, 0, std::size_t((tileRows - task.count) * kKeyChunk) * 2);

    // Softmax in one pass over chunks of keys: when a larger score turns up, what was summed so far shrinks.
    const float factor = job.scale * kLog2e;
    float peaks[kQueryBlock]; // Bf16: whole numbers, so that what shrinks loses nothing; F32: the exact ones
    Floats totals[kQueryBlock];
    bool first = true;
    for (int i = segment.chainBegin; i < segment.chainEnd; ++i) {
        const auto& part = job.segments[job.chain[i]];
        const bool causal = job.causal && i + 1 == segment.chainEnd;
        const int used = part.pad + (causal ? task.first + task.count : part.count); // places, by the last query
        const auto* keys = static_cast<const Unit*>(job.keys) + (kvFirst + part.block) * blockUnits;
        const auto* values = static_cast<const Unit*>(job.values) + (kvFirst + part.block) * blockUnits;
        for (int begin = 0; begin < used; begin += kKeyChunk) {
            const int blocks = ((used - begin < kKeyChunk ? used - begin : kKeyChunk) + kKeyBlock - 1) / kKeyBlock;
            const int width = blocks * kKeyBlock;
            for (int block = 0; block < blocks; ++block)
                multiply<N>(queries, units, task.count, keys + block * blockUnits, kKeyBlock, units,
                            scores + block * kKeyBlock, kKeyChunk, false);
            for (int r = 0; r < task.count; ++r) {
                float* row = scores + r * kKeyChunk;
                // Later keys and the end of the last block count for nothing.
                const int seen = part.pad + (causal ? task.first + r + 1 : part.count) - begin;
                for (int key = 0; key < part.pad - begin; ++key)
                    row[key] = kNothing;
                for (int key = seen < 0 ? 0 : seen; key < width; ++key)
                    row[key] = kNothing;
                Floats most = load(row);
                for (int c = kWidth; c < width; c += kWidth)
                    most = largest(most, load(row + c));
                float peak = top(most) * factor;
                if constexpr (N::perUnit == 2)
                    peak = __builtin_ceilf(peak);
                if (first) {
                    totals[r] = all(0);
                } else if (peak > peaks[r]) {
                    const Floats shrink = exp2<Precision::Full>(all(peaks[r] - peak));
                    totals[r] *= shrink;
                    for (int d = 0; d < dim; d += kWidth)
                        store(context + r * dim + d, load(context + r * dim + d) * shrink);
                } else {
                    peak = peaks[r];
                }
                Floats sums = N::perUnit == 1 ? all(0) : totals[r];
                for (int c = 0; c < width; c += kWidth) {
                    const Floats weight = N::perUnit == 1 ? exp2<precision>(load(row + c) * factor - peak)
                                                          : exp2<precision>(load(row + c) * factor, peak);
                    sums += weight;
                    if constexpr (N::perUnit == 1)
                        store(row + c, weight);
                    else
                        store(weights + r * kKeyChunk + c, weight);
                }
                totals[r] = N::perUnit == 1 ? totals[r] + sums : sums;
                peaks[r] = peak;
            }
            const auto* shares =
                N::perUnit == 1 ? reinterpret_cast<const Unit*>(scores) : reinterpret_cast<const Unit*>(weights);
            for (int d = 0; d < dim; d += 32)
                multiply<N>(shares, kKeyChunk / N::perUnit, task.count, values + d, dim, width / N::perUnit,
                            context + d, dim, !first);
            first = false;
            keys += blocks * blockUnits;
            values += blocks * blockUnits;
        }
    }

    const std::int64_t stride = std::int64_t(job.heads) * job.dim;
    for (int r = 0; r < task.count; ++r) {
        const float share = 1.f / sum(totals[r]);
        const std::int64_t at = (task.row + r) * stride + head * job.dim;
        for (int i = 0; i < job.dim; i += kWidth) {
            const Floats value = load(context + r * dim + i) * share;
            if (job.outNumber == Number::Bf16)
                storeSome(static_cast<std::uint16_t*>(job.out) + at + i, value, job.dim - i);
            else
                storeSome(static_cast<float*>(job.out) + at + i, value, job.dim - i);
        }
    }
}

template <class N>
void packAny(const AttentionJob& job, int segment, int kvHead)
{
    if (job.qkv.number == Number::Bf16)
        packSegment<N, std::uint16_t>(job, segment, kvHead);
    else
        packSegment<N, float>(job, segment, kvHead);
}
template <class N>
void attendAny(const AttentionJob& job, int task, int head, void* scratch)
{
    if (job.qkv.number == Number::Bf16)
        attendTask<N, std::uint16_t>(job, task, head, scratch);
    else
        attendTask<N, float>(job, task, head, scratch);
}

void pack(const AttentionJob& job, int segment, int kvHead)
{
#ifdef __AVX512BF16__
    if (job.number == Number::Bf16)
        return packAny<Bf16>(job, segment, kvHead);
#endif
    packAny<F32>(job, segment, kvHead);
}

void attend(const AttentionJob& job, int task, int head, void* scratch)
{
#ifdef __AVX512BF16__
    if (job.number == Number::Bf16)
        return attendAny<Bf16>(job, task, head, scratch);
#endif
    attendAny<F32>(job, task, head, scratch);
}

} // namespace
} // namespace rw::engine
