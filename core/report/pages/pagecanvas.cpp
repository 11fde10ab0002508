// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/pages/pagecanvas.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rw {

namespace {

template <class T>
std::shared_ptr<T> owned(T* object)
{
    return {object, [](T* one) {
                g_object_unref(one);
            }};
}

void setInk(cairo_t* cairo, const PageCanvas::Ink& ink)
{
    cairo_set_source_rgb(cairo, ink.red, ink.green, ink.blue);
}

/// Tells readers of the PDF what the text inside is; other surfaces ignore it.
class Tag
{
public:
    Tag(cairo_t* cairo, const char* name)
        : m_cairo(cairo)
        , m_name(name)
    {
        cairo_tag_begin(cairo, name, "");
    }
    ~Tag() { cairo_tag_end(m_cairo, m_name); }
    Tag(const Tag&) = delete;
    Tag& operator=(const Tag&) = delete;

private:
    cairo_t* m_cairo;
    const char* m_name;
};

PageCanvas::Ink seriesInk(int series)
{
    const unsigned colour = Drawing::colourOf(series, false);
    return {double(colour >> 16 & 255) / 255, double(colour >> 8 & 255) / 255, double(colour & 255) / 255};
}

void addPath(cairo_t* cairo, const std::vector<Drawing::Point>& points, Drawing::Point by, bool close)
{
    cairo_new_path(cairo);
    for (const auto& [x, y] : points)
        cairo_line_to(cairo, x + by.first, y + by.second);
    if (close)
        cairo_close_path(cairo);
}

void paintPart(cairo_t* cairo, const Drawing::Area& area)
{
    const auto ink = seriesInk(area.series);
    addPath(cairo, area.points, {0, 0}, true);
    cairo_set_source_rgba(cairo, ink.red, ink.green, ink.blue, 0.16);
    cairo_fill(cairo);
}

void paintPart(cairo_t* cairo, const Drawing::Line& line)
{
    using Ink = Drawing::Ink;
    setInk(cairo, line.ink == Ink::Series ? seriesInk(line.series)
                  : line.ink == Ink::Grid ? PageCanvas::Ink{0.89, 0.9, 0.918}
                  : line.ink == Ink::Text ? PageCanvas::kText
                                          : PageCanvas::kMuted);
    std::vector<double> dashes = line.ink == Ink::Series ? Drawing::dashesOf(line.series) : std::vector<double>{};
    if (line.isDashed)
        dashes = {2, 3};
    cairo_set_dash(cairo, dashes.data(), int(dashes.size()), 0);
    cairo_set_line_width(cairo, line.width);
    addPath(cairo, line.points, {0, 0}, false);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, nullptr, 0, 0);
}

void paintPart(cairo_t* cairo, const Drawing::Marker& marker)
{
    using Fill = Drawing::Marker::Fill;
    const auto ink = seriesInk(marker.series);
    const double alpha = marker.isFaint ? 0.4 : 1, radius = Drawing::kMarkerRadius;
    const auto [x, y] = marker.at;
    addPath(cairo, Drawing::outlineOf(marker.series, radius), marker.at, true);
    if (marker.fill == Fill::Full || marker.fill == Fill::Dot) {
        cairo_set_source_rgba(cairo, ink.red, ink.green, ink.blue, alpha);
        cairo_fill(cairo);
        if (marker.fill == Fill::Dot) {
            cairo_arc(cairo, x, y, 1.4, 0, 2 * G_PI);
            cairo_set_source_rgb(cairo, 1, 1, 1);
            cairo_fill(cairo);
        }
        return;
    }
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_fill_preserve(cairo);
    cairo_set_source_rgba(cairo, ink.red, ink.green, ink.blue, alpha);
    cairo_set_line_width(cairo, 1.5);
    cairo_stroke(cairo);
    if (marker.fill == Fill::Cross) {
        cairo_set_line_width(cairo, 1);
        cairo_move_to(cairo, x - radius, y);
        cairo_line_to(cairo, x + radius, y);
        cairo_move_to(cairo, x, y - radius);
        cairo_line_to(cairo, x, y + radius);
        cairo_stroke(cairo);
    }
}

} // namespace

PageCanvas::PageCanvas()
    : m_fonts(owned(pango_cairo_font_map_new()))
    , m_context(owned(pango_font_map_create_context(m_fonts.get())))
    , m_pages(1)
{
    pango_cairo_context_set_resolution(m_context.get(), 72); // a point is a point
    // As on paper: no rounding to pixels, so that screen and PDF break lines at the same places.
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(m_context.get(), options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(m_context.get(), FALSE);
    // Han characters look as in mainland China, whatever the language of the machine.
    pango_context_set_language(m_context.get(), pango_language_from_string("zh-cn"));
}

PageCanvas::Layout PageCanvas::layout(const std::string& text, const Style& style, double width) const
{
    const Layout made = owned(pango_layout_new(m_context.get()));
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family(font, style.isFixed
                                                ? "Noto Sans Mono, DejaVu Sans Mono, Noto Sans Mono CJK SC, monospace"
                                                : "Noto Sans, DejaVu Sans, Noto Sans CJK SC, sans-serif");
    pango_font_description_set_size(font, int(std::lround(style.size * PANGO_SCALE)));
    pango_font_description_set_weight(font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(made.get(), font);
    pango_font_description_free(font);
    // Control characters of foreign texts: Pango would show boxes, or break the line.
    std::string clean;
    for (const char c : text)
        clean += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? ' ' : c;
    gchar* valid = g_utf8_make_valid(clean.data(), gssize(clean.size()));
    pango_layout_set_text(made.get(), valid, -1);
    g_free(valid);
    pango_layout_set_alignment(made.get(), style.alignment);
    if (width >= 0) {
        pango_layout_set_width(made.get(), int(std::lround(width * PANGO_SCALE)));
        pango_layout_set_wrap(made.get(), PANGO_WRAP_WORD_CHAR);
    }
    return made;
}

double PageCanvas::heightOf(const Layout& layout)
{
    int width = 0, height = 0;
    pango_layout_get_size(layout.get(), &width, &height);
    return double(height) / PANGO_SCALE;
}

double PageCanvas::widthOf(const Layout& layout)
{
    int width = 0, height = 0;
    pango_layout_get_size(layout.get(), &width, &height);
    return double(width) / PANGO_SCALE;
}

void PageCanvas::newPage()
{
    m_pages.emplace_back();
    m_y = kMargin;
}

void PageCanvas::keepTogether(double height)
{
    if (!hasRoom(height) && m_y > kMargin)
        newPage();
}

void PageCanvas::paintLayout(const Layout& layout, double x, double y, const Style& style, const char* tag)
{
    paint([layout, x, y, ink = style.ink, tag](cairo_t* cairo) {
        const Tag inside(cairo, tag);
        setInk(cairo, ink);
        cairo_move_to(cairo, x, y);
        pango_cairo_show_layout(cairo, layout.get());
    });
}

void PageCanvas::flow(const Layout& layout, double x, const Style& style, const char* tag, int keep)
{
    PangoLayoutIter* iter = pango_layout_get_iter(layout.get());
    int line = 0;
    do {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(iter, nullptr, &logical);
        const double height = double(logical.height) / PANGO_SCALE;
        keepTogether(line == 0 ? height * std::min(keep, pango_layout_get_line_count(layout.get())) : height);
        const double base = double(pango_layout_iter_get_baseline(iter) - logical.y) / PANGO_SCALE;
        paint([layout, line, x = x + double(logical.x) / PANGO_SCALE, y = m_y + base, ink = style.ink,
               tag](cairo_t* cairo) {
            const Tag inside(cairo, tag);
            setInk(cairo, ink);
            cairo_move_to(cairo, x, y);
            pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout.get(), line));
        });
        m_y += height;
        ++line;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

void PageCanvas::addBookmark(const std::string& text, int level, const std::string& id)
{
    m_bookmarks.push_back({text, pages() - 1, m_y, level, id});
}

void PageCanvas::paintText(cairo_t* cairo, const Drawing::Text& text) const
{
    using Anchor = Drawing::Text::Anchor;
    const Style style{Drawing::kFontSize, false, false, text.ink == Drawing::Ink::Muted ? kMuted : kText};
    const Layout words = layout(text.text, style, -1);
    const double width = widthOf(words), base = double(pango_layout_get_baseline(words.get())) / PANGO_SCALE;
    setInk(cairo, style.ink);
    cairo_move_to(cairo,
                  text.at.first - (text.anchor == Anchor::Right    ? width
                                   : text.anchor == Anchor::Middle ? width / 2
                                                                   : 0),
                  text.at.second - base);
    pango_cairo_show_layout(cairo, words.get());
}

void PageCanvas::addDrawing(const Drawing& drawing)
{
    const double scale = kTextWidth / drawing.width;
    keepTogether(drawing.height * scale);
    paint([this, drawing, scale, y = m_y](cairo_t* cairo) {
        const Tag inside(cairo, "Figure");
        cairo_save(cairo);
        cairo_translate(cairo, kMargin, y);
        cairo_scale(cairo, scale, scale);
        for (const auto& part : drawing.parts) {
            if (const auto* text = std::get_if<Drawing::Text>(&part))
                paintText(cairo, *text);
            else if (const auto* line = std::get_if<Drawing::Line>(&part))
                paintPart(cairo, *line);
            else if (const auto* marker = std::get_if<Drawing::Marker>(&part))
                paintPart(cairo, *marker);
            else
                paintPart(cairo, std::get<Drawing::Area>(part));
        }
        cairo_restore(cairo);
    });
    m_y += drawing.height * scale;
}

void PageCanvas::paintPage(cairo_t* cairo, int page) const
{
    for (const Painter& painter : m_pages[std::size_t(page)])
        painter(cairo);
    const Style style{7.5, false, false, kMuted};
    const Layout left = layout(m_footer, style, -1);
    const Layout right = layout(std::to_string(page + 1) + " / " + std::to_string(pages()), style, -1);
    setInk(cairo, kMuted);
    cairo_move_to(cairo, kMargin, kHeight - kMargin - 4);
    pango_cairo_show_layout(cairo, left.get());
    cairo_move_to(cairo, kWidth - kMargin - widthOf(right), kHeight - kMargin - 4);
    pango_cairo_show_layout(cairo, right.get());
}

} // namespace rw
