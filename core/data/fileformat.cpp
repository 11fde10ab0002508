// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/fileformat.h"

#include "core/data/columns.h"
#include "core/data/linereader.h"

#include <simdjson.h>

namespace rw {

namespace {

FileFormat jsonFormat(std::string_view line)
{
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(line.data(), line.size(), true).get(object))
        return FileFormat::Pairs; // whose reader says what is wrong with the line
    simdjson::dom::element ignored;
    if (!object["query"].get(ignored))
        return FileFormat::Pairs;
    if (!object["qid"].get(ignored) && !object["docid"].get(ignored))
        return FileFormat::JsonQrels;
    const bool isText = !object["text"].get(ignored) || !object["_id"].get(ignored);
    return isText ? FileFormat::Texts : FileFormat::Pairs;
}

} // namespace

Result<FileFormat> detectFileFormat(const std::filesystem::path& file)
{
    if (file == "-")
        return FileFormat::Pairs; // it can be read once only
    Result<LineReader> reader = LineReader::open(file);
    if (!reader)
        return reader.error();
    std::string_view line;
    Columns columns;
    while (reader->next(line)) {
        const std::size_t start = line.find_first_not_of(" \t\r");
        if (start == std::string_view::npos || line[start] == '#')
            continue;
        if (line[start] == '{' || line[start] == '[')
            return jsonFormat(line);
        columns.split(line, Columns::WhiteSpace);
        // A line with a column too few is told apart by what it has, so that the right reader complains.
        return columns.count() >= 5 && !columns[4].starts_with('#') ? FileFormat::TrecRun : FileFormat::Qrels;
    }
    if (Status status = reader->status(); !status)
        return status.error();
    return Error{reader->label() + ": is empty; expected data"};
}

std::string describe(FileFormat format)
{
    switch (format) {
    case FileFormat::Pairs:
        return "queries with positives and negatives (JSON lines)";
    case FileFormat::Texts:
        return "documents or queries (JSON lines)";
    case FileFormat::Qrels:
        return "judgments (qrels)";
    case FileFormat::JsonQrels:
        return "judgments (JSON lines)";
    case FileFormat::TrecRun:
        return "a TREC run";
    }
    return {};
}

} // namespace rw
