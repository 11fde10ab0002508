// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/bm25.h"

#include "core/data/encoding.h"

#include <QChar>

#include <algorithm>
#include <cmath>
#include <utility>

namespace rw {

namespace {

/// Text written without spaces between words: Han, kana, Hangul is not among them (it has spaces).
bool isCjk(char32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x3040 && c <= 0x30FF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3134F);
}

bool isWordCharacter(char32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    return QChar::isLetterOrNumber(c);
}

} // namespace

std::vector<std::string> Bm25::terms(std::string_view text)
{
    std::vector<std::string> terms;
    std::string word;
    char32_t previousCjk = 0;
    bool previousWasPaired = false;
    const auto endWord = [&] {
        if (!word.empty())
            terms.push_back(word);
        word.clear();
    };
    const auto endCjk = [&] {
        if (previousCjk != 0 && !previousWasPaired) {
            terms.emplace_back();
            appendUtf8(terms.back(), previousCjk);
        }
        previousCjk = 0;
        previousWasPaired = false;
    };
    for (std::size_t i = 0; i < text.size();) {
        const char32_t c = nextCodePoint(text, i);
        if (isCjk(c)) {
            endWord();
            if (previousCjk != 0) {
                terms.emplace_back();
                appendUtf8(terms.back(), previousCjk);
                appendUtf8(terms.back(), c);
                previousWasPaired = true;
            }
            previousCjk = c;
            continue;
        }
        endCjk();
        if (isWordCharacter(c))
            appendUtf8(word, c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c) : char32_t(QChar::toLower(c)));
        else
            endWord();
    }
    endWord();
    endCjk();
    return terms;
}

Bm25::Bm25(const TextList& ids, std::span<const std::string> queries, int depth)
    : m_ids(ids)
    , m_depth(std::size_t(std::max(depth, 0)))
    , m_hits(queries.size())
    , m_lastPassage(queries.size(), -1)
{
    for (const std::string& query : queries) {
        std::vector<int> words;
        for (std::string& term : terms(query)) {
            const int word = m_words.try_emplace(std::move(term), int(m_words.size())).first->second;
            if (std::size_t(word) == m_queriesOfWord.size())
                m_queriesOfWord.emplace_back();
            if (std::find(words.begin(), words.end(), word) == words.end())
                m_queriesOfWord[std::size_t(word)].push_back(int(m_wordsOfQuery.size()));
            words.push_back(word);
        }
        m_wordsOfQuery.push_back(std::move(words));
    }
    m_containing.assign(m_words.size(), 0);
    m_frequency.assign(m_words.size(), 0);
}

int Bm25::countWords(std::string_view text)
{
    for (const int word : m_occurring)
        m_frequency[std::size_t(word)] = 0;
    m_occurring.clear();
    const auto all = terms(text);
    for (const std::string& term : all) {
        const auto found = m_words.find(term);
        if (found != m_words.end() && m_frequency[std::size_t(found->second)]++ == 0)
            m_occurring.push_back(found->second);
    }
    return int(all.size());
}

void Bm25::count(std::string_view text)
{
    ++m_passages;
    m_length += countWords(text);
    for (const int word : m_occurring)
        ++m_containing[std::size_t(word)];
}

void Bm25::score(int passage, std::string_view text)
{
    if (m_weights.empty()) {
        for (const auto passages : m_containing) {
            const double containing = double(passages);
            m_weights.push_back(std::log(1 + (double(m_passages) - containing + 0.5) / (containing + 0.5)));
        }
    }
    const int length = countWords(text);
    const double mean = m_length == 0 ? 1 : double(m_length) / double(m_passages);
    const auto lengthFactor = float(k1 * (1 - b + b * length / mean));
    const auto scoreOf = [&](const std::vector<int>& words) {
        double score = 0;
        for (const int word : words) {
            const double frequency = m_frequency[std::size_t(word)];
            if (frequency == 0)
                continue;
            score += m_weights[std::size_t(word)] * frequency * (k1 + 1) / (frequency + lengthFactor);
        }
        return float(score);
    };
    const auto worse = [this](const Hit& left, const Hit& right) {
        return isBetter(left, right);
    };
    for (const int word : m_occurring) {
        for (const int query : m_queriesOfWord[std::size_t(word)]) {
            if (std::exchange(m_lastPassage[std::size_t(query)], passage) == passage)
                continue; // another of its words was found before
            auto& hits = m_hits[std::size_t(query)];
            const Hit hit{passage, scoreOf(m_wordsOfQuery[std::size_t(query)])};
            if (hits.size() >= m_depth) {
                if (hits.empty() || !isBetter(hit, hits.front()))
                    continue;
                std::pop_heap(hits.begin(), hits.end(), worse);
                hits.pop_back();
            }
            hits.push_back(hit);
            std::push_heap(hits.begin(), hits.end(), worse);
        }
    }
}

bool Bm25::isBetter(const Hit& left, const Hit& right) const
{
    if (left.score != right.score)
        return left.score > right.score;
    return m_ids[std::size_t(left.passage)] > m_ids[std::size_t(right.passage)];
}

std::vector<Bm25::Hit> Bm25::hits(std::size_t query) const
{
    std::vector<Hit> hits = m_hits[query];
    std::sort(hits.begin(), hits.end(), [this](const Hit& a, const Hit& b) { return isBetter(a, b); });
    return hits;
}

} // namespace rw
