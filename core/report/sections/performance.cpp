// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/figures.h"
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"
#include "core/stats/nearestrank.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace rw {

namespace {

std::string passName(const UnitRecord& unit)
{
    return unit.modelName + " " + std::to_string(unit.maxLength) + " " + unit.quantization;
}

/// One unit of each pass that was timed, in the order of the units.
std::vector<const UnitRecord*> timedPasses(const ReportData& data)
{
    std::vector<const UnitRecord*> units;
    std::set<PassKey> seen;
    for (const auto& unit : data.units) {
        const auto times = data.times.find(unit.id);
        const bool isTimed =
            data.passes.contains(passOf(unit)) || (times != data.times.end() && !times->second.queryMs.empty());
        if (isTimed && seen.insert(passOf(unit)).second)
            units.push_back(&unit);
    }
    return units;
}

/// What took time: queries of an interactive run, batches of another.
const std::vector<double>& sampleOf(const ReportData& data, const UnitRecord& unit)
{
    static const std::vector<double> none;
    const auto times = data.times.find(unit.id);
    if (times != data.times.end() && !times->second.queryMs.empty())
        return times->second.queryMs;
    const auto pass = data.passes.find(passOf(unit));
    return pass == data.passes.end() ? none : pass->second.batchMs;
}

Document::Table timesTable(const ReportData& data, const std::vector<const UnitRecord*>& units)
{
    const bool isInteractive = data.facts.scenario == "interactive";
    Document::Table table{
        "times",
        std::string(isInteractive
                        ? "Milliseconds of a query with all its candidates, from handing it out to having its scores"
                        : "Milliseconds of a batch (one call of the model)") +
            ", without warm-up. Percentiles are nearest ranks, given where the sample is large enough for an upper "
            "95 % limit (p95: 59, p99: 299). Pairs a second of one worker; of all: over the time from the first start "
            "to the last end.",
        {"configuration", "data set", isInteractive ? "queries" : "batches", "p50 ms", "p95 ms", "p99 ms", "largest ms",
         "pairs/s of one", "pairs/s of all"},
        {}};
    for (const UnitRecord* unit : units) {
        const auto& sample = sampleOf(data, *unit);
        const auto pass = data.passes.find(passOf(*unit));
        const auto times = data.times.find(unit->id);
        table.rows.push_back({textCell(passName(*unit)), textCell(unit->datasetName),
                              countCell(std::int64_t(sample.size())), numberCell(nearestRank(sample, 50), "%.1f"),
                              numberCell(nearestRank(sample, 95), "%.1f"), numberCell(nearestRank(sample, 99), "%.1f"),
                              sample.empty() ? noCell() : numberCell(sample.back(), "%.1f"),
                              pass == data.passes.end() ? noCell() : numberCell(pass->second.pairsPerSecond(), "%.0f"),
                              times == data.times.end() ? noCell() : numberCell(times->second.pairsPerSecond, "%.0f")});
    }
    return table;
}

/// Share of the sample below each time, on an axis that stretches towards 100 %: each nine has the same height.
Document::Figure distributionOf(const ReportData& data, const DatasetRecord& dataset,
                                const std::vector<std::int64_t>& chosen)
{
    CurveFigure figure;
    figure.axis = data.facts.scenario == "interactive" ? "milliseconds of a query" : "milliseconds of a batch";
    figure.hasMarkers = false;
    const auto height = [](double share) {
        return -std::log10(1 - share);
    };
    CurveFigure::Panel panel{"share below, %", false, {}};
    std::set<PassKey> seen;
    std::size_t largest = 0;
    for (const std::int64_t id : chosen) {
        const UnitRecord& unit = *data.unitOf.at(id);
        const auto& sample = sampleOf(data, unit);
        if (sample.size() < 10 || !seen.insert(passOf(unit)).second)
            continue;
        CurveFigure::Curve curve{passName(unit) + ", n = " + std::to_string(sample.size()),
                                 int(unit.model - 1),
                                 Drawing::fillOf(unit.quantization),
                                 {}};
        // A few hundred points draw the same line as a hundred thousand.
        const std::size_t step = std::max<std::size_t>(1, sample.size() / 150);
        const auto add = [&](std::size_t i) {
            const double share = double(i) / double(sample.size());
            curve.points.push_back({std::max(sample[i], 1e-3), height(share)});
        };
        for (std::size_t i = 0; i<sample.size(); i += i * 20> sample.size() * 19 ? 1 : step) {
            add(i);
            if (curve.points.size() > 600)
                break;
        }
        largest = std::max(largest, sample.size());
        panel.curves.push_back(std::move(curve));
    }
    if (panel.curves.empty())
        return {};
    for (const auto& [share, label] : {std::pair(0.0, "0"), std::pair(0.5, "50"), std::pair(0.9, "90"),
                                       std::pair(0.95, "95"), std::pair(0.99, "99"), std::pair(0.999, "99.9")})
        if (share < 0.95 || double(largest) * (1 - share) >= 1)
            panel.ticks.emplace_back(height(share), label);
    figure.panels = {std::move(panel)};
    return {dataset.name + ": distribution of times of the configurations of the summary, without warm-up",
            draw(figure)};
}

void addDevices(const ReportData& data, Document::Section& section)
{
    Document::Table table{"devices",
                          "Workers and their devices; largest memory and mean load of all looks (twice a second)",
                          {"lane", "device", "name", "processor features", "driver", "LibTorch", "threads", "processes",
                           "memory", "GPU memory", "GPU busy %", "power W", "energy J", "looks", "throttled",
                           "others on the GPU"},
                          {}};
    const auto bytes = [](const std::optional<std::int64_t>& value) {
        return value ? Document::Cell{bytesText(*value), double(*value)} : noCell();
    };
    const auto count = [](const std::optional<std::int64_t>& value) {
        return value ? countCell(*value) : noCell();
    };
    for (const auto& lane : data.facts.lanes)
        table.rows.push_back({countCell(lane.lane), textCell(lane.device), textCell(lane.name), textCell(lane.features),
                              textCell(lane.driver), textCell(lane.libtorch), countCell(lane.threads),
                              countCell(lane.lives), bytes(lane.residentBytes), bytes(lane.gpuMemoryBytes),
                              numberCell(lane.gpuBusyPercent, "%.0f"), numberCell(lane.gpuPowerWatts, "%.0f"),
                              numberCell(lane.energyJoules, "%.0f"), countCell(lane.samples), count(lane.throttled),
                              count(lane.foreignOnGpu)});
    // What no worker has is left out: on a machine without a GPU most of it.
    for (std::size_t i = table.head.size(); i-- > 0;)
        if (std::all_of(table.rows.begin(), table.rows.end(),
                        [&](const auto& row) { return row[i].text == kNoValue; })) {
            table.head.erase(table.head.begin() + std::ptrdiff_t(i));
            for (auto& row : table.rows)
                row.erase(row.begin() + std::ptrdiff_t(i));
        }
    if (!table.rows.empty())
        section.blocks.push_back(std::move(table));

    std::int64_t throttled = 0;
    bool isGpu = false;
    for (const auto& lane : data.facts.lanes) {
        throttled += lane.throttled.value_or(0);
        isGpu |= lane.throttled.has_value();
        for (const auto& reason : lane.ends)
            section.blocks.push_back(
                item("Lane " + std::to_string(lane.lane) + ": a worker ended: " + data.shown(reason)));
    }
    if (isGpu)
        section.blocks.push_back(item(
            throttled == 0 ? "No look found a GPU throttled."
                           : std::to_string(throttled) + " looks found a GPU throttled: times are of a lower clock."));
    else
        section.blocks.push_back(item("Throttling was not measured on these devices."));
    if (data.facts.foreignCores)
        section.blocks.push_back(
            item("Other programs used " + numberText(*data.facts.foreignCores, "%.2f") +
                 " processors on average while the workers ran, " +
                 numberText(*data.facts.foreignCoresLargest, "%.2f") + " at most within a second" +
                 (*data.facts.foreignCores > 0.25 ? ": times are of a machine that was shared." : ".")));
}

} // namespace

Document::Section performanceSection(const ReportData& data)
{
    Document::Section section;
    const auto timed = timedPasses(data);
    section.blocks.push_back(plain(
        "Scenario: " + data.facts.scenario + ". Warm-up batches left out: " + std::to_string(data.facts.warmupBatches) +
        ". Batches repeated after an error: " + std::to_string(data.facts.retriedBatches) + "." +
        (timed.empty() ? " No configuration was timed by itself: batches served several lengths at once." : "")));
    for (const auto& part : data.parts)
        if (auto figure = distributionOf(data, part.dataset, part.chosen); !figure.drawing.parts.empty())
            section.blocks.push_back(std::move(figure));
    if (!timed.empty())
        section.blocks.push_back(timesTable(data, timed));
    addDevices(data, section);
    return section;
}

} // namespace rw
