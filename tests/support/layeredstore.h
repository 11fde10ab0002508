// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/smallstore.h"

#include <QString>

#include <vector>

namespace rw::test {

/// Stores a finished run of one model at `layers` cut-off layers. The deepest layer orders the candidates best; each
/// layer above it disagrees a little more. Batches of the pass are timed, and a worker's memory was seen.
inline std::vector<std::int64_t> makeLayeredWorkspace(const QString& file, const std::vector<int>& layers,
                                                      int queries = 12, int candidates = 8)
{
    auto opened = Workspace::open(file.toStdString(), Workspace::Mode::OpenOrCreate);
    if (!opened)
        qFatal("%s", opened.error().what.c_str());
    Workspace& workspace = **opened;
    const std::int64_t model = workspace.addModel(smallModel(), "layered").value();
    const std::int64_t dataset = workspace.addDataset(smallDataset(queries, candidates)).value();
    const int pairs = queries * candidates;
    RunWriter writer(workspace);
    std::vector<RunWriter::NewUnit> units;
    for (const int layer : layers) {
        units.push_back(smallUnit(model, dataset, pairs));
        units.back().cutoffLayer = layer;
    }
    const auto started = writer.start({"layers", "key", "batch", "machine", "1", "{}", "{}"}, units, false);
    if (!started)
        qFatal("%s", started.error().what.c_str());
    const std::int64_t worker = started->nextWorker;
    writer.postWorker(started->run, worker, {0, "cpu", "fake", "1", "none", "", "", 1, 4711, 0});
    for (std::size_t i = 0; i < layers.size(); ++i) {
        std::vector<RunWriter::Scored> scores;
        for (int pair = 0; pair < pairs; ++pair) {
            const int rank = pair % candidates;
            const bool isOff = (pair * 7) % 11 < int(layers.size() - 1 - i);
            scores.push_back({started->units[i], pair, float(candidates - rank) + (isOff ? 3.5F : 0.0F)});
        }
        BatchRecord batch;
        batch.unit = started->units.front();
        batch.pairs = pairs;
        batch.startSeconds = double(i);
        batch.totalNs = 500'000'000;
        writer.postChunk(std::move(scores), worker, {batch});
        DeviceUse use;
        use.residentBytes = (std::int64_t(1) << 30) + std::int64_t(i);
        writer.postSample(worker, double(i) + 0.2, use);
        writer.postUnitStatus(started->units[i], "finished", {});
    }
    if (const auto flushed = workspace.writer().flush(); !flushed)
        qFatal("%s", flushed.error().what.c_str());
    return started->units;
}

} // namespace rw::test
