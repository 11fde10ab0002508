// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/scoresplot.h"

#include "core/stats/moments.h"
#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/seriesstyle.h"
#include "ui/theme/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

constexpr std::size_t kBins = 40;

double separationOf(const std::vector<double>& relevant, const std::vector<double>& others)
{
    if (relevant.empty() || others.empty())
        return std::nan("");
    std::vector<double> all = relevant;
    all.insert(all.end(), others.begin(), others.end());
    const std::vector<double> ranks = midRanks(all);
    double sum = 0;
    for (std::size_t i = 0; i < relevant.size(); ++i)
        sum += ranks[i];
    const auto n = static_cast<double>(relevant.size());
    return (sum - n * (n + 1) / 2) / (n * static_cast<double>(others.size()));
}

} // namespace

ScoresPlot::ScoresPlot(QWidget* parent)
    : PlotWidget(tr("Score distributions"), parent)
    , m_nothing(tr("No pair has a score of both."))
{
}

double ScoresPlot::Side::bin(std::size_t place) const
{
    return low + (high - low) * static_cast<double>(place) / kBins;
}

std::vector<double> ScoresPlot::Side::shares(const std::vector<double>& scores) const
{
    std::vector<double> shares(kBins, 0);
    for (const double score : scores) {
        const double place = (score - low) / (high - low) * kBins;
        shares[std::min(kBins - 1, static_cast<std::size_t>(std::max(0.0, place)))] +=
            100.0 / static_cast<double>(scores.size());
    }
    return shares;
}

void ScoresPlot::setPair(const std::shared_ptr<const Inspection>& pair, const QStringList& names, bool isSameScale,
                         const QString& nothing)
{
    m_nothing = nothing;
    m_sides = {};
    for (std::size_t s = 0; pair && s < m_sides.size(); ++s) {
        Side& side = m_sides[s];
        side.name = names.value(static_cast<int>(s));
        const std::int64_t unit = s == 0 ? pair->request.left : pair->request.right;
        bool isFirst = true;
        for (std::int64_t one = 0; one < static_cast<std::int64_t>(pair->candidates->grades.size()); ++one) {
            const double score = pair->score(one, unit);
            if (!std::isfinite(score))
                continue;
            side.low = isFirst ? score : std::min(side.low, score);
            side.high = isFirst ? score : std::max(side.high, score);
            isFirst = false;
            (pair->candidates->grades[static_cast<std::size_t>(one)] >= 1 ? side.relevant : side.others)
                .push_back(score);
        }
        side.high = std::max(side.high, side.low + 1e-6);
        side.separation = separationOf(side.relevant, side.others);
    }
    if (isSameScale) {
        const double low = std::min(m_sides[0].low, m_sides[1].low);
        const double high = std::max(m_sides[0].high, m_sides[1].high);
        for (Side& side : m_sides) {
            side.low = low;
            side.high = high;
        }
    }
    redraw();
}

double ScoresPlot::separation(int side) const
{
    return m_sides.at(static_cast<std::size_t>(side)).separation;
}

void ScoresPlot::draw(const PlotTheme& theme)
{
    if (m_sides[0].others.empty() && m_sides[0].relevant.empty()) {
        theme.say(plot(), m_nothing);
        return;
    }
    theme.clear(plot());
    auto* legend = new QCPLegend;
    theme.addLegend(plot(), legend);
    auto* margins = new QCPMarginGroup(plot());
    for (std::size_t s = 0; s < m_sides.size(); ++s) {
        auto* rect = new QCPAxisRect(plot());
        plot()->plotLayout()->addElement(static_cast<int>(s) + 1, 0, rect);
        theme.apply(rect);
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
        drawSide(theme, m_sides[s], rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft),
                 s == 0 ? legend : nullptr);
    }
    theme.wrap(legend);
    plot()->axisRect(1)->axis(QCPAxis::atBottom)->setLabel(tr("raw score"));
}

void ScoresPlot::drawSide(const PlotTheme& theme, const Side& side, QCPAxis* x, QCPAxis* y, QCPLegend* legend)
{
    double most = 0;
    for (const bool isRelevant : {false, true}) {
        const std::vector<double>& scores = isRelevant ? side.relevant : side.others;
        if (scores.empty())
            continue;
        const SeriesStyle style = SeriesStyle::of(isRelevant ? 0 : 1, {}, theme.dark);
        auto* steps = new QCPGraph(x, y);
        steps->setLineStyle(QCPGraph::lsStepLeft);
        steps->setName(isRelevant ? tr("judged relevant") : tr("all others"));
        steps->setPen(QPen(style.color, 1.6, isRelevant ? Qt::SolidLine : Qt::DashLine));
        QColor fill = style.color;
        fill.setAlphaF(isRelevant ? 0.18F : 0.08F);
        steps->setBrush(fill);
        const std::vector<double> shares = side.shares(scores);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            steps->addData(side.bin(i), shares[i]);
            most = std::max(most, shares[i]);
        }
        steps->addData(side.high, 0);
        if (legend)
            legend->addItem(new QCPPlottableLegendItem(legend, steps));
    }
    x->setRange(side.low - (side.high - side.low) * 0.02, side.high + (side.high - side.low) * 0.02);
    x->setNumberFormat(QStringLiteral("f"));
    x->setNumberPrecision(side.high - side.low < 5 ? 1 : 0);
    y->setRange(0, most * 1.3);
    y->ticker()->setTickCount(2);
    y->setLabel(tr("share, %"));
    auto* name = new QCPItemText(plot());
    name->setFont(theme.font);
    name->setColor(theme.tokens->text);
    name->setText(std::isfinite(side.separation)
                      ? tr("%1: apart in %2").arg(side.name, Numbers::percent(100 * side.separation, 1))
                      : side.name);
    name->setClipAxisRect(x->axisRect());
    name->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    name->position->setAxisRect(x->axisRect());
    name->position->setType(QCPItemPosition::ptAxisRectRatio);
    name->position->setCoords(0.01, 0.01);
}

PlotTable ScoresPlot::table() const
{
    PlotTable table;
    table.headers = {tr("Configuration"), tr("Scores from"), tr("to"), tr("Relevant %"), tr("Others %")};
    for (const Side& side : m_sides) {
        if (side.relevant.empty() && side.others.empty())
            continue;
        const auto relevant = side.shares(side.relevant);
        const auto others = side.shares(side.others);
        for (std::size_t i = 0; i < kBins; ++i)
            table.rows.push_back({side.name, side.bin(i), side.bin(i + 1), relevant[i], others[i]});
    }
    return table;
}

QString ScoresPlot::summary() const
{
    QStringList parts;
    for (const Side& side : m_sides)
        if (!side.relevant.empty() && !side.others.empty())
            parts << tr("%1: a relevant passage has a higher score than another one in %2 of the cases; scores from %3 "
                        "to %4")
                         .arg(side.name, Numbers::percent(100 * side.separation, 1), Numbers::decimal(side.low, 2),
                              Numbers::decimal(side.high, 2));
    return parts.isEmpty() ? m_nothing : parts.join(QStringLiteral("; "));
}

} // namespace rw::ui
