// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/kernels/kernels.h"

#include <algorithm>
#include <sys/syscall.h>
#include <unistd.h>

namespace rw::engine {

extern const Kernels kKernelsBase;
#ifdef RW_X86_KERNELS
extern const Kernels kKernelsAvx2;
extern const Kernels kKernelsAvx512;
extern const Kernels kKernelsAvx512Bf16;
extern const Kernels kKernelsAmx;
#endif

namespace {

#ifdef RW_X86_KERNELS
// The kernel lends a process the tile registers only when it asks (arch_prctl ARCH_REQ_XCOMP_PERM, XTILEDATA).
bool mayUseTiles()
{
    return ::syscall(SYS_arch_prctl, 0x1023, 18) == 0;
}

Isa find()
{
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        return Isa::Base;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq"))
        return Isa::Avx2;
    if (!__builtin_cpu_supports("avx512bf16"))
        return Isa::Avx512;
    // GCC 12 has no name for AMX: leaf 7, EDX bits 22 (bf16), 24 (tiles).
    unsigned a = 7, b = 0, c = 0, d = 0;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    const bool tiles = (d & (1u << 22)) && (d & (1u << 24));
    return tiles && mayUseTiles() ? Isa::Amx : Isa::Avx512Bf16;
}
#else
Isa find()
{
    return Isa::Base;
}
#endif

} // namespace

std::string_view toString(Isa isa)
{
    switch (isa) {
    case Isa::Base:
        return "base";
    case Isa::Avx2:
        return "AVX2";
    case Isa::Avx512:
        return "AVX-512";
    case Isa::Avx512Bf16:
        return "AVX-512 with BF16";
    case Isa::Amx:
        return "AMX";
    }
    return {};
}

Isa bestIsa()
{
    static const Isa isa = find();
    return isa;
}

const Kernels& kernels(Isa limit)
{
    switch (std::min(limit, bestIsa())) {
#ifdef RW_X86_KERNELS
    case Isa::Avx2:
        return kKernelsAvx2;
    case Isa::Avx512:
        return kKernelsAvx512;
    case Isa::Avx512Bf16:
        return kKernelsAvx512Bf16;
    case Isa::Amx:
        return kKernelsAmx;
#endif
    default:
        return kKernelsBase;
    }
}

} // namespace rw::engine
