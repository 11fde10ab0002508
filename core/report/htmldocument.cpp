// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/documentwriter.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace rw {

namespace {

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--text:#1b1d21;--muted:#5a616c;--line:#cfd4da;--row:#e3e6ea;--ground:#fff;--head:#f8f9fa;--accent:#4150c4}
@media(prefers-color-scheme:dark){:root{--text:#e4e6ea;--muted:#a2a8b3;--line:#3c4047;--row:#2e3136;--ground:#1f2023;--head:#232428;--accent:#95a1ff}}
@media print{:root{--text:#000;--muted:#444;--ground:#fff;--head:#fff;--accent:#000}section{break-inside:auto}tr,figure{break-inside:avoid}}
body{font:15px/1.5 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif;color:var(--text);background:var(--ground);max-width:72rem;margin:2rem auto;padding:0 1.5rem}
h1{font-size:1.7rem;margin:0}h2{font-size:1.2rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
.muted,figcaption,caption{color:var(--muted);font-size:.87rem}.status{display:inline-block;border:1px solid var(--line);border-radius:4px;padding:0 .5rem;font-size:.87rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.87rem;margin:.4rem 0}
caption{text-align:left;padding:.3rem 0}th,td{padding:.22rem .7rem;border-bottom:1px solid var(--row);text-align:left;vertical-align:top}
th{background:var(--head);cursor:pointer;white-space:nowrap}td.n,th.n{text-align:right}pre{background:var(--head);border:1px solid var(--row);padding:.7rem;overflow-x:auto;font-size:.8rem}
figure{margin:.6rem 0}svg text{fill:currentColor;font:12px system-ui,"Noto Sans",sans-serif}nav a{margin-right:1rem}a{color:var(--accent)}
)";

// Sorts a table by the column that was clicked; without it nothing is missing but that.
constexpr const char* kScript = R"(
document.querySelectorAll('th').forEach(function(th){th.addEventListener('click',function(){
var t=th.closest('table'),b=t.tBodies[0],i=Array.prototype.indexOf.call(th.parentNode.children,th),d=th.dataset.d==='1'?-1:1;th.dataset.d=d===1?'1':'0';
Array.prototype.slice.call(b.rows).sort(function(x,y){var p=x.cells[i],q=y.cells[i],v=parseFloat(p.dataset.v),w=parseFloat(q.dataset.v);
return d*(isNaN(v)||isNaN(w)?p.textContent.localeCompare(q.textContent):v-w)}).forEach(function(r){b.appendChild(r)})})});
)";

std::string hashOf(const char* text)
{
    return "'sha256-" + QCryptographicHash::hash(text, QCryptographicHash::Sha256).toBase64().toStdString() + "'";
}

std::string escaped(const std::string& text)
{
    std::string safe;
    for (const char c : text) {
        switch (c) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        case '\'':
            safe += "&#39;";
            break;
        default:
            // Control characters are not allowed in HTML and could hide what is written.
            if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
                safe += c;
        }
    }
    return safe;
}

std::string number(double value, const char* format = "%.1f")
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

// Okabe-Ito; every series has a marker of its own, too.
const char* colourOf(int series)
{
    static constexpr const char* colours[] = {"#0072b2", "#d55e00", "#00785a", "#a8518a", "#a66f00", "#56b4e9"};
    return colours[series % 6];
}

std::string marker(int series, double x, double y)
{
    const std::string fill = std::string("\" fill=\"") + colourOf(series) + "\"/>";
    if (series % 3 == 0)
        return "<circle cx=\"" + number(x) + "\" cy=\"" + number(y) + "\" r=\"4.5" + fill;
    if (series % 3 == 1)
        return "<rect x=\"" + number(x - 4) + "\" y=\"" + number(y - 4) + "\" width=\"8\" height=\"8" + fill;
    return "<path d=\"M" + number(x) + ' ' + number(y - 5) + 'L' + number(x + 5) + ' ' + number(y + 4) + 'L' +
           number(x - 5) + ' ' + number(y + 4) + "Z" + fill;
}

std::string svg(const Document::Plot& plot)
{
    double low = plot.lines.front().low;
    double high = plot.lines.front().high;
    const auto include = [&](double value) {
        if (!std::isfinite(value))
            return;
        low = std::min(low, value);
        high = std::max(high, value);
    };
    for (const auto& line : plot.lines) {
        include(line.low);
        include(line.high);
    }
    include(plot.base);
    include(plot.ceiling);
    const double step = std::pow(10, std::floor(std::log10(std::max(high - low, 1e-3)))) / 2;
    low = std::floor(low / step) * step;
    high = std::ceil(high / step) * step;
    if (!(high > low))
        high = low + step;
    constexpr double left = 260, right = 820, rowHeight = 24, top = 34;
    const double bottom = top + rowHeight * double(plot.lines.size());
    const auto x = [&](double value) {
        return left + (value - low) / (high - low) * (right - left);
    };
    std::string out = "<svg viewBox=\"0 0 900 " + number(bottom + 44, "%.0f") + "\" width=\"100%\" role=\"img\" " +
                      "aria-label=\"" + escaped(plot.caption) + "\">";
    const auto vertical = [&](double value, const char* dash, const std::string& label) {
        if (!std::isfinite(value))
            return;
        out += "<line x1=\"" + number(x(value)) + "\" x2=\"" + number(x(value)) + "\" y1=\"" + number(top - 6) +
               "\" y2=\"" + number(bottom) + "\" stroke=\"#7f8792\"" + dash + "/>";
        if (!label.empty())
            out += "<text x=\"" + number(x(value)) + "\" y=\"" + number(top - 12) + "\" text-anchor=\"middle\">" +
                   escaped(label) + "</text>";
    };
    const int ticks = std::min(12, int(std::lround((high - low) / step)));
    const double each = (high - low) / std::max(1, ticks);
    for (int i = 0; i <= ticks; ++i) {
        const double value = low + i * each;
        out += "<line x1=\"" + number(x(value)) + "\" x2=\"" + number(x(value)) + "\" y1=\"" + number(top) +
               "\" y2=\"" + number(bottom) + "\" stroke=\"#7f8792\" stroke-opacity=\".2\"/><text x=\"" +
               number(x(value)) + "\" y=\"" + number(bottom + 16) + "\" text-anchor=\"middle\">" +
               number(value, "%.3g") + "</text>";
    }
    vertical(plot.base, " stroke-dasharray=\"2 3\"", "base " + number(plot.base, "%.4f"));
    vertical(plot.ceiling, " stroke-dasharray=\"2 3\"", "ceiling " + number(plot.ceiling, "%.4f"));
    vertical(plot.reference, "", {});
    for (std::size_t i = 0; i < plot.lines.size(); ++i) {
        const auto& line = plot.lines[i];
        const double y = top + rowHeight * (double(i) + .5);
        const std::string stroke = std::string("\" stroke=\"") + colourOf(line.series) + "\" stroke-width=\"1.5\"/>";
        out += "<text x=\"" + number(left - 12) + "\" y=\"" + number(y + 4) + "\" text-anchor=\"end\">" +
               escaped(line.label) + "</text>";
        out += "<line x1=\"" + number(x(line.low)) + "\" x2=\"" + number(x(line.high)) + "\" y1=\"" + number(y) +
               "\" y2=\"" + number(y) + stroke;
        for (const double end : {line.low, line.high})
            out += "<line x1=\"" + number(x(end)) + "\" x2=\"" + number(x(end)) + "\" y1=\"" + number(y - 4) +
                   "\" y2=\"" + number(y + 4) + stroke;
        out += marker(line.series, x(line.value), y);
        out +=
            "<text x=\"890\" y=\"" + number(y + 4) + "\" text-anchor=\"end\">" + number(line.value, "%.4f") + "</text>";
    }
    return out + "<text x=\"" + number((left + right) / 2) + "\" y=\"" + number(bottom + 36) +
           "\" text-anchor=\"middle\">" + escaped(plot.axis) + "</text></svg>";
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
    void operator()(const Document::Paragraph& paragraph)
    {
        if (!paragraph.isItem) {
            endList();
            out += "<p>" + escaped(paragraph.text) + "</p>\n";
            return;
        }
        if (!inList)
            out += "<ul>\n";
        inList = true;
        out += "<li>" + escaped(paragraph.text) + "</li>\n";
    }
    void operator()(const Document::Table& table)
    {
        endList();
        const auto isNumber = [&](std::size_t column) {
            return std::any_of(table.rows.begin(), table.rows.end(),
                               [&](const auto& row) { return column < row.size() && row[column].number; });
        };
        out += "<div class=\"scroll\"><table><caption>" + escaped(table.caption) + "</caption><thead><tr>";
        for (std::size_t i = 0; i < table.head.size(); ++i)
            out += (isNumber(i) ? "<th class=\"n\">" : "<th>") + escaped(table.head[i]) + "</th>";
        out += "</tr></thead><tbody>\n";
        for (const auto& row : table.rows) {
            out += "<tr>";
            for (const auto& cell : row)
                out += (cell.number ? "<td class=\"n\" data-v=\"" + number(*cell.number, "%.9g") + "\">" : "<td>") +
                       escaped(cell.text) + "</td>";
            out += "</tr>\n";
        }
        out += "</tbody></table></div>\n";
    }
    void operator()(const Document::Plot& plot)
    {
        endList();
        if (!plot.lines.empty())
            out += "<figure>" + svg(plot) + "<figcaption>" + escaped(plot.caption) + "</figcaption></figure>\n";
    }
    void operator()(const Document::Code& code)
    {
        endList();
        out += "<pre>" + escaped(code.text) + "</pre>\n";
    }
};

} // namespace

std::string toHtml(const Document& document)
{
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " +
                      hashOf(kStyle) + "; script-src " + hashOf(kScript) +
                      "; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" "
                      "content=\"width=device-width,initial-scale=1\">\n<title>" +
                      escaped(document.title) + "</title><style>" + kStyle + "</style></head><body>\n<h1>" +
                      escaped(document.title) + "</h1>\n";
    if (!document.question.empty())
        out += "<p><strong>" + escaped(document.question) + "</strong></p>\n";
    out += "<p class=\"muted\"><span class=\"status\">" + escaped(document.status) + "</span> " +
           escaped(document.subtitle) + "</p>\n<nav>";
    for (const auto& section : document.sections)
        out += "<a href=\"#" + escaped(section.id) + "\">" + escaped(section.title) + "</a>";
    out += "</nav>\n";
    for (const auto& section : document.sections) {
        out += "<section id=\"" + escaped(section.id) + "\"><h2>" + escaped(section.title) + "</h2>\n";
        Writer writer{out};
        for (const auto& block : section.blocks)
            std::visit(writer, block);
        writer.endList();
        out += "</section>\n";
    }
    return out + "<script>" + kScript + "</script></body></html>\n";
}

} // namespace rw
