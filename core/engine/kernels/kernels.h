// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace rw::engine {

// What stands between two matrix products on a processor, each as one pass over the data: residual, norm, activation,
// quantization of activations, and attention over packed rows. Compiled once for each instruction set that pays;
// kernels() picks at run time. Every function works on the rows [begin, end), so that callers split them over threads.

/// Instruction sets, each includes those before it.
enum class Isa { Base, Avx2, Avx512, Avx512Bf16, Amx };
std::string_view toString(Isa isa);
/// The best one of this processor and system.
Isa bestIsa();

enum class Number : std::uint8_t { F32, Bf16, U8 };

/// What a matrix product left, [rows, stride], F32 or Bf16. Its value is data * rowScale[row] + bias[column].
struct Product
{
    const void* data = nullptr;
    Number number = Number::F32;
    std::int64_t stride = 0;         // elements
    const float* rowScale = nullptr; // null: 1
    const float* bias = nullptr;     // null: 0
};

/// What the next matrix product reads, [rows, width]. U8 stands for (data - 128) * rowScale[row]: one scale a row, so
/// that a row's values do not depend on its neighbours.
struct Operand
{
    void* data = nullptr; // null: not wanted
    Number number = Number::F32;
    float* rowScale = nullptr; // U8 only
};

/// x = LayerNorm(x + y) (y may be null), written to x and to `out`. x is [rows, width].
struct LayerNormJob
{
    float* x;
    const Product* y;
    const float* weight;
    const float* bias;
    float epsilon;
    int width;
    Operand out;
};

/// x += branchScale * y (y may be null); out = x / sqrt(mean(x^2) + epsilon) * weight. All in float32.
struct RmsNormJob
{
    float* x;
    const Product* y;
    float branchScale;
    const float* weight;
    float epsilon;
    int width;
    Operand out;
};

enum class Activation : std::uint8_t { GeluErf, GeluTanh, Silu };

/// out[row, i] = activation(y[row, i]), or with `gated` activation(y[row, i]) * y[row, width + i].
struct ActivationJob
{
    Product y;
    Activation activation;
    bool gated;
    int width; // of the output
    Operand out;
};

/// Attention over packed rows that may share prefixes. Tokens lie in segments; a segment continues its parent, and its
/// tokens see all tokens of their ancestors, and of their own segment all (full) or those up to themselves (causal).
struct AttentionSegment
{
    int begin = 0; // first token
    int count = 0;
    int block = 0; // of its first key, in blocks of kKeyBlock: a segment starts a new block
    /// Empty places before its first key in that block: its position in the row modulo kKeyBlock. So keys meet in the
    /// same order and the same pairs whether a prefix is a segment of its own or not, and 16-bit attention gives the
    /// same to the last bit.
    int pad = 0;
    int chainBegin = 0; // its ancestors from the root on, then itself: chain[chainBegin .. chainEnd)
    int chainEnd = 0;
};
/// Up to kQueryBlock queries of a segment and one head.
struct AttentionTask
{
    int segment = 0;
    int first = 0; // query, counted in the segment
    int count = 0;
    int row = 0; // of the output, of the first query
};
inline constexpr int kKeyBlock = 32;
inline constexpr int kQueryBlock = 32;

struct AttentionJob
{
    Product qkv; // [tokens, (heads + 2 * kvHeads) * dim]: all queries, then all keys, then all values
    int heads;
    int kvHeads;
    int dim; // even
    float scale;
    bool causal;
    const float* cosines;          // [positions, dim / 2]; null: no rotation
    const float* sines;            // rotates dimension j with j + dim / 2
    const std::int32_t* positions; // of each token

    const AttentionSegment* segments;
    const int* chain;
    const AttentionTask* tasks;
    /// Packed keys and values, in the number that the products are taken in; filled by pack(), read by attend().
    Number number;
    void* keys;
    void* values;
    std::int64_t blocks;

    void* out; // [rows, heads * dim], F32 or Bf16
    Number outNumber;

    int dimPadded() const { return (dim + 31) / 32 * 32; }
    /// Bytes of `keys` and of `values`.
    std::int64_t packedBytes() const
    {
        return std::int64_t(kvHeads) * blocks * kKeyBlock * dimPadded() * (number == Number::F32 ? 4 : 2);
    }
    /// Bytes of the scratch memory of attend().
    std::int64_t scratchBytes() const { return kQueryBlock * (256 * 6 + dimPadded() * 8); }
};

struct Kernels
{
    Isa isa;
    /// What attention multiplies in when the caller allows 16 bits: Bf16 only where that is faster than F32.
    Number attentionNumber;

    void (*layerNorm)(const LayerNormJob& job, std::int64_t begin, std::int64_t end);
    void (*rmsNorm)(const RmsNormJob& job, std::int64_t begin, std::int64_t end);
    /// `scratch`: `width` floats of this thread.
    void (*activate)(const ActivationJob& job, std::int64_t begin, std::int64_t end, float* scratch);
    /// Rows of F32 or Bf16 to an operand of any number.
    void (*convert)(const Product& from, int width, const Operand& to, std::int64_t begin, std::int64_t end,
                    float* scratch);
    /// Keys and values of one segment and key-value head into their blocks.
    void (*pack)(const AttentionJob& job, int segment, int kvHead);
    /// One task and head. `scratch`: scratchBytes(), 64-byte aligned, of this thread.
    void (*attend)(const AttentionJob& job, int task, int head, void* scratch);
    /// Before the first and after the last pack/attend of a thread's run.
    void (*enter)();
    void (*leave)();
    /// Groups of 4-bit weights: value = (nibble - 8) * scale. `groups` groups of kGroup columns to F32 or Bf16.
    void (*unpackInt4)(const std::uint8_t* nibbles, const float* scales, std::int64_t groups, void* out, Number number);
};
/// Weights of an int4 group.
inline constexpr int kInt4Group = 32;

/// Those of the best instruction set, or of `limit` where that is less (tests, doctor).
const Kernels& kernels(Isa limit = Isa::Amx);

} // namespace rw::engine
