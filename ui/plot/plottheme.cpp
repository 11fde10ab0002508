// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plottheme.h"

#include "ui/theme/theme.h"

#include <QPalette>

#include <qcustomplot.h>

namespace rw::ui {

namespace {

/// Numbers with the minus sign that all other texts of the window have.
class MinusTicker : public QCPAxisTicker
{
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override
    {
        return QCPAxisTicker::getTickLabel(tick, locale, formatChar, precision)
            .replace(QLatin1Char('-'), QChar(0x2212));
    }
};

} // namespace

PlotTheme PlotTheme::of(const QPalette& palette, const QFont& font, QSize size)
{
    return {&Theme::of(palette), Theme::isDark(palette), Theme::scaled(font, 11.0 / 13),
            size.width(),        size.height(),          false};
}

PlotTheme PlotTheme::print(const QFont& font, QSize size)
{
    return {&Theme::light(), false, Theme::scaled(font, 11.0 / 13), size.width(), size.height(), true};
}

void PlotTheme::clear(QCustomPlot* plot) const
{
    plot->clearItems();
    plot->clearPlottables();
    plot->plotLayout()->clear();
    plot->setBackground(QBrush(tokens->base));
    plot->setPlottingHints(QCP::phCacheLabels | QCP::phFastPolylines);
    plot->setNoAntialiasingOnDrag(true);
    plot->setAutoAddPlottableToLegend(false);
    plot->setLocale(QLocale());
    plot->plotLayout()->setRowSpacing(0);
}

void PlotTheme::apply(QCPAxis* axis) const
{
    axis->setTicker(QSharedPointer<QCPAxisTicker>(new MinusTicker));
    axis->setBasePen(QPen(tokens->axis));
    axis->setTickPen(Qt::NoPen); // of no length, they would yet be drawn as dots
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLabelColor(tokens->muted);
    axis->setLabelColor(tokens->muted);
    axis->setTickLabelFont(font);
    axis->setLabelFont(font);
    axis->setTickLength(0);
    axis->setSubTicks(false);
    axis->grid()->setPen(QPen(tokens->grid));
    axis->grid()->setZeroLinePen(QPen(tokens->grid));
    axis->grid()->setSubGridVisible(false);
}

void PlotTheme::apply(QCPAxisRect* rect) const
{
    for (QCPAxis* axis : rect->axes())
        apply(axis);
    // Labels that would stick out of the picture are left out by QCustomPlot: give the last one room.
    const int em = QFontMetrics(font).height();
    rect->setMinimumMargins(QMargins(0, em / 2, em * 3 / 2, 0));
    rect->axis(QCPAxis::atLeft)->setBasePen(Qt::NoPen);
}

void PlotTheme::addLegend(QCustomPlot* plot, QCPLegend* legend) const
{
    auto* row = new QCPLayoutGrid;
    plot->plotLayout()->addElement(0, 0, row);
    plot->plotLayout()->setRowStretchFactor(0, 0.001);
    row->addElement(0, 0, legend);
    row->addElement(0, 1, new QCPLayoutElement);
    row->setColumnStretchFactor(0, 0.001);
    legend->setLayer(QStringLiteral("legend"));
    legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
    legend->setColumnSpacing(QFontMetrics(font).height());
    legend->setBrush(Qt::NoBrush);
    legend->setBorderPen(Qt::NoPen);
    legend->setFont(font);
    legend->setTextColor(tokens->text);
    const int em = QFontMetrics(font).height();
    legend->setMargins(QMargins(em / 2, em / 3, 0, em / 3));
    legend->setIconSize(QFontMetrics(font).height() * 2, QFontMetrics(font).height());
}

void PlotTheme::wrap(QCPLegend* legend) const
{
    const QFontMetrics metrics(font);
    int widest = 1;
    for (int i = 0; i < legend->itemCount(); ++i) {
        if (auto* item = qobject_cast<QCPPlottableLegendItem*>(legend->item(i)))
            widest = qMax(widest, metrics.horizontalAdvance(item->plottable()->name()));
    }
    const int entry = widest + legend->iconSize().width() + legend->iconTextPadding() + 2 * metrics.height();
    legend->setWrap(qBound(1, (width - 2 * metrics.height()) / entry, qMax(1, legend->itemCount())));
    // Those that were added before the number of columns was known are put in order again.
    QList<QCPAbstractLegendItem*> items;
    for (int i = 0; i < legend->itemCount(); ++i)
        items << legend->item(i);
    for (QCPAbstractLegendItem* item : items)
        legend->take(item);
    legend->simplify();
    for (QCPAbstractLegendItem* item : items)
        legend->addElement(item);
}

void PlotTheme::say(QCustomPlot* plot, const QString& sentence) const
{
    clear(plot);
    auto* words = new QCPTextElement(plot, sentence, font);
    words->setTextColor(tokens->muted);
    words->setTextFlags(Qt::AlignCenter | Qt::TextWordWrap);
    words->setMinimumSize(1, 1); // it wraps
    plot->plotLayout()->addElement(0, 0, words);
}

void PlotTheme::layOut(QCustomPlot* plot) const
{
    plot->setViewport(QRect(0, 0, width, height));
    for (const auto phase : {QCPLayoutElement::upPreparation, QCPLayoutElement::upMargins, QCPLayoutElement::upLayout})
        plot->plotLayout()->update(phase);
}

} // namespace rw::ui
