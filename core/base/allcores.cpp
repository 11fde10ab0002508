// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/allcores.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace rw {

std::size_t coresForWork()
{
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
}

void onAllCores(std::size_t count, const std::function<void(std::size_t, std::size_t)>& work)
{
    const std::size_t threads = std::clamp<std::size_t>(count, 1, coresForWork());
    std::atomic<std::size_t> next = 0;
    std::vector<std::thread> others;
    const auto run = [&](std::size_t thread) {
        for (std::size_t place = next++; place < count; place = next++)
            work(thread, place);
    };
    for (std::size_t thread = 1; thread < threads; ++thread)
        others.emplace_back(run, thread);
    run(0);
    for (std::thread& other : others)
        other.join();
}

} // namespace rw
