// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/planmatrix.h"
#include "core/run/scorejob.h"

#include <vector>

namespace rw {

/// What a job of the dispatcher serves. Lengths that miss the same pairs share a job; the jobs of further repeats are
/// of one length each, since they are there for the time.
struct JobPlan
{
    std::vector<int> passes;         // one a length
    std::vector<std::int32_t> order; // pair of each position
    int repeat = 0;
    // Interactive: query of each position and how many candidates it has.
    std::vector<std::int32_t> queryOf;
    std::vector<std::int32_t> candidatesOf;
};

struct PlannedJobs
{
    std::vector<ScoreJob> jobs;
    std::vector<JobPlan> plans; // one a job
};

/// The work for pairs that miss a score: `missing` [pass][pair]. A pass that misses nothing has an empty job.
PlannedJobs planJobs(const PlanMatrix& matrix, const std::vector<std::vector<bool>>& missing);

/// Pairs of a group (PlanMatrix::groupOf) for a probe of its speed: at equal steps of tokens, in an order of which any
/// beginning is spread over all of them. Empty where the group has no work.
ScoreJob sampleOf(const PlanMatrix& matrix, const PlannedJobs& jobs, int group);

} // namespace rw
