// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/report/document.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rw {

class PageCanvas;

/// A document laid out on A4 pages, for PDF and for looking at them. Made with cairo and Pango, so that it needs no
/// window and every script finds a font. The summary has its first page to itself as far as it fits. Use an object in
/// one thread at a time; the first one in a process takes longer, while the fonts of the machine are listed.
class PagedDocument
{
public:
    explicit PagedDocument(const Document& document);
    PagedDocument(PagedDocument&&) noexcept;
    ~PagedDocument();

    int pages() const;
    /// The page, from 0, on which a section begins; 0 for one that is not there.
    int pageOf(const std::string& section) const;
    /// Vector graphics, fonts embedded, with an outline of the sections and page numbers. Dates are those of the
    /// run: the same document and fonts give the same bytes.
    Result<std::string> pdf() const;

    struct Image
    {
        int width = 0;
        int height = 0;
        std::vector<std::uint32_t> pixels; // rows from above, 0xffRRGGBB
    };
    /// A page, from 0, on white; `width` in pixels.
    Image image(int page, int width) const;

private:
    std::string m_title;
    std::string m_date;
    std::unique_ptr<PageCanvas> m_canvas;
};

} // namespace rw
