// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"
#include "core/run/chunkqueue.h"

#include <vector>

namespace rw {

/// What follows from a fault. Rules only: no processes, no clock.

/// How often workers of one lane died.
class DeathCount
{
public:
    /// `groups`: of models (core/run/modelgroups.h).
    explicit DeathCount(int groups);

    /// A worker of this lane said a hello that we understand.
    void saidHello() { m_served = true; }
    void finishedChunk() { m_inARow = 0; }

    struct Verdict
    {
        bool cannotLoad = false; // the group that was being loaded ends its workers: not here again
        bool giveUp = false;     // the lane is not started again
        int restartMs = 0;       // else after this time, longer each time
    };
    /// `loading`: the group whose model was being loaded, -1: none. `startFailed`: there was no process at all.
    Verdict died(int loading, bool startFailed);

private:
    std::vector<int> m_whileLoading; // by group
    int m_inARow = 0;                // without a finished chunk between
    bool m_served = false;
};

/// A chunk that ended two workers would end the next one as well.
bool isPoison(const Chunk& chunk);
/// A chunk that failed without ending its worker.
bool isWorthAnotherTry(const Chunk& chunk, const protocol::Failure& failure);
/// Tokens of a batch after memory did not suffice for `batchTokens` (0: what the worker chose).
int smallerBatch(int batchTokens);
/// How long a worker that lives may take for the chunk in hand. `work` and `workPerSecond`: 0 while not known.
int answerTimeoutMs(double work, double workPerSecond);

} // namespace rw
