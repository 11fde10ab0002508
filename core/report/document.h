// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rw {

/// A report before it has a format. Texts are plain UTF-8: escaping is the work of the writers (documentwriter.h).
struct Document
{
    struct Cell
    {
        std::string text;
        std::optional<double> number; // with all digits, for CSV and JSON; the text is rounded
    };
    struct Table
    {
        std::string name; // "comparison-xquad-en": for --table and as key in JSON
        std::string caption;
        std::vector<std::string> head;
        std::vector<std::vector<Cell>> rows;
    };
    /// Means with their 95 % intervals, one line a configuration.
    struct Plot
    {
        struct Line
        {
            std::string label;
            int series = 0; // colour and marker: the place of the model
            double value = 0;
            double low = 0;
            double high = 0;
        };
        std::string caption;
        std::string axis;
        std::vector<Line> lines; // as they are drawn, from above
        double base = std::numeric_limits<double>::quiet_NaN();
        double ceiling = std::numeric_limits<double>::quiet_NaN();
        double reference = std::numeric_limits<double>::quiet_NaN();
    };
    struct Paragraph
    {
        std::string text;
        bool isItem = false; // of a list
    };
    struct Code
    {
        std::string text;
        std::string language; // "yaml", "json", "sh"
    };
    using Block = std::variant<Paragraph, Table, Plot, Code>;
    struct Section
    {
        std::string id;
        std::string title;
        std::vector<Block> blocks;
    };

    std::string title;
    std::string question;
    std::string status;   // "complete", "partial: 3 of 36 configurations are not finished"
    std::string subtitle; // of the runs, not of the day of writing
    std::vector<Section> sections;
};

} // namespace rw
