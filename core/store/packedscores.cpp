// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/packedscores.h"

#include "core/store/database.h"

#include <bit>
#include <cstring>

namespace rw {

static_assert(std::endian::native == std::endian::little, "stored scores are little-endian");

void packScores(Database& database, std::int64_t unit)
{
    Statement size = database.prepare("SELECT pairs FROM unit WHERE id = ? AND NOT EXISTS "
                                      "(SELECT 1 FROM packed_score WHERE packed_score.unit = unit.id)");
    size.bind(unit);
    if (!size.step())
        return;
    const std::int64_t pairs = size.integer(0);
    std::vector<float> scores;
    Statement row = database.prepare("SELECT pair, value FROM score WHERE unit = ? ORDER BY pair");
    row.bind(unit);
    while (row.step()) {
        if (row.integer(0) != std::int64_t(scores.size()))
            return;
        scores.push_back(float(row.real(1)));
    }
    if (database.failed() || std::int64_t(scores.size()) != pairs)
        return;
    database.prepare("INSERT INTO packed_score(unit, scores) VALUES(?,?)")
        .bind(unit)
        .bindBlob(scores.data(), scores.size() * sizeof(float))
        .run();
}

std::vector<std::int64_t> unpackedUnits(Database& database)
{
    std::vector<std::int64_t> units;
    Statement row =
        database.prepare("SELECT unit.id FROM run CROSS JOIN unit ON unit.run = run.id WHERE unit.status = 'finished' "
                         "AND NOT EXISTS (SELECT 1 FROM packed_score WHERE packed_score.unit = unit.id)");
    while (row.step())
        units.push_back(row.integer(0));
    return units;
}

std::optional<std::vector<float>> packedScores(Database& database, std::int64_t unit, std::int64_t pairs)
{
    Statement row = database.prepare("SELECT scores FROM packed_score WHERE unit = ?");
    row.bind(unit);
    if (!row.step())
        return std::nullopt;
    const std::string_view bytes = row.blob(0);
    if (bytes.size() != std::size_t(pairs) * sizeof(float))
        return std::nullopt;
    std::vector<float> scores(static_cast<std::size_t>(pairs));
    std::memcpy(scores.data(), bytes.data(), bytes.size());
    return scores;
}

} // namespace rw
