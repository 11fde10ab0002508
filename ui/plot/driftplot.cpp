// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/driftplot.h"

#include "ui/plot/plottheme.h"
#include "ui/plot/rectangles.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>

#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace rw::ui {

namespace {

constexpr int kCellSide = 4; // pixels
constexpr int kPrintedCellSide = 8;
constexpr std::array<int, 4> kLevels = {1, 2, 10, 100}; // pairs in a cell, at least

int levelOf(int pairs)
{
    int level = 0;
    while (level + 1 < static_cast<int>(kLevels.size()) && pairs >= kLevels[static_cast<std::size_t>(level) + 1])
        ++level;
    return level;
}

/// Filled cells of a grid in the coordinates of two axes, one colour.
class Cells : public QCPAbstractPlottable
{
public:
    Cells(QCPAxis* x, QCPAxis* y, const QColor& color)
        : QCPAbstractPlottable(x, y)
    {
        setBrush(color);
    }

    void add(const QRectF& cell) { m_cells.push_back(cell); }

    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }
    QCPRange getKeyRange(bool& found, QCP::SignDomain) const override
    {
        found = false;
        return {};
    }
    QCPRange getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const override
    {
        found = false;
        return {};
    }

protected:
    void draw(QCPPainter* painter) override
    {
        QList<QRectF> rectangles;
        for (const QRectF& cell : m_cells) {
            const double left = std::round(mKeyAxis->coordToPixel(cell.left()));
            const double right = std::round(mKeyAxis->coordToPixel(cell.right()));
            const double top = std::round(mValueAxis->coordToPixel(cell.bottom()));
            const double bottom = std::round(mValueAxis->coordToPixel(cell.top()));
            rectangles << QRectF(left, top, std::max(1.0, right - left), std::max(1.0, bottom - top));
        }
        painter->setPen(Qt::NoPen);
        painter->setBrush(mBrush);
        drawRectangles(painter, rectangles);
    }
    void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override
    {
        const double side = rect.height() * 0.7;
        painter->fillRect(QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side), mBrush);
    }

private:
    std::vector<QRectF> m_cells;
};

} // namespace

DriftPlot::DriftPlot(QWidget* parent)
    : PlotWidget(tr("Scores of two configurations"), parent)
    , m_nothing(tr("No pair has a score of both."))
{
    plot()->installEventFilter(this);
}

void DriftPlot::setPair(std::shared_ptr<const Inspection> pair, const Names& names, const QString& nothing)
{
    m_pair = std::move(pair);
    m_names = names;
    m_nothing = nothing;
    m_points.clear();
    if (m_pair) {
        const auto& queries = m_pair->candidates->queries;
        for (std::size_t q = 0; q < queries.size(); ++q) {
            for (std::int64_t one = queries[q].firstPair; one < queries[q].firstPair + queries[q].pairs; ++one) {
                const float reference = m_pair->score(one, m_pair->request.left);
                const float other = m_pair->score(one, m_pair->request.right);
                if (std::isfinite(reference) && std::isfinite(other))
                    m_points.push_back({one, q, reference, other});
            }
        }
    }
    redraw();
}

void DriftPlot::setChosen(std::int64_t pair)
{
    if (pair == m_chosen)
        return;
    m_chosen = pair;
    redraw();
}

bool DriftPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonRelease && !m_points.empty() && plot()->axisRectCount() > 0) {
        const QPointF place = static_cast<QMouseEvent*>(event)->position();
        const QCPAxis* x = plot()->axisRect(0)->axis(QCPAxis::atBottom);
        const QCPAxis* y = plot()->axisRect(0)->axis(QCPAxis::atLeft);
        // Steps a pixel, so that no point is turned into pixels.
        const double width = x->pixelToCoord(1) - x->pixelToCoord(0);
        const double height = y->pixelToCoord(1) - y->pixelToCoord(0);
        const double left = x->pixelToCoord(place.x());
        const double top = y->pixelToCoord(place.y());
        double best = QFontMetrics(font()).height();
        std::int64_t nearest = -1;
        for (const Point& point : m_points) {
            const double distance = std::hypot((point.reference - left) / width, (point.other - top) / height);
            if (distance < best) {
                best = distance;
                nearest = point.pair;
            }
        }
        if (nearest >= 0)
            emit chosen(nearest);
    }
    return PlotWidget::eventFilter(watched, event);
}

void DriftPlot::setRanges(QCPAxis* x, QCPAxis* y) const
{
    QCPRange across(m_points.front().reference, m_points.front().reference);
    QCPRange up(m_points.front().other, m_points.front().other);
    for (const Point& point : m_points) {
        across.expand(double(point.reference));
        up.expand(double(point.other));
    }
    if (m_names.isSameScale) {
        across.expand(up);
        up = across;
    }
    for (auto& [axis, range] : {std::pair<QCPAxis*, QCPRange&>{x, across}, {y, up}}) {
        const double room = std::max(1e-6, range.size() * 0.04);
        axis->setRange(range.lower - room, range.upper + room);
        axis->setNumberFormat(QStringLiteral("f"));
        axis->setNumberPrecision(range.size() < 1 ? 2 : range.size() < 10 ? 1 : 0);
    }
}

void DriftPlot::draw(const PlotTheme& theme)
{
    if (m_points.empty()) {
        theme.say(plot(), m_nothing);
        return;
    }
    theme.clear(plot());
    const bool isDense = m_points.size() > (theme.forPrint ? kMostPrintedMarks : kMostMarks);
    auto* rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(isDense ? 1 : 0, 0, rect);
    theme.apply(rect);
    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    QCPAxis* y = rect->axis(QCPAxis::atLeft);
    setRanges(x, y);
    x->setLabel(tr("score of %1").arg(m_names.reference));
    y->setLabel(tr("score of %1").arg(m_names.other));
    if (isDense)
        drawCells(theme, x, y);
    else
        drawMarks(theme, x, y);
    if (m_names.isSameScale) {
        auto* equal = new QCPItemStraightLine(plot());
        equal->setPen(QPen(theme.tokens->axis, 1, Qt::DashLine));
        equal->point1->setCoords(0, 0);
        equal->point2->setCoords(1, 1);
    }
    const auto own =
        std::find_if(m_points.begin(), m_points.end(), [&](const Point& point) { return point.pair == m_chosen; });
    if (own == m_points.end() || theme.forPrint)
        return;
    auto* ring = new QCPGraph(x, y);
    ring->setLineStyle(QCPGraph::lsNone);
    ring->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(theme.tokens->accent, 2), Qt::NoBrush,
                                          QFontMetrics(theme.font).height()));
    ring->setData({double(own->reference)}, {double(own->other)});
}

void DriftPlot::drawMarks(const PlotTheme& theme, QCPAxis* x, QCPAxis* y)
{
    QVector<double> across;
    QVector<double> up;
    for (const Point& point : m_points) {
        across << point.reference;
        up << point.other;
    }
    QColor color = theme.tokens->ramp[theme.dark ? 2 : 3];
    auto* marks = new QCPGraph(x, y);
    marks->setLineStyle(QCPGraph::lsNone);
    marks->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(color, 1), Qt::NoBrush, 4));
    marks->setData(across, up);
}

void DriftPlot::drawCells(const PlotTheme& theme, QCPAxis* x, QCPAxis* y)
{
    auto* legend = new QCPLegend;
    theme.addLegend(plot(), legend);
    std::array<Cells*, kLevels.size()> levels{};
    const QStringList names{tr("1 pair a cell"), tr("2 to 9"), tr("10 to 99"), tr("100 and more")};
    for (std::size_t level = 0; level < levels.size(); ++level) {
        levels[level] = new Cells(x, y, theme.tokens->ramp[level]);
        levels[level]->setName(names.at(static_cast<int>(level)));
        legend->addItem(new QCPPlottableLegendItem(legend, levels[level]));
    }
    theme.wrap(legend);
    // Square cells of the same size whatever the size of the picture.
    theme.layOut(plot());
    const int side = theme.forPrint ? kPrintedCellSide : kCellSide;
    const int columns = std::max(1, x->axisRect()->width() / side);
    const int rows = std::max(1, x->axisRect()->height() / side);
    std::vector<int> counts(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), 0);
    const QCPRange across = x->range();
    const QCPRange up = y->range();
    const auto place = [](double value, const QCPRange& range, int cells) {
        return std::clamp(static_cast<int>((value - range.lower) / range.size() * cells), 0, cells - 1);
    };
    for (const Point& point : m_points)
        ++counts[static_cast<std::size_t>(place(point.other, up, rows) * columns +
                                          place(point.reference, across, columns))];
    const double width = across.size() / columns;
    const double height = up.size() / rows;
    for (int row = 0; row < rows; ++row) {
        // Neighbours of one level are one rectangle.
        for (int column = 0; column < columns;) {
            const auto at = [&](int number) {
                return counts[static_cast<std::size_t>(row * columns + number)];
            };
            const int begin = column++;
            if (at(begin) == 0)
                continue;
            while (column < columns && at(column) > 0 && levelOf(at(column)) == levelOf(at(begin)))
                ++column;
            levels[static_cast<std::size_t>(levelOf(at(begin)))]->add(
                {across.lower + begin * width, up.lower + row * height, (column - begin) * width, height});
        }
    }
}

PlotTable DriftPlot::table() const
{
    PlotTable table;
    table.headers = {tr("Query"), tr("Passage"), tr("Reference"), tr("Compared"), tr("Difference")};
    if (!m_pair)
        return table;
    table.rows = PlotRows(m_points.size(), [pair = m_pair, points = m_points](std::size_t row) -> QVariantList {
        const Point& point = points[row];
        return {text(pair->candidates->queries[point.query].id), text(pair->candidates->passageId(point.pair)),
                double(point.reference), double(point.other), double(point.other) - double(point.reference)};
    });
    return table;
}

QString DriftPlot::summary() const
{
    if (m_points.empty())
        return m_nothing;
    const auto farthest = std::max_element(m_points.begin(), m_points.end(), [](const Point& a, const Point& b) {
        return std::abs(a.other - a.reference) < std::abs(b.other - b.reference);
    });
    QString said = tr("Scores of %n pairs: %1 against %2.", nullptr, static_cast<int>(m_points.size()))
                       .arg(m_names.other, m_names.reference);
    if (m_names.isSameScale)
        said += QLatin1Char(' ') + tr("The largest difference is %1, for a candidate of query %2.")
                                       .arg(Numbers::decimal(double(farthest->other) - double(farthest->reference), 4),
                                            text(m_pair->candidates->queries[farthest->query].id));
    return said;
}

} // namespace rw::ui
