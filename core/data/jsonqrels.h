// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/qrels.h"

namespace rw {

/// FlagEmbedding's judgments: {"qid", "docid", "relevance"} a line.
Result<Qrels> readJsonQrels(const std::filesystem::path& file, std::vector<Finding>* findings);

} // namespace rw
