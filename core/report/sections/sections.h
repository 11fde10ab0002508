// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/document.h"
#include "core/report/sections/reportdata.h"

namespace rw {

/// The sections of a report, in their order. A section without blocks is left out.
Document::Section summarySection(const ReportData& data);
Document::Section setupSection(const ReportData& data);
Document::Section qualitySection(const ReportData& data);
Document::Section lengthSection(const ReportData& data);
Document::Section quantizationSection(const ReportData& data);
Document::Section layersSection(const ReportData& data);
Document::Section performanceSection(const ReportData& data);
Document::Section agreementSection(const ReportData& data);
Document::Section examplesSection(const ReportData& data);
Document::Section notesSection(const ReportData& data);
Document::Section problemsSection(const ReportData& data);
Document::Section methodSection(const ReportData& data);
Document::Section provenanceSection(const ReportData& data);

/// What was noted on queries of the data sets of a run. `redact`: only on which, for notes may quote texts.
Result<Document::Section> readNotesSection(WorkspaceReader& reader, const std::filesystem::path& workspace,
                                           std::int64_t run, bool redact);

/// The block of the provenance section, for programs: YAML whose texts are JSON strings. Lists model, data, program,
/// machine and conditions; without folders, hosts and users unless the request wants them.
std::string provenanceYaml(const ReportData& data);

} // namespace rw
