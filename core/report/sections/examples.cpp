// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"

#include <algorithm>
#include <cmath>

namespace rw {

namespace {

struct Choice
{
    const char* what;
    const InspectedQuery* query;
};

/// Five most improved, five most harmed, three with the same value though one side ranks something else first.
std::vector<Choice> chosenQueries(const Inspection& inspection)
{
    std::vector<const InspectedQuery*> valued;
    for (const auto& query : inspection.queries)
        if (query.difference())
            valued.push_back(&query);
    // Ties in the order of the data set: nobody chooses.
    std::sort(valued.begin(), valued.end(), [](const auto* a, const auto* b) {
        return *a->difference() != *b->difference() ? *a->difference() > *b->difference() : a->place < b->place;
    });
    std::vector<Choice> chosen;
    for (std::size_t i = 0; i < std::min<std::size_t>(5, valued.size()); ++i)
        if (*valued[i]->difference() > 0)
            chosen.push_back({"improved", valued[i]});
    for (std::size_t i = 0; i < std::min<std::size_t>(5, valued.size()); ++i) {
        const auto* query = valued[valued.size() - 1 - i];
        if (*query->difference() < 0)
            chosen.push_back({"harmed", query});
    }
    int same = 0;
    for (const auto* query : valued) {
        if (*query->difference() != 0 || same == 3)
            continue;
        const auto left = inspection.ranking(query->place, inspection.request.left);
        const auto right = inspection.ranking(query->place, inspection.request.right);
        if (left.empty() || right.empty() || left.front() == right.front())
            continue;
        chosen.push_back({"same value", query});
        ++same;
    }
    return chosen;
}

} // namespace

Document::Section examplesSection(const ReportData& data)
{
    Document::Section section;
    for (const auto& part : data.parts) {
        if (!part.examples)
            continue;
        const Inspection& inspection = *part.examples;
        const std::string left = configurationName(*data.unitOf.at(inspection.request.left));
        const std::string right = configurationName(*data.unitOf.at(inspection.request.right));
        Document::Table table{
            "examples-" + part.dataset.name,
            part.dataset.name + ": queries where " + right + " differs from " + left + " in " + data.measure() +
                ". Chosen by rule: the five largest gains, the five largest losses, three of the same "
                "value with another passage first; equal ones in the order of the data set.",
            {"", "query", "reference", "other", "difference", "first of the reference", "first of the other"},
            {}};
        if (!data.request.redact)
            table.head.insert(table.head.begin() + 2, "query text");
        for (const auto& [what, query] : chosenQueries(inspection)) {
            auto& row = table.rows.emplace_back();
            row = {textCell(what), textCell(inspection.candidates->queries[query->place].id)};
            if (!data.request.redact)
                row.push_back(quotedCell(query->text, 160));
            row.push_back(numberCell(query->left));
            row.push_back(numberCell(query->right));
            row.push_back(numberCell(query->difference(), "%+.4f"));
            for (const std::int64_t unit : {inspection.request.left, inspection.request.right}) {
                const auto ranking = inspection.ranking(query->place, unit);
                if (ranking.empty()) {
                    row.push_back(noCell());
                    continue;
                }
                const std::size_t pair = std::size_t(ranking.front());
                const int grade = inspection.candidates->grades[pair];
                std::string said = inspection.candidates->passageId(ranking.front()) +
                                   (grade >= 0 ? ", grade " + std::to_string(grade) : ", not judged");
                const auto text = part.exampleTexts.find(ranking.front());
                if (text == part.exampleTexts.end())
                    row.push_back(textCell(said));
                else
                    row.push_back(quotedCell(said + ": " + text->second, 180));
            }
        }
        if (table.rows.empty())
            section.blocks.push_back(plain(part.dataset.name + ": " + right + " and " + left +
                                           " have the same value for every query and rank the same passage first."));
        else
            section.blocks.push_back(std::move(table));
    }
    return section;
}

std::vector<std::int64_t> examplePairs(const Inspection& inspection)
{
    std::vector<std::int64_t> pairs;
    for (const auto& [what, query] : chosenQueries(inspection))
        for (const std::int64_t unit : {inspection.request.left, inspection.request.right})
            if (const auto ranking = inspection.ranking(query->place, unit); !ranking.empty())
                pairs.push_back(ranking.front());
    return pairs;
}

} // namespace rw
