// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"

#include <cstdint>
#include <vector>

namespace rw {

/// How much a worker gets at a time, and how long the rest takes. Work is in the units of ChunkQueue.
struct LaneLoad
{
    double workPerSecond = 0; // 0: not known yet, or no worker is left
    double deviation = 0;     // of the work per second, as a share of it
    double workInHand = 0;    // what is left of the chunks that the worker has
    bool hasChunk = false;
};

/// Chunks of a second. Towards the end of the run each lane gets half of what it could still do until all are done
/// together, so that the last chunks are small; 0 where it has enough in hand already.
/// `waiting`: work that nobody has yet. `costPerToken`: of the job that is next.
std::int64_t nextChunkWork(const LaneLoad& lane, const std::vector<LaneLoad>& all, std::int64_t waiting,
                           std::int64_t costPerToken);

/// Of one lane, by the same numbers: while there is work that nobody has, it ends with the others, since each takes
/// what it can do; a lane that has more in hand than that ends later.
TimeLeft laneTimeLeft(const LaneLoad& lane, const std::vector<LaneLoad>& all, std::int64_t waiting,
                      std::int64_t guessed);

/// `guessed`: work of models that never ran yet, part of what is left: it costs by their size, which is a guess.
TimeLeft timeLeft(const std::vector<LaneLoad>& all, std::int64_t waiting, std::int64_t guessed);

} // namespace rw
