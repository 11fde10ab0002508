// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/bm25.h"

#include "core/data/encoding.h"

#include <QChar>

#include <algorithm>
#include <cmath>

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

Bm25::Bm25(const std::vector<std::string>& ids, const std::vector<std::string>& texts)
    : m_ids(ids)
{
    std::vector<int> lengths;
    lengths.reserve(texts.size());
    double total = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<std::string> words = terms(texts[i]);
        lengths.push_back(int(words.size()));
        total += double(words.size());
        for (const std::string& word : words) {
            std::vector<Posting>& postings = m_postings[word];
            if (postings.empty() || postings.back().passage != int(i))
                postings.push_back({int(i), 0});
            ++postings.back().frequency;
        }
    }
    const double mean = texts.empty() || total == 0 ? 1 : total / double(texts.size());
    m_lengthFactors.reserve(lengths.size());
    for (const int length : lengths)
        m_lengthFactors.push_back(float(k1 * (1 - b + b * length / mean)));
}

std::vector<Bm25::Hit> Bm25::search(std::string_view query, int count) const
{
    const double passages = double(m_lengthFactors.size());
    std::vector<double> scores(m_lengthFactors.size(), 0.0);
    std::vector<int> touched;
    for (const std::string& term : terms(query)) { // a term that the query repeats counts as often
        const auto found = m_postings.find(term);
        if (found == m_postings.end())
            continue;
        const double containing = double(found->second.size());
        const double weight = std::log(1 + (passages - containing + 0.5) / (containing + 0.5));
        for (const Posting& posting : found->second) {
            double& score = scores[std::size_t(posting.passage)];
            if (score == 0)
                touched.push_back(posting.passage);
            const double frequency = posting.frequency;
            score += weight * frequency * (k1 + 1) / (frequency + m_lengthFactors[std::size_t(posting.passage)]);
        }
    }

    std::vector<Hit> hits;
    hits.reserve(touched.size());
    for (const int passage : touched)
        hits.push_back({passage, float(scores[std::size_t(passage)])});
    const auto better = [&](const Hit& left, const Hit& right) {
        if (left.score != right.score)
            return left.score > right.score;
        return m_ids[std::size_t(left.passage)] > m_ids[std::size_t(right.passage)];
    };
    const std::size_t wanted = std::min(hits.size(), std::size_t(std::max(count, 0)));
    std::partial_sort(hits.begin(), hits.begin() + std::ptrdiff_t(wanted), hits.end(), better);
    hits.resize(wanted);
    return hits;
}

} // namespace rw
