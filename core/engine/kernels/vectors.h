// SPDX-License-Identifier: GPL-3.0-or-later
// Part of implementation.h: vectors of floats, numbers in memory, exponentials and activations.
#pragma once

#include "core/engine/kernels/kernels.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

namespace rw::engine {
namespace {

constexpr int kWidth = RW_WIDTH;
typedef float Floats __attribute__((vector_size(kWidth * 4), may_alias, aligned(4)));
typedef std::int32_t Ints __attribute__((vector_size(kWidth * 4), may_alias, aligned(4)));
typedef std::uint32_t Words __attribute__((vector_size(kWidth * 4), may_alias, aligned(4)));
typedef std::uint16_t Halves __attribute__((vector_size(kWidth * 2), may_alias, aligned(2)));
typedef std::uint8_t Bytes __attribute__((vector_size(kWidth), may_alias, aligned(1)));
typedef std::uint32_t Unit __attribute__((may_alias)); // one F32, or two neighbouring Bf16

constexpr float kLog2e = 1.44269504088896341f;
constexpr float kRound = 12582912.f; // 1.5 * 2^23: adding it rounds to a whole number

inline Floats all(float value)
{
    return Floats{} + value;
}

inline Floats bits(Words words)
{
    return reinterpret_cast<Floats&>(words);
}
inline Words bits(Floats floats)
{
    return reinterpret_cast<Words&>(floats);
}

inline Floats largest(Floats a, Floats b)
{
    return a > b ? a : b;
}
inline Floats smallest(Floats a, Floats b)
{
    return a < b ? a : b;
}

#ifdef __AVX512F__
inline __m512 raw(Floats x)
{
    return reinterpret_cast<__m512&>(x);
}
inline Floats cooked(__m512 x)
{
    return reinterpret_cast<Floats&>(x);
}
inline float sum(Floats x)
{
    return _mm512_reduce_add_ps(raw(x));
}
inline float top(Floats x)
{
    return _mm512_reduce_max_ps(raw(x));
}
// 1 / x within 2^-23: an approximation and a Newton step, a third of the time of a division.
inline Floats reciprocal(Floats x)
{
    const Floats y = cooked(_mm512_rcp14_ps(raw(x)));
    return y * (2.f - x * y);
}
#else
inline Floats reciprocal(Floats x)
{
    return 1.f / x;
}
inline float sum(Floats x)
{
    float total[kWidth];
    __builtin_memcpy(total, &x, sizeof x);
    for (int step = kWidth / 2; step > 0; step /= 2) {
        for (int i = 0; i < step; ++i)
            total[i] += total[i + step];
    }
    return total[0];
}

inline float top(Floats x)
{
    float best[kWidth];
    __builtin_memcpy(best, &x, sizeof x);
    for (int step = kWidth / 2; step > 0; step /= 2) {
        for (int i = 0; i < step; ++i)
            best[i] = best[i] > best[i + step] ? best[i] : best[i + step];
    }
    return best[0];
}
#endif

// Numbers in memory --------------------------------------------------------------------------------------------------

inline float widen(std::uint16_t half)
{
    const std::uint32_t word = std::uint32_t(half) << 16;
    float value;
    __builtin_memcpy(&value, &word, 4);
    return value;
}

// To the nearest, ties to even. (No NaN needs to survive: a score that is not finite is found at the end either way.)
inline std::uint16_t narrow(float value)
{
    std::uint32_t word;
    __builtin_memcpy(&word, &value, 4);
    return std::uint16_t((word + 0x7fffu + ((word >> 16) & 1)) >> 16);
}

inline Floats load(const float* data)
{
    return *reinterpret_cast<const Floats*>(data);
}
inline Floats load(const std::uint16_t* data)
{
    return bits(Words(__builtin_convertvector(*reinterpret_cast<const Halves*>(data), Words) << 16));
}
inline void store(float* to, Floats x)
{
    *reinterpret_cast<Floats*>(to) = x;
}
inline void store(std::uint16_t* to, Floats x)
{
#ifdef __AVX512BF16__
    const auto packed = _mm512_cvtneps_pbh(reinterpret_cast<__m512&>(x));
    __builtin_memcpy(to, &packed, sizeof packed);
#else
    const Words word = bits(x);
    *reinterpret_cast<Halves*>(to) = __builtin_convertvector((word + 0x7fffu + ((word >> 16) & 1)) >> 16, Halves);
#endif
}

// The last values of a row: missing ones are 0.
template <class T>
inline Floats loadSome(const T* data, int count)
{
    if (count >= kWidth)
        return load(data);
    T some[kWidth] = {};
    __builtin_memcpy(some, data, std::size_t(count) * sizeof(T));
    return load(some);
}
template <class T>
inline void storeSome(T* to, Floats x, int count)
{
    if (count >= kWidth) {
        store(to, x);
        return;
    }
    T some[kWidth];
    store(some, x);
    __builtin_memcpy(to, some, std::size_t(count) * sizeof(T));
}

/// One row of a Product.
template <class T>
struct Row
{
    const T* data;
    float scale;
    const float* bias;

    Row(const Product& y, std::int64_t row)
        : data(static_cast<const T*>(y.data) + row * y.stride)
        , scale(y.rowScale ? y.rowScale[row] : 1.f)
        , bias(y.bias)
    {
    }
    Row from(int column) const
    {
        Row shifted = *this;
        shifted.data += column;
        if (shifted.bias)
            shifted.bias += column;
        return shifted;
    }
    Floats at(int column, int count) const
    {
        const Floats value = loadSome(data + column, count) * scale;
        return bias ? value + loadSome(bias + column, count) : value;
    }
};

// To U8, symmetric around 128 with the largest value of the row at an end.
inline void quantiseRow(const float* values, int width, std::uint8_t* to, float* rowScale)
{
    Floats most = all(0);
    for (int i = 0; i < width; i += kWidth) {
        const Floats x = loadSome(values + i, width - i);
        most = largest(most, largest(x, -x));
    }
    const float peak = top(most);
    const float scale = peak > 0 ? peak / 127.f : 1.f;
    *rowScale = scale;
    const float inverse = 1.f / scale;
    for (int i = 0; i < width; i += kWidth) {
        const Words word = bits(loadSome(values + i, width - i) * inverse + kRound);
        const Bytes bytes = __builtin_convertvector(word + (128u - 0x4b400000u), Bytes);
        const int count = width - i < kWidth ? width - i : kWidth;
        __builtin_memcpy(to + i, &bytes, std::size_t(count));
    }
}

inline void storeRow(const float* values, int width, const Operand& out, std::int64_t row)
{
    if (out.number == Number::U8) {
        quantiseRow(values, width, static_cast<std::uint8_t*>(out.data) + row * width, out.rowScale + row);
    } else if (out.number == Number::Bf16) {
        auto* to = static_cast<std::uint16_t*>(out.data) + row * width;
        for (int i = 0; i < width; i += kWidth)
            storeSome(to + i, loadSome(values + i, width - i), width - i);
    } else {
        __builtin_memcpy(static_cast<float*>(out.data) + row * width, values, std::size_t(width) * 4);
    }
}

// Functions ----------------------------------------------------------------------------------------------------------

// How exact a function must be: for results in float32 (3e-7), or for those that are rounded to 16 bits or less (1e-5).
enum class Precision { Full, Rounded };

// 2^(x - shift) for a whole number `shift`, up to 2^126; what lies below 2^-126 is 0 or next to it. Another shift
// changes nothing but the exponent. Coefficients: minimax for the relative error on [-0.5, 0.5], 2e-9 and 3e-6.
template <Precision P>
inline Floats exp2(Floats x, float shift = 0)
{
#ifdef __AVX512F__
    const Floats whole = cooked(_mm512_roundscale_ps(raw(x), 0));
#else
    x = largest(x, all(shift - 126.f));
    const Floats shifted = x + kRound;
    const Floats whole = shifted - kRound;
#endif
    const Floats r = x - whole;
    Floats p;
    if constexpr (P == Precision::Full) {
        p = all(1.53458118e-4f);
        p = p * r + 1.33999314e-3f;
        p = p * r + 9.61848896e-3f;
        p = p * r + 5.55032878e-2f;
        p = p * r + 2.40226469e-1f;
        p = p * r + 6.93147206e-1f;
        p = p * r + 1.f;
    } else {
        p = all(9.57010165e-3f);
        p = p * r + 5.59178621e-2f;
        p = p * r + 2.40247448e-1f;
        p = p * r + 6.93121815e-1f;
        p = p * r + 9.99999261e-1f;
    }
#ifdef __AVX512F__
    return cooked(_mm512_scalef_ps(raw(p), raw(whole - shift)));
#else
    return bits(Words(bits(p) + (bits(whole - shift + kRound) << 23)));
#endif
}

template <Precision P>
inline Floats sigmoid(Floats x)
{
    return reciprocal(1.f + exp2<P>(smallest(x * -kLog2e, all(126.f))));
}

// (1 + erf(x / sqrt(2))) / 2.
template <Precision P>
inline Floats normalShare(Floats x)
{
    if constexpr (P == Precision::Full) { // Abramowitz and Stegun 7.1.26: absolute error below 2e-7
        const Floats size = largest(x, -x) * 0.70710678118654752f;
        const Floats t = reciprocal(1.f + 0.3275911f * size);
        Floats p = all(1.061405429f);
        p = p * t - 1.453152027f;
        p = p * t + 1.421413741f;
        p = p * t - 0.284496736f;
        p = p * t + 0.254829592f;
        const Floats rest = 0.5f * p * t * exp2<P>(-size * size * kLog2e);
        return x < 0.f ? rest : 1.f - rest;
    } else { // odd polynomial, minimax on [-4.4, 4.4]: absolute error below 3e-6
        const Floats held = largest(smallest(x, all(4.4f)), all(-4.4f));
        const Floats t = held * held;
        Floats p = all(-2.02406331e-12f);
        p = p * t + 2.28472963e-10f;
        p = p * t - 1.15357938e-8f;
        p = p * t + 3.47359523e-7f;
        p = p * t - 7.0448737e-6f;
        p = p * t + 1.03381495e-4f;
        p = p * t - 1.14955591e-3f;
        p = p * t + 9.9070077e-3f;
        p = p * t - 6.64359126e-2f;
        p = p * t + 3.9892907e-1f;
        return 0.5f + held * p;
    }
}

template <Activation A, Precision P>
inline Floats activation(Floats x)
{
    if constexpr (A == Activation::Silu)
        return x * sigmoid<P>(x);
    else if constexpr (A == Activation::GeluErf)
        return x * normalShare<P>(x);
    else // (1 + tanh(u)) / 2 = sigmoid(2 u)
        return x * sigmoid<P>(1.5957691216057308f * (x + 0.044715f * x * x * x));
}

} // namespace
} // namespace rw::engine
