// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/model/modelfolder.h"
#include "core/report/passmemory.h"
#include "core/store/workspacereader.h"

#include <QMetaType>
#include <QString>

#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace rw::ui {

/// The pages, in the order of the navigation. Also: whom a failure or a piece of background work concerns.
enum class Area { Home, Models, Data, Experiment, Run, Results, Inspect, Report };
inline constexpr int kAreas = 8;

/// A model of the workspace. `folder` is there as soon as its folder has been read.
struct ModelItem
{
    std::int64_t id = 0; // in the workspace, 0: not stored yet
    QString name;
    QString path;
    QString backbone;
    std::int64_t parameters = 0;
    int layers = 0;
    int maxLength = 0;
    bool untrained = false;
    bool checking = false;
    std::optional<ModelFolder> folder;
    QString problem; // why the folder could not be read
};

/// A data set of the workspace. `content` is there as soon as its files have been read.
struct DataItem
{
    std::int64_t id = 0;
    QString name;
    QString path;
    QString format;
    QString split;
    QString candidateSource;
    QString contentHash;
    std::int64_t queries = 0;
    std::int64_t passages = 0;
    std::int64_t candidates = 0;
    std::int64_t judgments = 0;
    bool reading = false;
    // Shared: the task that counts tokens reads it while the page shows it.
    std::shared_ptr<const Dataset> content;
    QString problem;
};

/// Length of the assembled input of every candidate pair, before any cut.
struct InputLengths
{
    QString dataset;
    QString model;
    std::vector<int> lengths;
};

inline constexpr double kNotAvailable = std::numeric_limits<double>::quiet_NaN();

/// One row of the comparison table: a unit with what was computed from its scores and batches. NaN: not available.
struct ResultRow
{
    UnitRecord unit;
    int modelIndex = 0;              // place of the model in the workspace: its look
    double value = kNotAvailable;    // of the measure, mean over the scored queries
    std::vector<double> queryValues; // of the scored queries, by their ids
    double low = kNotAvailable;      // 95 % interval of the mean
    double high = kNotAvailable;
    double base = kNotAvailable;
    double ceiling = kNotAvailable;
    int judgedQueries = 0;
    int scoredQueries = 0;
    bool complete = false;
    double pairsPerSecond = kNotAvailable; // of one worker
    std::vector<double> batchMs;           // warm batches, ascending
    std::vector<double> queryMs;           // interactive runs: warm queries, ascending
    std::optional<PeakMemory> memory;      // of a worker
};

/// Everything the Results page shows, read in one go.
struct ResultsData
{
    std::vector<RunRecord> runs; // newest first
    std::int64_t run = 0;        // the chosen one
    std::vector<ResultRow> rows;
    std::vector<SampleRecord> samples;
    std::vector<ProblemRecord> problems;

    const RunRecord* chosen() const
    {
        for (const RunRecord& record : runs)
            if (record.id == run)
                return &record;
        return nullptr;
    }
    /// Rows of one data set, as long as the results are not read again.
    std::vector<const ResultRow*> of(std::int64_t dataset) const
    {
        std::vector<const ResultRow*> own;
        for (const ResultRow& row : rows)
            if (row.unit.dataset == dataset)
                own.push_back(&row);
        return own;
    }
};

/// What the workspace knows.
ModelItem itemOf(const ModelRecord& record);
DataItem itemOf(const DatasetRecord& record);
/// What the folder or the files say, once they have been read.
void fill(ModelItem& item, ModelFolder folder);
void fill(DataItem& item, std::shared_ptr<const Dataset> content);

/// "v2-m3 · 1,024 · bf16", "v2-minicpm L28 · 512 · fp32".
QString configurationName(const UnitRecord& unit);
QString modelLabel(const QString& model, int cutoffLayer);
/// The name with "(untrained)" behind it, unless it says so itself.
QString markUntrained(const QString& name, bool untrained);

} // namespace rw::ui

Q_DECLARE_METATYPE(rw::ui::InputLengths)
Q_DECLARE_METATYPE(rw::ui::ResultsData)
