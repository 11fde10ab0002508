// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/rectangles.h"

#include <qcustomplot.h>

namespace rw::ui {

void drawRectangles(QCPPainter* painter, const QList<QRectF>& rectangles)
{
    painter->setAntialiasing(false);
    if (!painter->modes().testFlag(QCPPainter::pmVectorized)) {
        // Filling a path of thousands of them takes a hundred times as long.
        painter->drawRects(rectangles);
        return;
    }
    QPainterPath path; // of a file it is the smaller part
    for (const QRectF& rectangle : rectangles)
        path.addRect(rectangle);
    painter->drawPath(path);
}

} // namespace rw::ui
