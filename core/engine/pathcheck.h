// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace rw::engine {

/// Rows that the paths of a model are compared on, in named groups that follow each other.
struct TrialRows
{
    struct Group
    {
        std::string name;
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    std::vector<std::vector<TokenId>> rows;
    std::vector<Group> groups;
    std::vector<int> cutoffLayers; // as Model::score takes them
};

/// The largest difference between two ways to the same scores.
struct PathCheck
{
    enum class Verdict { Fine, Warning, Failed };

    std::string what;
    std::size_t pairs = 0;
    double largest = 0; // infinite where a score is not a number
    double tolerance = 0;
    bool binding = true; // out of tolerance is a failure, not a warning

    Verdict verdict() const
    {
        return largest <= tolerance ? Verdict::Fine : binding ? Verdict::Failed : Verdict::Warning;
    }
};

/// Scores of the rows, each in a call of its own: with a model of the plain path what all else is compared with.
Result<std::vector<float>> scoresOneByOne(Model& model, const TrialRows& trial);

/// Distances are measured in units of the model: the spread (largest less smallest) of the reference scores, at least
/// 1. A model whose scores lie between -12 and 12 carries 24 times the rounding noise of one between 0 and 1.
double scoreUnit(std::span<const float> reference);

/// How far scores may lie from those of the plain path in fp32, in units. Fp32: 2e-5, binding. Lossy types: a bound
/// beyond which they do not look like rounding any more; it warns.
double driftBound(Quantization quantization);
/// How far scores of one type may lie apart, in units, when only the order, the number of threads or the way of asking
/// changes; binding for all types.
inline constexpr double kConsistencyBound = 2e-5;
/// The same for a pair alone and among others that it shares nothing with; binding. Fp32 and int8 add up the same
/// numbers whoever stands beside them: 2e-5. In 16-bit products (int4 unpacks to them) oneDNN chooses by the number of
/// rows how sums are cut, which moves the rounding.
double neighbourBound(Quantization quantization);
/// The same where a decoder shares the beginning of rows; binding. Attention then adds up in other blocks. In a lossy
/// type that moves its 16-bit rounding and all that is quantized after it: noise of the size of the drift.
double sharingBound(Quantization quantization);

/// All rows in one call against `reference`, group by group. A model of the plain path (`fast` is false) is a device's
/// own arithmetic: beyond the tolerance it warns in every type.
/// Of a fast model also that the scores stay what they are: each pair alone or among others, the order turned round,
/// another number of threads than `threads` (which is set again afterwards), one cut-off layer at a time.
Result<std::vector<PathCheck>> checkPaths(Model& model, const TrialRows& trial, std::span<const float> reference,
                                          Quantization quantization, Backbone backbone, bool fast, int threads);

} // namespace rw::engine
