// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/textlist.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rw {

/// The built-in first stage: Okapi BM25 over words in lower case, CJK text as pairs of neighbouring characters.
/// Keeps no index: goes through the passages twice, so a collection may be larger than memory. First all of them are
/// counted, then all are scored, in the order of `ids`.
class Bm25
{
public:
    struct Hit
    {
        int passage = 0;
        float score = 0;
    };

    /// `depth`: hits of a query.
    Bm25(const TextList& ids, std::span<const std::string> queries, int depth);

    void count(std::string_view text);
    void score(int passage, std::string_view text);
    /// The best passages with a score above 0; equal scores by id descending, as everywhere.
    std::vector<Hit> hits(std::size_t query) const;

    static constexpr double k1 = 0.9;
    static constexpr double b = 0.4;
    /// Words in lower case and CJK bigrams (a CJK character alone is its own term).
    static std::vector<std::string> terms(std::string_view text);

private:
    /// Words of the queries that occur, with their counts; returns how many words there are in all.
    int countWords(std::string_view text);
    bool isBetter(const Hit& left, const Hit& right) const;

    const TextList& m_ids;
    std::size_t m_depth;
    std::unordered_map<std::string, int> m_words;  // of all queries
    std::vector<std::vector<int>> m_wordsOfQuery;  // in the order of the query: a word that it repeats counts as often
    std::vector<std::vector<int>> m_queriesOfWord; // each once
    std::vector<std::vector<Hit>> m_hits;          // heaps, the worst in front
    std::int64_t m_passages = 0;
    std::int64_t m_length = 0;              // words of all passages
    std::vector<std::int64_t> m_containing; // passages with a word
    std::vector<double> m_weights;          // of each word, when all passages are counted
    // Of the passage at hand:
    std::vector<int> m_frequency; // of each word
    std::vector<int> m_occurring;
    std::vector<int> m_lastPassage; // that each query was scored on
};

} // namespace rw
