// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/unscoredpairs.h"

#include "core/store/workspacereader.h"
#include "ui/session/sessiondata.h"
#include "ui/text/numbers.h"

#include <map>

namespace rw::ui {

Result<std::vector<UnscoredPair>> readUnscoredPairs(const std::filesystem::path& workspace, std::int64_t run,
                                                    std::size_t most)
{
    auto reader = WorkspaceReader::open(workspace);
    if (!reader)
        return reader.error();
    if (run == 0) {
        const auto runs = (*reader)->runs();
        if (!runs)
            return runs.error();
        if (runs->empty())
            return std::vector<UnscoredPair>();
        run = runs->front().id;
    }
    const auto units = (*reader)->units(run);
    if (!units)
        return units.error();
    std::map<std::int64_t, const UnitRecord*> unitOf;
    for (const UnitRecord& unit : *units)
        unitOf[unit.id] = &unit;
    const auto problems = (*reader)->problems(run);
    if (!problems)
        return problems.error();

    std::vector<UnscoredPair> pairs;
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> places; // data set, pair
    for (const ProblemRecord& problem : *problems) {
        const auto unit = unitOf.find(problem.unit);
        if (problem.pair < 0 || unit == unitOf.end())
            continue;
        const auto [place, isNew] = places.emplace(std::pair(unit->second->dataset, problem.pair), pairs.size());
        if (isNew) {
            if (pairs.size() == most) {
                places.erase(place);
                continue;
            }
            const auto ids = (*reader)->pairIds(unit->second->dataset, problem.pair);
            const auto texts = (*reader)->pairTexts(unit->second->dataset, problem.pair);
            if (!ids)
                return ids.error();
            if (!texts)
                return texts.error();
            pairs.push_back({text(unit->second->datasetName),
                             text(ids->first),
                             text(ids->second),
                             text(texts->first),
                             text(texts->second),
                             {},
                             text(problem.what)});
        }
        pairs[place->second].units << configurationName(*unit->second);
    }
    return pairs;
}

} // namespace rw::ui
