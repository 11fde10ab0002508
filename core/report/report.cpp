// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report.h"

#include "core/report/documentwriter.h"
#include "core/report/sections/sections.h"

#include <QCryptographicHash>

#include <algorithm>

namespace rw {

namespace {

struct Kind
{
    const char* id;
    const char* title;
    Document::Section (*make)(const ReportData& data);
};

constexpr Kind kinds[] = {{"summary", "Summary", summarySection},
                          {"setup", "Setup", setupSection},
                          {"quality", "Quality", qualitySection},
                          {"length", "Length", lengthSection},
                          {"quantization", "Quantization", quantizationSection},
                          {"layers", "Cut-off layers", layersSection},
                          {"performance", "Performance", performanceSection},
                          {"agreement", "Agreement", agreementSection},
                          {"examples", "Examples", examplesSection},
                          {"notes", "Notes", notesSection},
                          {"problems", "Problems", problemsSection},
                          {"method", "Method", methodSection},
                          {"provenance", "Provenance", provenanceSection}};

/// "complete", or what a reader must know before the first number.
std::string statusOf(const ReportData& data)
{
    const auto unfinished =
        std::count_if(data.units.begin(), data.units.end(), [](const UnitRecord& unit) { return !isFinished(unit); });
    std::string status = unfinished == 0 ? "complete"
                                         : "partial: " + std::to_string(unfinished) + " of " +
                                               std::to_string(data.units.size()) + " configurations are not finished";
    if (std::any_of(data.models.begin(), data.models.end(), [](const ModelRecord& model) { return model.untrained; }))
        status += "; with untrained models";
    if (std::any_of(data.facts.lanes.begin(), data.facts.lanes.end(),
                    [](const RunFacts::Lane& lane) { return lane.foreignOnGpu.value_or(0) > 0; }))
        status += "; other processes were on the GPU";
    return status;
}

/// Of everything in it: who has two files sees whether they say the same.
void identify(Document& document)
{
    document.id.clear();
    document.id = QCryptographicHash::hash(QByteArray::fromStdString(toJson(document) + document.provenance),
                                           QCryptographicHash::Sha256)
                      .toHex()
                      .toStdString();
}

} // namespace

const std::vector<std::pair<std::string, std::string>>& reportSections()
{
    static const auto sections = [] {
        std::vector<std::pair<std::string, std::string>> all;
        for (const Kind& kind : kinds)
            all.emplace_back(kind.id, kind.title);
        return all;
    }();
    return sections;
}

Result<Document> makeReport(const std::filesystem::path& workspace, const ReportRequest& request)
{
    for (const std::string& id : request.sections)
        if (std::none_of(std::begin(kinds), std::end(kinds), [&](const Kind& kind) { return kind.id == id; }))
            return Error{"there is no section \"" + id + "\" in a report"};
    auto reader = WorkspaceReader::open(workspace);
    if (!reader)
        return reader.error();
    const auto data = readReportData(**reader, workspace, request);
    if (!data)
        return data.error();

    Document document;
    document.title = request.title.empty() ? data->run.name : request.title;
    document.question = request.question;
    document.status = statusOf(*data);
    document.subtitle = "run " + std::to_string(data->run.id) + ", started " + data->run.startedAt +
                        (data->run.endedAt.empty() ? "" : ", ended " + data->run.endedAt) + ", " + data->run.machine;
    document.date = data->run.endedAt.empty() ? data->run.startedAt : data->run.endedAt;
    document.provenance = provenanceYaml(*data);
    const auto& wanted = request.sections;
    for (const Kind& kind : kinds) {
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), kind.id) == wanted.end())
            continue;
        Document::Section section = kind.make(*data);
        section.id = kind.id;
        section.title = kind.title;
        if (!section.blocks.empty())
            document.sections.push_back(std::move(section));
    }
    identify(document);
    return document;
}

Status readNotesAgain(Document& whole, const std::filesystem::path& workspace, const ReportRequest& request)
{
    auto reader = WorkspaceReader::open(workspace);
    if (!reader)
        return reader.error();
    std::int64_t run = request.run;
    if (run == 0) {
        const auto runs = (*reader)->runs();
        if (!runs)
            return runs.error();
        run = runs->empty() ? 0 : runs->front().id;
    }
    auto section = readNotesSection(**reader, workspace, run, request.redact);
    if (!section)
        return section.error();
    const auto placeOf = [](const std::string& id) {
        return std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& kind) { return kind.id == id; });
    };
    const auto kind = placeOf("notes");
    std::erase_if(whole.sections, [&](const Document::Section& one) { return one.id == kind->id; });
    if (!section->blocks.empty()) {
        section->id = kind->id;
        section->title = kind->title;
        const auto after = std::find_if(whole.sections.begin(), whole.sections.end(),
                                        [&](const Document::Section& one) { return placeOf(one.id) > kind; });
        whole.sections.insert(after, std::move(*section));
    }
    identify(whole);
    return ok();
}

Document arranged(Document whole, const std::string& title, const std::string& question,
                  const std::vector<std::string>& sections)
{
    if (!title.empty())
        whole.title = title;
    whole.question = question;
    if (!sections.empty())
        std::erase_if(whole.sections, [&](const Document::Section& section) {
            return std::find(sections.begin(), sections.end(), section.id) == sections.end();
        });
    identify(whole);
    return whole;
}

} // namespace rw
