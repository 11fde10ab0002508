// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/paretoplot.h"

#include "core/stats/pareto.h"
#include "ui/plot/labelplacement.h"
#include "ui/plot/markers.h"
#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

constexpr std::size_t kMostNames = 24;

QString costText(double cost)
{
    return Numbers::decimal(cost, cost < 10 ? 2 : cost < 1000 ? 1 : 0);
}

/// Half-way to the background: still its shape and filling, no longer its weight.
SeriesStyle pale(SeriesStyle style, const PlotTheme& theme)
{
    style.color = theme.tokens->axis;
    style.color.setAlphaF(0.75F);
    return style;
}

} // namespace

ParetoPlot::ParetoPlot(QWidget* parent)
    : PlotWidget(tr("Quality against cost"), parent)
    , m_nothing(tr("No configuration has a value yet."))
{
    plot()->installEventFilter(this);
}

void ParetoPlot::setPoints(std::vector<Point> points, const QString& measure, const QString& cost,
                           const QString& nothing)
{
    std::erase_if(points, [](const Point& one) { return !std::isfinite(one.value) || !(one.cost > 0); });
    std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.cost < b.cost; });
    std::vector<double> costs;
    std::vector<double> values;
    for (const Point& point : points) {
        costs.push_back(point.cost);
        values.push_back(point.value);
    }
    const std::vector<bool> front = paretoFront(costs, values);
    for (std::size_t i = 0; i < points.size(); ++i)
        points[i].isInFront = front[i];
    m_points = std::move(points);
    m_measure = measure;
    m_cost = cost;
    m_nothing = nothing;
    redraw();
}

void ParetoPlot::setChosen(const std::vector<std::int64_t>& units)
{
    if (units == m_chosen)
        return;
    m_chosen = units;
    redraw();
}

bool ParetoPlot::isChosen(const Point& point) const
{
    return std::find(m_chosen.begin(), m_chosen.end(), point.unit) != m_chosen.end();
}

const ParetoPlot::Point* ParetoPlot::at(QPointF pixel) const
{
    const Point* nearest = nullptr;
    double best = QFontMetrics(font()).height();
    for (const Point& point : m_points) {
        if (!m_x)
            break;
        const double distance =
            std::hypot(m_x->coordToPixel(point.cost) - pixel.x(), m_y->coordToPixel(point.value) - pixel.y());
        if (distance < best) {
            best = distance;
            nearest = &point;
        }
    }
    return nearest;
}

void ParetoPlot::step(int by)
{
    const auto own = std::find_if(m_points.begin(), m_points.end(), [&](const Point& one) { return isChosen(one); });
    auto place = own == m_points.end() ? (by > 0 ? 0 : static_cast<std::ptrdiff_t>(m_points.size()) - 1)
                                       : own - m_points.begin() + by;
    place = std::clamp<std::ptrdiff_t>(place, 0, static_cast<std::ptrdiff_t>(m_points.size()) - 1);
    emit chosen(m_points[static_cast<std::size_t>(place)].unit, false);
}

bool ParetoPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && !m_points.empty()) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Left || key == Qt::Key_Right) {
            step(key == Qt::Key_Left ? -1 : 1);
            return true;
        }
    }
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (const Point* point = at(mouse->position()))
            emit chosen(point->unit, mouse->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier));
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Point* point = at(help->pos());
        QToolTip::showText(help->globalPos(), point ? tip(*point) : QString(), plot());
        return true;
    }
    return PlotWidget::eventFilter(watched, event);
}

QString ParetoPlot::tip(const Point& point) const
{
    QStringList lines{point.name, QStringLiteral("%1 %2").arg(m_measure, Numbers::ndcg(point.value)),
                      QStringLiteral("%1 %2").arg(costText(point.cost), m_cost)};
    if (point.isShare)
        lines << tr("computed: its share of the blocks of the pass");
    return lines.join(QLatin1Char('\n'));
}

void ParetoPlot::draw(const PlotTheme& theme)
{
    m_x = m_y = nullptr;
    if (m_points.empty()) {
        theme.say(plot(), m_nothing);
        return;
    }
    theme.clear(plot());
    auto* rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(0, 0, rect);
    theme.apply(rect);
    m_x = rect->axis(QCPAxis::atBottom);
    m_y = rect->axis(QCPAxis::atLeft);
    drawAxes();
    drawFront(theme);
    // What matters is drawn last.
    for (const bool front : {false, true})
        for (const Point& point : m_points)
            if (point.isInFront == front)
                drawPoint(theme, point);
    drawNames(theme);
}

void ParetoPlot::drawAxes()
{
    double bottom = 1e9;
    double top = -1e9;
    for (const Point& point : m_points) {
        const bool hasBar = std::isfinite(point.low) && (point.isInFront || isChosen(point));
        bottom = std::min(bottom, hasBar ? point.low : point.value);
        top = std::max(top, hasBar ? point.high : point.value);
    }
    const double spread = std::max(0.01, top - bottom);
    m_y->setRange(bottom - spread * 0.08, top + spread * 0.12);
    m_y->setNumberFormat(QStringLiteral("f"));
    m_y->setNumberPrecision(spread < 0.15 ? 3 : 2);
    m_y->setLabel(m_measure);
    const double cheapest = m_points.front().cost;
    const double dearest = m_points.back().cost;
    if (dearest > 3 * cheapest) {
        m_x->setScaleType(QCPAxis::stLogarithmic);
        const double room = std::pow(dearest / cheapest, 0.08);
        m_x->setTicker(ticks125(cheapest / room, dearest * room * room));
        m_x->setRange(cheapest / room, dearest * room * room);
        m_x->setLabel(tr("%1 (log scale)").arg(m_cost));
    } else {
        const double room = std::max(0.02 * dearest, (dearest - cheapest) * 0.08);
        m_x->setRange(std::max(0.0, cheapest - room), dearest + 2 * room);
        m_x->setNumberFormat(QStringLiteral("f"));
        m_x->setNumberPrecision(m_x->range().size() < 1 ? 2 : m_x->range().size() < 10 ? 1 : 0);
        m_x->setLabel(m_cost);
    }
}

void ParetoPlot::drawFront(const PlotTheme& theme)
{
    auto* line = new QCPGraph(m_x, m_y);
    line->setLineStyle(QCPGraph::lsStepLeft);
    line->setPen(QPen(theme.tokens->axis, 1.2));
    for (const Point& point : m_points)
        if (point.isInFront)
            line->addData(point.cost, point.value);
    line->addData(m_x->range().upper, (line->data()->constEnd() - 1)->value);
}

void ParetoPlot::drawPoint(const PlotTheme& theme, const Point& point)
{
    SeriesStyle style = SeriesStyle::of(point.model, point.quantization, theme.dark);
    if (!point.isInFront && !isChosen(point))
        style = pale(style, theme);
    auto* mark = new QCPGraph(m_x, m_y);
    mark->setLineStyle(QCPGraph::lsNone);
    mark->setScatterStyle(scatterOf(style, theme));
    mark->setData({point.cost}, {point.value});
    if (std::isfinite(point.low) && (point.isInFront || isChosen(point))) {
        auto* bar = new QCPErrorBars(m_x, m_y);
        bar->setDataPlottable(mark);
        bar->setPen(QPen(style.color, 1));
        bar->setWhiskerWidth(0);
        bar->setData(QVector<double>{point.value - point.low}, QVector<double>{point.high - point.value});
    }
    if (!isChosen(point) || theme.forPrint)
        return;
    auto* ring = new QCPGraph(m_x, m_y);
    ring->setLineStyle(QCPGraph::lsNone);
    ring->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(theme.tokens->accent, 1.8), Qt::NoBrush,
                                          QFontMetrics(theme.font).height() * 1.4));
    ring->setData({point.cost}, {point.value});
}

/// The stairs of the front: a name across them would read as if it were struck out.
void ParetoPlot::takeFront(std::vector<QRectF>& taken) const
{
    const Point* before = nullptr;
    for (const Point& point : m_points) {
        if (!point.isInFront)
            continue;
        if (before) {
            const double left = m_x->coordToPixel(before->cost);
            const double right = m_x->coordToPixel(point.cost);
            const double low = m_y->coordToPixel(before->value);
            const double high = m_y->coordToPixel(point.value);
            taken.emplace_back(left, low - 1, right - left, 2);
            taken.emplace_back(right - 1, std::min(low, high), 2, std::abs(low - high));
        }
        before = &point;
    }
    if (before)
        taken.emplace_back(m_x->coordToPixel(before->cost), m_y->coordToPixel(before->value) - 1,
                           m_x->coordToPixel(m_x->range().upper) - m_x->coordToPixel(before->cost), 2);
}

void ParetoPlot::drawNames(const PlotTheme& theme)
{
    theme.layOut(plot());
    const QFontMetrics metrics(theme.font);
    const double radius = metrics.height() * 0.45;
    std::vector<QRectF> taken;
    std::vector<const Point*> named;
    const auto pixel = [&](const Point& point) {
        return QPointF(m_x->coordToPixel(point.cost), m_y->coordToPixel(point.value));
    };
    for (const Point& point : m_points) {
        const QPointF place = pixel(point);
        taken.emplace_back(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius);
        if (std::isfinite(point.low) && (point.isInFront || isChosen(point)))
            taken.emplace_back(place.x() - 1, m_y->coordToPixel(point.high), 2,
                               m_y->coordToPixel(point.low) - m_y->coordToPixel(point.high));
        if (point.isInFront || isChosen(point))
            named.push_back(&point);
    }
    takeFront(taken);
    std::stable_sort(named.begin(), named.end(), [&](const Point* a, const Point* b) {
        return isChosen(*a) != isChosen(*b) ? isChosen(*a) : a->value > b->value;
    });
    named.resize(std::min(named.size(), kMostNames));
    std::vector<PointLabel> labels;
    for (const Point* point : named)
        labels.push_back({pixel(*point), metrics.size(0, point->name)});
    const auto places = placeLabels(labels, std::move(taken), QRectF(plot()->axisRect(0)->rect()), radius * 1.3);
    for (std::size_t i = 0; i < named.size(); ++i) {
        if (!places[i])
            continue;
        auto* anchor = new QCPItemTracer(plot());
        anchor->setStyle(QCPItemTracer::tsNone);
        anchor->position->setAxes(m_x, m_y);
        anchor->position->setCoords(named[i]->cost, named[i]->value);
        const QPointF offset = places[i]->box.center() - labels[i].point;
        auto* name = new QCPItemText(plot());
        name->setFont(theme.font);
        name->setColor(theme.tokens->text);
        name->setText(named[i]->name);
        QColor ground = theme.tokens->base; // lines may pass behind it
        ground.setAlphaF(0.75F);
        name->setBrush(ground);
        name->setPositionAlignment(Qt::AlignCenter);
        name->position->setParentAnchor(anchor->position);
        name->position->setType(QCPItemPosition::ptAbsolute);
        name->position->setCoords(offset);
        if (!places[i]->isFar)
            continue;
        auto* leader = new QCPItemLine(plot());
        leader->setPen(QPen(theme.tokens->axis, 0.8));
        leader->start->setParentAnchor(anchor->position);
        const bool isBeside = std::abs(offset.x()) > places[i]->box.width() / 2;
        leader->end->setParentAnchor(isBeside ? (offset.x() > 0 ? name->left : name->right)
                                              : (offset.y() > 0 ? name->top : name->bottom));
    }
}

PlotTable ParetoPlot::table() const
{
    PlotTable table;
    table.headers = {tr("Configuration"), m_measure,  tr("95 % low"), tr("95 % high"), m_cost,
                     tr("Cost is"),       tr("Front")};
    for (const Point& point : m_points)
        table.rows.push_back({point.name, point.value, point.low, point.high, point.cost,
                              point.isShare ? tr("computed share") : tr("measured"),
                              point.isInFront ? tr("in the front") : tr("dominated")});
    return table;
}

QString ParetoPlot::summary() const
{
    if (m_points.empty())
        return m_nothing;
    QStringList parts;
    for (const Point& point : m_points)
        if (point.isInFront)
            parts << tr("%1: %2 at %3").arg(point.name, Numbers::ndcg(point.value), costText(point.cost));
    return tr("%1 against %2. %3 of %4 configurations are beaten by no other one, cheapest first: %5.")
        .arg(m_measure, m_cost, Numbers::count(parts.size()), Numbers::count(static_cast<qint64>(m_points.size())),
             parts.join(QStringLiteral("; ")));
}

} // namespace rw::ui
