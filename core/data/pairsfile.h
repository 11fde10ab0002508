// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

namespace rw {

/// FlagEmbedding fine-tuning or MTEB reranking lines: {"query", "pos"/"positive", "neg"/"negative", "pos_scores"?,
/// "neg_scores"?, "prompt"?}. Each line is a query with its line number as id; a text that occurs again is the same
/// passage; positives have grade 1, negatives 0, candidates stand in the order of the line.
Status readPairsFile(const std::filesystem::path& file, Dataset& dataset);

} // namespace rw
