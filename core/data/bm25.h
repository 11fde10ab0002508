// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rw {

/// The built-in first stage: Okapi BM25 over words in lower case, CJK text as pairs of neighbouring characters.
class Bm25
{
public:
    struct Hit
    {
        int passage = 0;
        float score = 0;
    };

    Bm25(const std::vector<std::string>& ids, const std::vector<std::string>& texts);

    /// The best `count` passages with a score above 0; equal scores by id descending, as everywhere.
    std::vector<Hit> search(std::string_view query, int count) const;

    static constexpr double k1 = 0.9;
    static constexpr double b = 0.4;
    /// Words in lower case and CJK bigrams (a CJK character alone is its own term).
    static std::vector<std::string> terms(std::string_view text);

private:
    struct Posting
    {
        int passage = 0;
        int frequency = 0;
    };

    const std::vector<std::string>& m_ids;
    std::unordered_map<std::string, std::vector<Posting>> m_postings;
    std::vector<float> m_lengthFactors; // k1 * (1 - b + b * length / mean length)
};

} // namespace rw
