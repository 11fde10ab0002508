// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/pacing.h"

#include <algorithm>

namespace rw {

namespace {
constexpr double kChunkSeconds = 1.0;
constexpr double kLeastChunkSeconds = 0.02; // less is lost on messages
// Until the speed of a lane is known: 1024 tokens of a model of 300 million parameters, fewer of larger ones.
constexpr std::int64_t kFirstChunkWork = 1024 * 300;
constexpr std::int64_t kFirstChunkLeast = 64; // tokens
constexpr std::int64_t kFirstChunkMost = 1024;
} // namespace

std::int64_t nextChunkWork(const LaneLoad& lane, const std::vector<LaneLoad>& all, std::int64_t waiting,
                           std::int64_t costPerToken)
{
    if (lane.workPerSecond <= 0)
        return std::clamp(kFirstChunkWork, kFirstChunkLeast * costPerToken, kFirstChunkMost * costPerToken);
    double speed = 0;
    double left = double(waiting);
    for (const auto& other : all) {
        left += other.workInHand;
        speed += other.workPerSecond;
    }
    const double share = left / speed * lane.workPerSecond - lane.workInHand;
    const double least = kLeastChunkSeconds * lane.workPerSecond;
    if (share < 2 * least)
        return lane.hasChunk ? 0 : std::int64_t(least);
    return std::int64_t(std::min(kChunkSeconds * lane.workPerSecond, share / 2));
}

TimeLeft timeLeft(const std::vector<LaneLoad>& all, std::int64_t waiting, std::int64_t guessed)
{
    double speed = 0;
    double deviation = 0;
    double left = double(waiting);
    for (const auto& lane : all) {
        left += lane.workInHand;
        speed += lane.workPerSecond;
        deviation += lane.workPerSecond * lane.deviation;
    }
    if (speed <= 0)
        return {};
    const double doubt = std::clamp(deviation / speed + 0.5 * double(guessed) / std::max(left, 1.0), 0.02, 0.8);
    const double seconds = left / speed;
    return {seconds, seconds / (1 + doubt), seconds / (1 - doubt)};
}

TimeLeft laneTimeLeft(const LaneLoad& lane, const std::vector<LaneLoad>& all, std::int64_t waiting,
                      std::int64_t guessed)
{
    if (lane.workPerSecond <= 0)
        return {};
    const TimeLeft own = timeLeft({lane}, 0, 0);
    const TimeLeft together = waiting > 0 ? timeLeft(all, waiting, guessed) : own;
    return {std::max(own.seconds, together.seconds), std::max(own.least, together.least),
            std::max(own.most, together.most)};
}

} // namespace rw
