// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison.h"
#include "core/report/inspection.h"
#include "core/report/passtimes.h"
#include "core/report/report.h"
#include "core/store/runfacts.h"
#include "core/store/unittimes.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rw {

/// Everything that the sections of a report write, read and computed once.
struct ReportData
{
    /// One data set.
    struct Part
    {
        DatasetRecord dataset;
        Comparison comparison;            // of all configurations with the reference
        std::vector<std::int64_t> chosen; // for the summary, the reference first
        std::vector<std::int64_t> best;   // of them: what stands for each model
        std::optional<std::int64_t> recommended;
        Comparison agreement; // of the chosen ones with the reference
        /// Each model's longest length and deepest layer: the other quantizations against the most exact one.
        std::vector<Comparison> quantizations;
        /// Each model with cut-off layers, at its longest length: the other layers against the deepest one.
        std::vector<Comparison> layers;
        std::optional<Inspection> examples;               // of the reference (left) and another one (right)
        std::map<std::int64_t, std::string> exampleTexts; // passages of examplePairs(), unless redacted
    };

    ReportRequest request;
    RunRecord run;
    std::vector<UnitRecord> units;
    std::map<std::int64_t, const UnitRecord*> unitOf;
    std::vector<ModelRecord> models;     // used by the run
    std::vector<DatasetRecord> datasets; // used by the run
    std::vector<ProblemRecord> problems;
    std::vector<std::pair<std::string, std::string>> starts;
    RunFacts facts;
    std::map<PassKey, PassTimes> passes;
    std::map<std::int64_t, UnitTimes> times;
    std::map<std::int64_t, double> speed; // pairs a second of one worker, by unit; where it was measured
    std::vector<Part> parts;              // data sets with a finished unit
    Document::Section notes;

    const std::string& measure() const { return request.measure.name; }
    /// Of a unit in the comparison of its data set, the reference included; null: not there or not whole.
    static const SystemResult* resultOf(const Part& part, std::int64_t unit);
    static const SystemDifference* differenceOf(const Comparison& comparison, std::int64_t unit);
    /// Messages lose the folders of paths unless the request wants them.
    std::string shown(const std::string& message) const;
};

Result<ReportData> readReportData(WorkspaceReader& reader, const std::filesystem::path& workspace,
                                  const ReportRequest& request);

bool isFinished(const UnitRecord& unit);
std::string configurationName(const UnitRecord& unit); // says where a model is untrained
/// Less to compute: more pairs a second where both were timed by themselves, else shorter, shallower, less exact.
bool isCheaper(const ReportData& data, const UnitRecord& a, const UnitRecord& b);
/// The pairs whose passages the examples show.
std::vector<std::int64_t> examplePairs(const Inspection& inspection);
/// What every table of differences says of its tests.
std::string testsOf(const Comparison& comparison);

} // namespace rw
