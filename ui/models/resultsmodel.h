// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison.h"
#include "ui/models/cellmodel.h"

#include <optional>
#include <vector>

namespace rw::ui {

struct ResultRow;

/// A row of the comparison table with what its comparison with the reference gave so far.
struct ComparedRow
{
    const ResultRow* row = nullptr; // null: a run file, or the order before scoring
    const SystemResult* system = nullptr;
    const PairedComparison* paired = nullptr;
    std::optional<Verdict> verdict; // with the p of the family that is shown
    bool isReference = false;
    QString runFile = {}; // of somebody else

    bool isFirstStage() const { return !row && runFile.isEmpty(); }
};

/// The comparison table: one configuration or run file a row, the order before scoring (base) last.
class ResultsModel : public CellModel
{
    Q_OBJECT

public:
    enum Column {
        Configuration,
        Length,
        Type,
        Value,
        Limits,
        Difference, // drawn
        Delta,
        Outcome, // verdict, or what stands in its way
        WinsTiesLosses,
        Queries,
        Judged,
        PairsPerSecond,
        P50,
        P95,
        Memory, // most that a worker was seen to hold
        Base,
        Ceiling
    };
    Q_ENUM(Column)
    enum Role { PinnedRole = CellModel::ProgressRole + 1 }; // stays below all others

    explicit ResultsModel(QObject* parent = nullptr);

    /// `reference`: value of the reference, NaN where there is none. `waiting`: what stands where a verdict will.
    void setResults(const std::vector<ComparedRow>& rows, const QString& measure, double reference,
                    const QString& waiting);
    QVariant data(const QModelIndex& index, int role) const override;
    /// Of the drawn column. Differences far outside are not in it: they get an arrow.
    double lowest() const { return m_lowest; }
    double highest() const { return m_highest; }

private:
    void findRange(const std::vector<ComparedRow>& rows, double margin);

    double m_lowest = -0.01;
    double m_highest = 0.01;
    int m_pinned = -1;
};

} // namespace rw::ui
