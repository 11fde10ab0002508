// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/pages/pageddocument.h"

#include "core/report/documentwriter.h"
#include "core/report/pages/pagecanvas.h"
#include "core/report/pages/pagetable.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <cmath>

namespace rw {

namespace {

using Style = PageCanvas::Style;

class BlockWriter
{
public:
    explicit BlockWriter(PageCanvas& canvas)
        : m_canvas(canvas)
    {
    }

    void text(const std::string& words, const Style& style, const char* tag, double after, double indent = 0)
    {
        m_canvas.flow(m_canvas.layout(words, style, PageCanvas::kTextWidth - indent), PageCanvas::kMargin + indent,
                      style, tag);
        m_canvas.moveDown(after);
    }
    void operator()(const Document::Paragraph& paragraph)
    {
        using Kind = Document::Paragraph::Kind;
        switch (paragraph.kind) {
        case Kind::Plain:
            return text(paragraph.text, {9.5}, "P", 5);
        case Kind::Lead:
            return text(paragraph.text, {10, true}, "P", 6);
        case Kind::Note:
            return text(paragraph.text, {8, false, false, PageCanvas::kMuted}, "P", 6);
        case Kind::Item: {
            const Style style{9};
            m_canvas.keepTogether(14);
            m_canvas.paintLayout(m_canvas.layout("•", style, -1), PageCanvas::kMargin + 4, m_canvas.y(), style, "Lbl");
            return text(paragraph.text, style, "LBody", 3, 14);
        }
        }
    }
    void operator()(const Document::Heading& heading)
    {
        m_canvas.keepTogether(60);
        m_canvas.moveDown(5);
        m_canvas.addBookmark(heading.text, 1);
        text(heading.text, {10.5, true}, "H3", 3);
    }
    void operator()(const Document::Table& table) { addTable(m_canvas, table); }
    void operator()(const Document::Figure& figure)
    {
        if (figure.drawing.parts.empty())
            return;
        const Style small{8, false, false, PageCanvas::kMuted};
        const auto caption = m_canvas.layout(figure.caption, small, PageCanvas::kTextWidth);
        m_canvas.keepTogether(figure.drawing.height * PageCanvas::kTextWidth / figure.drawing.width +
                              PageCanvas::heightOf(caption) + 4);
        m_canvas.addDrawing(figure.drawing);
        m_canvas.flow(caption, PageCanvas::kMargin, small, "Caption", 100);
        m_canvas.moveDown(6);
    }
    void operator()(const Document::Code& code) { text(code.text, {6.5, false, true}, "Code", 8); }

private:
    PageCanvas& m_canvas;
};

void addTitle(PageCanvas& canvas, const Document& document)
{
    BlockWriter writer(canvas);
    const Style small{8, false, false, PageCanvas::kMuted};
    writer.text(document.title, {17, true}, "H1", 2);
    if (!document.question.empty())
        writer.text(document.question, {11, false, false, PageCanvas::kMuted}, "P", 2);
    writer.text(document.status + " · " + document.subtitle, small, "P", 8);
}

/// "2026-11-25T04:04:02Z" as cairo reads dates; "" where the text is none.
bool isDate(const std::string& text)
{
    return text.size() >= 19 && text[4] == '-' && text[10] == 'T';
}

cairo_status_t append(void* closure, const unsigned char* bytes, unsigned length)
{
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(bytes), length);
    return CAIRO_STATUS_SUCCESS;
}

} // namespace

PagedDocument::PagedDocument(const Document& document)
    : m_title(document.title)
    , m_date(document.date)
    , m_canvas(std::make_unique<PageCanvas>())
{
    PageCanvas& canvas = *m_canvas;
    canvas.setFooter("Rerank Workbench" + (document.id.empty() ? "" : " · report " + document.id.substr(0, 16)));
    addTitle(canvas, document);
    BlockWriter writer(canvas);
    for (std::size_t i = 0; i < document.sections.size(); ++i) {
        const auto& section = document.sections[i];
        const bool isSummary = section.id == "summary";
        if (i > 0 && document.sections[i - 1].id == "summary")
            canvas.newPage();
        canvas.keepTogether(170); // no title at the foot of a page
        if (i > 0 && canvas.y() > PageCanvas::kMargin)
            canvas.moveDown(8);
        canvas.addBookmark(section.title, 0, section.id);
        if (!isSummary)
            writer.text(section.title, {13, true}, "H2", 4);
        for (const auto& block : section.blocks)
            std::visit(writer, block);
    }
}

PagedDocument::PagedDocument(PagedDocument&&) noexcept = default;
PagedDocument::~PagedDocument() = default;

int PagedDocument::pages() const
{
    return m_canvas->pages();
}

int PagedDocument::pageOf(const std::string& section) const
{
    const auto& bookmarks = m_canvas->bookmarks();
    const auto found = std::find_if(bookmarks.begin(), bookmarks.end(), [&](const auto& bookmark) {
        return bookmark.id == section && bookmark.level == 0;
    });
    return found == bookmarks.end() ? 0 : found->page;
}

Result<std::string> PagedDocument::pdf() const
{
    std::string bytes;
    cairo_surface_t* surface =
        cairo_pdf_surface_create_for_stream(append, &bytes, PageCanvas::kWidth, PageCanvas::kHeight);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, m_title.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Rerank Workbench " RW_VERSION);
    // Not the clock's: that of the run.
    const std::string date = isDate(m_date) ? m_date : "1970-01-01T00:00:00Z";
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
    int parent = CAIRO_PDF_OUTLINE_ROOT;
    for (const auto& bookmark : m_canvas->bookmarks()) {
        const std::string link = "page=" + std::to_string(bookmark.page + 1) + " pos=[0 " +
                                 std::to_string(int(std::lround(std::max(0.0, bookmark.y - 4)))) + "]";
        const int id = cairo_pdf_surface_add_outline(surface, bookmark.level == 0 ? CAIRO_PDF_OUTLINE_ROOT : parent,
                                                     bookmark.text.c_str(), link.c_str(), cairo_pdf_outline_flags_t(0));
        if (bookmark.level == 0)
            parent = id;
    }
    cairo_t* cairo = cairo_create(surface);
    for (int page = 0; page < m_canvas->pages(); ++page) {
        m_canvas->paintPage(cairo, page);
        cairo_show_page(cairo);
    }
    const cairo_status_t ofCairo = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    const cairo_status_t ofSurface = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    for (const cairo_status_t status : {ofCairo, ofSurface})
        if (status != CAIRO_STATUS_SUCCESS)
            return Error{std::string("the PDF could not be made: ") + cairo_status_to_string(status)};
    return bytes;
}

Result<std::string> toPdf(const Document& document)
{
    return PagedDocument(document).pdf();
}

PagedDocument::Image PagedDocument::image(int page, int width) const
{
    Image image;
    image.width = std::max(1, width);
    image.height = std::max(1, int(std::lround(image.width * PageCanvas::kHeight / PageCanvas::kWidth)));
    image.pixels.assign(std::size_t(image.width) * std::size_t(image.height), 0xffffffff);
    // RGB24 has four bytes a pixel, as wide as a row of ours.
    cairo_surface_t* surface =
        cairo_image_surface_create_for_data(reinterpret_cast<unsigned char*>(image.pixels.data()), CAIRO_FORMAT_RGB24,
                                            image.width, image.height, image.width * 4);
    cairo_t* cairo = cairo_create(surface);
    const double scale = double(image.width) / PageCanvas::kWidth;
    cairo_scale(cairo, scale, scale);
    m_canvas->paintPage(cairo, page);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
    return image;
}

} // namespace rw
