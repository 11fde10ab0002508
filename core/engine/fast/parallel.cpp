// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/parallel.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>

#ifndef _OPENMP
#error "this file must be compiled with OpenMP"
#endif

namespace rw::engine {

void inParallel(std::int64_t count, std::int64_t grain, const std::function<void(std::int64_t, std::int64_t)>& work)
{
    at::parallel_for(0, count, grain, [&](std::int64_t begin, std::int64_t end) { work(begin, end); });
}

void pull(std::int64_t count, const std::function<void(const std::function<std::int64_t()>& next)>& run)
{
    std::atomic<std::int64_t> taken{0};
    const std::function<std::int64_t()> next = [&]() -> std::int64_t {
        const auto piece = taken.fetch_add(1, std::memory_order_relaxed);
        return piece < count ? piece : -1;
    };
    const auto threads = std::min<std::int64_t>(at::get_num_threads(), count);
    at::parallel_for(0, threads, 1, [&](std::int64_t begin, std::int64_t end) {
        if (begin < end)
            run(next);
    });
}

void* threadScratch(std::int64_t bytes)
{
    struct Free
    {
        void operator()(void* memory) const { std::free(memory); }
    };
    thread_local std::unique_ptr<void, Free> memory;
    thread_local std::int64_t size = 0;
    if (size < bytes) {
        memory.reset();
        size = 0;
        memory.reset(std::aligned_alloc(64, std::size_t((bytes + 63) / 64 * 64)));
        if (!memory)
            throw std::bad_alloc();
        size = bytes;
    }
    return memory.get();
}

} // namespace rw::engine
