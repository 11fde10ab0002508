// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/costs.h"

#include "core/stats/nearestrank.h"

#include <algorithm>
#include <cmath>

namespace rw::ui {

Costs::Costs(const std::vector<const ResultRow*>& rows)
    : m_rows(rows)
{
    for (const ResultRow* row : rows) {
        int& deepest = m_deepest[passOf(row->unit)];
        deepest = std::max(deepest, row->unit.cutoffLayer);
    }
}

QString Costs::nameOf(Kind kind)
{
    switch (kind) {
    case Kind::PairMs:
        return tr("ms a pair, batch, one worker");
    case Kind::QueryP50:
        return tr("p50 a query, ms, interactive");
    case Kind::QueryP95:
        return tr("p95 a query, ms, interactive");
    case Kind::Memory:
        return tr("peak memory of a worker, GiB");
    }
    return {};
}

Costs::Cost Costs::of(const ResultRow& row, Kind kind) const
{
    const auto found = m_deepest.find(passOf(row.unit));
    const int deepest = found == m_deepest.end() ? row.unit.cutoffLayer : found->second;
    const bool isShallow = row.unit.cutoffLayer < deepest;
    if (kind == Kind::Memory) {
        if (isShallow || !row.memory)
            return {};
        return {static_cast<double>(row.memory->bytes) / (1024.0 * 1024 * 1024), false};
    }
    double ms = kNotAvailable;
    if (kind == Kind::PairMs)
        ms = row.pairsPerSecond > 0 && row.queryMs.empty() ? 1000 / row.pairsPerSecond : kNotAvailable;
    else
        ms = nearestRank(row.queryMs, kind == Kind::QueryP50 ? 50 : 95).value_or(kNotAvailable);
    return {isShallow ? ms * row.unit.cutoffLayer / deepest : ms, isShallow};
}

int Costs::measured(Kind kind) const
{
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(),
                                          [&](const ResultRow* row) { return std::isfinite(of(*row, kind).value); }));
}

} // namespace rw::ui
