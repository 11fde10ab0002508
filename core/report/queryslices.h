// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/candidateset.h"
#include "core/store/workspacereader.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace rw {

/// The judged queries of a data set in named parts, to compare systems on each of them.
struct QuerySlices
{
    struct Slice
    {
        std::string name;                // "topic A", "12 to 40"
        std::vector<std::size_t> places; // among the judged queries, ascending
    };
    std::string field;         // empty: of a file
    std::vector<Slice> slices; // by name; classes of numbers from low to high
    int without = 0;           // judged queries in none of them
};

/// More values than this are no slices.
inline constexpr std::size_t kMostSlices = 50;

/// By a field of the queries (Dataset::queryFields), or by one that every data set has: `lang` (by script, as in
/// core/report/queryfilter.h), `query_length` (characters), `relevant` (passages judged relevant). Fields of the data
/// set come first. Numbers with more than eight values become four classes of about as many queries each; a query with
/// a list is in the slice of each entry.
Result<QuerySlices> slicesByField(WorkspaceReader& reader, const CandidateSet& candidates, const std::string& dataset,
                                  const std::string& field);

/// Fields that slicesByField() takes and that part the judged queries in two at least: those of the data set, then
/// those that every data set has.
Result<std::vector<std::string>> fieldsOfSlices(WorkspaceReader& reader, const CandidateSet& candidates);

/// By a file of lines "query<TAB>slice".
Result<QuerySlices> slicesOfFile(const std::filesystem::path& file, const CandidateSet& candidates,
                                 const std::string& dataset);

} // namespace rw
