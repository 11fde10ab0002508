// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/labelplacement.h"

#include <algorithm>

namespace rw::ui {

namespace {

constexpr int kRings = 8;

/// Beside the point at distance `gap` in the direction (x, y) of -1, 0, 1.
QRectF boxAt(const PointLabel& label, int x, int y, double gap)
{
    const QSizeF size = label.size;
    const double centerX = label.point.x() + x * (gap + size.width() / 2);
    const double centerY = label.point.y() + y * (gap + size.height() / 2);
    return {centerX - size.width() / 2, centerY - size.height() / 2, size.width(), size.height()};
}

} // namespace

std::vector<std::optional<PlacedLabel>> placeLabels(const std::vector<PointLabel>& labels, std::vector<QRectF> taken,
                                                    const QRectF& area, double gap)
{
    constexpr std::pair<int, int> directions[] = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}};
    std::vector<std::optional<PlacedLabel>> places;
    for (const PointLabel& label : labels) {
        std::optional<PlacedLabel> place;
        for (int ring = 0; ring < kRings && !place; ++ring) {
            for (const auto& [x, y] : directions) {
                const QRectF box = boxAt(label, x, y, gap + ring * label.size.height());
                const bool isFree =
                    area.contains(box) &&
                    std::none_of(taken.begin(), taken.end(), [&](const QRectF& o) { return o.intersects(box); });
                if (!isFree)
                    continue;
                place = PlacedLabel{box, ring > 0};
                taken.push_back(box);
                break;
            }
        }
        places.push_back(place);
    }
    return places;
}

} // namespace rw::ui
