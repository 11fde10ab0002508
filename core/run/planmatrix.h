// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/run/preparation.h"
#include "core/store/runwriter.h"

#include <string>
#include <utility>
#include <vector>

namespace rw {

/// A data set with its pairs in the form that Preparation takes.
struct PlannedDataset
{
    Dataset data;
    std::int64_t id = 0; // in the workspace, 0: not there
    std::vector<std::pair<int, int>> pairs;
};

/// All cut-off layers of a model on one data set at one length and quantization.
struct PlannedPass
{
    int model = 0;
    int dataset = 0;
    Quantization quantization = Quantization::Fp32;
    LengthLimits limits;
    std::vector<int> units; // indices into PlanMatrix::units
};

/// An experiment, expanded: all that there is to score, whether it is known already or not.
struct PlanMatrix
{
    Experiment experiment;
    std::vector<PreparedModel> models;
    std::vector<std::int64_t> modelIds; // in the workspace, 0: not there
    std::vector<PlannedDataset> datasets;
    std::vector<PreparedPairs> pairs;               // [model][data set]
    std::vector<std::vector<AnswerTokens>> answers; // the same
    std::vector<PlannedPass> passes;                // models outermost, then quantizations
    std::vector<RunWriter::NewUnit> units;
    std::vector<std::int64_t> unitIds; // in the workspace, 0: not there
    /// A length of the experiment at which a model is not scored.
    struct LeftOut
    {
        int model = 0;
        int maxLength = 0;
    };
    std::vector<LeftOut> leftOut;

    const PreparedPairs& pairsOf(const PlannedPass& pass) const { return pairs[placeOf(pass)]; }
    /// In `pairs` and `answers`.
    std::size_t placeOf(const PlannedPass& pass) const
    {
        return std::size_t(pass.model) * datasets.size() + std::size_t(pass.dataset);
    }
    /// Models and types in the order in which workers load them.
    int groupOf(const PlannedPass& pass) const;
    /// Times of whole queries are wanted: nothing is shared between lengths or taken from elsewhere.
    bool interactive() const { return experiment.scenario == Experiment::Scenario::Interactive; }
    /// These two lengths are scored together.
    bool sharesJobs(int passA, int passB) const;

    /// Fills in `passes` and `units` from what comes before them, such that every worker loads every model and
    /// quantization once. Returns what a user should know of it.
    std::vector<std::string> expand();

private:
    /// Of the model's own lengths, else those of the experiment, what fits its position table, shortest first. Where
    /// none does, the shortest one stays: its inputs are cut to the table.
    std::vector<int> lengthsOf(int model, std::vector<std::string>& warnings) const;
    void addUnits(PlannedPass& pass, std::vector<std::string>& warnings);
};

} // namespace rw
