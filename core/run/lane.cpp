// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/lane.h"

#include <algorithm>
#include <cmath>

namespace rw {

Lane::Lane(int laneIndex, const QString& laneDevice, int groups, int tokens)
    : index(laneIndex)
    , device(laneDevice)
    , deaths(groups)
    , batchTokens(tokens)
{
}

bool Lane::measure(const Chunk& chunk, const protocol::ChunkResult& result)
{
    pairs += chunk.end - chunk.begin;
    double seconds = 0;
    for (const auto& batch : result.batches)
        seconds += batch.warmup ? 0 : double(batch.totalNs) / 1e9;
    if (seconds <= 0)
        return false;
    const auto blend = [](double& mean, double value) {
        mean = mean == 0 ? value : 0.7 * mean + 0.3 * value;
    };
    const double speed = double(chunk.work) / seconds;
    if (workPerSecond > 0)
        blend(deviation, std::abs(speed / workPerSecond - 1));
    blend(workPerSecond, speed);
    blend(tokensPerSecond, double(chunk.tokens) / seconds);
    blend(pairsPerSecond, double(chunk.end - chunk.begin) / seconds);
    return true;
}

double Lane::workInHand(double seconds) const
{
    if (inHand.empty())
        return 0;
    double work = 0;
    for (const Chunk& chunk : inHand)
        work += double(chunk.work);
    return work - std::min(seconds * workPerSecond, double(inHand.front().work));
}

LaneLoad Lane::load(double seconds) const
{
    return {alive() ? workPerSecond : 0, deviation, workInHand(seconds), !inHand.empty()};
}

} // namespace rw
