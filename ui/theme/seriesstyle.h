// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPainterPath>
#include <QPixmap>
#include <QString>
#include <Qt>

class QPalette;
class QPainter;

namespace rw::ui {

/// How a model and a quantization look: colour, marker and line of the model, filling of the quantization. The same on
/// every page, in the tables and in the plots, so that no two of them are told apart by colour alone.
struct SeriesStyle
{
    enum class Shape { Circle, Square, Triangle, Diamond, Pentagon };
    enum class Fill { Full, Dot, Hollow, Cross };

    QColor color;
    Shape shape = Shape::Circle;
    Fill fill = Fill::Full;
    QList<qreal> dashes; // empty: solid

    /// `model`: place of the model in its workspace. `quantization`: "fp32", "int8", ...
    static SeriesStyle of(int model, const QString& quantization, bool dark);
    static QColor deviceColor(int device, bool dark);

    /// The outline around (0, 0).
    QPainterPath outline(qreal radius) const;
    QPixmap mark(int side, qreal devicePixelRatio) const;
    void paintMark(QPainter* painter, QPointF center, qreal radius) const;
};

} // namespace rw::ui
