// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/defaultselection.h"

#include "core/report/reference.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace rw::ui {

namespace {

constexpr std::size_t kMostUnits = 8;

} // namespace

std::int64_t defaultBaseline(const std::vector<const ResultRow*>& rows)
{
    std::vector<ValuedUnit> units;
    for (const ResultRow* row : rows)
        if (row->complete && std::isfinite(row->value))
            units.push_back({&row->unit, row->value});
    return defaultReference(units);
}

std::vector<std::int64_t> defaultUnits(const std::vector<const ResultRow*>& rows)
{
    std::map<int, std::vector<const ResultRow*>> models; // longest length and deepest layer of each
    for (const ResultRow* row : rows) {
        if (!std::isfinite(row->value))
            continue;
        std::vector<const ResultRow*>& own = models[row->modelIndex];
        const auto depth = [](const ResultRow* one) {
            return std::make_pair(one->unit.maxLength, one->unit.cutoffLayer);
        };
        if (!own.empty() && depth(row) > depth(own.front()))
            own.clear();
        if (own.empty() || depth(row) == depth(own.front()))
            own.push_back(row);
    }
    std::vector<std::int64_t> units;
    for (std::size_t place = 0; units.size() < kMostUnits; ++place) {
        bool isAny = false;
        for (auto& [model, own] : models) {
            if (place == 0)
                std::stable_sort(own.begin(), own.end(), [](const ResultRow* a, const ResultRow* b) {
                    return isBetterReference(a->unit, b->unit);
                });
            if (place >= own.size() || units.size() >= kMostUnits)
                continue;
            units.push_back(own[place]->unit.id);
            isAny = true;
        }
        if (!isAny)
            break;
    }
    return units;
}

std::int64_t defaultCompared(const std::vector<const ResultRow*>& rows, std::int64_t baseline,
                             const std::vector<std::int64_t>& selected)
{
    std::vector<std::int64_t> all;
    for (const ResultRow* row : rows)
        if (row->unit.scored > 0)
            all.push_back(row->unit.id);
    for (const auto& units : {selected, defaultUnits(rows), all})
        for (const std::int64_t unit : units)
            if (unit != baseline && std::find(all.begin(), all.end(), unit) != all.end())
                return unit;
    return 0;
}

} // namespace rw::ui
