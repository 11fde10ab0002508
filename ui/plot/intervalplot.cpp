// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/intervalplot.h"

#include "ui/plot/markers.h"
#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace rw::ui {

IntervalPlot::IntervalPlot(QWidget* parent)
    : PlotWidget(tr("Measure and interval of the selected configurations"), parent)
{
}

void IntervalPlot::setRows(std::vector<ResultRow> rows, const QString& measure, double reference)
{
    std::erase_if(rows, [](const ResultRow& row) { return !std::isfinite(row.value); });
    std::stable_sort(rows.begin(), rows.end(),
                     [](const ResultRow& a, const ResultRow& b) { return a.value > b.value; });
    m_rows = std::move(rows);
    m_measure = measure;
    m_reference = reference;
    redraw();
}

void IntervalPlot::draw(const PlotTheme& theme)
{
    theme.clear(plot());
    auto* rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(0, 0, rect);
    theme.apply(rect);
    if (m_rows.empty())
        return;
    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    QCPAxis* y = rect->axis(QCPAxis::atLeft);
    const double count = static_cast<double>(m_rows.size());
    const auto inset = [&](QCPAxis* values) {
        values->setRange(0.4, count + 0.6);
        values->setRangeReversed(true);
        values->grid()->setVisible(false);
        values->setTickPen(Qt::NoPen); // of no length, yet drawn as a dot
    };
    // Names at the left, values at the right of the same lines.
    QCPAxis* right = rect->axis(QCPAxis::atRight);
    right->setVisible(true);
    right->setBasePen(Qt::NoPen);
    right->setTickLabels(true);
    right->setTickLabelColor(theme.tokens->text);
    y->setTickLabelColor(theme.tokens->text);
    QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
    QSharedPointer<QCPAxisTickerText> numbers(new QCPAxisTickerText);
    const ResultRow& first = m_rows.front();
    double low = std::isfinite(first.base) ? first.base : first.value;
    double high = std::isfinite(first.ceiling) ? first.ceiling : first.value;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const ResultRow& row = m_rows[i];
        const double place = static_cast<double>(i) + 1;
        names->addTick(place, configurationName(row.unit));
        numbers->addTick(place, Numbers::ndcg(row.value));
        const SeriesStyle style = SeriesStyle::of(row.modelIndex, text(row.unit.quantization), theme.dark);
        auto* graph = new QCPGraph(x, y);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(scatterOf(style, theme));
        graph->setData({row.value}, {place});
        low = std::min(low, row.value);
        high = std::max(high, row.value);
        if (!std::isfinite(row.low))
            continue;
        auto* bars = new QCPErrorBars(x, y);
        bars->setErrorType(QCPErrorBars::etKeyError);
        bars->setDataPlottable(graph);
        bars->setPen(QPen(style.color, 1.4));
        bars->setWhiskerWidth(QFontMetrics(theme.font).height() * 0.5);
        bars->setData(QVector<double>{row.value - row.low}, QVector<double>{row.high - row.value});
        low = std::min(low, row.low);
        high = std::max(high, row.high);
    }
    inset(y);
    inset(right);
    y->setTicker(names);
    right->setTicker(numbers);
    const double room = std::max(0.01, (high - low) * 0.06);
    x->setRange(low - room, high + room);
    x->setNumberFormat(QStringLiteral("f"));
    x->setNumberPrecision(x->range().size() < 0.4 ? 3 : 2);
    x->setLabel(
        tr("%1, mean over %Ln queries with 95 % confidence interval", nullptr, first.scoredQueries).arg(m_measure));
    const auto line = [&](double value, const QString& label, Qt::PenStyle pen) {
        if (!std::isfinite(value))
            return;
        auto* item = new QCPItemStraightLine(plot());
        item->setPen(QPen(theme.tokens->axis, 1, pen));
        item->point1->setCoords(value, 0);
        item->point2->setCoords(value, 1);
        if (label.isEmpty())
            return;
        auto* caption = new QCPItemText(plot());
        caption->setClipToAxisRect(false);
        caption->setFont(theme.font);
        caption->setColor(theme.tokens->muted);
        caption->setText(label);
        caption->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        // Inside the picture at both ends.
        const double share = (value - x->range().lower) / x->range().size();
        caption->setPositionAlignment(Qt::AlignBottom | (share < 0.15   ? Qt::AlignLeft
                                                         : share > 0.85 ? Qt::AlignRight
                                                                        : Qt::AlignHCenter));
        caption->position->setCoords(value, 0);
    };
    rect->setMinimumMargins(rect->minimumMargins() + QMargins(0, QFontMetrics(theme.font).height() * 5 / 4, 0, 0));
    line(first.base, tr("base %1").arg(Numbers::ndcg(first.base)), Qt::DotLine);
    line(first.ceiling, tr("ceiling %1").arg(Numbers::ndcg(first.ceiling)), Qt::DotLine);
    line(m_reference, QString(), Qt::SolidLine);
}

PlotTable IntervalPlot::table() const
{
    PlotTable table;
    table.headers = {tr("Configuration"), m_measure,     tr("95 % low"), tr("95 % high"),
                     tr("Base"),          tr("Ceiling"), tr("Queries")};
    for (const ResultRow& row : m_rows)
        table.rows.push_back(
            {configurationName(row.unit), row.value, row.low, row.high, row.base, row.ceiling, row.scoredQueries});
    return table;
}

QString IntervalPlot::summary() const
{
    if (m_rows.empty())
        return tr("No configuration has a value yet.");
    QStringList parts;
    for (const ResultRow& row : m_rows)
        parts << tr("%1: %2 (%3 to %4)")
                     .arg(configurationName(row.unit), Numbers::ndcg(row.value), Numbers::ndcg(row.low),
                          Numbers::ndcg(row.high));
    return tr("%1, best first. %2.").arg(m_measure, parts.join(QStringLiteral("; ")));
}

} // namespace rw::ui
