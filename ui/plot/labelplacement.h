// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

#include <optional>
#include <vector>

namespace rw::ui {

/// The name of a point: all in pixels.
struct PointLabel
{
    QPointF point;
    QSizeF size;
};

struct PlacedLabel
{
    QRectF box;
    bool isFar = false; // not beside its point: a line should lead there

    /// Where a line from `point` meets the box: the middle of the side that faces it.
    QPointF leaderEnd(QPointF point) const;
};

/// Places for names that cover neither each other nor what is `taken`, inside of `area`: right of the point, left,
/// above, below, then further away. A line that leads to a name crosses neither another name nor another such line.
/// Earlier names choose first; a name that finds no place has none.
std::vector<std::optional<PlacedLabel>> placeLabels(const std::vector<PointLabel>& labels, std::vector<QRectF> taken,
                                                    const QRectF& area, double gap);

} // namespace rw::ui
