// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/cellmodel.h"

#include <vector>

namespace rw::ui {

struct ResultRow;

/// The comparison table: one configuration a row, the ranking before scoring (base) last.
class ResultsModel : public CellModel
{
    Q_OBJECT

public:
    enum Column {
        Configuration,
        Length,
        Type,
        Ndcg,
        Interval,
        Limits,
        Queries,
        PairsPerSecond,
        P50,
        P95,
        State,
        Base,
        Ceiling
    };

    explicit ResultsModel(QObject* parent = nullptr);

    void setResults(const std::vector<ResultRow>& rows);
    double lowest() const { return m_lowest; }
    double highest() const { return m_highest; }

private:
    double m_lowest = 0;
    double m_highest = 1;
};

} // namespace rw::ui
