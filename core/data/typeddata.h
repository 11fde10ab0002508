// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace rw {

/// A query with its passages as somebody typed them.
struct TypedQuery
{
    std::string query;
    std::vector<std::string> passages; // in the order typed
    std::vector<int> grades;           // one a passage; -1: not judged
};

/// Writes a BEIR folder that loadDataset() reads: corpus.jsonl (equal texts once), queries.jsonl, runs/typed.trec with
/// the passages of each query as its candidates, and qrels/test.tsv where anything is judged. A query that comes twice
/// is one query with the passages of both; the later grade holds. The folder is made; one with something in it is an
/// error, and so are no queries, an empty query and a query without passages.
Status writeTypedData(const std::filesystem::path& folder, const std::vector<TypedQuery>& queries);

} // namespace rw
