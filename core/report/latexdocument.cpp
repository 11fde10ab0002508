// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/documenttext.h"
#include "core/report/documentwriter.h"

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

std::string label(const Document::Table& table)
{
    return "\\label{tab:" +
           replaced(table.name, {{'_', "-"}, {' ', "-"}, {'{', ""}, {'}', ""}, {'\\', ""}, {'%', ""}, {'#', ""}}) + "}";
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

/// Texts wrap in columns of `share` of the line each; a table of many columns is set small.
std::string columnsOf(const Document::Table& table)
{
    std::string columns = "@{}";
    for (std::size_t i = 0; i < table.head.size(); ++i) {
        std::size_t longest = 0;
        for (const auto& row : table.rows)
            longest = std::max(longest, i < row.size() ? row[i].text.size() : 0);
        // A column of sentences would leave the page.
        columns += table.isNumeric(i) ? "r"
                   : longest > 48     ? (table.head.size() > 6 ? "p{0.2\\linewidth}" : "p{0.4\\linewidth}")
                                      : "l";
    }
    return columns + "@{}";
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

std::string rowsOf(const Document::Table& table)
{
    std::string out;
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            out += (i > 0 ? " & " : "") + breakable(row[i].text);
        out += " \\\\\n";
    }
    return out;
}

std::string latexTable(const Document::Table& table)
{
    std::string head;
    for (std::size_t i = 0; i < table.head.size(); ++i)
        head += (i > 0 ? " & " : "") + headOf(table.head[i], table.isNumeric(i));
    head = "\\toprule\n" + head + " \\\\\n\\midrule\n";
    const std::string size = table.head.size() > 6 ? "\\scriptsize\\setlength{\\tabcolsep}{3pt}%\n" : "";
    if (table.rows.size() <= kRowsOfAFloat)
        return "\n\\begin{table}\n\\centering\n\\caption{" + latex(table.caption) + "}\n" + label(table) + "\n" + size +
               "\\begin{tabular}{" + columnsOf(table) + "}\n" + head + rowsOf(table) +
               "\\bottomrule\n\\end{tabular}\n\\end{table}\n";
    const std::string columns = std::to_string(table.head.size());
    return "\n{" + size + "\\begin{longtable}{" + columnsOf(table) + "}\n\\caption{" + latex(table.caption) + "}" +
           label(table) + "\\\\\n" + head + "\\endfirsthead\n\\multicolumn{" + columns +
           "}{@{}l}{\\tablename\\ \\thetable, continued}\\\\\n" + head + "\\endhead\n\\midrule\n\\multicolumn{" +
           columns + "}{r@{}}{continued on the next page}\\\\\n\\endfoot\n\\bottomrule\n\\endlastfoot\n" +
           rowsOf(table) + "\\end{longtable}}\n";
}

} // namespace

std::string toLatex(const Document& document)
{
    std::string out = "% " + replaced(document.title, {{'\n', " "}}) +
                      "\n% needs \\usepackage{booktabs} and \\usepackage{longtable}; names in Chinese need "
                      "XeLaTeX or LuaLaTeX with ctex\n";
    eachTable(document, [&](const Document::Table& table) { out += latexTable(table); });
    return out;
}

} // namespace rw
