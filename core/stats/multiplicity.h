// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace rw {

/// Corrections for many comparisons of one measure. Holm and Bonferroni bound the chance of any false difference,
/// Benjamini-Hochberg the share of false ones among those found.
enum class Correction { None, Bonferroni, Holm, BenjaminiHochberg };
std::string_view correctionName(Correction correction);  // "holm"
std::string_view correctionTitle(Correction correction); // "Holm"
std::optional<Correction> correctionByName(std::string_view name);

/// Corrected p values in the order of `p`. `untested`: how many more the family has whose p is not known yet; they
/// count as 1, so that no p grows when they come.
std::vector<double> adjustedP(const std::vector<double>& p, Correction correction, std::size_t untested = 0);

struct TukeyTest
{
    std::vector<std::vector<double>> p; // [system][system], symmetric, already corrected for all pairs
    int samples = 0;
};
/// Randomised Tukey HSD of all pairs (Carterette 2012): in every sample the values of each query are shuffled among the
/// systems; p of a pair is the share of samples whose largest difference of means is at least that of the pair,
/// (1 + count) / (samples + 1). `values`: [system][query], the same queries for all.
TukeyTest randomisedTukey(const std::vector<std::vector<double>>& values, std::uint64_t seed = 0, int samples = 10000);

} // namespace rw
