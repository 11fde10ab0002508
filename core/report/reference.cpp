// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/reference.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace rw {

namespace {

/// The most exact first.
int rankOf(const std::string& quantization)
{
    constexpr std::array names = {"fp32", "bf16", "fp16", "int8", "int4"};
    return static_cast<int>(std::find(names.begin(), names.end(), quantization) - names.begin());
}

} // namespace

bool isBetterReference(const UnitRecord& a, const UnitRecord& b)
{
    return std::make_tuple(-a.maxLength, -a.cutoffLayer, rankOf(a.quantization)) <
           std::make_tuple(-b.maxLength, -b.cutoffLayer, rankOf(b.quantization));
}

std::int64_t defaultReference(const std::vector<ValuedUnit>& units)
{
    for (const bool untrained : {false, true}) {
        const ValuedUnit* best = nullptr;
        std::map<std::int64_t, const UnitRecord*> references; // by model
        for (const ValuedUnit& one : units) {
            if (one.unit->untrained != untrained)
                continue;
            if (!best || one.value > best->value)
                best = &one;
            const UnitRecord*& reference = references[one.unit->model];
            if (!reference || isBetterReference(*one.unit, *reference))
                reference = one.unit;
        }
        if (best)
            return references[best->unit->model]->id;
    }
    return 0;
}

} // namespace rw
