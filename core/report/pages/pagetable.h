// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/document.h"
#include "core/report/pages/pagecanvas.h"

namespace rw {

/// Caption, head and rows; the head again on each page. Columns are as wide as they need while the page has room, then
/// texts wrap, and at last the letters get smaller.
void addTable(PageCanvas& canvas, const Document::Table& table);

} // namespace rw
