// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/experiment/experiment.h"

#include <QStringList>

#include <cstdint>
#include <string>

namespace rw {

/// What the results of one start of a run depend on besides model, data and experiment, which the workspace has anyway:
/// programs, libraries, machine, how batches are made, what else the machine was doing. JSON, described in
/// docs/workspace.md; no host, user or file names. `tokeniseNs`: what the ids of all texts took, once for all batches.
std::string provenance(const Experiment& experiment, const QStringList& devices, int threads, std::int64_t tokeniseNs);

} // namespace rw
