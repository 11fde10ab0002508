// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/pages/pagetable.h"

#include <algorithm>
#include <numeric>

namespace rw {

namespace {

constexpr double kGap = 7;     // between columns
constexpr double kPadding = 2; // above and below the text of a row
constexpr double kSizes[] = {7.5, 7, 6.5, 6, 5.5};

struct ColumnWidths
{
    std::vector<double> widths;
    double size = 0; // of the letters
};

/// The widest word, but none longer than a hash needs to wrap well.
double longestWord(const PageCanvas& canvas, const std::string& text, const PageCanvas::Style& style, double em)
{
    std::size_t begin = 0, longest = 0, at = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        if (end - begin > longest) {
            longest = end - begin;
            at = begin;
        }
        begin = end + 1;
    }
    const double limit = 9 * em;
    return longest == 0
               ? 0
               : std::min(limit, PageCanvas::widthOf(canvas.layout(text.substr(at, longest), style, -1)) + 0.5);
}

ColumnWidths columnsOf(const PageCanvas& canvas, const Document::Table& table)
{
    const std::size_t count = table.head.size();
    const double room = PageCanvas::kTextWidth - kGap * double(count - 1);
    ColumnWidths columns;
    for (const double size : kSizes) {
        columns.size = size;
        const PageCanvas::Style head{size, true}, body{size};
        std::vector<double> natural(count), least(count);
        for (std::size_t i = 0; i < count; ++i) {
            least[i] = longestWord(canvas, table.head[i], head, size);
            natural[i] = std::max(least[i], PageCanvas::widthOf(canvas.layout(table.head[i], head, -1)) / 2 + 4);
            for (const auto& row : table.rows) {
                if (i >= row.size())
                    continue;
                const double width = PageCanvas::widthOf(canvas.layout(row[i].text, body, -1)) + 0.5;
                natural[i] = std::max(natural[i], width);
                // Numbers do not wrap.
                least[i] = std::max(least[i], row[i].number ? width : longestWord(canvas, row[i].text, body, size));
            }
        }
        const double wanted = std::accumulate(natural.begin(), natural.end(), 0.0);
        const double needed = std::accumulate(least.begin(), least.end(), 0.0);
        if (wanted <= room) {
            columns.widths = natural;
            return columns;
        }
        columns.widths = least;
        if (needed > room)
            continue;
        // What is left goes first to those that want little more, so that only long texts wrap.
        std::vector<std::size_t> order(count);
        std::iota(order.begin(), order.end(), std::size_t(0));
        std::sort(order.begin(), order.end(), [&](auto a, auto b) {
            return std::pair(natural[a] - least[a], a) < std::pair(natural[b] - least[b], b);
        });
        double left = room - needed;
        for (std::size_t i = 0; i < count; ++i) {
            const double more = std::min(natural[order[i]] - least[order[i]], left / double(count - i));
            columns.widths[order[i]] += more;
            left -= more;
        }
        return columns;
    }
    const double needed = std::accumulate(columns.widths.begin(), columns.widths.end(), 0.0);
    for (double& width : columns.widths)
        width *= room / needed;
    return columns;
}

struct Row
{
    std::vector<PageCanvas::Layout> cells;
    double height = 0;
};

Row rowOf(const PageCanvas& canvas, const ColumnWidths& columns, const std::vector<std::string>& texts, bool isHead,
          const std::vector<bool>& atRight)
{
    Row row;
    for (std::size_t i = 0; i < texts.size() && i < columns.widths.size(); ++i) {
        PageCanvas::Style style{columns.size, isHead};
        style.alignment = atRight[i] ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
        row.cells.push_back(canvas.layout(texts[i], style, columns.widths[i]));
        row.height = std::max(row.height, PageCanvas::heightOf(row.cells.back()));
    }
    row.height += 2 * kPadding;
    return row;
}

void paintRule(PageCanvas& canvas, double y, double width, const PageCanvas::Ink& ink, double thickness)
{
    canvas.paint([=](cairo_t* cairo) {
        cairo_set_source_rgb(cairo, ink.red, ink.green, ink.blue);
        cairo_set_line_width(cairo, thickness);
        cairo_move_to(cairo, PageCanvas::kMargin, y);
        cairo_line_to(cairo, PageCanvas::kMargin + width, y);
        cairo_stroke(cairo);
    });
}

void paintRow(PageCanvas& canvas, const ColumnWidths& columns, const Row& row, bool isHead, double width)
{
    canvas.paint([](cairo_t* cairo) { cairo_tag_begin(cairo, "TR", ""); });
    double x = PageCanvas::kMargin;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        // Heads stand on their line, texts hang from theirs.
        const double down = isHead ? row.height - kPadding - PageCanvas::heightOf(row.cells[i]) : kPadding;
        canvas.paintLayout(row.cells[i], x, canvas.y() + down, {}, isHead ? "TH" : "TD");
        x += columns.widths[i] + kGap;
    }
    canvas.paint([](cairo_t* cairo) { cairo_tag_end(cairo, "TR"); });
    canvas.moveDown(row.height);
    paintRule(canvas, canvas.y(), width, isHead ? PageCanvas::kMuted : PageCanvas::kLine, isHead ? 0.8 : 0.4);
}

} // namespace

void addTable(PageCanvas& canvas, const Document::Table& table)
{
    if (table.head.empty() || table.rows.empty())
        return;
    const ColumnWidths columns = columnsOf(canvas, table);
    const double width =
        std::accumulate(columns.widths.begin(), columns.widths.end(), kGap * double(columns.widths.size() - 1));
    std::vector<bool> atRight;
    for (std::size_t i = 0; i < table.head.size(); ++i)
        atRight.push_back(table.isNumeric(i) || table.isRange(i));
    const Row head = rowOf(canvas, columns, table.head, true, atRight);
    const PageCanvas::Style small{8, false, false, PageCanvas::kMuted};
    const auto caption = canvas.layout(table.caption, small, PageCanvas::kTextWidth);
    const auto textsOf = [](const std::vector<Document::Cell>& cells) {
        std::vector<std::string> texts;
        for (const auto& cell : cells)
            texts.push_back(cell.text);
        return texts;
    };
    const auto begin = [&] {
        canvas.paint([](cairo_t* cairo) { cairo_tag_begin(cairo, "Table", ""); });
        paintRow(canvas, columns, head, true, width);
    };
    const auto end = [&] {
        canvas.paint([](cairo_t* cairo) { cairo_tag_end(cairo, "Table"); });
    };
    Row next = rowOf(canvas, columns, textsOf(table.rows.front()), false, atRight);
    canvas.keepTogether(PageCanvas::heightOf(caption) + head.height + 2 * next.height + 8);
    canvas.flow(caption, PageCanvas::kMargin, small, "Caption", 100);
    canvas.moveDown(3);
    begin();
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        if (!canvas.hasRoom(next.height)) {
            end();
            canvas.newPage();
            begin();
        }
        paintRow(canvas, columns, next, false, width);
        if (i + 1 < table.rows.size())
            next = rowOf(canvas, columns, textsOf(table.rows[i + 1]), false, atRight);
    }
    end();
    canvas.moveDown(7);
}

} // namespace rw
