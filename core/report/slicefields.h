// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/queryslices.h"

#include <string>
#include <vector>

namespace rw {

/// Fields that slicesByField() takes and that part the judged queries in two at least: those of the data set, then
/// those that every data set has.
Result<std::vector<std::string>> fieldsOfSlices(WorkspaceReader& reader, const CandidateSet& candidates);

} // namespace rw
