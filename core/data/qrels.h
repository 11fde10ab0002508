// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rw {

class LineReader;
struct Finding;

/// Judgments: query id -> document id -> grade. Grades below 0 mean judged, not relevant, no gain.
struct Qrels
{
    using Documents = std::unordered_map<std::string, int>;
    std::map<std::string, Documents> queries;
};

/// TREC qrels ("qid iter docid grade") or BEIR TSV (header "query-id corpus-id score"), found by content; `-` is
/// standard input; .gz is read as it is. `findings` (may be null) gets what was noticed.
Result<Qrels> readQrels(const std::filesystem::path& file, std::vector<Finding>* findings = nullptr);

/// The lines of such a file one by one, checked as `readQrels` does, but for judgments that are there twice. The texts
/// are valid during the call of `sink`, whose error ends the reading.
struct JudgmentLine
{
    std::string_view query;
    std::string_view document;
    int grade = 0;
};
Status eachJudgment(const std::filesystem::path& file,
                    const std::function<Status(const JudgmentLine&, const LineReader&)>& sink);
/// The error about a pair that has two different grades. `place`: "FILE:LINE" of the second one.
Error judgedAgain(std::string_view place, std::string_view query, std::string_view document, int grade, int before);

} // namespace rw
