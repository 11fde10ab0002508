// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"

namespace rw {

Document::Section methodSection(const ReportData& data)
{
    Document::Section section;
    const auto add = [&](const std::string& line) {
        section.blocks.push_back(item(line));
    };
    add("Measure: " + data.measure() +
        " as trec_eval v9.0.8 computes it (scores as float32, ties by document id in "
        "descending byte order); a judged query without a relevant candidate counts with its value.");
    add("Intervals of means and of paired differences: BCa bootstrap over queries, 95 %, 10,000 resamples, seed 0.");
    add("Tests: paired randomisation (exact up to 20 differing queries, else exact convolution or 100,000 samples), "
        "Holm-corrected over all configurations of the table; p is never 0.");
    add("\"Keeps 99 %\": the upper bound of the loss (95 %) is at most 1 % of the reference's value. \"Undecided\": "
        "neither a difference nor that is shown; it is not \"the same\".");
    add("Pairs a second: of one worker, batch scenario, without warm-up; all cut-off layers of a model come from one "
        "pass and share its time.");
    section.blocks.push_back(Document::Heading{"Conformance"});
    add("The measures agree with trec_eval v9.0.8, value by value, on its own tests and on random rankings with ties; "
        "intervals and tests with reference implementations. The tests of this program check it for each build; "
        "docs/conformance.md lists every value beside its reference.");
    add("The statement is about the program that evaluates, version " RW_VERSION
        ". Scores are those of the workers named in Performance, and are raw logits.");
    add("Whether a model on a device gives the scores of its reference implementation is not part of a run: "
        "\"rerank-cli doctor\" checks it.");
    return section;
}

} // namespace rw
