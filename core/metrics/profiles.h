// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/qrels.h"
#include "core/data/trecrun.h"

#include <string>
#include <vector>

namespace rw {

/// One number of a run as another package defines it, beside ours.
struct ProfileValue
{
    std::string profile; // "FlagEmbedding", "sentence-transformers", "MTEB", "MTEB 1", "gdeval"
    std::string measure; // as that package calls it
    double value = 0;
    std::string ownMeasure; // what it is compared with: "nDCG@10"
    double ownValue = 0;
    std::string definition; // how that package differs, in a sentence
};

/// The same run under the definitions of the packages that people compare with. `run`: documents in the order in which
/// they were given, which some of the packages let decide ties. Versions and reference values: docs/measures.md.
std::vector<ProfileValue> evaluateProfiles(const Qrels& qrels, const TrecRun& run);

} // namespace rw
