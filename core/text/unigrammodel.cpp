// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unigrammodel.h"

#include "core/text/utf8.h"
#include "core/text/wordcache.h"

#include <algorithm>

namespace rw {

namespace {

constexpr double kUnkPenalty = 10.0;

/// The best path that ends at one byte of the text.
struct Best
{
    double score;
    std::int32_t start; // -1: no path ends here
    TokenId id;
};

} // namespace

UnigramModel::UnigramModel(std::vector<std::string> pieces, std::vector<double> scores, TokenId unk, bool byteFallback)
    : PieceModel(std::move(pieces), unk)
    , m_scores(std::move(scores))
    , m_unkScore(*std::min_element(m_scores.begin(), m_scores.end()) - kUnkPenalty)
    , m_byteFallback(byteFallback)
    , m_bytes(byteIds())
    , m_owner(WordCache::newOwner())
{
    std::vector<std::pair<std::string_view, std::int32_t>> entries;
    entries.reserve(std::size_t(size()));
    const std::vector<std::string>& all = allPieces();
    for (std::size_t id = 0; id < all.size(); ++id)
        entries.emplace_back(all[id], TokenId(id));
    m_trie = PieceTrie(std::move(entries));
}

void UnigramModel::encode(std::string_view text, std::vector<TokenId>& ids) const
{
    if (text.empty())
        return;
    if (!WordCache::fits(text)) {
        segment(text, ids);
        return;
    }
    WordCache::Entry& entry = WordCache::ofThread().place(text);
    if (WordCache::holds(entry, m_owner, text)) {
        entry.append(ids);
        return;
    }
    const std::size_t before = ids.size();
    segment(text, ids);
    WordCache::store(entry, m_owner, text, ids.data() + before, ids.size() - before);
}

void UnigramModel::segment(std::string_view text, std::vector<TokenId>& ids) const
{
    thread_local std::vector<Best> best;
    const std::size_t size = text.size();
    best.assign(size + 1, Best{0, -1, 0});
    for (std::size_t start = 0; start < size;) {
        const std::size_t single = utf8::length(static_cast<unsigned char>(text[start]));
        const double before = best[start].score;
        const auto offer = [&](std::size_t end, double score, TokenId id) {
            Best& target = best[end];
            if (target.start < 0 || score > target.score)
                target = {score, std::int32_t(start), id};
        };
        bool hasSingle = false;
        PieceTrie::Node node = PieceTrie::kRoot;
        for (std::size_t end = start; end < size && m_trie.step(node, static_cast<unsigned char>(text[end]));) {
            ++end;
            const TokenId id = m_trie.value(node);
            if (id < 0)
                continue;
            offer(end, m_scores[std::size_t(id)] + before, id);
            hasSingle = hasSingle || end - start == single;
        }
        if (!hasSingle)
            offer(start + single, m_unkScore + before, unk());
        start += single;
    }

    const std::size_t first = ids.size();
    for (std::size_t end = size; end > 0;) {
        std::size_t start = std::size_t(best[end].start);
        if (best[end].id != unk()) {
            ids.push_back(best[end].id);
            end = start;
            continue;
        }
        // A run of unknown pieces is one.
        while (start > 0 && best[start].id == unk())
            start = std::size_t(best[start].start);
        addUnknown(text.substr(start, end - start), ids);
        end = start;
    }
    std::reverse(ids.begin() + std::ptrdiff_t(first), ids.end());
}

void UnigramModel::addUnknown(std::string_view text, std::vector<TokenId>& reversed) const
{
    if (const TokenId known = find(text); known >= 0) {
        reversed.push_back(known);
        return;
    }
    const auto hasByte = [this](char c) {
        return m_bytes[static_cast<unsigned char>(c)] >= 0;
    };
    if (m_byteFallback && std::all_of(text.begin(), text.end(), hasByte)) {
        for (std::size_t i = text.size(); i-- > 0;)
            reversed.push_back(m_bytes[static_cast<unsigned char>(text[i])]);
        return;
    }
    reversed.push_back(unk());
}

} // namespace rw
