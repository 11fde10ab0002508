// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/deviceplot.h"

#include "ui/plot/plottheme.h"
#include "ui/text/numbers.h"
#include "ui/theme/seriesstyle.h"
#include "ui/theme/theme.h"

#include <QTimer>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

constexpr double kLiveSeconds = 600;
constexpr std::size_t kMostPoints = 6000; // of one live lane

std::array<std::optional<double>, DevicePlot::kMetrics> valuesOf(const SampleRecord& sample)
{
    const auto gib = [](const std::optional<std::int64_t>& bytes) -> std::optional<double> {
        if (!bytes)
            return std::nullopt;
        return static_cast<double>(*bytes) / (1024.0 * 1024 * 1024);
    };
    return {sample.cpuPercent, gib(sample.residentBytes), sample.gpuBusyPercent, gib(sample.gpuMemoryBytes),
            sample.gpuPowerWatts};
}

} // namespace

DevicePlot::DevicePlot(QWidget* parent)
    : PlotWidget(tr("Device use over time"), parent)
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setInterval(100);
    connect(m_timer, &QTimer::timeout, this, [this] {
        if (m_newGraphs)
            redraw();
        else
            updateGraphs();
    });
}

QString DevicePlot::nameOf(Metric metric)
{
    switch (metric) {
    case Metric::Cpu:
        return tr("CPU %");
    case Metric::Memory:
        return tr("Memory GiB");
    case Metric::GpuBusy:
        return tr("GPU busy time %");
    case Metric::GpuMemory:
        return tr("GPU memory GiB");
    case Metric::GpuPower:
        return tr("Power W");
    }
    return {};
}

QString DevicePlot::laneName(int worker) const
{
    const QString device = m_lanes.at(worker).device;
    const auto others =
        std::count_if(m_lanes.begin(), m_lanes.end(), [&](const auto& lane) { return lane.second.device == device; });
    return others > 1 ? QStringLiteral("%1 #%2").arg(device).arg(worker + 1) : device;
}

bool DevicePlot::isMeasured(int metric) const
{
    return std::any_of(m_lanes.begin(), m_lanes.end(),
                       [metric](const auto& lane) { return lane.second.measured[static_cast<std::size_t>(metric)]; });
}

void DevicePlot::clearSamples()
{
    m_lanes.clear();
    m_live = false;
    redraw();
}

void DevicePlot::setSamples(const std::vector<SampleRecord>& samples)
{
    m_lanes.clear();
    m_live = false;
    for (const SampleRecord& sample : samples)
        add(sample);
    redraw();
}

void DevicePlot::append(const SampleRecord& sample)
{
    m_live = true;
    add(sample);
    auto& points = m_lanes[sample.worker].points;
    while (points.size() > kMostPoints || points.front().seconds < points.back().seconds - kLiveSeconds)
        points.pop_front();
    if (!m_timer->isActive())
        m_timer->start();
}

void DevicePlot::add(const SampleRecord& sample)
{
    Lane& lane = m_lanes[sample.worker];
    lane.device = text(sample.device);
    if (lane.points.empty())
        m_newGraphs = true;
    Point point;
    point.seconds = sample.seconds;
    const auto values = valuesOf(sample);
    for (std::size_t i = 0; i < values.size(); ++i) {
        point.values[i] = values[i].value_or(kNotAvailable);
        if (values[i] && !lane.measured[i]) {
            lane.measured[i] = true;
            m_newGraphs = true;
        }
    }
    lane.points.push_back(point);
}

void DevicePlot::draw(const PlotTheme& theme)
{
    m_newGraphs = false;
    m_graphs.clear();
    theme.clear(plot());
    QCPLayoutGrid* grid = plot()->plotLayout();
    auto* legend = new QCPLegend;
    theme.addLegend(plot(), legend);
    legend->setWrap(8);
    // Processor and memory at the left; what was measured of a GPU at the right.
    const bool gpu = isMeasured(static_cast<int>(Metric::GpuBusy)) || isMeasured(static_cast<int>(Metric::GpuMemory)) ||
                     isMeasured(static_cast<int>(Metric::GpuPower));
    std::array<QCPLayoutGrid*, 2> columns{new QCPLayoutGrid, gpu ? new QCPLayoutGrid : nullptr};
    auto* row = new QCPLayoutGrid;
    grid->addElement(1, 0, row);
    row->setColumnSpacing(QFontMetrics(theme.font).height());
    const int em = QFontMetrics(theme.font).height();
    for (std::size_t side = 0; side < columns.size() && columns[side]; ++side) {
        row->addElement(0, static_cast<int>(side), columns[side]);
        columns[side]->setRowSpacing(0);
        auto* margins = new QCPMarginGroup(plot());
        QCPAxis* lastX = nullptr;
        for (int metric = side == 0 ? 0 : 2; metric < (side == 0 ? 2 : kMetrics); ++metric) {
            if (side == 1 && !isMeasured(metric))
                continue;
            auto* rect = new QCPAxisRect(plot());
            columns[side]->addElement(columns[side]->rowCount(), 0, rect);
            theme.apply(rect);
            rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
            rect->setMinimumSize(4 * em, em); // on a low page they give way, not the legend
            rect->setMinimumMargins(QMargins(0, em * 5 / 4, em, em / 3));
            QCPAxis* x = rect->axis(QCPAxis::atBottom);
            QCPAxis* y = rect->axis(QCPAxis::atLeft);
            y->ticker()->setTickCount(2);
            x->setTickLabels(false);
            lastX = x;
            auto* title = new QCPItemText(plot());
            title->setText(nameOf(static_cast<Metric>(metric)));
            title->setFont(theme.font);
            title->setColor(theme.tokens->muted);
            title->setClipToAxisRect(false);
            title->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
            title->position->setAxisRect(rect);
            title->position->setType(QCPItemPosition::ptAxisRectRatio);
            title->position->setCoords(0, 0);
            for (const auto& [worker, lane] : m_lanes) {
                auto* graph = new QCPGraph(x, y);
                QPen pen(SeriesStyle::deviceColor(worker, theme.dark), 1.5);
                if (worker % 2 == 1)
                    pen.setDashPattern({4, 2});
                graph->setPen(pen);
                graph->setName(laneName(worker));
                m_graphs[{metric, worker}] = graph;
                if (metric == 0)
                    legend->addItem(new QCPPlottableLegendItem(legend, graph));
            }
        }
        if (lastX) {
            lastX->setTickLabels(true);
            lastX->setLabel(tr("seconds since the run was started"));
        }
    }
    if (!m_lanes.empty() && !gpu) {
        auto* note =
            new QCPTextElement(plot(), tr("GPU busy time, memory and power: not measured on this device"), theme.font);
        note->setTextColor(theme.tokens->muted);
        note->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
        grid->addElement(2, 0, note);
        grid->setRowStretchFactor(2, 0.001);
    }
    updateGraphs();
}

void DevicePlot::updateGraphs()
{
    double first = 1e12;
    double last = 0;
    std::array<double, kMetrics> highest{};
    for (const auto& [key, graph] : m_graphs) {
        const auto lane = m_lanes.find(key.second);
        if (lane == m_lanes.end())
            continue;
        QVector<double> keys;
        QVector<double> values;
        // A stored run of hours has more samples than the screen has columns.
        const auto& points = lane->second.points;
        const std::size_t step = std::max<std::size_t>(1, points.size() / 800);
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (i % step != 0 && i + 1 != points.size())
                continue;
            const Point& point = points[i];
            const double value = point.values[static_cast<std::size_t>(key.first)];
            first = std::min(first, point.seconds);
            last = std::max(last, point.seconds);
            if (!std::isfinite(value))
                continue;
            keys << point.seconds;
            values << value;
            double& top = highest[static_cast<std::size_t>(key.first)];
            top = std::max(top, value);
        }
        graph->setData(keys, values, true);
    }
    for (const auto& [key, graph] : m_graphs) {
        const double top = highest[static_cast<std::size_t>(key.first)];
        const bool percent =
            key.first == static_cast<int>(Metric::Cpu) || key.first == static_cast<int>(Metric::GpuBusy);
        graph->valueAxis()->setRange(0, std::max(percent ? 100.0 : 0.1, top) * 1.08);
        graph->keyAxis()->setRange(std::min(first, last), std::max(last, first + 10));
    }
    plot()->replot(QCustomPlot::rpQueuedReplot);
    if (m_live)
        announce();
}

PlotTable DevicePlot::table() const
{
    PlotTable table;
    table.headers = {tr("Worker"), tr("Seconds")};
    for (int metric = 0; metric < kMetrics; ++metric)
        table.headers << nameOf(static_cast<Metric>(metric));
    for (const auto& [worker, lane] : m_lanes) {
        for (const Point& point : lane.points) {
            QVariantList row{laneName(worker), point.seconds};
            for (const double value : point.values)
                row << value;
            table.rows.push_back(row);
        }
    }
    return table;
}

QString DevicePlot::summary() const
{
    QStringList parts;
    for (const auto& [worker, lane] : m_lanes) {
        if (lane.points.empty())
            continue;
        double sum = 0;
        double peak = 0;
        int n = 0;
        for (const Point& point : lane.points) {
            if (std::isfinite(point.values[0])) {
                sum += point.values[0];
                ++n;
            }
            if (std::isfinite(point.values[1]))
                peak = std::max(peak, point.values[1]);
        }
        parts << tr("%1: CPU %2 on average, memory at most %3 GiB")
                     .arg(laneName(worker), Numbers::percent(n > 0 ? sum / n : kNotAvailable),
                          Numbers::decimal(peak, 2));
    }
    return parts.isEmpty() ? tr("Nothing was measured yet.") : parts.join(QStringLiteral("; "));
}

} // namespace rw::ui
