// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/peak.h"

#include "core/telemetry/telemetry.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace rw::engine {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

#if defined(__x86_64__)

// Twelve chains hide the latency of every such instruction. Written as assembly: what is timed is then exactly this,
// whatever the compiler thinks of accumulators that nobody reads, and no unit needs flags of its own.
#define RW_TWELVE(op) op("0") op("1") op("2") op("3") op("4") op("5") op("6") op("7") op("8") op("9") op("10") op("11")
#define RW_CLOBBERS                                                                                                    \
    "cc", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",  \
        "xmm12", "xmm13"
#define RW_CLEAR(n) "vpxor %%xmm" n ", %%xmm" n ", %%xmm" n "\n"
// `load` fills registers 12 and 13, `op` is the instruction on accumulator n.
#define RW_LOOP(load, op)                                                                                              \
    asm volatile(RW_TWELVE(RW_CLEAR) load "1:\n" RW_TWELVE(op) "dec %0\n"                                              \
                                                               "jnz 1b\n"                                              \
                                                               "vzeroupper\n"                                          \
                 : "+r"(rounds)                                                                                        \
                 : "r"(&operand)                                                                                       \
                 : RW_CLOBBERS)
#define RW_LOAD(width)                                                                                                 \
    "vpbroadcastd (%1), %%" width "mm12\n"                                                                             \
    "vpbroadcastd (%1), %%" width "mm13\n"

constexpr std::uint32_t kSmallFloat = 0x3a83126f;   // 0.001: sums stay finite
constexpr std::uint32_t kSmallBfloats = 0x3a833a83; // the same, twice
constexpr std::uint32_t kBytes = 0x01020103;

void fmaAvx2(std::uint64_t rounds)
{
    const auto operand = kSmallFloat;
#define RW_OP(n) "vfmadd231ps %%ymm12, %%ymm13, %%ymm" n "\n"
    RW_LOOP(RW_LOAD("y"), RW_OP);
#undef RW_OP
}

void fmaAvx512(std::uint64_t rounds)
{
    const auto operand = kSmallFloat;
#define RW_OP(n) "vfmadd231ps %%zmm12, %%zmm13, %%zmm" n "\n"
    RW_LOOP(RW_LOAD("z"), RW_OP);
#undef RW_OP
}

void bf16Avx512(std::uint64_t rounds)
{
    const auto operand = kSmallBfloats;
#define RW_OP(n) "vdpbf16ps %%zmm12, %%zmm13, %%zmm" n "\n"
    RW_LOOP(RW_LOAD("z"), RW_OP);
#undef RW_OP
}

void vnniAvx512(std::uint64_t rounds)
{
    const auto operand = kBytes;
#define RW_OP(n) "vpdpbusd %%zmm12, %%zmm13, %%zmm" n "\n"
    RW_LOOP(RW_LOAD("z"), RW_OP);
#undef RW_OP
}

void vnniAvx2(std::uint64_t rounds)
{
    const auto operand = kBytes;
#define RW_OP(n) "%{vex%} vpdpbusd %%ymm12, %%ymm13, %%ymm" n "\n"
    RW_LOOP(RW_LOAD("y"), RW_OP);
#undef RW_OP
}

#undef RW_LOAD
#undef RW_LOOP
#undef RW_CLEAR
#undef RW_CLOBBERS
#undef RW_TWELVE

// The kernel hands out the tile registers (8 KiB a thread) on request only.
bool tilesPermitted()
{
    constexpr long kRequestPermission = 0x1023; // ARCH_REQ_XCOMP_PERM
    constexpr long kTileData = 18;
    return ::syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

struct alignas(64) TileConfig
{
    std::uint8_t palette = 1;
    std::uint8_t startRow = 0;
    std::array<std::uint8_t, 14> reserved = {};
    std::array<std::uint16_t, 16> rowBytes = {64, 64, 64, 64, 64, 64, 64, 64};
    std::array<std::uint8_t, 16> rows = {16, 16, 16, 16, 16, 16, 16, 16};
};
static_assert(sizeof(TileConfig) == 64);

// Four accumulators from two tiles on each side, as a kernel for matrices has them.
#define RW_TILE_LOOP(op)                                                                                               \
    asm volatile("ldtilecfg (%1)\n"                                                                                    \
                 "tilezero %%tmm0\ntilezero %%tmm1\ntilezero %%tmm2\ntilezero %%tmm3\n"                                \
                 "tileloadd (%2,%3,1), %%tmm4\ntileloadd (%2,%3,1), %%tmm5\n"                                          \
                 "tileloadd (%2,%3,1), %%tmm6\ntileloadd (%2,%3,1), %%tmm7\n"                                          \
                 "1:\n" op " %%tmm6, %%tmm4, %%tmm0\n" op " %%tmm7, %%tmm4, %%tmm1\n" op                               \
                 " %%tmm6, %%tmm5, %%tmm2\n" op " %%tmm7, %%tmm5, %%tmm3\n"                                            \
                 "dec %0\n"                                                                                            \
                 "jnz 1b\n"                                                                                            \
                 "tilerelease\n"                                                                                       \
                 : "+r"(rounds)                                                                                        \
                 : "r"(&config), "r"(operands.data()), "r"(std::int64_t(64))                                           \
                 : "cc", "memory")

void bf16Amx(std::uint64_t rounds)
{
    const TileConfig config;
    alignas(64) std::array<std::uint32_t, 256> operands;
    operands.fill(kSmallBfloats);
    RW_TILE_LOOP("tdpbf16ps");
}

void int8Amx(std::uint64_t rounds)
{
    const TileConfig config;
    alignas(64) std::array<std::uint32_t, 256> operands;
    operands.fill(kBytes);
    RW_TILE_LOOP("tdpbusd");
}

#undef RW_TILE_LOOP

struct Unit
{
    Quantization type;
    const char* name;
    std::array<const char*, 2> needs; // flags of /proc/cpuinfo
    double opsPerRound;
    void (*run)(std::uint64_t rounds);
};

constexpr std::array kUnits = {
    Unit{Quantization::Fp32, "AVX2 FMA", {"avx2", "fma"}, 12.0 * 8 * 2, fmaAvx2},
    Unit{Quantization::Fp32, "AVX-512 FMA", {"avx512f", nullptr}, 12.0 * 16 * 2, fmaAvx512},
    Unit{Quantization::Bf16, "AVX-512 BF16", {"avx512_bf16", nullptr}, 12.0 * 32 * 2, bf16Avx512},
    Unit{Quantization::Bf16, "AMX BF16", {"amx_tile", "amx_bf16"}, 4.0 * 16 * 16 * 32 * 2, bf16Amx},
    Unit{Quantization::Int8, "AVX2 VNNI", {"avx_vnni", nullptr}, 12.0 * 32 * 2, vnniAvx2},
    Unit{Quantization::Int8, "AVX-512 VNNI", {"avx512_vnni", nullptr}, 12.0 * 64 * 2, vnniAvx512},
    Unit{Quantization::Int8, "AMX INT8", {"amx_tile", "amx_int8"}, 4.0 * 16 * 16 * 64 * 2, int8Amx},
};

bool usable(const Unit& unit, const std::vector<std::string>& features)
{
    for (const char* flag : unit.needs) {
        if (flag && std::find(features.begin(), features.end(), flag) == features.end())
            return false;
    }
    return std::string_view(unit.name).substr(0, 3) != "AMX" || tilesPermitted();
}

// Rounds of all threads per second, the best of some windows in which all of them run.
double measure(const Unit& unit, int threads)
{
    constexpr std::uint64_t kTrial = 1 << 16;
    constexpr double kWindow = 0.02;
    constexpr int kWindows = 5;
    unit.run(kTrial); // wakes the unit up
    const auto start = Clock::now();
    unit.run(kTrial);
    const auto rounds = std::max<std::uint64_t>(kTrial, std::uint64_t(kTrial * kWindow / secondsSince(start)));

    double best = 0;
    for (int window = 0; window < kWindows; ++window) {
        std::atomic<int> waiting = threads;
        std::vector<double> rates(std::size_t(threads), 0);
        std::vector<std::thread> team;
        for (auto& rate : rates) {
            team.emplace_back([&] {
                for (--waiting; waiting > 0;)
                    std::this_thread::yield();
                const auto begin = Clock::now();
                unit.run(rounds);
                rate = double(rounds) / secondsSince(begin);
            });
        }
        for (auto& thread : team)
            thread.join();
        double sum = 0;
        for (const double rate : rates)
            sum += rate;
        best = std::max(best, sum);
    }
    return best;
}

#endif

c10::OperatorHandle find(const char* name)
{
    return c10::Dispatcher::singleton().findSchemaOrThrow(name, "");
}

at::Tensor call(const c10::OperatorHandle& op, torch::jit::Stack stack)
{
    op.callBoxed(stack);
    return stack.front().toTensor();
}

const c10::List<std::optional<at::Scalar>> kNoScalars;

bool asFloats(Quantization type)
{
    return type == Quantization::Int4 || type == Quantization::Fp16;
}

} // namespace

std::vector<RegisterPeak> registerPeaks(Quantization type, int threads)
{
    std::vector<RegisterPeak> peaks;
#if defined(__x86_64__)
    const auto features = processorInfo().features;
    for (const auto& unit : kUnits) {
        const bool wanted = unit.type == type || (asFloats(type) && unit.type != Quantization::Int8);
        if (wanted && usable(unit, features))
            peaks.push_back({unit.name, unit.opsPerRound * measure(unit, threads)});
    }
#else
    (void)type;
    (void)threads;
#endif
    return peaks;
}

double gemmPeak(Quantization type, int tokens, int in, int out)
{
    if (asFloats(type))
        return std::max(gemmPeak(Quantization::Fp32, tokens, in, out), gemmPeak(Quantization::Bf16, tokens, in, out));
    constexpr double kLongEnough = 0.2;
    const c10::InferenceMode mode;
    const auto options = at::TensorOptions().dtype(type == Quantization::Bf16 ? at::kBFloat16 : at::kFloat);
    try {
        std::function<void()> multiply;
        if (type == Quantization::Fp32 || type == Quantization::Bf16) {
            const auto packed = call(find("mkldnn::_reorder_linear_weight"),
                                     {at::ones({out, in}, options).mul_(0.01), std::int64_t(tokens)});
            const auto x = at::ones({tokens, in}, options);
            const auto op = find("mkldnn::_linear_pointwise");
            multiply = [=] {
                call(op, {x, packed, at::zeros({out}, options), std::string("none"), kNoScalars, std::string()});
            };
        } else {
            const auto packed = call(find("onednn::qlinear_prepack"),
                                     {at::ones({out, in}, at::kChar), std::vector<std::int64_t>{tokens, in}});
            const auto x = at::ones({tokens, in}, at::kByte);
            const auto scales = at::ones({out}, at::kFloat);
            const auto zeros = at::zeros({out}, at::kInt);
            const auto op = find("onednn::qlinear_pointwise");
            multiply = [=] {
                call(op, {x, 0.01, std::int64_t(128), packed, scales, zeros, at::zeros({out}, options), 1.0,
                          std::int64_t(0), at::kFloat, std::string("none"), kNoScalars, std::string("none")});
            };
        }
        multiply(); // compiles the kernel
        double best = 0;
        for (const auto start = Clock::now(); secondsSince(start) < kLongEnough;) {
            const auto begin = Clock::now();
            multiply();
            best = std::max(best, 1 / secondsSince(begin));
        }
        return best * 2 * tokens * double(in) * out;
    } catch (const std::exception&) { // an operator that this build or processor lacks
        return 0;
    }
}

} // namespace rw::engine
