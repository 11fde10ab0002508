// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/trecrun.h"

#include "core/base/counted.h"
#include "core/data/columns.h"
#include "core/data/linereader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

namespace rw {

namespace {

/// A plain decimal of few digits, as almost all scores are: its digits and a power of ten are exact as doubles, and so
/// their quotient is rounded as it should be (Clinger 1990). Nothing for any other form.
std::optional<double> plainDecimal(std::string_view text)
{
    static constexpr double powers[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    if (text.empty() || text.size() > 16)
        return std::nullopt;
    const bool isNegative = text[0] == '-';
    std::int64_t digits = 0;
    int count = 0;
    std::size_t point = std::string_view::npos;
    for (std::size_t i = isNegative ? 1 : 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= '0' && c <= '9') {
            digits = 10 * digits + (c - '0');
            ++count;
        } else if (c == '.' && point == std::string_view::npos) {
            point = i;
        } else {
            return std::nullopt;
        }
    }
    if (count == 0 || count > 15)
        return std::nullopt;
    const double value = double(digits) / powers[point == std::string_view::npos ? 0 : text.size() - 1 - point];
    return isNegative ? -value : value;
}

/// As trec_eval v9 reads it: a double, kept as a float. Only finite numbers, and no decimal comma.
Result<float> readScore(std::string_view column)
{
    if (const auto plain = plainDecimal(column))
        return float(*plain);
    double value = 0;
    // from_chars knows no plus sign.
    const std::string_view text = column.starts_with('+') && !column.starts_with("+-") ? column.substr(1) : column;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isNumber = code != std::errc::invalid_argument && end == text.data() + text.size();
    if (code == std::errc::result_out_of_range && text.find_first_of("eE") != std::string_view::npos &&
        text[text.find_first_of("eE") + 1] == '-')
        value = 0; // 1e-999
    else if (code == std::errc::result_out_of_range)
        value = HUGE_VAL;
    if (!isNumber)
        return Error{"score \"" + std::string(column) + "\"; expected a number with a decimal point"};
    if (!(std::abs(value) <= double(std::numeric_limits<float>::max())))
        return Error{"score \"" + std::string(column) + "\"; expected a finite number within the range of a float"};
    return float(value);
}

struct QueryState
{
    std::vector<ScoredDocument>* documents = nullptr;
    std::vector<std::int64_t> lines; // of the documents
    RankCheck ranks;
};

struct Duplicate
{
    std::int64_t line = 0; // 0: none
    std::int64_t firstLine = 0;
    std::string document;
};

/// The duplicate that comes first in the file, if it is before `limit` (0: no limit).
Duplicate findDuplicate(const QueryState& state, std::int64_t limit)
{
    std::vector<int> order(state.lines.size());
    std::iota(order.begin(), order.end(), 0);
    const auto id = [&](int i) -> const std::string& {
        return (*state.documents)[std::size_t(i)].document;
    };
    std::sort(order.begin(), order.end(), [&](int a, int b) { return id(a) != id(b) ? id(a) < id(b) : a < b; });
    Duplicate duplicate;
    for (std::size_t i = 1; i < order.size(); ++i) {
        const std::int64_t line = state.lines[std::size_t(order[i])];
        if (id(order[i]) == id(order[i - 1]) && (limit == 0 || line < limit)) {
            duplicate = {line, state.lines[std::size_t(order[i - 1])], id(order[i])};
            limit = line;
        }
    }
    return duplicate;
}

} // namespace

Error rankedAgain(std::string_view file, std::int64_t line, std::int64_t firstLine, std::string_view query,
                  std::string_view document)
{
    return Error{std::string(file) + ":" + std::to_string(line) + ": document " + std::string(document) +
                 " for query " + std::string(query) + " a second time, after line " + std::to_string(firstLine) +
                 "; expected each document once a query"};
}

Result<std::string> eachResult(const std::filesystem::path& file,
                               const std::function<Status(const ResultLine&, const LineReader&)>& sink,
                               std::vector<Finding>* findings)
{
    Result<LineReader> opened = LineReader::open(file);
    if (!opened)
        return opened.error();
    LineReader& reader = *opened;

    std::string tag;
    FindingCounter otherTags;
    FindingCounter longLines;
    bool isEmpty = true;
    std::string_view line;
    Columns columns;
    while (reader.next(line)) {
        columns.split(line, Columns::WhiteSpace);
        if (columns.isBlank() || columns[0].starts_with('#'))
            continue;
        // Words behind the tag are let pass as trec_eval does, but not where an id with a space moved the columns.
        const std::optional<int> rank = toInteger(columns[3]);
        if (columns.count() < 6 || (columns.count() > 6 && !rank))
            return reader.error(counted(columns.count(), "column", "columns") +
                                "; expected \"query Q0 document rank score tag\" (TREC run)");
        if (columns.count() > 6 && !columns[6].starts_with('#'))
            longLines.add(reader);
        const Result<float> score = readScore(columns[4]);
        if (!score)
            return reader.error(score.error().what);
        isEmpty = false;
        if (Status status = sink({columns[0], columns[2], rank, *score}, reader); !status)
            return status.error();
        if (tag.empty())
            tag = columns[5];
        else if (tag != columns[5])
            otherTags.add(reader);
    }
    if (Status status = reader.status(); !status)
        return status.error();
    if (isEmpty)
        return Error{reader.label() + ": no results; expected lines \"query Q0 document rank score tag\" (TREC run)"};
    longLines.report(findings, "%1 words behind the run tag, which are ignored", "line has", "lines have");
    otherTags.report(findings, "%1 another run tag than the first line (" + tag + ")", "line has", "lines have");
    return tag;
}

void reportRanks(std::vector<Finding>* findings, const FindingCounter& contradictions)
{
    contradictions.report(findings, "%1 a rank that contradicts the score: ordered by score, as trec_eval does",
                          "line has", "lines have");
}

Result<TrecRun> readTrecRun(const std::filesystem::path& file, std::vector<Finding>* findings)
{
    TrecRun run;
    FindingCounter contradictions;
    std::unordered_map<std::string, QueryState> states;
    std::string label;
    std::string lastQuery;
    QueryState* state = nullptr;
    const auto tag = eachResult(
        file,
        [&](const ResultLine& result, const LineReader& reader) -> Status {
            if (!state || lastQuery != result.query) {
                label = reader.label();
                lastQuery = result.query;
                state = &states[lastQuery];
                if (!state->documents)
                    state->documents = &run.queries[lastQuery];
            }
            if (state->ranks.contradicts(result.rank, result.score))
                contradictions.add(reader);
            state->documents->push_back({std::string(result.document), result.score});
            state->lines.push_back(reader.lineNumber());
            return ok();
        },
        findings);
    if (!tag)
        return tag.error();
    run.tag = *tag;
    Duplicate duplicate;
    std::string duplicateQuery;
    for (const auto& [query, queryState] : states) {
        if (Duplicate found = findDuplicate(queryState, duplicate.line); found.line > 0) {
            duplicate = std::move(found);
            duplicateQuery = query;
        }
    }
    if (duplicate.line > 0)
        return rankedAgain(label, duplicate.line, duplicate.firstLine, duplicateQuery, duplicate.document);
    reportRanks(findings, contradictions);
    return run;
}

void rankDocuments(std::vector<ScoredDocument>& documents)
{
    // NaN would break the order of the sort itself; it goes last.
    const auto key = [](float score) {
        return std::isnan(score) ? -std::numeric_limits<float>::infinity() : score;
    };
    std::sort(documents.begin(), documents.end(), [&](const ScoredDocument& a, const ScoredDocument& b) {
        const float left = key(a.score);
        const float right = key(b.score);
        return left != right ? left > right : a.document > b.document;
    });
}

} // namespace rw
