// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/layerplot.h"

#include "ui/plot/markers.h"
#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace rw::ui {

LayerPlot::LayerPlot(QWidget* parent)
    : PlotWidget(tr("Quality against cut-off layer"), parent)
{
    plot()->installEventFilter(this);
}

void LayerPlot::setRows(std::vector<ResultRow> rows, const QString& measure)
{
    std::erase_if(rows, [](const ResultRow& row) { return !std::isfinite(row.value); });
    std::stable_sort(rows.begin(), rows.end(),
                     [](const ResultRow& a, const ResultRow& b) { return a.unit.cutoffLayer < b.unit.cutoffLayer; });
    m_rows = std::move(rows);
    m_measure = measure;
    redraw();
}

void LayerPlot::setChosen(std::int64_t unit)
{
    if (unit == m_chosen)
        return;
    m_chosen = unit;
    redraw();
}

double LayerPlot::savedPercent(int layer, int deepest)
{
    return deepest > 0 ? 100 - 100.0 * layer / deepest : 0;
}

bool LayerPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (m_rows.empty())
        return PlotWidget::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right) {
            const auto last = static_cast<std::ptrdiff_t>(m_rows.size()) - 1;
            const auto own = std::find_if(m_rows.begin(), m_rows.end(),
                                          [&](const ResultRow& row) { return row.unit.id == m_chosen; });
            const std::ptrdiff_t place = own == m_rows.end() ? last : own - m_rows.begin();
            const auto next = std::clamp<std::ptrdiff_t>(place + (key == Qt::Key_Left ? -1 : 1), 0, last);
            emit chosen(m_rows[static_cast<std::size_t>(next)].unit.id);
            return true;
        }
    }
    if (event->type() == QEvent::MouseButtonRelease && plot()->axisRectCount() > 0) {
        const double layer = plot()
                                 ->axisRect(0)
                                 ->axis(QCPAxis::atBottom)
                                 ->pixelToCoord(static_cast<QMouseEvent*>(event)->position().x());
        const auto nearest =
            std::min_element(m_rows.begin(), m_rows.end(), [layer](const ResultRow& a, const ResultRow& b) {
                return std::abs(a.unit.cutoffLayer - layer) < std::abs(b.unit.cutoffLayer - layer);
            });
        emit chosen(nearest->unit.id);
    }
    return PlotWidget::eventFilter(watched, event);
}

void LayerPlot::draw(const PlotTheme& theme)
{
    if (m_rows.empty()) {
        theme.say(plot(), tr("No model here has several cut-off layers."));
        return;
    }
    theme.clear(plot());
    auto* upper = new QCPAxisRect(plot());
    auto* lower = new QCPAxisRect(plot());
    auto* margins = new QCPMarginGroup(plot());
    int line = 0;
    for (QCPAxisRect* rect : {upper, lower}) {
        plot()->plotLayout()->addElement(line++, 0, rect);
        theme.apply(rect);
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
        QCPAxis* x = rect->axis(QCPAxis::atBottom);
        const double low = m_rows.front().unit.cutoffLayer;
        const double room = std::max(0.5, (deepest() - low) * 0.04);
        x->setRange(low - room, deepest() + room);
        // Whole layers only.
        QSharedPointer<QCPAxisTickerFixed> ticker(new QCPAxisTickerFixed);
        ticker->setTickStep(std::max(1.0, std::ceil((deepest() - low) / 8)));
        ticker->setTickOrigin(deepest());
        x->setTicker(ticker);
        x->setNumberFormat(QStringLiteral("f"));
        x->setNumberPrecision(0);
    }
    plot()->plotLayout()->setRowStretchFactor(1, 0.6);
    upper->axis(QCPAxis::atBottom)->setTickLabels(false);
    lower->axis(QCPAxis::atBottom)->setLabel(tr("cut-off layer (after so many blocks)"));
    drawQuality(theme, upper->axis(QCPAxis::atBottom), upper->axis(QCPAxis::atLeft));
    drawSaved(theme, lower->axis(QCPAxis::atBottom), lower->axis(QCPAxis::atLeft));
}

void LayerPlot::drawQuality(const PlotTheme& theme, QCPAxis* x, QCPAxis* y)
{
    const ResultRow& first = m_rows.front();
    const SeriesStyle style = SeriesStyle::of(first.modelIndex, text(first.unit.quantization), theme.dark);
    auto* below = new QCPGraph(x, y);
    auto* above = new QCPGraph(x, y);
    auto* curve = new QCPGraph(x, y);
    double bottom = first.value;
    double top = first.value;
    const ResultRow* marked = nullptr;
    for (const ResultRow& row : m_rows) {
        const double layer = row.unit.cutoffLayer;
        curve->addData(layer, row.value);
        bottom = std::min(bottom, row.value);
        top = std::max(top, row.value);
        if (row.unit.id == m_chosen)
            marked = &row;
        if (!std::isfinite(row.low))
            continue;
        below->addData(layer, row.low);
        above->addData(layer, row.high);
        bottom = std::min(bottom, row.low);
        top = std::max(top, row.high);
    }
    QColor band = style.color;
    band.setAlphaF(0.16F);
    for (QCPGraph* edge : {below, above})
        edge->setPen(Qt::NoPen);
    above->setBrush(band);
    above->setChannelFillGraph(below);
    curve->setPen(lineOf(style));
    curve->setScatterStyle(scatterOf(style, theme));
    const double room = std::max(0.005, (top - bottom) * 0.08);
    y->setRange(bottom - room, top + room);
    y->setNumberFormat(QStringLiteral("f"));
    y->setNumberPrecision(top - bottom < 0.15 ? 3 : 2);
    y->setLabel(m_measure);
    if (!marked || theme.forPrint)
        return;
    auto* ring = new QCPGraph(x, y);
    ring->setLineStyle(QCPGraph::lsNone);
    ring->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(theme.tokens->accent, 1.8), Qt::NoBrush,
                                          QFontMetrics(theme.font).height() * 1.3));
    ring->setData({double(marked->unit.cutoffLayer)}, {marked->value});
}

void LayerPlot::drawSaved(const PlotTheme& theme, QCPAxis* x, QCPAxis* y)
{
    auto* saved = new QCPGraph(x, y);
    saved->setPen(QPen(theme.tokens->text, 1.2, Qt::DashLine)); // computed, not measured
    double most = 0;
    for (const ResultRow& row : m_rows) {
        saved->addData(row.unit.cutoffLayer, savedPercent(row.unit.cutoffLayer, deepest()));
        most = std::max(most, savedPercent(row.unit.cutoffLayer, deepest()));
    }
    y->setRange(0, std::max(10.0, most * 1.25));
    y->ticker()->setTickCount(2);
    y->setLabel(tr("blocks saved, %"));
    const auto own =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const ResultRow& row) { return row.unit.id == m_chosen; });
    if (own == m_rows.end() || theme.forPrint)
        return;
    for (QCPAxisRect* rect : plot()->axisRects()) {
        auto* line = new QCPItemStraightLine(plot());
        line->setPen(QPen(theme.tokens->accent, 1.4));
        line->setClipAxisRect(rect);
        for (QCPItemPosition* point : {line->point1, line->point2}) {
            point->setAxisRect(rect);
            point->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
            point->setTypeY(QCPItemPosition::ptAxisRectRatio);
        }
        line->point1->setCoords(own->unit.cutoffLayer, 0);
        line->point2->setCoords(own->unit.cutoffLayer, 1);
    }
    auto* value = new QCPItemText(plot());
    value->setFont(theme.font);
    value->setColor(theme.tokens->text);
    value->setText(Numbers::percent(savedPercent(own->unit.cutoffLayer, deepest()), 1));
    value->setPadding(QMargins(QFontMetrics(theme.font).height() / 2, 0, QFontMetrics(theme.font).height() / 2, 0));
    // The line falls: above it to the right, below it to the left.
    const bool isRight = own->unit.cutoffLayer > x->range().lower + 0.75 * x->range().size();
    value->setClipAxisRect(x->axisRect());
    value->setPositionAlignment(isRight ? Qt::AlignRight | Qt::AlignTop : Qt::AlignLeft | Qt::AlignBottom);
    value->position->setAxisRect(x->axisRect());
    value->position->setAxes(x, y);
    value->position->setCoords(own->unit.cutoffLayer, savedPercent(own->unit.cutoffLayer, deepest()));
}

PlotTable LayerPlot::table() const
{
    PlotTable table;
    table.headers = {tr("Configuration"), tr("Layer"),     m_measure,
                     tr("95 % low"),      tr("95 % high"), tr("Blocks saved %, computed")};
    for (const ResultRow& row : m_rows)
        table.rows.push_back({configurationName(row.unit), row.unit.cutoffLayer, row.value, row.low, row.high,
                              savedPercent(row.unit.cutoffLayer, deepest())});
    return table;
}

QString LayerPlot::summary() const
{
    if (m_rows.empty())
        return tr("No model here has several cut-off layers.");
    const ResultRow& shallow = m_rows.front();
    const ResultRow& deep = m_rows.back();
    return tr("%1 after %n cut-off layers of one pass: %2 after layer %3, %4 after layer %5. Layer %3 needs %6 % fewer "
              "blocks than layer %5.",
              nullptr, static_cast<int>(m_rows.size()))
        .arg(m_measure, Numbers::ndcg(shallow.value), Numbers::count(shallow.unit.cutoffLayer),
             Numbers::ndcg(deep.value), Numbers::count(deep.unit.cutoffLayer),
             Numbers::decimal(savedPercent(shallow.unit.cutoffLayer, deepest()), 1));
}

} // namespace rw::ui
