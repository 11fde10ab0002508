// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace rw {

/// Pairs of one job that a worker gets in one message: positions begin..end of the job.
struct Chunk
{
    std::int64_t id = 0;
    int job = 0;
    int begin = 0;
    int end = 0;
    std::int64_t tokens = 0;
    std::int64_t work = 0;   // tokens x what one costs
    std::int64_t sentNs = 0; // monotonic clock
    int attempt = 1;
    int deaths = 0; // workers that ended with this chunk in hand
};

/// The work that is left, cut into chunks as workers ask for it. Pure bookkeeping: no processes, no clock.
class ChunkQueue
{
public:
    /// `group`: jobs of one group run on the same loaded model; a worker stays in its group while there is work.
    /// `tokens`: what each pair costs, in the order in which pairs are to be handed out.
    struct JobWork
    {
        int group = 0;
        std::vector<std::int32_t> tokens;
        int scoresPerPair = 1;               // lengths x cut-off layers
        std::int64_t costPerToken = 1;       // against those of other jobs
        std::vector<std::int32_t> cuts = {}; // where chunks end, ascending; empty: as the work asks
    };
    explicit ChunkQueue(std::vector<JobWork> jobs);

    /// The next chunk for a worker that has `group` loaded (-1: none) and cannot run the groups in `blocked`: first
    /// what came back, then about so much new work, from its own group if there is any.
    std::optional<Chunk> take(int group, const std::set<int>& blocked, std::int64_t work);
    /// The group of the next chunk that `take` would give, -1 if none.
    int nextGroup(int group, const std::set<int>& blocked) const;
    /// To be handed out again, unless its job was dropped meanwhile.
    void giveBack(const Chunk& chunk);
    /// Scored or set aside.
    void finish(const Chunk& chunk);
    /// Nothing more of this job is handed out; what is out may still finish.
    void dropJob(int job);

    /// What a token of the job after which nextGroup() is named costs; 1 if there is none.
    std::int64_t nextCost(int group, const std::set<int>& blocked) const;
    int group(int job) const { return m_jobs[std::size_t(job)].work.group; }
    int jobs() const { return int(m_jobs.size()); }
    /// Every pair of the job was finished (or dropped).
    bool jobDone(int job) const;
    bool allDone() const;
    /// Not yet finished.
    std::int64_t workLeft() const { return m_workLeft; }
    /// Not yet handed out.
    std::int64_t workWaiting() const { return m_workWaiting; }
    /// Not yet finished, of one group.
    std::int64_t workLeft(int group) const;

private:
    struct Job
    {
        JobWork work;
        int next = 0; // first position never handed out
        int unfinished = 0;
        std::int64_t workLeft = 0;
        bool dropped = false;
        std::vector<Chunk> returned;
        bool hasWork() const { return !returned.empty() || next < int(work.tokens.size()); }
    };
    int jobFor(int group, const std::set<int>& blocked) const;

    std::vector<Job> m_jobs;
    std::int64_t m_nextId = 1;
    std::int64_t m_workLeft = 0;
    std::int64_t m_workWaiting = 0;
};

} // namespace rw
