// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace rw::engine {

// Loops on the threads of LibTorch (setThreads()). This is the only file that is compiled with OpenMP: the templates of
// ATen/Parallel.h run on one thread without, and silently. It links the OpenMP library that LibTorch brings, so that
// there is one pool of threads.

/// work(begin, end) for parts of [0, count) of about equal size, none below `grain`.
void inParallel(std::int64_t count, std::int64_t grain, const std::function<void(std::int64_t, std::int64_t)>& work);

/// run(next) once on each thread, for pieces of unequal size: next() gives the next piece of [0, count), or -1.
void pull(std::int64_t count, const std::function<void(const std::function<std::int64_t()>& next)>& run);

/// Memory of the calling thread, aligned to 64 bytes, that stays until more is asked for. Throws std::bad_alloc.
void* threadScratch(std::int64_t bytes);

} // namespace rw::engine
