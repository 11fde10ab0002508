// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/agreementcells.h"
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"

namespace rw {

Document::Section quantizationSection(const ReportData& data)
{
    Document::Section section;
    for (const auto& part : data.parts) {
        if (part.quantizations.empty())
            continue;
        Document::Table drift{"quantization-" + part.dataset.name,
                              part.dataset.name +
                                  ": each model at its longest length and deepest layer, other quantizations against "
                                  "its most exact one. Score drift is of the raw scores of all pairs; tests as in "
                                  "Quality, Holm-corrected within each model.",
                              {"configuration", "against", "largest drift", "mean drift", "99 % of pairs below",
                               "difference", "95 % interval of the difference", "verdict"},
                              {}};
        Document::Table agreement{"quantization-agreement-" + part.dataset.name,
                                  part.dataset.name + ": how far the rankings agree, means over the queries",
                                  agreementHead(),
                                  {}};
        for (const Comparison& comparison : part.quantizations) {
            const std::string against = configurationName(*data.unitOf.at(comparison.baseline.ref.unit));
            for (const auto& difference : comparison.differences) {
                const std::string name = configurationName(*data.unitOf.at(difference.system.ref.unit));
                const auto* scores =
                    difference.agreement && difference.agreement->drift ? &*difference.agreement->drift : nullptr;
                const auto* paired = difference.paired.empty() ? nullptr : &difference.paired.front();
                drift.rows.push_back(
                    {textCell(name), textCell(against), scores ? numberCell(scores->maxAbs, "%.3g") : noCell(),
                     scores ? numberCell(scores->meanAbs, "%.3g") : noCell(),
                     scores ? numberCell(scores->p99Abs, "%.3g") : noCell(),
                     paired ? numberCell(paired->difference, "%+.4f") : noCell(),
                     rangeCell(paired ? paired->interval : std::nullopt),
                     textCell(difference.verdicts.empty() ? "" : verdictWord(difference.verdicts.front()))});
                if (difference.agreement)
                    agreement.rows.push_back(agreementRow(name, *difference.agreement));
            }
        }
        section.blocks.push_back(std::move(drift));
        section.blocks.push_back(std::move(agreement));
        section.blocks.push_back(worstPairsTable(data, part));
    }
    return section;
}

} // namespace rw
