// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/chunkqueue.h"
#include "core/run/faultpolicy.h"
#include "core/run/pacing.h"
#include "core/run/runstatus.h"

#include <QElapsedTimer>

#include <deque>
#include <set>
#include <string>

namespace rw {

class WorkerProcess;

/// One entry of the device list: its worker process, which may be a new one after a fault, what that has in hand, and
/// how fast it is.
struct Lane
{
    Lane(int index, const QString& device, int groups, int batchTokens);

    int index = 0;
    QString device;
    QString name;
    WorkerProcess* process = nullptr;
    qint64 pid = 0;
    LaneState state = LaneState::Starting;
    int loaded = -1;  // group
    int loading = -1; // group
    std::string tokensFile;
    std::deque<Chunk> inHand;
    std::set<int> blocked; // groups that cannot be loaded here
    DeathCount deaths;
    int batchTokens = 0;
    QElapsedTimer computing; // the first chunk in hand
    int waitedMs = 0; // since the last answer, or since the first chunk was sent; stands still while we are stopped
    QString message;  // why it failed

    qint64 pairs = 0; // scored
    // Weighted means of the last chunks: recent enough to follow a device that slows down, steady enough to read.
    double tokensPerSecond = 0;
    double pairsPerSecond = 0;
    double workPerSecond = 0;
    double deviation = 0; // of the work per second, as a share of it

    bool alive() const { return state != LaneState::Failed && state != LaneState::Ended; }
    bool ready() const { return process && (state == LaneState::Idle || state == LaneState::Scoring); }
    /// Counts a finished chunk; false: nothing of it was timed.
    bool measure(const Chunk& chunk, const protocol::ChunkResult& result);
    /// What is left of the chunks in hand, by the time that the first of them has taken so far.
    double workInHand(double seconds) const;
    LaneLoad load(double seconds) const;
    LaneLoad load() const { return load(inHand.empty() ? 0 : double(computing.elapsed()) / 1000); }
};

} // namespace rw
