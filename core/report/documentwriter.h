// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/report/document.h"

#include <string>
#include <string_view>

namespace rw {

enum class DocumentFormat { Html, Pdf, Markdown, Latex, Csv, Json };

/// By the ending of a file name (html, pdf, md, tex, csv, json).
Result<DocumentFormat> documentFormatOf(std::string_view fileName);

/// The bytes of a file. `table`: of CSV only. A CSV of a table that is not there is an error.
Result<std::string> writeDocument(const Document& document, DocumentFormat format, std::string_view table = {});

/// One self-contained file: styles, script and plots are inside, a content security policy allows nothing else.
std::string toHtml(const Document& document);
std::string toMarkdown(const Document& document);
/// A4 pages; see pages/pageddocument.h.
Result<std::string> toPdf(const Document& document);
/// Tables for a paper: booktabs; what does not fit on a page is a longtable, which breaks over pages.
std::string toLatex(const Document& document);
/// One table, RFC 4180; an interval is two columns of numbers, what has no value is empty. `table` empty: the first.
/// Empty where there is none of that name.
std::string toCsv(const Document& document, std::string_view table = {});
/// All tables under their names, and the texts.
std::string toJson(const Document& document);

} // namespace rw
