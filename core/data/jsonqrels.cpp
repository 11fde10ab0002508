// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/jsonqrels.h"

#include "core/data/columns.h"
#include "core/data/jsonlines.h"

#include <limits>

namespace rw {

namespace {

constexpr const char* wanted = R"(expected {"qid": ..., "docid": ..., "relevance": ...})";

} // namespace

Result<Qrels> readJsonQrels(const std::filesystem::path& file, std::vector<Finding>* findings)
{
    Result<JsonLines> opened = JsonLines::open(file);
    if (!opened)
        return opened.error();
    JsonLines& lines = *opened;

    Qrels qrels;
    FindingCounter duplicates;
    FindingCounter negatives;
    while (const auto object = lines.next()) {
        simdjson::dom::element queryValue, documentValue, gradeValue;
        if (object->at_key("qid").get(queryValue) || object->at_key("docid").get(documentValue) ||
            object->at_key("relevance").get(gradeValue))
            return lines.error(std::string("a key is missing; ") + wanted);
        const Result<std::string> query = lines.id(queryValue, "qid");
        if (!query)
            return query.error();
        const Result<std::string> document = lines.id(documentValue, "docid");
        if (!document)
            return document.error();
        std::int64_t grade = 0;
        if (gradeValue.get(grade) || grade < std::numeric_limits<int>::min() || grade > std::numeric_limits<int>::max())
            return lines.error("\"relevance\" is no grade; expected a whole number");

        const auto [entry, isNew] = qrels.queries[*query].emplace(*document, int(grade));
        if (!isNew && entry->second != int(grade))
            return lines.error("query " + *query + ", document " + *document + " is judged again, with grade " +
                               std::to_string(grade) + " after " + std::to_string(entry->second) +
                               "; expected one judgment a pair");
        if (!isNew)
            duplicates.add(lines.lines());
        if (grade < 0)
            negatives.add(lines.lines());
    }
    if (Status status = lines.status(); !status)
        return status.error();
    if (qrels.queries.empty())
        return Error{lines.lines().label() + ": no judgments; " + wanted + " a line"};
    reportJudgments(findings, duplicates, negatives);
    return qrels;
}

} // namespace rw
