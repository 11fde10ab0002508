// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/answercuts.h"

#include "core/text/pairinput.h"

namespace rw {

AnswerCuts answerCuts(std::span<const AnswerTokens> answers, const PairAssembler& assembler, const LengthLimits& limits)
{
    AnswerCuts cuts;
    for (const AnswerTokens& answer : answers) {
        const int seen = assembler.layout(answer.query, answer.passage, limits).passage;
        ++cuts.known;
        if (seen == answer.passage)
            continue; // nothing was cut, whatever the counts of parts say
        if (answer.before >= seen)
            ++cuts.beyond;
        else if (answer.until > seen)
            ++cuts.partly;
    }
    return cuts;
}

} // namespace rw
