// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/session/sessiondata.h"

#include <functional>
#include <vector>

namespace rw::ui {

/// The maximum lengths for which is counted what they cut.
inline constexpr int kCutLimits[] = {256, 512, 1024, 2048, 4096, 8192};

/// How long the inputs of a model are, and what each maximum length cuts by the rules of the model. (Those of decoders
/// count separator and prompt apart: a row may be longer than its limit and nothing is cut.)
struct LengthForecast
{
    InputLengths input;

    struct Cut
    {
        int limit = 0;
        std::int64_t pairs = 0;    // that lose tokens of query or passage
        std::int64_t relevant = 0; // of them, judged above 0
        std::int64_t tokens = 0;   // of all rows at this length
    };
    std::vector<Cut> cuts;     // by limit, ascending
    std::int64_t relevant = 0; // pairs judged above 0
};

/// Tokenises the texts of all candidate pairs. Slow: call it from a background task. `cancelled` ends it with an error.
Result<LengthForecast> lengthsOf(
    const Dataset& dataset, const ModelFolder& model, const QString& name,
    const std::function<bool()>& cancelled = [] { return false; });

} // namespace rw::ui
