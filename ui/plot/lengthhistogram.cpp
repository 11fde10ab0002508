// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/lengthhistogram.h"

#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

constexpr double kBinsPerDoubling = 4;

} // namespace

LengthHistogram::LengthHistogram(QWidget* parent)
    : PlotWidget(tr("Input length of the candidate pairs"), parent)
{
}

void LengthHistogram::setLengths(LengthForecast lengths)
{
    m_lengths = std::move(lengths);
    std::sort(m_lengths.input.lengths.begin(), m_lengths.input.lengths.end());
    redraw();
}

void LengthHistogram::setChosenLimit(int limit)
{
    m_chosen = limit;
    redraw();
}

const LengthForecast::Cut* LengthHistogram::cut(int limit) const
{
    for (const LengthForecast::Cut& one : m_lengths.cuts)
        if (one.limit == limit)
            return &one;
    return nullptr;
}

double LengthHistogram::cutPercent(int limit) const
{
    const LengthForecast::Cut* own = cut(limit);
    if (!own || m_lengths.input.lengths.empty())
        return kNotAvailable;
    return 100.0 * static_cast<double>(own->pairs) / static_cast<double>(m_lengths.input.lengths.size());
}

double LengthHistogram::relevantCutPercent(int limit) const
{
    const LengthForecast::Cut* own = cut(limit);
    if (!own || m_lengths.relevant == 0)
        return kNotAvailable;
    return 100.0 * static_cast<double>(own->relevant) / static_cast<double>(m_lengths.relevant);
}

void LengthHistogram::draw(const PlotTheme& theme)
{
    theme.clear(plot());
    auto* rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(0, 0, rect);
    theme.apply(rect);
    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    QCPAxis* y = rect->axis(QCPAxis::atLeft);
    x->setLabel(tr("tokens of the input (log scale), %1 pairs\nlines: share that is cut")
                    .arg(Numbers::count(static_cast<qint64>(m_lengths.input.lengths.size()))));
    y->setLabel(tr("pairs"));
    y->setNumberFormat(QStringLiteral("f"));
    y->setNumberPrecision(0);
    if (m_lengths.input.lengths.empty())
        return;

    const double first = std::min(5.0, std::floor(std::log2(std::max(1, m_lengths.input.lengths.front()))));
    const double last = std::max(11.25, std::ceil(std::log2(std::max(1, m_lengths.input.lengths.back()))));
    const auto bins = static_cast<int>((last - first) * kBinsPerDoubling) + 1;
    std::vector<int> counts(static_cast<std::size_t>(bins), 0);
    for (const int length : m_lengths.input.lengths) {
        const int bin = static_cast<int>((std::log2(std::max(1, length)) - first) * kBinsPerDoubling);
        ++counts[static_cast<std::size_t>(std::clamp(bin, 0, bins - 1))];
    }
    QVector<double> keys[2];
    QVector<double> values[2];
    const double chosen = std::log2(m_chosen);
    for (int bin = 0; bin < bins; ++bin) {
        const double center = first + (bin + 0.5) / kBinsPerDoubling;
        const int side = center > chosen ? 1 : 0;
        keys[side] << center;
        values[side] << counts[static_cast<std::size_t>(bin)];
    }
    for (const int side : {0, 1}) {
        auto* bars = new QCPBars(x, y);
        QColor color = theme.tokens->ramp[2];
        color.setAlphaF(side == 0 ? 1.0F : 0.45F);
        bars->setBrush(color);
        bars->setPen(QPen(theme.tokens->base, 1));
        bars->setWidth(1 / kBinsPerDoubling);
        bars->setData(keys[side], values[side], true);
    }
    const double highest = *std::max_element(counts.begin(), counts.end());
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    for (int power = static_cast<int>(std::ceil(first)); power <= last; ++power)
        ticker->addTick(power, Numbers::count(1LL << power));
    x->setTicker(ticker);
    x->setRange(first, last);
    y->setRange(0, highest * 1.3);
    for (const LengthForecast::Cut& one : m_lengths.cuts) {
        const int limit = one.limit;
        if (std::log2(limit) > last)
            continue;
        const bool isChosen = limit == m_chosen;
        auto* line = new QCPItemStraightLine(plot());
        line->setPen(isChosen ? QPen(theme.tokens->accent, 2) : QPen(theme.tokens->text, 1, Qt::DashLine));
        line->point1->setCoords(std::log2(limit), 0);
        line->point2->setCoords(std::log2(limit), 1);
        auto* caption = new QCPItemText(plot());
        caption->setText(QStringLiteral("%1\n%2").arg(Numbers::count(limit), Numbers::percent(cutPercent(limit), 1)));
        caption->setFont(theme.font);
        caption->setColor(isChosen ? theme.tokens->accent : theme.tokens->text);
        caption->setBrush(QBrush(theme.tokens->base));
        caption->setPositionAlignment(Qt::AlignHCenter | Qt::AlignTop);
        caption->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        caption->setClipToAxisRect(false); // that of the last one is wider than what is left of the axis
        caption->position->setCoords(std::log2(limit), 0.01);
    }
}

PlotTable LengthHistogram::table() const
{
    PlotTable table;
    table.headers = {tr("Length"), tr("Cut %"), tr("Relevant cut %"), tr("Pairs"), tr("M tokens")};
    for (const LengthForecast::Cut& one : m_lengths.cuts)
        table.rows.push_back({one.limit, cutPercent(one.limit), relevantCutPercent(one.limit),
                              static_cast<qint64>(one.pairs), static_cast<double>(one.tokens) / 1e6});
    return table;
}

QString LengthHistogram::summary() const
{
    if (m_lengths.input.lengths.empty())
        return tr("No tokens were counted yet.");
    const std::vector<int>& all = m_lengths.input.lengths;
    QString said = tr("At %1 tokens, %2 % of pairs are cut. The longest input has %3 tokens, half of them at most %4.")
                       .arg(Numbers::count(m_chosen), Numbers::decimal(cutPercent(m_chosen), 1),
                            Numbers::count(all.back()), Numbers::count(all[all.size() / 2]));
    if (m_lengths.relevant > 0)
        said +=
            QLatin1Char(' ') +
            tr("Of the pairs judged relevant, %1 % are cut.").arg(Numbers::decimal(relevantCutPercent(m_chosen), 1));
    return said;
}

} // namespace rw::ui
