// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/sessiondata.h"

#include <QCoreApplication>

#include <map>
#include <vector>

namespace rw::ui {

/// What a configuration costs, less is better; only what was measured, or follows from it by a rule that is named.
class Costs
{
    Q_DECLARE_TR_FUNCTIONS(rw::ui::Costs)

public:
    /// Batch and interactive scenario are never mixed: they are kinds of their own.
    enum class Kind { PairMs, QueryP50, QueryP95, Memory };
    static constexpr int kKinds = 4;
    static QString nameOf(Kind kind); // "ms a pair, batch"

    struct Cost
    {
        double value = kNotAvailable;
        /// Not measured itself: all cut-off layers come from one pass, and a layer above the deepest one takes about
        /// its share of the blocks of that pass.
        bool isShare = false;
    };
    /// `rows`: of one data set and run; the deepest layer of a pass is looked for among them.
    explicit Costs(const std::vector<const ResultRow*>& rows);
    /// Memory of a pass is that of its deepest layer; the others have none.
    Cost of(const ResultRow& row, Kind kind) const;
    int measured(Kind kind) const; // rows with a cost

private:
    std::vector<const ResultRow*> m_rows;
    std::map<PassKey, int> m_deepest;
};

} // namespace rw::ui
