// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/agreementcells.h"
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"

namespace rw {

std::vector<std::string> agreementHead()
{
    return {"configuration", "queries",    "tau-b",      "tau-b, 5th percentile", "tau-AP",
            "RBO",           "overlap@10", "same first", "flipped pairs",         "relevant left top 10"};
}

std::vector<Document::Cell> agreementRow(const std::string& name, const Agreement& agreement)
{
    const auto mean = [](const Agreement::Summary& summary) {
        return summary.queries > 0 ? numberCell(summary.mean) : noCell();
    };
    return {textCell(name),
            countCell(agreement.queries),
            mean(agreement.tauB),
            agreement.tauB.queries > 0 ? numberCell(agreement.tauB.low) : noCell(),
            mean(agreement.tauAp),
            mean(agreement.rbo),
            numberCell(agreement.overlapAt10, "%.3f"),
            numberCell(agreement.sameTop1, "%.3f"),
            numberCell(agreement.flippedPairs, "%.4f"),
            numberCell(agreement.relevantLeftTop10, "%.3f")};
}

Document::Table worstPairsTable(const ReportData& data, const ReportData::Part& part)
{
    Document::Table table{"worst-pairs-" + part.dataset.name,
                          part.dataset.name + ": the three pairs of each comparison whose score moves most",
                          {"configuration", "query", "passage", "score before", "score", "drift"},
                          {}};
    if (!data.request.redact)
        table.head.insert(table.head.end(), {"query text", "passage text"});
    for (const Comparison& comparison : part.quantizations)
        for (const auto& difference : comparison.differences) {
            if (!difference.agreement || !difference.agreement->drift || difference.agreement->drift->maxAbs == 0)
                continue;
            for (const Agreement::Pair& pair : difference.agreement->worst) {
                auto& row = table.rows.emplace_back();
                row = {textCell(configurationName(*data.unitOf.at(difference.system.ref.unit))),
                       textCell(pair.query),
                       textCell(pair.passage),
                       numberCell(double(pair.baseline)),
                       numberCell(double(pair.score)),
                       numberCell(double(pair.score) - double(pair.baseline), "%+.4f")};
                if (!data.request.redact) {
                    row.push_back(quotedCell(pair.queryText, 120));
                    row.push_back(quotedCell(pair.passageText, 160));
                }
            }
        }
    return table;
}

Document::Section agreementSection(const ReportData& data)
{
    Document::Section section;
    for (const auto& part : data.parts) {
        Document::Table table{"agreement-" + part.dataset.name, "", agreementHead(), {}};
        for (const auto& difference : part.agreement.differences)
            if (difference.agreement)
                table.rows.push_back(agreementRow(configurationName(*data.unitOf.at(difference.system.ref.unit)),
                                                  *difference.agreement));
        if (table.rows.empty())
            continue;
        table.caption = part.dataset.name + ": rankings of the configurations of the summary against those of " +
                        configurationName(*data.unitOf.at(part.agreement.baseline.ref.unit)) +
                        ", whatever the judgments; means over the queries that both rank in full";
        section.blocks.push_back(std::move(table));
    }
    if (!section.blocks.empty())
        section.blocks.push_back(
            note("tau-b: Kendall, ties counted; tau-AP: weighs the top most (Yilmaz et al. 2008); RBO: rank-biased "
                 "overlap, p = 0.9, extrapolated (Webber et al. 2010); flipped pairs: share of the pairs of candidates "
                 "in opposite orders; relevant left top 10: share of the queries where a relevant passage did."));
    return section;
}

} // namespace rw
