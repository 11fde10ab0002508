// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels, compiled once for each instruction set by the files beside this one. Those define RW_ISA (a value of
// Isa), RW_WIDTH (floats of a vector) and the target flags. Nothing here may come from the standard library: its inline
// functions would be compiled for this instruction set, and the linker might keep that copy for the whole program.
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

// Norms --------------------------------------------------------------------------------------------------------------

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

// Attention ----------------------------------------------------------------------------------------------------------
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
