// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRectF>

class QCPPainter;

namespace rw::ui {

/// Many rectangles, with the pen and the brush of the painter and no soft edges between neighbours.
void drawRectangles(QCPPainter* painter, const QList<QRectF>& rectangles);

} // namespace rw::ui
