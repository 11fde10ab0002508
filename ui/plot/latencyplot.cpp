// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/latencyplot.h"

#include "core/stats/nearestrank.h"
#include "ui/plot/markers.h"
#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

/// Height of a share in the plot: equal steps for 90, 99, 99.9 %.
double tail(double share)
{
    return -std::log10(1 - share);
}

QVariant percentileOf(const std::vector<double>& ms, double percent)
{
    const auto value = nearestRank(ms, percent);
    return value ? QVariant(*value) : QVariant(QStringLiteral("n/a"));
}

} // namespace

LatencyPlot::LatencyPlot(QWidget* parent)
    : PlotWidget(tr("Latency distribution"), parent)
{
}

void LatencyPlot::setSeries(std::vector<Series> series, Scenario scenario)
{
    m_scenario = scenario;
    std::erase_if(series, [](const Series& one) { return one.ms.empty(); });
    m_series = std::move(series);
    redraw();
}

void LatencyPlot::draw(const PlotTheme& theme)
{
    if (m_series.empty()) {
        theme.say(plot(), summary());
        return;
    }
    const bool isInteractive = m_scenario == Scenario::Interactive;
    theme.clear(plot());
    auto* rect = new QCPAxisRect(plot());
    // In the window the table of percentiles beside the plot is the legend: it has the same marks.
    QCPLegend* legend = theme.forPrint ? new QCPLegend : nullptr;
    if (legend)
        theme.addLegend(plot(), legend);
    plot()->plotLayout()->addElement(legend ? 1 : 0, 0, rect);
    theme.apply(rect);
    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    QCPAxis* y = rect->axis(QCPAxis::atLeft);
    x->setScaleType(QCPAxis::stLogarithmic);
    x->setLabel(isInteractive ? tr("milliseconds a query (log scale)") : tr("milliseconds per batch (log scale)"));
    y->setLabel(isInteractive ? tr("share of queries done, % (log tail)") : tr("share of batches done, % (log tail)"));
    QSharedPointer<QCPAxisTickerText> shares(new QCPAxisTickerText);
    for (const double percent : {0.0, 50.0, 90.0, 95.0, 99.0, 99.9})
        shares->addTick(tail(percent / 100), Numbers::decimal(percent, percent > 99.5 ? 1 : 0));
    y->setTicker(shares);

    double low = 1e12;
    double high = 0;
    double top = tail(0.99);
    for (const Series& series : m_series) {
        const SeriesStyle style = SeriesStyle::of(series.model, series.quantization, theme.dark);
        const std::size_t n = series.ms.size();
        // More points than a screen has columns add nothing; the tail keeps all of its own.
        const std::size_t step = std::max<std::size_t>(1, n / 1000);
        QVector<double> keys{series.ms.front()};
        QVector<double> values{0};
        for (std::size_t i = 0; i < n; ++i) {
            if (i % step != 0 && i + 1000 < n)
                continue;
            const double share = (static_cast<double>(i) + 1) / static_cast<double>(n);
            keys << series.ms[i];
            values << tail(std::min(share, 1 - 0.5 / static_cast<double>(n)));
        }
        low = std::min(low, series.ms.front());
        high = std::max(high, series.ms.back());
        top = std::max(top, values.last());
        auto* curve = new QCPGraph(x, y);
        curve->setLineStyle(QCPGraph::lsStepRight);
        curve->setPen(lineOf(style));
        curve->setName(series.name);
        curve->setData(keys, values, true);
        auto* marks = new QCPGraph(x, y);
        marks->setLineStyle(QCPGraph::lsNone);
        marks->setPen(lineOf(style));
        marks->setScatterStyle(scatterOf(style, theme));
        marks->setName(series.name);
        for (const double percent : {50.0, 95.0, 99.0})
            if (const auto value = nearestRank(series.ms, percent))
                marks->addData(*value, tail(percent / 100));
        if (legend)
            legend->addItem(new QCPPlottableLegendItem(legend, marks));
    }
    if (legend)
        theme.wrap(legend);
    x->setRange(low / 1.15, high * 1.15);
    x->setTicker(ticks125(low / 1.15, high * 1.15));
    y->setRange(0, top * 1.06);
}

PlotTable LatencyPlot::table() const
{
    PlotTable table;
    table.headers = {tr("Configuration"), tr("p50 ms"), tr("p95 ms"), tr("p99 ms"), tr("max ms"), tr("n")};
    for (const Series& series : m_series) {
        table.rows.push_back({series.name, percentileOf(series.ms, 50), percentileOf(series.ms, 95),
                              percentileOf(series.ms, 99), series.ms.back(), static_cast<int>(series.ms.size())});
    }
    return table;
}

QString LatencyPlot::summary() const
{
    QStringList parts;
    for (const Series& series : m_series) {
        const auto p50 = nearestRank(series.ms, 50);
        const auto p95 = nearestRank(series.ms, 95);
        parts << tr("%1: p50 %2 ms, p95 %3 ms, n = %4")
                     .arg(series.name, p50 ? Numbers::ms(*p50) : QStringLiteral("n/a"),
                          p95 ? Numbers::ms(*p95) : QStringLiteral("n/a"))
                     .arg(series.ms.size());
    }
    if (parts.isEmpty())
        return tr(
            "Nothing was timed: scores that were taken from an earlier run, or that several lengths share, have no "
            "time of their own.");
    return (m_scenario == Scenario::Interactive ? tr("Milliseconds a query.") : tr("Milliseconds a batch.")) +
           QLatin1Char(' ') + parts.join(QStringLiteral("; "));
}

} // namespace rw::ui
