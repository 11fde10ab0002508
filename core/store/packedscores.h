// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rw {

class Database;

/// Scores of a whole unit in one piece, beside the rows of `score` that they repeat (sql/003_packed_scores.sql): rows
/// are what is written and what others read, the piece is what a hundred units of 100,000 pairs are opened with.

/// Makes the piece where every pair of the unit has a score and there is none yet; else does nothing. Within the
/// transaction of the caller.
void packScores(Database& database, std::int64_t unit);
/// Finished units without a piece: they come from another workspace, or from before there were any.
std::vector<std::int64_t> unpackedUnits(Database& database);
/// How many pairs of `unit` have a score; a piece makes counting needless.
inline const std::string kScoredPairsSql =
    "iif(EXISTS (SELECT 1 FROM packed_score WHERE packed_score.unit = unit.id), unit.pairs, "
    "(SELECT count(*) FROM score WHERE score.unit = unit.id))";
/// By pair. Absent where the unit has no piece of so many pairs.
std::optional<std::vector<float>> packedScores(Database& database, std::int64_t unit, std::int64_t pairs);

} // namespace rw
