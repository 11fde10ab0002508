// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/documentwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <charconv>

namespace rw {

namespace {

std::string replaced(const std::string& text, std::initializer_list<std::pair<char, const char*>> rules)
{
    std::string out;
    for (const char c : text) {
        const auto rule = std::find_if(rules.begin(), rules.end(), [c](const auto& one) { return one.first == c; });
        if (rule != rules.end())
            out += rule->second;
        else
            out += c;
    }
    return out;
}

std::string markdown(const std::string& text)
{
    return replaced(text, {{'\\', "\\\\"},
                           {'|', "\\|"},
                           {'*', "\\*"},
                           {'_', "\\_"},
                           {'`', "\\`"},
                           {'#', "\\#"},
                           {'[', "\\["},
                           {']', "\\]"},
                           {'<', "&lt;"},
                           {'>', "&gt;"},
                           {'\n', " "}});
}

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

std::string allDigits(double value)
{
    std::array<char, 32> text;
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string csvCell(const Document::Cell& cell)
{
    if (cell.number)
        return allDigits(*cell.number);
    if (cell.text.find_first_of(",\"\r\n") == std::string::npos)
        return cell.text;
    return '"' + replaced(cell.text, {{'"', "\"\""}}) + '"';
}

bool isNumber(const Document::Table& table, std::size_t column)
{
    return std::any_of(table.rows.begin(), table.rows.end(),
                       [&](const auto& row) { return column < row.size() && row[column].number; });
}

template <class Visit>
void eachTable(const Document& document, Visit visit)
{
    for (const auto& section : document.sections)
        for (const auto& block : section.blocks)
            if (const auto* table = std::get_if<Document::Table>(&block))
                visit(*table);
}

} // namespace

Result<DocumentFormat> documentFormatOf(std::string_view fileName)
{
    static constexpr std::pair<std::string_view, DocumentFormat> endings[] = {{".html", DocumentFormat::Html},
                                                                              {".md", DocumentFormat::Markdown},
                                                                              {".tex", DocumentFormat::Latex},
                                                                              {".csv", DocumentFormat::Csv},
                                                                              {".json", DocumentFormat::Json}};
    for (const auto& [ending, format] : endings)
        if (fileName.ends_with(ending))
            return format;
    return Error{std::string(fileName) + ": the ending says no format; expected .html, .md, .tex, .csv or .json"};
}

std::string toMarkdown(const Document& document)
{
    std::string out = "# " + markdown(document.title) + "\n\n";
    if (!document.question.empty())
        out += "**" + markdown(document.question) + "**\n\n";
    out += markdown(document.status) + " · " + markdown(document.subtitle) + "\n";
    for (const auto& section : document.sections) {
        out += "\n## " + markdown(section.title) + "\n";
        for (const auto& block : section.blocks) {
            if (const auto* paragraph = std::get_if<Document::Paragraph>(&block)) {
                out += (paragraph->isItem ? "\n- " : "\n") + markdown(paragraph->text) + "\n";
            } else if (const auto* table = std::get_if<Document::Table>(&block)) {
                out += "\n" + markdown(table->caption) + "\n\n|";
                for (const auto& head : table->head)
                    out += ' ' + markdown(head) + " |";
                out += "\n|";
                for (std::size_t i = 0; i < table->head.size(); ++i)
                    out += isNumber(*table, i) ? " ---: |" : " --- |";
                out += '\n';
                for (const auto& row : table->rows) {
                    out += '|';
                    for (const auto& cell : row)
                        out += ' ' + markdown(cell.text) + " |";
                    out += '\n';
                }
            } else if (const auto* code = std::get_if<Document::Code>(&block)) {
                // Longer than any fence inside.
                std::string fence = "```";
                while (code->text.find(fence) != std::string::npos)
                    fence += '`';
                out += "\n" + fence + code->language + "\n" + code->text + "\n" + fence + "\n";
            }
        }
    }
    return out;
}

std::string toLatex(const Document& document)
{
    std::string out = "% " + replaced(document.title, {{'\n', " "}}) + "\n% needs \\usepackage{booktabs}\n";
    eachTable(document, [&](const Document::Table& table) {
        out += "\n\\begin{table}\n\\centering\n\\caption{" + latex(table.caption) + "}\n\\label{tab:" +
               replaced(table.name, {{'_', "-"}, {'{', ""}, {'}', ""}, {'\\', ""}, {'%', ""}, {'#', ""}}) +
               "}\n\\begin{tabular}{";
        for (std::size_t i = 0; i < table.head.size(); ++i)
            out += isNumber(table, i) ? 'r' : 'l';
        out += "}\n\\toprule\n";
        for (std::size_t i = 0; i < table.head.size(); ++i)
            out += (i > 0 ? " & " : "") + latex(table.head[i]);
        out += " \\\\\n\\midrule\n";
        for (const auto& row : table.rows) {
            for (std::size_t i = 0; i < row.size(); ++i)
                out += (i > 0 ? " & " : "") + latex(row[i].text);
            out += " \\\\\n";
        }
        out += "\\bottomrule\n\\end{tabular}\n\\end{table}\n";
    });
    return out;
}

std::string toCsv(const Document& document, std::string_view name)
{
    std::string out;
    eachTable(document, [&](const Document::Table& table) {
        if (!out.empty() || (!name.empty() && table.name != name))
            return;
        const auto line = [&](std::size_t count, const auto& cell) {
            for (std::size_t i = 0; i < count; ++i)
                out += (i > 0 ? "," : "") + cell(i);
            out += "\r\n";
        };
        line(table.head.size(), [&](std::size_t i) { return csvCell({table.head[i], {}}); });
        for (const auto& row : table.rows)
            line(row.size(), [&](std::size_t i) { return csvCell(row[i]); });
    });
    return out;
}

std::string toJson(const Document& document)
{
    const auto text = [](const std::string& value) {
        return QString::fromStdString(value);
    };
    QJsonObject tables;
    QJsonArray paragraphs;
    for (const auto& section : document.sections) {
        for (const auto& block : section.blocks) {
            if (const auto* paragraph = std::get_if<Document::Paragraph>(&block))
                paragraphs << QJsonObject{{QStringLiteral("section"), text(section.id)},
                                          {QStringLiteral("text"), text(paragraph->text)}};
        }
    }
    eachTable(document, [&](const Document::Table& table) {
        QJsonArray rows;
        for (const auto& row : table.rows) {
            QJsonObject object;
            for (std::size_t i = 0; i < std::min(row.size(), table.head.size()); ++i)
                object[text(table.head[i])] =
                    row[i].number ? QJsonValue(*row[i].number) : QJsonValue(text(row[i].text));
            rows << object;
        }
        tables[text(table.name)] =
            QJsonObject{{QStringLiteral("caption"), text(table.caption)}, {QStringLiteral("rows"), rows}};
    });
    return QJsonDocument(QJsonObject{{QStringLiteral("schema"), 1},
                                     {QStringLiteral("title"), text(document.title)},
                                     {QStringLiteral("question"), text(document.question)},
                                     {QStringLiteral("status"), text(document.status)},
                                     {QStringLiteral("paragraphs"), paragraphs},
                                     {QStringLiteral("tables"), tables}})
        .toJson()
        .toStdString();
}

} // namespace rw
