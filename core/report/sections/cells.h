// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/document.h"
#include "core/stats/bootstrap.h"

#include <cstdint>
#include <optional>
#include <string>

namespace rw {

/// Texts and cells that all sections of a report write alike: decimal points, whatever the locale.

std::string numberText(double value, const char* format = "%.4f");
Document::Cell textCell(const std::string& text);
/// A text of the data on one line, cut after about `letters`; a CJK character counts as two.
Document::Cell quotedCell(const std::string& text, std::size_t letters = 280);
Document::Cell numberCell(double value, const char* format = "%.4f");
Document::Cell numberCell(const std::optional<double>& value, const char* format = "%.4f");
Document::Cell countCell(std::int64_t value);
Document::Cell noCell();
Document::Cell rangeCell(const std::optional<Interval>& interval);
std::string rangeText(const std::optional<Interval>& interval);
/// "12.3 MiB", "4.56 GiB"
std::string bytesText(std::int64_t bytes);

Document::Paragraph plain(std::string text);
Document::Paragraph item(std::string text);
Document::Paragraph note(std::string text);

} // namespace rw
