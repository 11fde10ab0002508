// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace rw {

class PairAssembler;
struct LengthLimits;

/// Of the relevant passages whose answer is at a known place, those whose answer the model did not get to see because
/// the passage was cut before it.
struct AnswerCuts
{
    std::int64_t known = 0;  // passages with a known place
    std::int64_t beyond = 0; // the answer begins behind the cut
    std::int64_t partly = 0; // it begins before the cut and ends behind it

    double shareBeyond() const { return known > 0 ? double(beyond) / double(known) : 0; }
};

/// A pair with a known answer, in tokens of its model.
struct AnswerTokens
{
    int query = 0;   // of the whole query
    int passage = 0; // of the whole passage
    int before = 0;  // of the passage before the answer
    int until = 0;   // of the passage to its end; `before` where only the begin is known
};

/// How many of the answers `limits` cut off.
AnswerCuts answerCuts(std::span<const AnswerTokens> answers, const PairAssembler& assembler,
                      const LengthLimits& limits);

} // namespace rw
