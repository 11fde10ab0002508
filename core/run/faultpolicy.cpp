// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/faultpolicy.h"

#include <algorithm>

namespace rw {

namespace {
constexpr int kMaxDeaths = 5;      // of a lane in a row
constexpr int kMaxFalseStarts = 2; // of a lane whose worker never came as far as a hello
constexpr int kMaxDeathsLoading = 2;
constexpr int kMaxDeathsOfChunk = 2;
constexpr int kMaxAttempts = 3; // of a chunk that fails without ending its worker
constexpr int kRestartMs = 250;
constexpr int kFirstAnswerMs = 30 * 60 * 1000; // a model from a slow disk, a first chunk with its warm-up
constexpr int kLeastAnswerMs = 2 * 60 * 1000;
constexpr double kMostAnswerMs = 24.0 * 3600 * 1000;
constexpr double kSlowdown = 30; // times the expected time of a chunk
constexpr int kUsualBatchTokens = 4096;
constexpr int kLeastBatchTokens = 64;
} // namespace

DeathCount::DeathCount(int groups)
    : m_whileLoading(std::size_t(groups), 0)
{
}

DeathCount::Verdict DeathCount::died(int loading, bool startFailed)
{
    Verdict verdict;
    ++m_inARow;
    if (loading >= 0 && ++m_whileLoading[std::size_t(loading)] >= kMaxDeathsLoading) {
        verdict.cannotLoad = true;
        m_inARow = 0;
    }
    verdict.giveUp = startFailed || m_inARow >= (m_served ? kMaxDeaths : kMaxFalseStarts);
    verdict.restartMs = kRestartMs << std::max(0, m_inARow - 1);
    return verdict;
}

bool isPoison(const Chunk& chunk)
{
    return chunk.deaths >= kMaxDeathsOfChunk;
}

bool isWorthAnotherTry(const Chunk& chunk, const protocol::Failure& failure)
{
    return failure.retryable && chunk.attempt < kMaxAttempts;
}

int smallerBatch(int batchTokens)
{
    return std::max(kLeastBatchTokens, (batchTokens > 0 ? batchTokens : kUsualBatchTokens) / 2);
}

int answerTimeoutMs(double work, double workPerSecond)
{
    if (work <= 0 || workPerSecond <= 0)
        return kFirstAnswerMs;
    const double expected = 1000 * work / workPerSecond;
    return std::max(kLeastAnswerMs, int(std::min(kSlowdown * expected, kMostAnswerMs)));
}

} // namespace rw
