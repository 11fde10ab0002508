// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/documenttext.h"
#include "core/report/documentwriter.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <array>
#include <cstdio>
#include <optional>

namespace rw {

namespace {

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--text:#1b1d21;--muted:#5a616c;--line:#cfd4da;--row:#e3e6ea;--ground:#fff;--head:#f8f9fa;--accent:#4150c4}
@media(prefers-color-scheme:dark){:root{--text:#e4e6ea;--muted:#a2a8b3;--line:#3c4047;--row:#2e3136;--ground:#1f2023;--head:#232428;--accent:#95a1ff}}
body{font:15px/1.5 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif;color:var(--text);background:var(--ground);max-width:72rem;margin:2rem auto;padding:0 1.5rem}
h1{font-size:1.7rem;margin:0}h2{font-size:1.2rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
.muted,figcaption,caption{color:var(--muted);font-size:.87rem}.status{display:inline-block;border:1px solid var(--line);border-radius:4px;padding:0 .5rem;font-size:.87rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.87rem;margin:.4rem 0}
caption{text-align:left;padding:.3rem 0}th,td{padding:.22rem .7rem;border-bottom:1px solid var(--row);text-align:left;vertical-align:top}
th{background:var(--head);vertical-align:bottom;min-width:3.2rem}td.n,th.n{text-align:right}td{overflow-wrap:anywhere}td.n,td:first-child{white-space:nowrap}
th button{all:unset;cursor:pointer}th button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}th button:hover{text-decoration:underline}
th[aria-sort=ascending] button::after{content:" \2191"}th[aria-sort=descending] button::after{content:" \2193"}
pre{background:var(--head);border:1px solid var(--row);padding:.7rem;overflow-x:auto;font-size:.8rem}
.lead{font-size:1.07rem;font-weight:600}h3{font-size:1rem;margin:1.3rem 0 .3rem}td.q{min-width:14rem;max-width:26rem;overflow-wrap:anywhere}
figure{margin:.6rem 0}nav a{margin-right:1rem}a{color:var(--accent)}
@page{size:A4;margin:14mm}
@media print{:root{color-scheme:light;--text:#000;--muted:#444;--line:#999;--row:#ccc;--ground:#fff;--head:#fff;--accent:#000}
html{font-size:9.5pt}body{font-size:1rem;line-height:1.35;max-width:none;margin:0;padding:0}nav{display:none}
h1{font-size:1.4rem}h2{margin:.8rem 0 .3rem}h3{margin:.5rem 0 .1rem}p,ul{margin:.2rem 0}figure{margin:.2rem 0}.lead{font-size:1em}
#summary{font-size:8.5pt;line-height:1.25}#summary table{font-size:7pt;margin:.1rem 0}#summary td{white-space:nowrap}#summary caption,#summary figcaption,#summary .muted{font-size:7.5pt}.scroll{overflow:visible}
h2,caption{break-after:avoid}thead{display:table-header-group}tr,figure{break-inside:avoid}#summary{break-after:page}
table{font-size:7.5pt;width:100%}th{white-space:normal}th,td{padding:.12rem .3rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:7pt}}
)";

// Makes the heads of tables buttons that sort; without it nothing is missing but that. Cells without a value stay last.
constexpr const char* kScript = R"(
document.querySelectorAll('thead th').forEach(function(th){
var button=document.createElement('button');button.type='button';button.append(...th.childNodes);th.append(button);
button.addEventListener('click',function(){
var down=th.getAttribute('aria-sort')==='ascending',i=th.cellIndex,body=th.closest('table').tBodies[0];
th.parentNode.querySelectorAll('[aria-sort]').forEach(function(o){o.removeAttribute('aria-sort')});
th.setAttribute('aria-sort',down?'descending':'ascending');
function value(row){var c=row.cells[i];return c.dataset.v!==undefined?parseFloat(c.dataset.v):th.classList.contains('n')?NaN:c.textContent}
[...body.rows].map(function(row){return{row:row,value:value(row)}}).sort(function(a,b){
var p=a.value,q=b.value,v=p===p,w=q===q;if(!v||!w)return w-v;
var d=typeof p==='number'&&typeof q==='number'?p-q:String(p).localeCompare(String(q));return down?-d:d
}).forEach(function(o){body.append(o.row)})})});
)";

std::string hashOf(const std::string& text)
{
    return "'sha256-" +
           QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256)
               .toBase64()
               .toStdString() +
           "'";
}

std::string number(double value, const char* format = "%.1f")
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

struct Writer
{
    std::string& out;
    bool inList = false;

    void endList()
    {
        if (inList)
            out += "</ul>\n";
        inList = false;
    }
    void operator()(const Document::Heading& heading)
    {
        endList();
        out += "<h3>" + escapedXml(heading.text) + "</h3>\n";
    }
    void operator()(const Document::Paragraph& paragraph)
    {
        using Kind = Document::Paragraph::Kind;
        if (paragraph.kind != Kind::Item) {
            endList();
            out += (paragraph.kind == Kind::Lead   ? "<p class=\"lead\">"
                    : paragraph.kind == Kind::Note ? "<p class=\"muted\">"
                                                   : "<p>") +
                   escapedXml(paragraph.text) + "</p>\n";
            return;
        }
        if (!inList)
            out += "<ul>\n";
        inList = true;
        out += "<li>" + escapedXml(paragraph.text) + "</li>\n";
    }
    void operator()(const Document::Table& table)
    {
        endList();
        out += "<div class=\"scroll\"><table><caption>" + escapedXml(table.caption) + "</caption><thead><tr>";
        for (std::size_t i = 0; i < table.head.size(); ++i)
            out += (table.isNumeric(i) || table.isRange(i) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">") +
                   escapedXml(table.head[i]) + "</th>";
        out += "</tr></thead><tbody>\n";
        for (const auto& row : table.rows) {
            out += "<tr>";
            for (std::size_t i = 0; i < row.size(); ++i) {
                const auto value = row[i].range ? std::optional(row[i].range->first) : row[i].number;
                out += table.isNumeric(i) || table.isRange(i) ? "<td class=\"n\"" : "<td";
                if (row[i].isQuoted) // of any language and direction
                    out += " class=\"q\" dir=\"auto\"";
                out +=
                    (value ? " data-v=\"" + number(*value, "%.9g") + "\">" : ">") + escapedXml(row[i].text) + "</td>";
            }
            out += "</tr>\n";
        }
        out += "</tbody></table></div>\n";
    }
    void operator()(const Document::Figure& figure)
    {
        endList();
        if (!figure.drawing.parts.empty())
            out += "<figure>" + toSvg(figure.drawing, figure.caption) + "<figcaption>" + escapedXml(figure.caption) +
                   "</figcaption></figure>\n";
    }
    void operator()(const Document::Code& code)
    {
        endList();
        out += "<pre>" + escapedXml(code.text) + "</pre>\n";
    }
};

} // namespace

std::string toHtml(const Document& document)
{
    const std::string style = kStyle + svgStyle();
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " +
                      hashOf(style) + "; script-src " + hashOf(kScript) +
                      "; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" "
                      "content=\"width=device-width,initial-scale=1\">\n<title>" +
                      escapedXml(document.title) + "</title><style>" + style + "</style></head><body>\n<h1>" +
                      escapedXml(document.title) + "</h1>\n";
    if (!document.question.empty())
        out += "<p><strong>" + escapedXml(document.question) + "</strong></p>\n";
    out += "<p class=\"muted\"><span class=\"status\">" + escapedXml(document.status) + "</span> " +
           escapedXml(document.subtitle) + ", report " + escapedXml(document.id.substr(0, 16)) + "</p>\n<nav>";
    for (const auto& section : document.sections)
        out += "<a href=\"#" + escapedXml(section.id) + "\">" + escapedXml(section.title) + "</a>";
    out += "</nav>\n";
    for (const auto& section : document.sections) {
        out += "<section id=\"" + escapedXml(section.id) + "\"><h2>" + escapedXml(section.title) + "</h2>\n";
        Writer writer{out};
        for (const auto& block : section.blocks)
            std::visit(writer, block);
        writer.endList();
        out += "</section>\n";
    }
    // For programs; no browser runs it. A "<" could end it.
    out += "<script type=\"application/yaml\" id=\"provenance-yaml\">\n";
    for (const char c : document.provenance)
        out += c == '<' ? std::string("\\u003c") : std::string(1, c);
    return out + "report_id: \"" + escapedXml(document.id) + "\"\n</script>\n<script>" + kScript +
           "</script></body></html>\n";
}

} // namespace rw
