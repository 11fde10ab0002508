// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/timelineplot.h"

#include "ui/plot/batchblocks.h"
#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace rw::ui {

namespace {

constexpr double kLiveSeconds = 60;
constexpr std::array<int, 3> kClasses = {256, 512, 1024}; // longest row of a batch; beyond them is a class of its own
constexpr double kPrintBlocks = 300;                      // of a lane: the exports stay small

std::size_t classOf(int longest)
{
    return std::size_t(std::upper_bound(kClasses.begin(), kClasses.end(), longest - 1) - kClasses.begin());
}

double secondsOf(const BatchRecord& batch)
{
    return double(batch.totalNs) / 1e9;
}

QVariant milliseconds(const std::optional<std::int64_t>& ns)
{
    return ns ? QVariant(double(*ns) / 1e6) : QVariant(TimelinePlot::tr("not measured"));
}

QString part(const QString& name, const std::optional<std::int64_t>& ns)
{
    return ns ? QStringLiteral("%1 %2 ms").arg(name, Numbers::ms(double(*ns) / 1e6))
              : QStringLiteral("%1 %2").arg(name, TimelinePlot::tr("not measured"));
}

} // namespace

TimelinePlot::TimelinePlot(QWidget* parent)
    : PlotWidget(tr("Batches of the workers over time"), parent)
{
    plot()->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plot()->installEventFilter(this);
}

void TimelinePlot::clearBatches()
{
    m_from = m_to = 0;
    setBatches({}, {});
}

void TimelinePlot::setBatches(std::vector<BatchRecord> batches, const std::map<std::int64_t, QString>& names)
{
    m_batches = std::move(batches);
    m_names = names;
    m_devices.clear();
    m_last = 0;
    for (const BatchRecord& batch : m_batches) {
        m_devices[batch.worker] = text(batch.device);
        m_last = std::max(m_last, batch.startSeconds + secondsOf(batch));
    }
    redraw();
}

void TimelinePlot::setLive(bool live)
{
    m_live = live;
    redraw();
}

QString TimelinePlot::laneName(int worker) const
{
    const QString device = m_devices.at(worker);
    const auto others =
        std::count_if(m_devices.begin(), m_devices.end(), [&](const auto& lane) { return lane.second == device; });
    return others > 1 ? QStringLiteral("%1 #%2").arg(device).arg(worker + 1) : device;
}

QString TimelinePlot::nameOf(const BatchRecord& batch, const std::map<std::int64_t, QString>& names)
{
    const auto found = names.find(batch.unit);
    const QString name = found != names.end() ? found->second : QString();
    return batch.lengths > 1 ? tr("%1, %n lengths at once", nullptr, batch.lengths).arg(name) : name;
}

void TimelinePlot::draw(const PlotTheme& theme)
{
    theme.clear(plot());
    auto* legend = new QCPLegend;
    theme.addLegend(plot(), legend);
    auto* rect = new QCPAxisRect(plot());
    plot()->plotLayout()->addElement(1, 0, rect);
    theme.apply(rect);
    rect->setRangeDrag(Qt::Horizontal);
    rect->setRangeZoom(Qt::Horizontal);
    QCPAxis* x = rect->axis(QCPAxis::atBottom);
    QCPAxis* y = rect->axis(QCPAxis::atLeft);
    x->setLabel(tr("seconds since the run was started"));
    std::map<int, int> places; // the first worker is at the top
    QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
    for (const auto& [worker, device] : m_devices) {
        const int place = static_cast<int>(places.size());
        places[worker] = place;
        names->addTick(place, laneName(worker));
    }
    y->setTicker(names);
    y->setRangeReversed(true);
    y->setRange(-0.5, std::max(0.5, static_cast<double>(places.size()) - 0.5));

    std::array<QVector<BatchBlocks::Block>, kClasses.size() + 1> blocks;
    for (const BatchRecord& batch : m_batches)
        blocks[classOf(batch.longest)].push_back(BatchBlocks::Block{
            batch.startSeconds, batch.startSeconds + secondsOf(batch), places[batch.worker], batch.warmup});
    const double finest =
        theme.forPrint ? std::max<double>(1, theme.width * static_cast<double>(places.size()) / kPrintBlocks) : 1;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (blocks[i].isEmpty())
            continue;
        auto* plottable = new BatchBlocks(x, y, theme.tokens->ramp[i], theme.tokens->controlFrame, finest);
        plottable->setName(i < kClasses.size() ? tr("rows up to %1 tokens").arg(Numbers::count(kClasses[i]))
                                               : tr("longer rows"));
        plottable->setBlocks(std::move(blocks[i]));
        legend->addItem(new QCPPlottableLegendItem(legend, plottable));
    }
    theme.wrap(legend);
    showRange();
}

void TimelinePlot::showRange()
{
    if (plot()->axisRectCount() == 0)
        return;
    QCPAxis* x = plot()->axisRect()->axis(QCPAxis::atBottom);
    const double first = m_batches.empty() ? 0 : m_batches.front().startSeconds;
    if (m_to > m_from)
        x->setRange(m_from, m_to);
    else if (m_live)
        x->setRange(std::max(first, m_last - kLiveSeconds), std::max(m_last, first + 10));
    else
        x->setRange(first, std::max(m_last, first + 1));
    plot()->replot(QCustomPlot::rpQueuedReplot);
}

void TimelinePlot::zoom(double factor, double around)
{
    QCPAxis* x = plot()->axisRect()->axis(QCPAxis::atBottom);
    x->scaleRange(factor, around);
    m_from = x->range().lower;
    m_to = x->range().upper;
    plot()->replot(QCustomPlot::rpQueuedReplot);
}

void TimelinePlot::pan(double share)
{
    QCPAxis* x = plot()->axisRect()->axis(QCPAxis::atBottom);
    x->moveRange(share * x->range().size());
    m_from = x->range().lower;
    m_to = x->range().upper;
    plot()->replot(QCustomPlot::rpQueuedReplot);
}

void TimelinePlot::keyPressEvent(QKeyEvent* event)
{
    const double center = plot()->axisRect()->axis(QCPAxis::atBottom)->range().center();
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(0.5, center);
        break;
    case Qt::Key_Minus:
        zoom(2, center);
        break;
    case Qt::Key_Left:
        pan(-0.25);
        break;
    case Qt::Key_Right:
        pan(0.25);
        break;
    case Qt::Key_Home:
        m_to = m_from = 0;
        showRange();
        break;
    default:
        PlotWidget::keyPressEvent(event);
    }
}

bool TimelinePlot::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        QCPAxisRect* rect = plot()->axisRect();
        const int place = qRound(rect->axis(QCPAxis::atLeft)->pixelToCoord(help->pos().y()));
        if (rect->rect().contains(help->pos()) && place >= 0 && place < static_cast<int>(m_devices.size())) {
            const int worker = std::next(m_devices.begin(), place)->first;
            QToolTip::showText(help->globalPos(),
                               describe(worker, rect->axis(QCPAxis::atBottom)->pixelToCoord(help->pos().x())), plot());
        }
        return true;
    }
    const bool moved = event->type() == QEvent::MouseButtonRelease || event->type() == QEvent::Wheel;
    const bool handled = PlotWidget::eventFilter(watched, event);
    if (moved && !m_batches.empty()) {
        // What was dragged or zoomed to stays when new batches come.
        QMetaObject::invokeMethod(
            this,
            [this] {
                const QCPRange range = plot()->axisRect()->axis(QCPAxis::atBottom)->range();
                m_from = range.lower;
                m_to = range.upper;
            },
            Qt::QueuedConnection);
    }
    return handled;
}

QString TimelinePlot::describe(int worker, double seconds) const
{
    for (const BatchRecord& batch : m_batches) {
        if (batch.worker != worker || seconds < batch.startSeconds || seconds > batch.startSeconds + secondsOf(batch))
            continue;
        QStringList lines;
        lines << QStringLiteral("%1: %2").arg(laneName(worker), nameOf(batch, m_names));
        lines << tr("%1 pairs, %2 tokens, longest row %3, %4 ms")
                     .arg(Numbers::count(batch.pairs), Numbers::count(batch.tokens), Numbers::count(batch.longest),
                          Numbers::ms(double(batch.totalNs) / 1e6));
        lines << QStringList{part(tr("queue"), batch.queueNs),       part(tr("tokenise"), batch.tokeniseNs),
                             part(tr("assemble"), batch.assembleNs), part(tr("copy"), batch.copyNs),
                             part(tr("forward"), batch.forwardNs),   part(tr("post"), batch.postNs)}
                     .join(QStringLiteral(", "));
        if (batch.warmup)
            lines << tr("warm-up: not part of any time");
        return lines.join(QLatin1Char('\n'));
    }
    return {};
}

PlotTable TimelinePlot::table() const
{
    PlotTable table;
    table.headers = {tr("Worker"),      tr("Start s"),     tr("Total ms"),   tr("Queue ms"), tr("Tokenise ms"),
                     tr("Assemble ms"), tr("Copy ms"),     tr("Forward ms"), tr("Post ms"),  tr("Pairs"),
                     tr("Tokens"),      tr("Longest row"), tr("Attempt"),    tr("Warm-up"),  tr("Unit")};
    std::map<int, QString> lanes;
    for (const auto& [worker, device] : m_devices)
        lanes[worker] = laneName(worker);
    table.rows =
        PlotRows(m_batches.size(),
                 [batches = m_batches, lanes = std::move(lanes), names = m_names](std::size_t row) -> QVariantList {
                     const BatchRecord& batch = batches[row];
                     return {lanes.at(batch.worker),
                             batch.startSeconds,
                             double(batch.totalNs) / 1e6,
                             milliseconds(batch.queueNs),
                             milliseconds(batch.tokeniseNs),
                             double(batch.assembleNs) / 1e6,
                             milliseconds(batch.copyNs),
                             double(batch.forwardNs) / 1e6,
                             double(batch.postNs) / 1e6,
                             batch.pairs,
                             static_cast<int>(batch.tokens),
                             batch.longest,
                             batch.attempt,
                             batch.warmup ? tr("yes") : tr("no"),
                             nameOf(batch, names)};
                 });
    return table;
}

QString TimelinePlot::summary() const
{
    struct Lane
    {
        int batches = 0;
        double busy = 0;
        double first = 0;
        double end = 0;
        double gap = 0;
    };
    std::map<int, Lane> lanes;
    for (const BatchRecord& batch : m_batches) {
        Lane& lane = lanes[batch.worker];
        if (lane.batches++ == 0)
            lane.first = lane.end = batch.startSeconds;
        lane.gap = std::max(lane.gap, batch.startSeconds - lane.end);
        lane.end = std::max(lane.end, batch.startSeconds + secondsOf(batch));
        lane.busy += secondsOf(batch);
    }
    QStringList parts;
    for (const auto& [worker, lane] : lanes) {
        const double span = lane.end - lane.first;
        parts << tr("%1: %n batches, busy %2 of %3, longest gap %4", nullptr, lane.batches)
                     .arg(laneName(worker), Numbers::percent(span > 0 ? 100 * lane.busy / span : kNotAvailable),
                          tr("%1 s").arg(Numbers::decimal(span, 1)), tr("%1 s").arg(Numbers::decimal(lane.gap, 2)));
    }
    return parts.isEmpty() ? tr("No batch was timed yet.") : parts.join(QStringLiteral("; "));
}

} // namespace rw::ui
