// SPDX-License-Identifier: GPL-3.0-or-later
// Part of implementation.h: norms, activations and conversions, one row after the other.
#pragma once

#include "core/engine/kernels/vectors.h"

namespace rw::engine {
namespace {

template <class T>
void layerNormRows(const LayerNormJob& job, std::int64_t begin, std::int64_t end)
{
    const int width = job.width;
    for (std::int64_t row = begin; row < end; ++row) {
        float* x = job.x + row * width;
        Floats total = all(0);
        if (job.y) {
            const Row<T> y(*job.y, row);
            for (int i = 0; i < width; i += kWidth) {
                const Floats value = loadSome(x + i, width - i) + y.at(i, width - i);
                storeSome(x + i, value, width - i);
                total += value;
            }
        } else {
            for (int i = 0; i < width; i += kWidth)
                total += loadSome(x + i, width - i);
        }
        const float mean = sum(total) / float(width);
        Floats squares = all(0);
        int i = 0;
        for (; i + kWidth <= width; i += kWidth) {
            const Floats off = load(x + i) - mean;
            squares += off * off;
        }
        float variance = sum(squares);
        for (; i < width; ++i)
            variance += (x[i] - mean) * (x[i] - mean);
        const float factor = 1.f / __builtin_sqrtf(variance / float(width) + job.epsilon);
        for (i = 0; i < width; i += kWidth) {
            const int rest = width - i;
            storeSome(x + i,
                      (loadSome(x + i, rest) - mean) * factor * loadSome(job.weight + i, rest) +
                          loadSome(job.bias + i, rest),
                      rest);
        }
        if (job.out.data)
            storeRow(x, width, job.out, row);
    }
}

void layerNorm(const LayerNormJob& job, std::int64_t begin, std::int64_t end)
{
    if (job.y && job.y->number == Number::Bf16)
        layerNormRows<std::uint16_t>(job, begin, end);
    else
        layerNormRows<float>(job, begin, end);
}

template <class T>
void rmsNormRows(const RmsNormJob& job, std::int64_t begin, std::int64_t end)
{
    const int width = job.width;
    for (std::int64_t row = begin; row < end; ++row) {
        float* x = job.x + row * width;
        Floats squares = all(0);
        if (job.y) {
            const Row<T> y(*job.y, row);
            for (int i = 0; i < width; i += kWidth) {
                const Floats value = loadSome(x + i, width - i) + job.branchScale * y.at(i, width - i);
                storeSome(x + i, value, width - i);
                squares += value * value;
            }
        } else {
            for (int i = 0; i < width; i += kWidth) {
                const Floats value = loadSome(x + i, width - i);
                squares += value * value;
            }
        }
        if (!job.out.data)
            continue;
        const float factor = 1.f / __builtin_sqrtf(sum(squares) / float(width) + job.epsilon);
        // U8 needs the row twice, for its largest value and for its steps; it is computed again and not kept.
        if (job.out.number == Number::U8) {
            auto* to = static_cast<std::uint8_t*>(job.out.data) + row * width;
            Floats most = all(0);
            for (int i = 0; i < width; i += kWidth) {
                const Floats value = loadSome(x + i, width - i) * loadSome(job.weight + i, width - i);
                most = largest(most, largest(value, -value));
            }
            const float peak = top(most) * factor;
            const float scale = peak > 0 ? peak / 127.f : 1.f;
            job.out.rowScale[row] = scale;
            const float inverse = factor / scale;
            for (int i = 0; i < width; i += kWidth) {
                const Floats value = loadSome(x + i, width - i) * loadSome(job.weight + i, width - i) * inverse;
                const Bytes bytes = __builtin_convertvector(bits(value + kRound) + (128u - 0x4b400000u), Bytes);
                const int count = width - i < kWidth ? width - i : kWidth;
                __builtin_memcpy(to + i, &bytes, std::size_t(count));
            }
        } else if (job.out.number == Number::Bf16) {
            auto* to = static_cast<std::uint16_t*>(job.out.data) + row * width;
            for (int i = 0; i < width; i += kWidth) {
                const int rest = width - i;
                storeSome(to + i, loadSome(x + i, rest) * factor * loadSome(job.weight + i, rest), rest);
            }
        } else {
            auto* to = static_cast<float*>(job.out.data) + row * width;
            for (int i = 0; i < width; i += kWidth) {
                const int rest = width - i;
                storeSome(to + i, loadSome(x + i, rest) * factor * loadSome(job.weight + i, rest), rest);
            }
        }
    }
}

void rmsNorm(const RmsNormJob& job, std::int64_t begin, std::int64_t end)
{
    if (job.y && job.y->number == Number::Bf16)
        rmsNormRows<std::uint16_t>(job, begin, end);
    else
        rmsNormRows<float>(job, begin, end);
}

// Activations --------------------------------------------------------------------------------------------------------

template <class T, Activation A, Precision P, class Out>
inline void activateRow(const Row<T>& y, bool gated, int width, Out* to)
{
    if (gated) {
        const auto up = y.from(width);
        for (int i = 0; i < width; i += kWidth)
            storeSome(to + i, activation<A, P>(y.at(i, width - i)) * up.at(i, width - i), width - i);
    } else {
        for (int i = 0; i < width; i += kWidth)
            storeSome(to + i, activation<A, P>(y.at(i, width - i)), width - i);
    }
}

template <class T, Activation A>
void activateRows(const ActivationJob& job, std::int64_t begin, std::int64_t end, float* scratch)
{
    for (std::int64_t row = begin; row < end; ++row) {
        const Row<T> y(job.y, row);
        if (job.out.number == Number::F32) {
            activateRow<T, A, Precision::Full>(y, job.gated, job.width,
                                               static_cast<float*>(job.out.data) + row * job.width);
        } else if (job.out.number == Number::Bf16) {
            activateRow<T, A, Precision::Rounded>(y, job.gated, job.width,
                                                  static_cast<std::uint16_t*>(job.out.data) + row * job.width);
        } else {
            activateRow<T, A, Precision::Rounded>(y, job.gated, job.width, scratch);
            storeRow(scratch, job.width, job.out, row);
        }
    }
}

template <class T>
void activateAny(const ActivationJob& job, std::int64_t begin, std::int64_t end, float* scratch)
{
    switch (job.activation) {
    case Activation::GeluErf:
        return activateRows<T, Activation::GeluErf>(job, begin, end, scratch);
    case Activation::GeluTanh:
        return activateRows<T, Activation::GeluTanh>(job, begin, end, scratch);
    case Activation::Silu:
        return activateRows<T, Activation::Silu>(job, begin, end, scratch);
    }
}

void activate(const ActivationJob& job, std::int64_t begin, std::int64_t end, float* scratch)
{
    if (job.y.number == Number::Bf16)
        activateAny<std::uint16_t>(job, begin, end, scratch);
    else
        activateAny<float>(job, begin, end, scratch);
}

template <class T>
void convertRows(const Product& from, int width, const Operand& to, std::int64_t begin, std::int64_t end,
                 float* scratch)
{
    for (std::int64_t row = begin; row < end; ++row) {
        const Row<T> y(from, row);
        for (int i = 0; i < width; i += kWidth)
            storeSome(scratch + i, y.at(i, width - i), width - i);
        storeRow(scratch, width, to, row);
    }
}

void convert(const Product& from, int width, const Operand& to, std::int64_t begin, std::int64_t end, float* scratch)
{
    if (from.number == Number::Bf16)
        convertRows<std::uint16_t>(from, width, to, begin, end, scratch);
    else
        convertRows<float>(from, width, to, begin, end, scratch);
}

void unpackInt4(const std::uint8_t* nibbles, const float* scales, std::int64_t groups, void* out, Number number)
{
    // A group of 32: byte i holds weight i in its low and weight i + 16 in its high half.
    for (std::int64_t group = 0; group < groups; ++group) {
        const std::uint8_t* packed = nibbles + group * (kInt4Group / 2);
        const float scale = scales[group];
        for (int half = 0; half < 2; ++half) {
            for (int i = 0; i < kInt4Group / 2; i += kWidth) {
                Bytes bytes;
                __builtin_memcpy(&bytes, packed + i, sizeof bytes);
                const Ints whole = __builtin_convertvector(bytes, Ints);
                const Ints value = (half == 0 ? (whole & 15) : (whole >> 4)) - 8;
                const Floats x = __builtin_convertvector(value, Floats) * scale;
                const std::int64_t at = group * kInt4Group + half * (kInt4Group / 2) + i;
                if (number == Number::Bf16)
                    store(static_cast<std::uint16_t*>(out) + at, x);
                else
                    store(static_cast<float*>(out) + at, x);
            }
        }
    }
}

} // namespace
} // namespace rw::engine
