// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"
#include "core/run/chunkqueue.h"
#include "core/run/scorejob.h"

#include <QString>

#include <vector>

namespace rw {

/// Gives each distinct model and quantization a number, in order of appearance: index into `groups`, which this fills.
/// Jobs of one group run on the same loaded model.
std::vector<ChunkQueue::JobWork> groupJobs(const std::vector<ScoreJob>& jobs, std::vector<protocol::Load>& groups);

/// "v2-m3 in bf16"
QString nameOf(const protocol::Load& model);

} // namespace rw
