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

/// A dotted line, or an arrow at the edge where the line lies far outside. The caption stands on the side of the line
/// that `side` names; captions at the edge stand below each other: `line` counts them.
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
        caption->setPositionAlignment(Qt::AlignRight | (high ? Qt::AlignTop : side));
        caption->position->setCoords(0.995, value);
        return;
    }
    const bool above = value > range.upper;
    caption->setText((above ? QStringLiteral("↑ ") : QStringLiteral("↓ ")) + label);
    caption->setPositionAlignment(Qt::AlignRight | (above ? Qt::AlignTop : Qt::AlignBottom));
    // Empty lines hold the place of the captions that stand there already.
    caption->setText(above ? QStringLiteral("\n").repeated(line) + caption->text()
                           : caption->text() + QStringLiteral("\n").repeated(line));
    caption->setTextAlignment(Qt::AlignRight);
    caption->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    caption->position->setCoords(0.995, above ? 0.01 : 0.99);
}

} // namespace

QualityPlot::QualityPlot(QWidget* parent)
    : PlotWidget(tr("nDCG@10 by configuration and length"), parent)
{
}

void QualityPlot::setRows(std::vector<ResultRow> rows)
{
    std::erase_if(rows, [](const ResultRow& row) { return !std::isfinite(row.value); });
    std::stable_sort(rows.begin(), rows.end(), [](const ResultRow& a, const ResultRow& b) {
        return std::make_pair(seriesOf(a), a.unit.maxLength) < std::make_pair(seriesOf(b), b.unit.maxLength);
    });
    m_rows = std::move(rows);
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

    std::vector<int> lengths;
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        lengths.push_back(m_rows[i].unit.maxLength);
        if (i == 0 || seriesOf(m_rows[i]) != seriesOf(m_rows[i - 1]))
            starts.push_back(i);
    }
    std::sort(lengths.begin(), lengths.end());
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
    const auto place = [&](int length) {
        return static_cast<double>(std::lower_bound(lengths.begin(), lengths.end(), length) - lengths.begin()) + 1;
    };

    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    QCPAxis* y = rect->axis(QCPAxis::atLeft);
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    for (const int length : lengths)
        ticker->addTick(place(length), Numbers::count(length));
    x->setTicker(ticker);
    x->setRange(0.5, static_cast<double>(lengths.size()) + 0.5);
    x->setLabel(tr("length limit, tokens"));
    y->setLabel(QStringLiteral("nDCG@10"));

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
        if (first.unit.cutoffLayer > 0) {
            // Layers of a model share its look: the number at the end of the line tells them apart.
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
}

PlotTable QualityPlot::table() const
{
    PlotTable table;
    table.headers = {tr("Model"),    tr("Quantization"), tr("Length"), QStringLiteral("nDCG@10"),
                     tr("95 % low"), tr("95 % high"),    tr("Base"),   tr("Ceiling"),
                     tr("Queries")};
    for (const ResultRow& row : m_rows) {
        table.rows.push_back(
            {modelLabel(markUntrained(text(row.unit.modelName), row.unit.untrained), row.unit.cutoffLayer),
             text(row.unit.quantization), row.unit.maxLength, row.value, row.low, row.high, row.base, row.ceiling,
             row.scoredQueries});
    }
    return table;
}

QString QualityPlot::summary() const
{
    if (m_rows.empty())
        return tr("No configuration has a value yet.");
    const auto best = std::max_element(m_rows.begin(), m_rows.end(),
                                       [](const ResultRow& a, const ResultRow& b) { return a.value < b.value; });
    return tr("%n values of nDCG@10. Highest: %1 with %2 (%3 to %4). Base %5, ceiling %6.", nullptr,
              static_cast<int>(m_rows.size()))
        .arg(configurationName(best->unit), Numbers::ndcg(best->value), Numbers::ndcg(best->low),
             Numbers::ndcg(best->high), Numbers::ndcg(best->base), Numbers::ndcg(best->ceiling));
}

} // namespace rw::ui
