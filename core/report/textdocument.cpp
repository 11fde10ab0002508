// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/csvtext.h"
#include "core/report/documenttext.h"
#include "core/report/documentwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace rw {

namespace {

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

} // namespace

Result<DocumentFormat> documentFormatOf(std::string_view fileName)
{
    static constexpr std::pair<std::string_view, DocumentFormat> endings[] = {
        {".html", DocumentFormat::Html}, {".pdf", DocumentFormat::Pdf}, {".md", DocumentFormat::Markdown},
        {".tex", DocumentFormat::Latex}, {".csv", DocumentFormat::Csv}, {".json", DocumentFormat::Json}};
    for (const auto& [ending, format] : endings)
        if (fileName.ends_with(ending))
            return format;
    return Error{std::string(fileName) + ": the ending says no format; expected .html, .pdf, .md, .tex, .csv or .json"};
}

Result<std::string> writeDocument(const Document& document, DocumentFormat format, std::string_view table)
{
    switch (format) {
    case DocumentFormat::Html:
        return toHtml(document);
    case DocumentFormat::Pdf:
        return toPdf(document);
    case DocumentFormat::Markdown:
        return toMarkdown(document);
    case DocumentFormat::Latex:
        return toLatex(document);
    case DocumentFormat::Json:
        return toJson(document);
    case DocumentFormat::Csv:
        break;
    }
    std::string csv = toCsv(document, table);
    if (csv.empty())
        return Error{table.empty() ? "there is no table yet: no configuration is finished"
                                   : "there is no table \"" + std::string(table) + "\""};
    return csv;
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
                using Kind = Document::Paragraph::Kind;
                const std::string text = markdown(paragraph->text);
                out += paragraph->kind == Kind::Item   ? "\n- " + text + "\n"
                       : paragraph->kind == Kind::Lead ? "\n**" + text + "**\n"
                                                       : "\n" + text + "\n";
            } else if (const auto* heading = std::get_if<Document::Heading>(&block)) {
                out += "\n### " + markdown(heading->text) + "\n";
            } else if (const auto* table = std::get_if<Document::Table>(&block)) {
                out += "\n" + markdown(table->caption) + "\n\n|";
                for (const auto& head : table->head)
                    out += ' ' + markdown(head) + " |";
                out += "\n|";
                for (std::size_t i = 0; i < table->head.size(); ++i)
                    out += table->isNumeric(i) ? " ---: |" : " --- |";
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

std::string toCsv(const Document& document, std::string_view name)
{
    std::string out;
    eachTable(document, [&](const Document::Table& table) {
        if (!out.empty() || (!name.empty() && table.name != name))
            return;
        const auto line = [&](const auto& cells) { // cells(column) gives the texts that the column has
            std::string separator;
            for (std::size_t i = 0; i < table.head.size(); ++i) {
                for (const std::string& text : cells(i)) {
                    out += separator + text;
                    separator = ",";
                }
            }
            out += "\r\n";
        };
        line([&](std::size_t i) -> std::vector<std::string> {
            if (table.isRange(i))
                return {csvText(table.head[i] + " low"), csvText(table.head[i] + " high")};
            return {csvText(table.head[i])};
        });
        for (const auto& row : table.rows)
            line([&](std::size_t i) -> std::vector<std::string> {
                const Document::Cell cell = i < row.size() ? row[i] : Document::Cell{};
                if (cell.range)
                    return {allDigits(cell.range->first), allDigits(cell.range->second)};
                if (table.isRange(i))
                    return {{}, {}};
                if (cell.number)
                    return {allDigits(*cell.number)};
                // A number that was not measured is nothing, not a dash.
                return {table.isNumeric(i) && cell.text == kNoValue ? std::string() : csvText(cell.text)};
            });
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
            for (std::size_t i = 0; i < std::min(row.size(), table.head.size()); ++i) {
                const Document::Cell& cell = row[i];
                if (table.isRange(i)) {
                    object[text(table.head[i] + " low")] = cell.range ? QJsonValue(cell.range->first) : QJsonValue();
                    object[text(table.head[i] + " high")] = cell.range ? QJsonValue(cell.range->second) : QJsonValue();
                } else if (cell.number) {
                    object[text(table.head[i])] = *cell.number;
                } else {
                    object[text(table.head[i])] =
                        table.isNumeric(i) && cell.text == kNoValue ? QJsonValue() : QJsonValue(text(cell.text));
                }
            }
            rows << object;
        }
        tables[text(table.name)] =
            QJsonObject{{QStringLiteral("caption"), text(table.caption)}, {QStringLiteral("rows"), rows}};
    });
    return QJsonDocument(QJsonObject{{QStringLiteral("schema"), 2},
                                     {QStringLiteral("title"), text(document.title)},
                                     {QStringLiteral("question"), text(document.question)},
                                     {QStringLiteral("status"), text(document.status)},
                                     {QStringLiteral("id"), text(document.id)},
                                     {QStringLiteral("paragraphs"), paragraphs},
                                     {QStringLiteral("tables"), tables}})
        .toJson()
        .toStdString();
}

} // namespace rw
