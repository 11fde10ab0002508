// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/qualityplot.h"

#include "ui/plot/markers.h"
#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace rw::ui {

namespace {

auto seriesOf(const ResultRow& row)
{
    return std::make_tuple(row.modelIndex, row.unit.cutoffLayer, row.unit.quantization);
}

QString nameOf(const ResultRow& row)
{
    QString name = modelLabel(markUntrained(text(row.unit.modelName), row.unit.untrained), row.unit.cutoffLayer);
    name += QStringLiteral(" · ") + text(row.unit.quantization);
    return name;
}

/// A dotted line, or an arrow at the edge where the line lies far outside. The caption stands at the short lengths,
/// whose values are lower than both lines as a rule, on the side of the line that `side` names; captions at the edge
/// stand below each other: `line` counts them.
void addReference(QCustomPlot* plot, const PlotTheme& theme, double value, const QString& label, Qt::AlignmentFlag side,
                  int line)
{
    const QCPRange range = plot->axisRect(0)->axis(QCPAxis::atLeft)->range();
    if (!std::isfinite(value))
        return;
    auto* caption = new QCPItemText(plot);
    caption->setFont(theme.font);
    caption->setColor(theme.tokens->muted);
    caption->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    if (range.contains(value)) {
        auto* dots = new QCPItemStraightLine(plot);
        dots->setPen(QPen(theme.tokens->axis, 1, Qt::DotLine));
        dots->point1->setCoords(0, value);
        dots->point2->setCoords(1, value);
        caption->setText(label);
        // Below the line where there is no room above it.
        const bool high = value > range.upper - range.size() * 0.05;
        caption->setPositionAlignment(Qt::AlignLeft | (high ? Qt::AlignTop : side));
        caption->position->setCoords(0.005, value);
        return;
    }
    const bool above = value > range.upper;
    caption->setText((above ? QStringLiteral("↑ ") : QStringLiteral("↓ ")) + label);
    caption->setPositionAlignment(Qt::AlignLeft | (above ? Qt::AlignTop : Qt::AlignBottom));
    // Empty lines hold the place of the captions that stand there already.
    caption->setText(above ? QStringLiteral("\n").repeated(line) + caption->text()
                           : caption->text() + QStringLiteral("\n").repeated(line));
    caption->setTextAlignment(Qt::AlignLeft);
    caption->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    caption->position->setCoords(0.005, above ? 0.01 : 0.99);
}

} // namespace

QualityPlot::QualityPlot(QWidget* parent)
    : PlotWidget(tr("Quality and cost against length"), parent)
{
    plot()->installEventFilter(this);
}

double QualityPlot::place(int length) const
{
    return static_cast<double>(std::lower_bound(m_lengths.begin(), m_lengths.end(), length) - m_lengths.begin()) + 1;
}

void QualityPlot::setLength(int length)
{
    m_length = length;
    redraw();
}

bool QualityPlot::eventFilter(QObject* watched, QEvent* event)
{
    const auto choose = [&](double where) {
        const auto last = static_cast<double>(m_lengths.size());
        if (last > 0)
            emit lengthChosen(m_lengths[static_cast<std::size_t>(std::clamp(std::round(where), 1.0, last)) - 1]);
    };
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right) {
            choose(place(m_length) + (key == Qt::Key_Left ? -1 : 1));
            return true;
        }
    }
    if (event->type() == QEvent::MouseButtonRelease && plot()->axisRectCount() > 0)
        choose(plot()
                   ->axisRect(0)
                   ->axis(QCPAxis::atBottom)
                   ->pixelToCoord(static_cast<QMouseEvent*>(event)->position().x()));
    return PlotWidget::eventFilter(watched, event);
}

void QualityPlot::setRows(std::vector<ResultRow> rows, const QString& measure)
{
    m_measure = measure;
    std::erase_if(rows, [](const ResultRow& row) { return !std::isfinite(row.value); });
    std::stable_sort(rows.begin(), rows.end(), [](const ResultRow& a, const ResultRow& b) {
        return std::make_pair(seriesOf(a), a.unit.maxLength) < std::make_pair(seriesOf(b), b.unit.maxLength);
    });
    m_rows = std::move(rows);
    m_lengths.clear();
    for (const ResultRow& row : m_rows)
        m_lengths.push_back(row.unit.maxLength);
    std::sort(m_lengths.begin(), m_lengths.end());
    m_lengths.erase(std::unique(m_lengths.begin(), m_lengths.end()), m_lengths.end());
    redraw();
}

void QualityPlot::draw(const PlotTheme& theme)
{
    theme.clear(plot());
    auto* rect = new QCPAxisRect(plot());
    auto* legend = new QCPLegend;
    theme.addLegend(plot(), legend);
    plot()->plotLayout()->addElement(1, 0, rect);
    theme.apply(rect);
    if (m_rows.empty())
        return;

    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (i == 0 || seriesOf(m_rows[i]) != seriesOf(m_rows[i - 1]))
            starts.push_back(i);

    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    QCPAxis* y = rect->axis(QCPAxis::atLeft);
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    for (const int length : m_lengths)
        ticker->addTick(place(length), Numbers::count(length));
    x->setTicker(ticker);
    x->setRange(0.5, static_cast<double>(m_lengths.size()) + 0.5);
    x->setLabel(tr("length limit, tokens"));
    y->setLabel(m_measure);

    double low = 1;
    double high = 0;
    for (std::size_t s = 0; s < starts.size(); ++s) {
        const std::size_t end = s + 1 < starts.size() ? starts[s + 1] : m_rows.size();
        const ResultRow& first = m_rows[starts[s]];
        const SeriesStyle style = SeriesStyle::of(first.modelIndex, text(first.unit.quantization), theme.dark);
        // Series stand side by side so that their bars do not hide each other.
        const double gap = std::min(0.09, 0.7 / static_cast<double>(starts.size()));
        const double shift = (static_cast<double>(s) - static_cast<double>(starts.size() - 1) / 2) * gap;
        QVector<double> keys;
        QVector<double> values;
        QVector<double> minus;
        QVector<double> plus;
        for (std::size_t i = starts[s]; i < end; ++i) {
            const ResultRow& row = m_rows[i];
            const bool bars = std::isfinite(row.low);
            keys << place(row.unit.maxLength) + shift;
            values << row.value;
            minus << (bars ? row.value - row.low : 0);
            plus << (bars ? row.high - row.value : 0);
            low = std::min(low, row.value - minus.last());
            high = std::max(high, row.value + plus.last());
        }
        auto* graph = new QCPGraph(x, y);
        graph->setName(nameOf(first));
        graph->setPen(lineOf(style));
        graph->setScatterStyle(scatterOf(style, theme));
        graph->setData(keys, values, true);
        legend->addItem(new QCPPlottableLegendItem(legend, graph));
        const ResultRow* next = end < m_rows.size() ? &m_rows[end] : nullptr;
        const bool last =
            !next || next->modelIndex != first.modelIndex || next->unit.cutoffLayer != first.unit.cutoffLayer;
        const bool hasOthers = std::any_of(m_rows.begin(), m_rows.end(), [&](const ResultRow& row) {
            return row.modelIndex == first.modelIndex && row.unit.cutoffLayer != first.unit.cutoffLayer;
        });
        if (first.unit.cutoffLayer > 0 && hasOthers && last) {
            // Layers of a model share its look: the number at the end of the line tells them apart. Quantizations of a
            // layer end close together, and have marks of their own.
            auto* layer = new QCPItemText(plot());
            layer->setFont(theme.font);
            layer->setColor(style.color);
            layer->setText(QStringLiteral("L%1").arg(first.unit.cutoffLayer));
            layer->setPadding(QMargins(QFontMetrics(theme.font).height() / 2, 0, 0, 0));
            layer->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
            layer->position->setCoords(keys.last(), values.last());
        }
        auto* bars = new QCPErrorBars(x, y);
        bars->setDataPlottable(graph);
        bars->setPen(QPen(style.color, 1.2));
        bars->setWhiskerWidth(QFontMetrics(theme.font).height() * 0.5);
        bars->setData(minus, plus);
    }
    theme.wrap(legend);
    // Base and ceiling are part of the picture as long as they do not flatten it.
    const double spread = std::max(0.02, high - low);
    double bottom = low;
    double top = high;
    if (std::isfinite(m_rows.front().base) && m_rows.front().base > low - spread)
        bottom = std::min(low, m_rows.front().base);
    if (std::isfinite(m_rows.front().ceiling) && m_rows.front().ceiling < high + spread)
        top = std::max(high, m_rows.front().ceiling);
    y->setRange(bottom - spread * 0.1, top + spread * 0.12);
    const double base = m_rows.front().base;
    const double ceiling = m_rows.front().ceiling;
    const auto outside = [range = y->range()](double value) {
        return value > range.upper ? 1 : value < range.lower ? -1 : 0;
    };
    const int line = outside(base) != 0 && outside(base) == outside(ceiling) ? 1 : 0;
    addReference(plot(), theme, ceiling, tr("ceiling %1").arg(Numbers::ndcg(ceiling)), Qt::AlignBottom, 0);
    addReference(plot(), theme, base, tr("base %1").arg(Numbers::ndcg(base)), Qt::AlignTop, line);
    y->setNumberFormat(QStringLiteral("f"));
    y->setNumberPrecision(2);
    drawCost(theme, rect);
    for (QCPAxisRect* one : plot()->axisRects()) {
        if (m_length == 0 || theme.forPrint)
            continue;
        QColor accent = theme.tokens->accent;
        accent.setAlphaF(0.1F);
        auto* band = new QCPItemRect(plot());
        band->setPen(Qt::NoPen);
        band->setBrush(accent);
        band->setClipAxisRect(one);
        for (QCPItemPosition* corner : {band->topLeft, band->bottomRight}) {
            corner->setAxisRect(one);
            corner->setAxes(one->axis(QCPAxis::atBottom), one->axis(QCPAxis::atLeft));
            corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
        }
        band->topLeft->setCoords(place(m_length) - 0.4, 0);
        band->bottomRight->setCoords(place(m_length) + 0.4, 1);
    }
}

/// Milliseconds that a pair took, on a logarithmic axis under the lengths.
void QualityPlot::drawCost(const PlotTheme& theme, QCPAxisRect* above)
{
    double low = 1e300;
    double high = 0;
    for (const ResultRow& row : m_rows) {
        if (!(row.pairsPerSecond > 0))
            continue;
        low = std::min(low, 1000 / row.pairsPerSecond);
        high = std::max(high, 1000 / row.pairsPerSecond);
    }
    if (high <= 0)
        return;
    auto* rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(2, 0, rect);
    plot()->plotLayout()->setRowStretchFactor(2, 0.6);
    theme.apply(rect);
    auto* group = new QCPMarginGroup(plot());
    for (QCPAxisRect* one : {above, rect})
        one->setMarginGroup(QCP::msLeft | QCP::msRight, group);
    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    QCPAxis* y = rect->axis(QCPAxis::atLeft);
    QCPAxis* upper = above->axis(QCPAxis::atBottom);
    x->setTicker(upper->ticker());
    x->setRange(upper->range());
    x->setLabel(upper->label());
    upper->setLabel({});
    upper->setTickLabels(false);
    y->setScaleType(QCPAxis::stLogarithmic);
    y->setTicker(ticks125(low / 1.5, high * 1.5));
    y->setRange(low / 1.5, high * 1.5);
    y->setLabel(tr("ms a pair (log)"));
    for (std::size_t i = 0; i < m_rows.size();) {
        const ResultRow& first = m_rows[i];
        const SeriesStyle style = SeriesStyle::of(first.modelIndex, text(first.unit.quantization), theme.dark);
        auto* graph = new QCPGraph(x, y);
        graph->setPen(lineOf(style));
        graph->setScatterStyle(scatterOf(style, theme));
        for (; i < m_rows.size() && seriesOf(m_rows[i]) == seriesOf(first); ++i)
            if (m_rows[i].pairsPerSecond > 0)
                graph->addData(place(m_rows[i].unit.maxLength), 1000 / m_rows[i].pairsPerSecond);
    }
}

PlotTable QualityPlot::table() const
{
    PlotTable table;
    table.headers = {tr("Model"),     tr("Quantization"), tr("Length"),  m_measure,     tr("95 % low"),
                     tr("95 % high"), tr("Base"),         tr("Ceiling"), tr("Queries"), tr("ms a pair")};
    for (const ResultRow& row : m_rows) {
        table.rows.push_back(
            {modelLabel(markUntrained(text(row.unit.modelName), row.unit.untrained), row.unit.cutoffLayer),
             text(row.unit.quantization), row.unit.maxLength, row.value, row.low, row.high, row.base, row.ceiling,
             row.scoredQueries, row.pairsPerSecond > 0 ? 1000 / row.pairsPerSecond : kNotAvailable});
    }
    return table;
}

QString QualityPlot::summary() const
{
    if (m_rows.empty())
        return tr("No configuration has a value yet.");
    const auto best = std::max_element(m_rows.begin(), m_rows.end(),
                                       [](const ResultRow& a, const ResultRow& b) { return a.value < b.value; });
    return tr("%n values of %1. Highest: %2 with %3 (%4 to %5). Base %6, ceiling %7.", nullptr,
              static_cast<int>(m_rows.size()))
        .arg(m_measure, configurationName(best->unit), Numbers::ndcg(best->value), Numbers::ndcg(best->low),
             Numbers::ndcg(best->high), Numbers::ndcg(best->base), Numbers::ndcg(best->ceiling));
}

} // namespace rw::ui
