// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace rw::ui {

/// A pair that never got a score, and why.
struct UnscoredPair
{
    QString dataset;
    QString queryId;
    QString passageId;
    QString query;
    QString passage;
    QStringList units; // "v2-m3 · 512 · int8"
    QString what;
};

/// Those of a run, in the order in which they failed; the first `most` of them. Opens the workspace itself: for a
/// background task. `run` 0: the newest.
Result<std::vector<UnscoredPair>> readUnscoredPairs(const std::filesystem::path& workspace, std::int64_t run,
                                                    std::size_t most);

} // namespace rw::ui
