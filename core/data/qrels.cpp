// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/qrels.h"

#include "core/base/counted.h"
#include "core/data/columns.h"
#include "core/data/dataset.h"
#include "core/data/linereader.h"

namespace rw {

namespace {

/// The names that BEIR and its imitators give the first column of their header.
bool isTsvHeader(const Columns& columns)
{
    const std::string_view first = columns[0];
    return columns.count() >= 3 &&
           (first == "query-id" || first == "query_id" || first == "qid" || first == "queryid") &&
           !toNumber<int>(columns[columns.count() - 1]);
}

struct Layout
{
    bool tsv = false;
    std::size_t columns() const { return tsv ? 3 : 4; }
    const char* wanted() const
    {
        return tsv ? "expected query-id, corpus-id and score with tabs between them (BEIR TSV)"
                   : "expected \"query iteration document grade\" (TREC qrels), or BEIR TSV with its header";
    }
};

} // namespace

Status eachJudgment(const std::filesystem::path& file,
                    const std::function<Status(const JudgmentLine&, const LineReader&)>& sink)
{
    Result<LineReader> opened = LineReader::open(file);
    if (!opened)
        return opened.error();
    LineReader& reader = *opened;

    Layout layout;
    bool isFirst = true;
    bool isEmpty = true;
    std::string_view line;
    Columns columns;
    while (reader.next(line)) {
        // Ids in BEIR TSV may hold spaces; in TREC files any white space separates.
        columns.split(line, layout.tsv ? Columns::Tabs : Columns::WhiteSpace);
        if (columns.isBlank() || (!layout.tsv && columns[0].starts_with('#')))
            continue;
        if (isFirst) {
            isFirst = false;
            if (isTsvHeader(columns)) {
                layout.tsv = true;
                continue;
            }
        }
        if (!layout.tsv && columns.count() > 4 && columns[4].starts_with('#'))
            columns.truncate(4);
        if (columns.count() != layout.columns()) {
            std::string what = counted(columns.count(), "column", "columns") + "; ";
            what += layout.wanted();
            if (layout.tsv) {
                columns.split(line, Columns::WhiteSpace);
                if (columns.count() == 4)
                    what =
                        "a TREC qrels line below a BEIR TSV header; expected query-id, corpus-id and score with tabs "
                        "between them, or no header";
            }
            return reader.error(what);
        }

        const JudgmentLine judgment{columns[0], columns[layout.tsv ? 1 : 2], 0};
        const std::string_view gradeText = columns[layout.columns() - 1];
        if (judgment.query.empty() || judgment.document.empty())
            return reader.error(std::string("the ") + (judgment.query.empty() ? "query" : "document") +
                                " id is empty; " + layout.wanted());
        const std::optional<int> grade = toInteger(gradeText);
        if (!grade)
            return reader.error("grade \"" + std::string(gradeText) + "\"; expected a whole number");
        isEmpty = false;
        if (Status status = sink({judgment.query, judgment.document, *grade}, reader); !status)
            return status;
    }
    if (Status status = reader.status(); !status)
        return status;
    if (isEmpty)
        return Error{reader.label() + ": no judgments; " + Layout().wanted()};
    return ok();
}

Error judgedAgain(std::string_view place, std::string_view query, std::string_view document, int grade, int before)
{
    return Error{std::string(place) + ": query " + std::string(query) + ", document " + std::string(document) +
                 " is judged again, with grade " + std::to_string(grade) + " after " + std::to_string(before) +
                 "; expected one judgment a pair"};
}

Result<Qrels> readQrels(const std::filesystem::path& file, std::vector<Finding>* findings)
{
    Qrels qrels;
    FindingCounter duplicates;
    FindingCounter negatives;
    std::string lastQuery;
    Qrels::Documents* documents = nullptr; // of lastQuery: lines of one query usually stand together
    const Status status = eachJudgment(file, [&](const JudgmentLine& judgment, const LineReader& reader) -> Status {
        if (!documents || lastQuery != judgment.query) {
            lastQuery = judgment.query;
            documents = &qrels.queries[lastQuery];
        }
        const auto [entry, isNew] = documents->emplace(judgment.document, judgment.grade);
        if (!isNew && entry->second != judgment.grade)
            return judgedAgain(reader.place(), lastQuery, entry->first, judgment.grade, entry->second);
        if (!isNew)
            duplicates.add(reader);
        if (judgment.grade < 0)
            negatives.add(reader);
        return ok();
    });
    if (!status)
        return status.error();
    reportJudgments(findings, duplicates, negatives);
    return qrels;
}

} // namespace rw
