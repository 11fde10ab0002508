// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/seriesstyle.h"

#include <QPainter>
#include <QPainterPath>

#include <array>
#include <cmath>
#include <numbers>

namespace rw::ui {

namespace {

struct Look
{
    unsigned light;
    unsigned dark;
    SeriesStyle::Shape shape;
    QList<qreal> dashes;
};

const std::array<Look, 5>& looks()
{
    using Shape = SeriesStyle::Shape;
    static const std::array<Look, 5> list = {{{0x0072B2, 0x56B4E9, Shape::Circle, {}},
                                              {0xD55E00, 0xE69F00, Shape::Square, {7, 3}},
                                              {0x00785A, 0x009E73, Shape::Triangle, {2, 3}},
                                              {0xA8518A, 0xCC79A7, Shape::Diamond, {7, 3, 2, 3}},
                                              {0xA66F00, 0xF0E442, Shape::Pentagon, {12, 3}}}};
    return list;
}

QPainterPath regular(QPointF center, qreal radius, int corners)
{
    QPainterPath path;
    for (int i = 0; i < corners; ++i) {
        const double angle = -std::numbers::pi / 2 + 2 * std::numbers::pi * i / corners;
        const QPointF point = center + radius * QPointF(std::cos(angle), std::sin(angle));
        i == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    path.closeSubpath();
    return path;
}

} // namespace

SeriesStyle SeriesStyle::of(int model, const QString& quantization, bool dark)
{
    const Look& look = looks()[static_cast<std::size_t>(qMax(0, model)) % looks().size()];
    SeriesStyle style;
    style.color = QColor::fromRgb(dark ? look.dark : look.light);
    style.shape = look.shape;
    style.dashes = look.dashes;
    if (quantization == QLatin1String("fp32"))
        style.fill = Fill::Dot;
    else if (quantization == QLatin1String("int8"))
        style.fill = Fill::Hollow;
    else if (quantization == QLatin1String("int4"))
        style.fill = Fill::Cross;
    return style;
}

QColor SeriesStyle::deviceColor(int device, bool dark)
{
    static const std::array<std::array<unsigned, 2>, 4> colors = {
        {{0xA8518A, 0xCC79A7}, {0xA66F00, 0xF0E442}, {0x0072B2, 0x56B4E9}, {0x00785A, 0x009E73}}};
    return QColor::fromRgb(colors[static_cast<std::size_t>(qMax(0, device)) % colors.size()][dark ? 1 : 0]);
}

QPainterPath SeriesStyle::outline(qreal radius) const
{
    QPainterPath path;
    switch (shape) {
    case Shape::Circle:
        path.addEllipse(QPointF(0, 0), radius, radius);
        break;
    case Shape::Square:
        path.addRect(QRectF(-radius * 0.9, -radius * 0.9, radius * 1.8, radius * 1.8));
        break;
    case Shape::Triangle:
        path = regular(QPointF(0, radius * 0.2), radius * 1.15, 3);
        break;
    case Shape::Diamond:
        path = regular(QPointF(0, 0), radius * 1.2, 4);
        break;
    case Shape::Pentagon:
        path = regular(QPointF(0, 0), radius * 1.1, 5);
        break;
    }
    if (fill == Fill::Dot)
        path.addEllipse(QPointF(0, shape == Shape::Triangle ? radius * 0.2 : 0), radius * 0.25, radius * 0.25);
    if (fill == Fill::Cross) {
        const qreal arm = radius * (shape == Shape::Triangle ? 0.5 : 0.9);
        path.moveTo(-arm, 0);
        path.lineTo(arm, 0);
        path.moveTo(0, -arm);
        path.lineTo(0, arm);
    }
    return path;
}

void SeriesStyle::paintMark(QPainter* painter, QPointF center, qreal radius) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(center);
    painter->setPen(QPen(color, qMax(1.2, radius / 3.5)));
    painter->setBrush(fill == Fill::Full ? QBrush(color) : QBrush(Qt::NoBrush));
    painter->drawPath(outline(radius));
    painter->restore();
}

QPixmap SeriesStyle::mark(int side, qreal devicePixelRatio) const
{
    QPixmap pixmap(qRound(side * devicePixelRatio), qRound(side * devicePixelRatio));
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintMark(&painter, QPointF(side / 2.0, side / 2.0), side * 0.3);
    return pixmap;
}

} // namespace rw::ui
