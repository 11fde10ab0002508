// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/chunkqueue.h"

#include "core/protocol/messages.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace rw {

ChunkQueue::ChunkQueue(std::vector<JobWork> jobs)
{
    for (auto& work : jobs) {
        const int pairs = int(work.tokens.size());
        const auto all = work.costPerToken * std::accumulate(work.tokens.begin(), work.tokens.end(), std::int64_t(0));
        m_workLeft += all;
        m_workWaiting += all;
        m_jobs.push_back({std::move(work), 0, pairs, all, false, {}});
    }
}

int ChunkQueue::jobFor(int group, const std::set<int>& blocked) const
{
    int other = -1;
    for (int job = 0; job < int(m_jobs.size()); ++job) {
        if (!m_jobs[std::size_t(job)].hasWork())
            continue;
        const int candidate = m_jobs[std::size_t(job)].work.group;
        if (candidate == group)
            return job;
        if (other < 0 && !blocked.contains(candidate))
            other = job;
    }
    return other;
}

int ChunkQueue::nextGroup(int group, const std::set<int>& blocked) const
{
    const int job = jobFor(group, blocked);
    return job < 0 ? -1 : m_jobs[std::size_t(job)].work.group;
}

std::int64_t ChunkQueue::nextCost(int group, const std::set<int>& blocked) const
{
    const int job = jobFor(group, blocked);
    return job < 0 ? 1 : m_jobs[std::size_t(job)].work.costPerToken;
}

std::int64_t ChunkQueue::workLeft(int group) const
{
    std::int64_t left = 0;
    for (const Job& job : m_jobs)
        left += job.work.group == group ? job.workLeft : 0;
    return left;
}

std::optional<Chunk> ChunkQueue::take(int group, const std::set<int>& blocked, std::int64_t work)
{
    const int index = jobFor(group, blocked);
    if (index < 0)
        return std::nullopt;
    Job& job = m_jobs[std::size_t(index)];
    Chunk chunk;
    if (!job.returned.empty()) {
        chunk = job.returned.back();
        job.returned.pop_back();
    } else {
        chunk.id = m_nextId++;
        chunk.job = index;
        chunk.begin = job.next;
        int most = std::clamp(protocol::kMaxChunkScores / job.work.scoresPerPair, 1, protocol::kMaxChunkPairs);
        if (const auto& cuts = job.work.cuts; !cuts.empty()) {
            const auto cut = std::upper_bound(cuts.begin(), cuts.end(), job.next);
            most = std::min(most, (cut == cuts.end() ? int(job.work.tokens.size()) : *cut) - job.next);
            work = std::numeric_limits<std::int64_t>::max();
        }
        do {
            chunk.tokens += job.work.tokens[std::size_t(job.next++)];
            chunk.work = chunk.tokens * job.work.costPerToken;
        } while (job.next < int(job.work.tokens.size()) && chunk.work < work && job.next - chunk.begin < most);
        chunk.end = job.next;
    }
    m_workWaiting -= chunk.work;
    return chunk;
}

void ChunkQueue::giveBack(const Chunk& chunk)
{
    Job& job = m_jobs[std::size_t(chunk.job)];
    if (job.dropped) {
        finish(chunk);
        return;
    }
    m_workWaiting += chunk.work;
    job.returned.push_back(chunk);
}

void ChunkQueue::finish(const Chunk& chunk)
{
    Job& job = m_jobs[std::size_t(chunk.job)];
    job.unfinished -= chunk.end - chunk.begin;
    job.workLeft -= chunk.work;
    m_workLeft -= chunk.work;
}

void ChunkQueue::dropJob(int index)
{
    Job& job = m_jobs[std::size_t(index)];
    job.dropped = true;
    for (const Chunk& chunk : job.returned) {
        m_workWaiting -= chunk.work;
        finish(chunk);
    }
    job.returned.clear();
    const auto rest = job.work.costPerToken *
                      std::accumulate(job.work.tokens.begin() + job.next, job.work.tokens.end(), std::int64_t(0));
    job.unfinished -= int(job.work.tokens.size()) - job.next;
    job.next = int(job.work.tokens.size());
    job.workLeft -= rest;
    m_workLeft -= rest;
    m_workWaiting -= rest;
}

bool ChunkQueue::jobDone(int job) const
{
    return m_jobs[std::size_t(job)].unfinished == 0;
}

bool ChunkQueue::allDone() const
{
    return std::all_of(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return job.unfinished == 0; });
}

} // namespace rw
