// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/rankedsystem.h"

namespace rw {

/// Agreement over the queries that both systems rank in full; absent where there is none. `worst` has no texts yet.
std::optional<Agreement> agreementOf(const RankedSystem& baseline, const RankedSystem& system,
                                     const CandidateSet& candidates, std::size_t worstPairs);

} // namespace rw
