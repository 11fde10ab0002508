// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/notes.h"
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"
#include "core/store/workspacereader.h"

#include <set>

namespace rw {

Result<Document::Section> readNotesSection(WorkspaceReader& reader, const std::filesystem::path& workspace,
                                           std::int64_t run, bool redact)
{
    Document::Section section;
    const auto units = reader.units(run);
    if (!units)
        return units.error();
    std::set<std::pair<std::int64_t, std::string>> datasets; // in the order of the workspace
    for (const auto& unit : *units)
        datasets.emplace(unit.dataset, unit.datasetName);
    for (const auto& [dataset, name] : datasets) {
        const auto notes = readNotes(workspace, dataset);
        if (!notes)
            return notes.error();
        if (notes->empty())
            continue;
        const auto queries = reader.queryTexts(dataset);
        if (!queries)
            return queries.error();
        Document::Table table{
            "notes-" + name, name + ": what was noted on queries, in the order of the data set.", {"query"}, {}};
        if (redact)
            table.caption += " The notes themselves are left out: they may quote texts.";
        else
            table.head.insert(table.head.end(), {"query text", "note"});
        for (const auto& [id, text] : *queries) {
            const auto note = notes->find(id);
            if (note == notes->end())
                continue;
            auto& row = table.rows.emplace_back();
            row.push_back(textCell(id));
            if (!redact) {
                row.push_back(quotedCell(text, 160));
                row.push_back({note->second, {}, {}, true});
            }
        }
        section.blocks.push_back(std::move(table));
    }
    return section;
}

Document::Section notesSection(const ReportData& data)
{
    return data.notes;
}

} // namespace rw
