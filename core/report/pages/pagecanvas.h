// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/drawing.h"

#include <cairo.h>
#include <pango/pangocairo.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rw {

/// Pages that are filled from above. Lengths in points, (0, 0) at the top left of the page.
class PageCanvas
{
public:
    static constexpr double kWidth = 595.28;
    static constexpr double kHeight = 841.89;
    static constexpr double kMargin = 42;
    static constexpr double kTextWidth = kWidth - 2 * kMargin;
    static constexpr double kBottom = kHeight - kMargin - 14; // the rest is for the page number

    struct Ink
    {
        double red = 0, green = 0, blue = 0;
    };
    static constexpr Ink kText{0.106, 0.114, 0.129};
    static constexpr Ink kMuted{0.353, 0.38, 0.424};
    static constexpr Ink kLine{0.81, 0.83, 0.855};

    struct Style
    {
        double size = 9;
        bool isBold = false;
        bool isFixed = false; // one width for all letters
        Ink ink = kText;
        PangoAlignment alignment = PANGO_ALIGN_LEFT;
    };
    struct Unref
    {
        void operator()(gpointer object) const { g_object_unref(object); }
    };
    using Layout = std::shared_ptr<PangoLayout>;
    using Painter = std::function<void(cairo_t*)>;
    struct Bookmark
    {
        std::string text;
        int page = 0;
        double y = 0;
        int level = 0;
        std::string id;
    };

    PageCanvas();
    PageCanvas(const PageCanvas&) = delete;
    PageCanvas& operator=(const PageCanvas&) = delete;

    /// `width` below 0: one line, as long as it gets.
    Layout layout(const std::string& text, const Style& style, double width) const;
    static double heightOf(const Layout& layout);
    static double widthOf(const Layout& layout);

    double y() const { return m_y; }
    void moveDown(double points) { m_y += points; }
    bool hasRoom(double height) const { return m_y + height <= kBottom; }
    void newPage();
    /// A new page, unless this one has `height` left or is empty.
    void keepTogether(double height);
    /// Painted on the current page, by `painter` in page coordinates; does not move down.
    void paint(Painter painter) { m_pages.back().push_back(std::move(painter)); }
    void paintLayout(const Layout& layout, double x, double y, const Style& style, const char* tag);
    /// Line by line down the pages; `keep` lines stay together at the beginning.
    void flow(const Layout& layout, double x, const Style& style, const char* tag, int keep = 2);
    void addDrawing(const Drawing& drawing);
    void addBookmark(const std::string& text, int level, const std::string& id = {});

    const std::vector<Bookmark>& bookmarks() const { return m_bookmarks; }
    int pages() const { return int(m_pages.size()); }
    void paintPage(cairo_t* cairo, int page) const;
    void setFooter(std::string footer) { m_footer = std::move(footer); }

private:
    void paintText(cairo_t* cairo, const Drawing::Text& text) const;

    std::shared_ptr<PangoFontMap> m_fonts; // its own: the one of the thread belongs to others
    std::shared_ptr<PangoContext> m_context;
    std::vector<std::vector<Painter>> m_pages;
    std::vector<Bookmark> m_bookmarks;
    std::string m_footer;
    double m_y = kMargin;
};

} // namespace rw
