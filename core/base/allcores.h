// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace rw {

/// Threads that work of a moment is spread over: the cores, eight at most.
std::size_t coresForWork();
/// Calls `work(thread, place)` with places 0, 1, ... count - 1 from so many threads, the calling one among them; the
/// number of the thread is below coresForWork(). Returns when all is done.
void onAllCores(std::size_t count, const std::function<void(std::size_t thread, std::size_t place)>& work);

} // namespace rw
