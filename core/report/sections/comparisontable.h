// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/document.h"
#include "core/report/sections/reportdata.h"

#include <string>
#include <vector>

namespace rw {

/// The table that compares configurations with a reference: head, and a row for each of them.
std::vector<std::string> comparisonHead(const std::string& measure);
/// `difference` null: of the reference itself.
std::vector<Document::Cell> comparisonRow(const ReportData& data, const SystemResult& system,
                                          const SystemDifference* difference);

} // namespace rw
