// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/pathcheck.h"
#include "core/model/modelfolder.h"
#include "core/text/pairinput.h"
#include "core/text/tokenizer.h"

namespace rw::worker {

/// The pairs that doctor compares paths on, as rows of `config`'s model: short ones, several languages, empty texts,
/// long ones, one query with several passages (decoders share its beginning) and one pair cut at several lengths.
/// About 2500 tokens.
engine::TrialRows builtInPairs(const ModelConfig& config, const Tokenizer& tokenizer);

} // namespace rw::worker
