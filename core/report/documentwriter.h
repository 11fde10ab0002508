// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/report/document.h"

#include <string>
#include <string_view>

namespace rw {

enum class DocumentFormat { Html, Markdown, Latex, Csv, Json };

/// By the ending of a file name (html, md, tex, csv, json).
Result<DocumentFormat> documentFormatOf(std::string_view fileName);

/// One self-contained file: styles, script and plots are inside, a content security policy allows nothing else.
std::string toHtml(const Document& document);
std::string toMarkdown(const Document& document);
/// Tables for a paper (booktabs).
std::string toLatex(const Document& document);
/// One table, RFC 4180; `table` empty: the first. Empty where there is none of that name.
std::string toCsv(const Document& document, std::string_view table = {});
/// All tables under their names, and the texts.
std::string toJson(const Document& document);

} // namespace rw
