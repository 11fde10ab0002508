// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/document.h"
#include "core/report/sections/reportdata.h"

#include <string>
#include <vector>

namespace rw {

std::vector<std::string> agreementHead();
std::vector<Document::Cell> agreementRow(const std::string& name, const Agreement& agreement);
/// The pairs whose score moves most between quantizations, three of each; ids only where texts are not wanted.
Document::Table worstPairsTable(const ReportData& data, const ReportData::Part& part);

} // namespace rw
