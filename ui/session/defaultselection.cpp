// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/defaultselection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace rw::ui {

namespace {

constexpr std::size_t kMostUnits = 8;

/// The most exact first.
int rankOf(const std::string& quantization)
{
    constexpr std::array names = {"fp32", "bf16", "fp16", "int8", "int4"};
    return static_cast<int>(std::find(names.begin(), names.end(), quantization) - names.begin());
}

/// Longest length, deepest layer, most exact quantization first.
bool isBetterReference(const ResultRow* a, const ResultRow* b)
{
    return std::make_tuple(-a->unit.maxLength, -a->unit.cutoffLayer, rankOf(a->unit.quantization)) <
           std::make_tuple(-b->unit.maxLength, -b->unit.cutoffLayer, rankOf(b->unit.quantization));
}

} // namespace

std::int64_t defaultBaseline(const std::vector<const ResultRow*>& rows)
{
    // Of trained models only, unless there are no others.
    for (const bool untrained : {false, true}) {
        const ResultRow* best = nullptr;
        std::map<std::int64_t, const ResultRow*> references; // by model
        for (const ResultRow* row : rows) {
            if (!row->complete || row->unit.untrained != untrained || !std::isfinite(row->value))
                continue;
            if (!best || row->value > best->value)
                best = row;
            const ResultRow*& reference = references[row->unit.model];
            if (!reference || isBetterReference(row, reference))
                reference = row;
        }
        if (best)
            return references[best->unit.model]->unit.id;
    }
    return 0;
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
                std::stable_sort(own.begin(), own.end(), isBetterReference);
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

} // namespace rw::ui
