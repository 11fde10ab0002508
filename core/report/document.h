// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/drawing.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rw {

/// In a cell: there is no value, or none was measured.
inline constexpr const char* kNoValue = "–";

/// A report before it has a format. Texts are plain UTF-8: escaping is the work of the writers (documentwriter.h).
struct Document
{
    struct Cell
    {
        std::string text;
        std::optional<double> number; // with all digits, for CSV and JSON; the text is rounded
        /// Low and high of an interval, with all digits: two columns in CSV and JSON, one text for people.
        std::optional<std::pair<double, double>> range = {};
        /// A text of the data: any language and direction, long; people get a column of it that wraps.
        bool isQuoted = false;
    };
    struct Table // cells without a value have kNoValue
    {
        std::string name; // "comparison-xquad-en": for --table and as key in JSON
        std::string caption;
        std::vector<std::string> head;
        std::vector<std::vector<Cell>> rows;

        /// Whether a column stands at the right.
        bool isNumeric(std::size_t column) const
        {
            return std::any_of(rows.begin(), rows.end(),
                               [&](const auto& row) { return column < row.size() && row[column].number; });
        }
        bool isRange(std::size_t column) const
        {
            return std::any_of(rows.begin(), rows.end(),
                               [&](const auto& row) { return column < row.size() && row[column].range; });
        }
    };
    struct Figure
    {
        std::string caption; // what it shows; the numbers are in a table
        Drawing drawing;
    };
    struct Heading
    {
        std::string text;
    };
    struct Paragraph
    {
        enum class Kind { Plain, Item, Lead, Note }; // Item: of a list; Lead: the answer; Note: small print
        std::string text;
        Kind kind = Kind::Plain;
    };
    struct Code
    {
        std::string text;
        std::string language; // "yaml", "json", "sh"
    };
    using Block = std::variant<Paragraph, Heading, Table, Figure, Code>;
    struct Section
    {
        std::string id;
        std::string title;
        std::vector<Block> blocks;
    };

    std::string title;
    std::string question;
    std::string date;       // ISO 8601: when the run ended
    std::string status;     // "complete", "partial: 3 of 36 configurations are not finished"
    std::string subtitle;   // of the runs, not of the day of writing
    std::string id;         // SHA-256 of everything else; see identify()
    std::string provenance; // YAML: what it rests on, for programs
    std::vector<Section> sections;
};

} // namespace rw
