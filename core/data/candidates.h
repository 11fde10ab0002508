// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/stringindex.h"

namespace rw {

/// Where the candidates of a folder may come from.
struct CandidateSources
{
    const std::vector<std::filesystem::path>* runs = nullptr; // of the folder, the preferred one first
    std::optional<std::filesystem::path> qrels;               // for the places of findings
    const StringIndex* passages = nullptr;                    // of Dataset::passageIds
    const StringIndex* queries = nullptr;                     // of Dataset::queryIds
    std::filesystem::path corpus;                             // to read the texts from, for BM25
};

/// Fills `candidates` and `candidateSource`: a run (the given one, else one of the folder), else the judged passages
/// where every judged query has relevant and not relevant ones, else BM25.
Status findCandidates(Dataset& dataset, const DatasetOptions& options, const CandidateSources& sources);

/// First line of a qrels or run file whose document is not in the corpus, as "FILE:LINE"; only the file where the line
/// cannot be told.
std::string placeOfMissing(const std::filesystem::path& file, const Dataset& dataset, const CandidateSources& sources);

} // namespace rw
