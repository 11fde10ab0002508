// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/labelplacement.h"

#include <QLineF>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace rw::ui {

namespace {

constexpr int kRings = 5;

/// Beside the point at distance `gap` in the direction (x, y) of -1, 0, 1.
QRectF boxAt(const PointLabel& label, int x, int y, double gap)
{
    const QSizeF size = label.size;
    const double centerX = label.point.x() + x * (gap + size.width() / 2);
    const double centerY = label.point.y() + y * (gap + size.height() / 2);
    return {centerX - size.width() / 2, centerY - size.height() / 2, size.width(), size.height()};
}

bool crosses(const QLineF& line, const QRectF& box)
{
    if (box.contains(line.p1()) || box.contains(line.p2()))
        return true;
    const QLineF sides[] = {{box.topLeft(), box.topRight()},
                            {box.topRight(), box.bottomRight()},
                            {box.bottomRight(), box.bottomLeft()},
                            {box.bottomLeft(), box.topLeft()}};
    return std::any_of(std::begin(sides), std::end(sides),
                       [&](const QLineF& side) { return line.intersects(side) == QLineF::BoundedIntersection; });
}

} // namespace

QPointF PlacedLabel::leaderEnd(QPointF point) const
{
    const QPointF offset = box.center() - point;
    if (std::abs(offset.x()) > box.width() / 2)
        return {offset.x() > 0 ? box.left() : box.right(), box.center().y()};
    return {box.center().x(), offset.y() > 0 ? box.top() : box.bottom()};
}

std::vector<std::optional<PlacedLabel>> placeLabels(const std::vector<PointLabel>& labels, std::vector<QRectF> taken,
                                                    const QRectF& area, double gap)
{
    constexpr std::pair<int, int> directions[] = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}};
    std::vector<std::optional<PlacedLabel>> places;
    std::vector<QRectF> names;
    std::vector<QLineF> leaders;
    for (const PointLabel& label : labels) {
        std::optional<PlacedLabel> place;
        for (int ring = 0; ring < kRings && !place; ++ring) {
            for (const auto& [x, y] : directions) {
                const PlacedLabel wanted{boxAt(label, x, y, gap + ring * label.size.height()), ring > 0};
                const QRectF& box = wanted.box;
                const QLineF leader(label.point, wanted.leaderEnd(label.point));
                const bool isFree =
                    area.contains(box) &&
                    std::none_of(taken.begin(), taken.end(), [&](const QRectF& o) { return o.intersects(box); }) &&
                    std::none_of(leaders.begin(), leaders.end(), [&](const QLineF& o) { return crosses(o, box); }) &&
                    (ring == 0 ||
                     (std::none_of(names.begin(), names.end(), [&](const QRectF& o) { return crosses(leader, o); }) &&
                      std::none_of(leaders.begin(), leaders.end(), [&](const QLineF& o) {
                          return leader.intersects(o) == QLineF::BoundedIntersection;
                      })));
                if (!isFree)
                    continue;
                place = wanted;
                taken.push_back(box);
                names.push_back(box);
                if (ring > 0)
                    leaders.push_back(leader);
                break;
            }
        }
        places.push_back(place);
    }
    return places;
}

} // namespace rw::ui
