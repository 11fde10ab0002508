// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/markers.h"

#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>

#include <qcustomplot.h>

#include <cmath>

namespace rw::ui {

QCPScatterStyle scatterOf(const SeriesStyle& style, const PlotTheme& theme)
{
    const double radius = QFontMetrics(theme.font).height() * 0.28;
    const QBrush brush = style.fill == SeriesStyle::Fill::Full ? QBrush(style.color) : QBrush(theme.tokens->base);
    // A custom path is drawn as it is when the size is 6.
    return QCPScatterStyle(style.outline(radius), QPen(style.color, 1.4), brush, 6);
}

QPen lineOf(const SeriesStyle& style)
{
    QPen pen(style.color, 1.6);
    if (!style.dashes.isEmpty()) {
        QList<qreal> pattern;
        for (const qreal dash : style.dashes)
            pattern << dash / pen.widthF();
        pen.setDashPattern(pattern);
        pen.setCapStyle(Qt::FlatCap);
    }
    return pen;
}

QSharedPointer<QCPAxisTickerText> ticks125(double low, double high)
{
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    const bool wide = high / low > 300;
    for (double power = std::pow(10, std::floor(std::log10(low))); power <= high; power *= 10) {
        for (const int step : {1, 2, 5}) {
            const double tick = power * step;
            if ((step == 1 || !wide) && tick >= low * 0.999 && tick <= high * 1.001)
                ticker->addTick(tick, Numbers::decimal(tick, tick < 1 ? (tick < 0.1 ? 2 : 1) : 0));
        }
    }
    return ticker;
}

} // namespace rw::ui
