// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/differencesplot.h"

#include "core/stats/pairedtests.h"
#include "ui/plot/markers.h"
#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

constexpr std::size_t kMostSeparateBars = 120; // more of them touch

} // namespace

DifferencesPlot::DifferencesPlot(QWidget* parent)
    : PlotWidget(tr("Differences query by query"), parent)
    , m_nothing(tr("No query has a value of both."))
{
    plot()->installEventFilter(this);
}

void DifferencesPlot::setBars(std::vector<Bar> bars, const QString& measure, const Look& look, const QString& nothing)
{
    std::stable_sort(bars.begin(), bars.end(),
                     [](const Bar& a, const Bar& b) { return a.difference() > b.difference(); });
    m_bars = std::move(bars);
    m_wins = m_losses = 0;
    m_mean = 0;
    for (const Bar& bar : m_bars) {
        m_wins += bar.difference() > tieTolerance ? 1 : 0;
        m_losses += bar.difference() < -tieTolerance ? 1 : 0;
        m_mean += bar.difference() / static_cast<double>(m_bars.size());
    }
    m_measure = measure;
    m_look = look;
    m_nothing = nothing;
    redraw();
}

void DifferencesPlot::setChosen(const QString& query)
{
    if (query == m_chosen)
        return;
    m_chosen = query;
    redraw();
}

int DifferencesPlot::placeOf(const QString& query) const
{
    const auto own = std::find_if(m_bars.begin(), m_bars.end(), [&](const Bar& bar) { return bar.query == query; });
    return own == m_bars.end() ? -1 : static_cast<int>(own - m_bars.begin());
}

int DifferencesPlot::placeAt(QPointF pixel) const
{
    const double place = plot()->axisRect(0)->axis(QCPAxis::atBottom)->pixelToCoord(pixel.x());
    return std::clamp(static_cast<int>(std::lround(place)) - 1, 0, static_cast<int>(m_bars.size()) - 1);
}

bool DifferencesPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (m_bars.empty() || plot()->axisRectCount() == 0)
        return PlotWidget::eventFilter(watched, event);
    const auto queryAt = [&](int place) {
        return m_bars[static_cast<std::size_t>(place)].query;
    };
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int last = static_cast<int>(m_bars.size()) - 1;
        const int place = placeOf(m_chosen);
        if (key == Qt::Key_Left || key == Qt::Key_Right) {
            emit chosen(queryAt(place < 0 ? (key == Qt::Key_Left ? last : 0)
                                          : std::clamp(place + (key == Qt::Key_Left ? -1 : 1), 0, last)));
            return true;
        }
        if (key == Qt::Key_Home || key == Qt::Key_End) {
            emit chosen(queryAt(key == Qt::Key_Home ? 0 : last));
            return true;
        }
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && place >= 0) {
            emit opened(m_chosen);
            return true;
        }
    }
    if (event->type() == QEvent::MouseButtonRelease)
        emit chosen(queryAt(placeAt(static_cast<QMouseEvent*>(event)->position())));
    if (event->type() == QEvent::MouseButtonDblClick)
        emit opened(queryAt(placeAt(static_cast<QMouseEvent*>(event)->position())));
    return PlotWidget::eventFilter(watched, event);
}

void DifferencesPlot::draw(const PlotTheme& theme)
{
    if (m_bars.empty()) {
        theme.say(plot(), m_nothing);
        return;
    }
    theme.clear(plot());
    auto* rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(0, 0, rect);
    theme.apply(rect);
    // Room for the names of the zones.
    rect->setMinimumMargins(rect->minimumMargins() + QMargins(0, QFontMetrics(theme.font).height(), 0, 0));
    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    QCPAxis* y = rect->axis(QCPAxis::atLeft);
    const auto count = static_cast<double>(m_bars.size());
    x->setRange(0.4, count + 0.6);
    x->setLabel(tr("queries, highest difference first"));
    x->grid()->setVisible(false);
    x->setNumberFormat(QStringLiteral("f"));
    x->setNumberPrecision(0);
    const double high = std::max(0.0, m_bars.front().difference());
    const double low = std::min(0.0, m_bars.back().difference());
    const double spread = std::max(0.01, high - low);
    y->setRange(low - spread * 0.08, high + spread * 0.08);
    y->setNumberFormat(QStringLiteral("f"));
    y->setNumberPrecision(spread < 0.15 ? 3 : 2);
    y->setLabel(tr("difference in %1").arg(m_measure));
    drawZones(theme, x, y);
    drawBars(theme, x, y);
    drawChosen(theme, x, y);
}

/// Up and down have one colour: which way a bar goes is what it shows.
void DifferencesPlot::drawBars(const PlotTheme& theme, QCPAxis* x, QCPAxis* y)
{
    const SeriesStyle style = SeriesStyle::of(m_look.model, m_look.quantization, theme.dark);
    QVector<double> places;
    QVector<double> differences;
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        places << static_cast<double>(i) + 1;
        differences << m_bars[i].difference();
    }
    QColor fill = style.color;
    fill.setAlphaF(0.55F);
    if (m_bars.size() <= kMostSeparateBars) {
        auto* bars = new QCPBars(x, y);
        bars->setWidth(0.8);
        bars->setPen(QPen(style.color, 1));
        bars->setBrush(fill);
        bars->setData(places, differences, true);
    } else {
        auto* outline = new QCPGraph(x, y);
        outline->setLineStyle(QCPGraph::lsStepCenter);
        outline->setPen(QPen(style.color, 1));
        outline->setBrush(fill);
        outline->setData(places, differences, true);
    }
    auto* zero = new QCPItemStraightLine(plot());
    zero->setPen(QPen(theme.tokens->axis, 1));
    zero->point1->setCoords(0, 0);
    zero->point2->setCoords(1, 0);
    auto* mean = new QCPItemStraightLine(plot());
    mean->setPen(QPen(theme.tokens->text, 1.2, Qt::DashLine));
    mean->point1->setCoords(0, m_mean);
    mean->point2->setCoords(1, m_mean);
    auto* caption = new QCPItemText(plot());
    caption->setFont(theme.font);
    caption->setColor(theme.tokens->text);
    caption->setText(tr("mean %1").arg(Numbers::decimal(m_mean, 4)));
    caption->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
    caption->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    caption->position->setCoords(0.995, std::max(m_mean, 0.0)); // where bars hang down
}

/// How many queries are higher, the same and lower, over their bars.
void DifferencesPlot::drawZones(const PlotTheme& theme, QCPAxis* x, QCPAxis* y)
{
    const int all = static_cast<int>(m_bars.size());
    const int ties = all - m_wins - m_losses;
    QColor ground = theme.tokens->grid;
    const struct
    {
        int begin;
        int count;
        QString text;
    } zones[] = {{0, m_wins, tr("%n higher", nullptr, m_wins)},
                 {m_wins, ties, tr("%n the same", nullptr, ties)},
                 {m_wins + ties, m_losses, tr("%n lower", nullptr, m_losses)}};
    const QFontMetrics metrics(theme.font);
    theme.layOut(plot());
    double free = x->coordToPixel(x->range().lower); // left of it something is written
    for (const auto& zone : zones) {
        if (zone.count == 0)
            continue;
        const double begin = zone.begin + 0.5;
        const double end = zone.begin + zone.count + 0.5;
        if (&zone == &zones[1]) {
            auto* band = new QCPItemRect(plot());
            band->setPen(Qt::NoPen);
            band->setBrush(ground);
            for (QCPItemPosition* corner : {band->topLeft, band->bottomRight})
                corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
            band->topLeft->setCoords(begin, 0);
            band->bottomRight->setCoords(end, 1);
        }
        const double width = metrics.horizontalAdvance(zone.text);
        const double right = x->coordToPixel(x->range().upper);
        const double center = (x->coordToPixel(begin) + x->coordToPixel(end)) / 2;
        const double left = std::min(std::max(center - width / 2, free), right - width);
        free = left + width + metrics.height();
        auto* words = new QCPItemText(plot());
        words->setClipToAxisRect(false);
        words->setFont(theme.font);
        words->setColor(theme.tokens->muted);
        words->setText(zone.text);
        words->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
        words->position->setAxes(x, y);
        words->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        words->position->setCoords(x->pixelToCoord(left), 0);
    }
}

void DifferencesPlot::drawChosen(const PlotTheme& theme, QCPAxis* x, QCPAxis* y)
{
    const int place = placeOf(m_chosen);
    if (place < 0 || theme.forPrint)
        return;
    const Bar& bar = m_bars[static_cast<std::size_t>(place)];
    auto* line = new QCPItemStraightLine(plot());
    line->setPen(QPen(theme.tokens->accent, 1.4));
    line->point1->setTypeY(QCPItemPosition::ptAxisRectRatio);
    line->point2->setTypeY(QCPItemPosition::ptAxisRectRatio);
    line->point1->setCoords(place + 1, 0);
    line->point2->setCoords(place + 1, 1);
    auto* name = new QCPItemText(plot());
    name->setFont(theme.font);
    name->setColor(theme.tokens->text);
    name->setBrush(theme.tokens->base);
    const int pad = QFontMetrics(theme.font).height() / 3;
    name->setPadding(QMargins(pad, pad / 2, pad, pad / 2));
    name->setText(QStringLiteral("%1  %2").arg(bar.query, Numbers::decimal(bar.difference(), 4)));
    const bool isLeft = place + 1 < x->range().center();
    // On the side of zero where its bar is not.
    const bool isUp = bar.difference() < 0;
    name->setPositionAlignment((isLeft ? Qt::AlignLeft : Qt::AlignRight) | (isUp ? Qt::AlignTop : Qt::AlignBottom));
    name->position->setAxes(x, y);
    name->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    name->position->setCoords(place + 1, isUp ? 0.03 : 0.97);
}

PlotTable DifferencesPlot::table() const
{
    PlotTable table;
    table.headers = {tr("Query"), tr("Difference"), tr("Reference"), tr("Compared"), tr("Text")};
    table.rows = PlotRows(m_bars.size(), [bars = m_bars](std::size_t row) -> QVariantList {
        const Bar& bar = bars[row];
        return {bar.query, bar.difference(), bar.reference, bar.other, bar.text};
    });
    return table;
}

QString DifferencesPlot::summary() const
{
    if (m_bars.empty())
        return m_nothing;
    const Bar& best = m_bars.front();
    const Bar& worst = m_bars.back();
    return tr("%1 of %2 queries higher, %3 lower than the reference in %4; mean difference %5. Highest: query %6 with "
              "%7. Lowest: query %8 with %9.")
        .arg(Numbers::count(m_wins), Numbers::count(static_cast<qint64>(m_bars.size())), Numbers::count(m_losses),
             m_measure, Numbers::decimal(m_mean, 4), best.query, Numbers::decimal(best.difference(), 4), worst.query,
             Numbers::decimal(worst.difference(), 4));
}

} // namespace rw::ui
