// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/documenttext.h"
#include "core/report/documentwriter.h"

#include <algorithm>
#include <cctype>

namespace rw {

namespace {

constexpr std::size_t kRowsOfAFloat = 30; // more do not fit on a page: the table breaks

std::string latex(const std::string& text)
{
    return replaced(text, {{'\\', "\\textbackslash{}"},
                           {'&', "\\&"},
                           {'%', "\\%"},
                           {'$', "\\$"},
                           {'#', "\\#"},
                           {'_', "\\_"},
                           {'{', "\\{"},
                           {'}', "\\}"},
                           {'~', "\\textasciitilde{}"},
                           {'^', "\\textasciicircum{}"},
                           {'\n', " "}});
}

std::string labelName(const std::string& table)
{
    return "tab:" + replaced(table, {{'_', "-"}, {' ', "-"}, {'{', ""}, {'}', ""}, {'\\', ""}, {'%', ""}, {'#', ""}});
}

std::string label(const std::string& table)
{
    return "\\label{" + labelName(table) + "}";
}

/// Hashes are words longer than any column: they may break after each eight letters.
std::string breakable(const std::string& text)
{
    std::string out;
    std::size_t word = 0; // letters since the last blank
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isLong = word > 0 && word % 8 == 0 && std::min(text.find(' ', i), text.size()) - (i - word) > 32;
        if (isLong && std::isxdigit(static_cast<unsigned char>(text[i])))
            out += "\\allowbreak{}";
        out += latex(std::string(1, text[i]));
        word = text[i] == ' ' ? 0 : word + 1;
    }
    return out;
}

/// A line of an article (345 pt) in digits of footnotesize, and the gap between two columns in the same.
constexpr double kLineDigits = 81, kGapDigits = 1.4;
constexpr std::size_t kMostInOneLine = 6; // columns of a table in the size of the text
constexpr std::size_t kSentence = 48;     // a column of longer cells would leave the page: it wraps

std::size_t lettersOf(const std::string& text)
{
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::size_t longestCell(const Document::Table& table, std::size_t column)
{
    std::size_t longest = 0;
    for (const auto& row : table.rows)
        longest = std::max(longest, column < row.size() ? lettersOf(row[column].text) : 0);
    return longest;
}

/// Long heads stand in two lines, so that a column is no wider than its numbers need.
std::string headOf(const std::string& head, bool atRight)
{
    const std::string safe = latex(head);
    const std::size_t middle = safe.size() / 2;
    const std::size_t after = safe.find(' ', middle), before = safe.rfind(' ', middle);
    const std::size_t gap = after == std::string::npos         ? before
                            : before == std::string::npos      ? after
                            : after - middle < middle - before ? after
                                                               : before;
    if (safe.size() < 12 || gap == std::string::npos)
        return safe;
    return std::string("\\shortstack[") + (atRight ? "r" : "l") + "]{" + safe.substr(0, gap) + "\\\\" +
           safe.substr(gap + 1) + "}";
}

/// Some columns of a table, to stand in one line of the page.
using ColumnList = std::vector<std::size_t>;

bool wraps(const Document::Table& table, std::size_t column)
{
    return !table.isNumeric(column) && longestCell(table, column) > kSentence;
}

/// In digits, of a table that is set small.
double widthOf(const Document::Table& table, std::size_t column)
{
    if (wraps(table, column))
        return kLineDigits / 4;
    const std::size_t head = lettersOf(table.head[column]);
    return double(std::max(longestCell(table, column), head < 12 ? head : head / 2 + 2));
}

/// The columns in lines of at most `room` digits. Each begins with the first column, and an interval stays beside the
/// number that it is of.
std::vector<ColumnList> linesOf(const Document::Table& table, double room)
{
    std::vector<ColumnList> lines{{0}};
    double used = widthOf(table, 0);
    for (std::size_t i = 1; i < table.head.size();) {
        ColumnList together{i};
        double width = kGapDigits + widthOf(table, i);
        while (++i < table.head.size() && table.isRange(i)) {
            width += kGapDigits + widthOf(table, i);
            together.push_back(i);
        }
        if (used + width > room && lines.back().size() > 1) {
            lines.push_back({0});
            used = widthOf(table, 0);
        }
        used += width;
        lines.back().insert(lines.back().end(), together.begin(), together.end());
    }
    return lines;
}

/// A table that is too wide for a page is several tables, about equally wide: smaller letters nobody would read.
std::vector<ColumnList> partsOf(const Document::Table& table)
{
    auto parts = linesOf(table, kLineDigits);
    for (double room = kLineDigits - 1; room > 0; --room) {
        auto narrower = linesOf(table, room);
        if (narrower.size() > parts.size())
            break;
        parts = std::move(narrower);
    }
    return parts;
}

/// Texts wrap in what the other columns leave.
std::string columnsOf(const Document::Table& table, const ColumnList& columns)
{
    double left = kLineDigits - kGapDigits * double(columns.size() - 1);
    int texts = 0;
    for (const std::size_t i : columns) {
        left -= wraps(table, i) ? 0 : widthOf(table, i);
        texts += wraps(table, i);
    }
    const int percent = texts > 0 ? std::clamp(int(100 * left / kLineDigits / texts), 15, 80) : 0;
    const std::string text = "p{0." + std::to_string(percent) + "\\linewidth}";
    std::string out = "@{}";
    for (const std::size_t i : columns)
        out += table.isNumeric(i) || table.isRange(i) ? "r" : wraps(table, i) ? text : "l";
    return out + "@{}";
}

bool hasTexts(const Document::Table& table)
{
    for (std::size_t i = 0; i < table.head.size(); ++i)
        if (wraps(table, i))
            return true;
    return false;
}

/// A hyphen is no minus.
std::string cellOf(const Document::Cell& cell)
{
    std::string text = breakable(cell.text);
    if (!cell.number && !cell.range)
        return text;
    for (std::size_t at = 0; (at = text.find('-', at)) != std::string::npos; at += 3)
        text.replace(at, 1, "$-$");
    return text;
}

std::string rowsOf(const Document::Table& table, const ColumnList& columns)
{
    std::string out;
    for (const auto& row : table.rows) {
        for (const std::size_t i : columns)
            out += (i != columns.front() ? " & " : "") + (i < row.size() ? cellOf(row[i]) : std::string());
        out += " \\\\\n";
    }
    return out;
}

/// `part`: 0 is the first one. The others say what they go on with.
std::string captionOf(const Document::Table& table, const ColumnList& columns, std::size_t part)
{
    if (part == 0)
        return "\\caption{" + latex(table.caption) + "}" + label(table.name);
    std::string names;
    for (const std::size_t i : columns)
        names += i == columns.front() ? "" : (names.empty() ? "" : ", ") + latex(table.head[i]);
    return "\\caption{Table~\\ref{" + labelName(table.name) + "}, continued: " + names + ".}" +
           label(table.name + "-" + std::to_string(part + 1));
}

std::string latexTable(const Document::Table& table, const ColumnList& columns, std::size_t part)
{
    std::string head;
    for (const std::size_t i : columns)
        head += (i != columns.front() ? " & " : "") + headOf(table.head[i], table.isNumeric(i) || table.isRange(i));
    head = "\\toprule\n" + head + " \\\\\n\\midrule\n";
    const bool isSmall = table.head.size() > kMostInOneLine || hasTexts(table);
    const std::string size = isSmall ? "\\footnotesize\\setlength{\\tabcolsep}{3pt}%\n" : "";
    const std::string caption = captionOf(table, columns, part);
    if (table.rows.size() <= kRowsOfAFloat)
        return "\n\\begin{table}\n\\centering\n" + caption + "\n" + size + "\\begin{tabular}{" +
               columnsOf(table, columns) + "}\n" + head + rowsOf(table, columns) +
               "\\bottomrule\n\\end{tabular}\n\\end{table}\n";
    const std::string count = std::to_string(columns.size());
    return "\n{" + size + "\\begin{longtable}{" + columnsOf(table, columns) + "}\n" + caption + "\\\\\n" + head +
           "\\endfirsthead\n\\multicolumn{" + count + "}{@{}l}{\\tablename\\ \\thetable, continued}\\\\\n" + head +
           "\\endhead\n\\midrule\n\\multicolumn{" + count +
           "}{r@{}}{continued on the next page}\\\\\n\\endfoot\n\\bottomrule\n\\endlastfoot\n" +
           rowsOf(table, columns) + "\\end{longtable}}\n";
}

} // namespace

std::string toLatex(const Document& document)
{
    std::string out = "% " + replaced(document.title, {{'\n', " "}}) +
                      "\n% needs \\usepackage{booktabs} and \\usepackage{longtable}; names in Chinese need "
                      "XeLaTeX or LuaLaTeX with ctex\n";
    eachTable(document, [&](const Document::Table& table) {
        if (table.head.empty())
            return;
        const auto parts = partsOf(table);
        for (std::size_t part = 0; part < parts.size(); ++part)
            out += latexTable(table, parts[part], part);
    });
    return out;
}

} // namespace rw
