// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpemodel.h"

#include "core/text/utf8.h"
#include "core/text/wordcache.h"

#include <algorithm>
#include <bit>
#include <queue>

namespace rw {

namespace {

std::uint64_t pairOf(TokenId left, TokenId right)
{
    return std::uint64_t(std::uint32_t(left)) << 32 | std::uint32_t(right);
}

std::uint64_t mixed(std::uint64_t value)
{
    value = (value ^ value >> 32) * 0x9E3779B97F4A7C15ull;
    return value ^ value >> 29;
}

std::size_t crossSlot(char32_t left, char32_t right)
{
    return mixed(std::uint64_t(left) << 32 | right) >> 44;
}

} // namespace

BpeModel::BpeModel(std::vector<std::pair<std::string, TokenId>> pieces, const Options& options)
    : PieceModel(std::move(pieces), options.unk)
    , m_options(options)
    , m_bytes(byteIds())
    , m_characters(0x110000, -1)
    , m_rules(2)
    , m_cross(std::make_unique<std::bitset<kCrossBits>>())
    , m_owner(WordCache::newOwner())
{
    const auto note = [this](const std::string& piece) {
        if (!piece.empty() && piece.size() == utf8::length(static_cast<unsigned char>(piece.front())))
            m_characters[utf8::decode(piece.data())] = find(piece);
    };
    std::for_each(allPieces().begin(), allPieces().end(), note);
    std::for_each(hiddenPieces().begin(), hiddenPieces().end(), note);
}

void BpeModel::setMerges(const std::vector<Merge>& merges)
{
    m_rules.assign(std::bit_ceil(2 * merges.size() + 2), Rule());
    const std::size_t mask = m_rules.size() - 1;
    std::uint32_t rank = 0;
    for (const Merge& merge : merges) {
        const std::uint64_t pair = pairOf(merge.left, merge.right);
        std::size_t slot = mixed(pair) & mask;
        while (m_rules[slot].pair != UINT64_MAX && m_rules[slot].pair != pair)
            slot = (slot + 1) & mask;
        m_rules[slot] = {pair, rank++, merge.merged};

        const std::string& left = allPieces()[std::size_t(merge.left)];
        const std::string& right = allPieces()[std::size_t(merge.right)];
        if (left.empty() || right.empty())
            continue;
        const char32_t last = utf8::decode(left.data() + utf8::previous(left, left.size()));
        const char32_t first = utf8::decode(right.data());
        if (last < 128 && first < 128)
            m_asciiCross.set(last * 128 + first);
        else
            m_cross->set(crossSlot(last, first));
    }
}

const BpeModel::Rule& BpeModel::rule(TokenId left, TokenId right) const
{
    static constexpr Rule kNone;
    const std::uint64_t pair = pairOf(left, right);
    const std::size_t mask = m_rules.size() - 1;
    for (std::size_t slot = mixed(pair) & mask; m_rules[slot].pair != UINT64_MAX; slot = (slot + 1) & mask) {
        if (m_rules[slot].pair == pair)
            return m_rules[slot];
    }
    return kNone;
}

/// False only if no merge joins the two. A character that the vocabulary lacks becomes bytes or <unk>, whose merges
/// are named by other letters: those are never cut.
bool BpeModel::mayCross(char32_t left, char32_t right) const
{
    if (m_characters[left] < 0 || m_characters[right] < 0)
        return true;
    if (left < 128 && right < 128)
        return m_asciiCross.test(left * 128 + right);
    return m_cross->test(crossSlot(left, right));
}

void BpeModel::encode(std::string_view text, std::vector<TokenId>& ids) const
{
    if (text.empty())
        return;
    if (m_options.ignoreMerges) {
        if (const TokenId id = find(text); id >= 0) {
            ids.push_back(id);
            return;
        }
    }
    std::size_t start = 0;
    char32_t last = utf8::decode(text.data());
    for (std::size_t at = utf8::length(static_cast<unsigned char>(text[0])); at < text.size();) {
        const char32_t next = utf8::decode(text.data() + at);
        if (!mayCross(last, next)) {
            encodePart(text.substr(start, at - start), ids);
            start = at;
        }
        last = next;
        at += utf8::length(static_cast<unsigned char>(text[at]));
    }
    encodePart(text.substr(start), ids);
}

void BpeModel::encodePart(std::string_view part, std::vector<TokenId>& ids) const
{
    constexpr std::size_t kFew = 40;
    WordCache::Entry* entry = nullptr;
    if (WordCache::fits(part)) {
        entry = &WordCache::ofThread().place(part);
        if (WordCache::holds(*entry, m_owner, part)) {
            entry->append(ids);
            return;
        }
    }
    thread_local std::vector<TokenId> symbols;
    symbols.clear();
    addSymbols(part, symbols);
    if (symbols.size() <= kFew)
        mergeFew(symbols);
    else
        mergeMany(symbols);
    ids.insert(ids.end(), symbols.begin(), symbols.end());
    if (entry)
        WordCache::store(*entry, m_owner, part, symbols.data(), symbols.size());
}

void BpeModel::addSymbols(std::string_view part, std::vector<TokenId>& symbols) const
{
    bool pending = false; // an <unk> that is written when a known character follows, as the Rust library does it
    for (std::size_t at = 0; at < part.size();) {
        const std::size_t length = utf8::length(static_cast<unsigned char>(part[at]));
        const std::string_view bytes = part.substr(at, length);
        at += length;
        if (const TokenId id = m_characters[utf8::decode(bytes.data())]; id >= 0) {
            if (pending)
                symbols.push_back(unk());
            pending = false;
            symbols.push_back(id);
            continue;
        }
        const auto byteId = [this](char c) {
            return m_bytes[static_cast<unsigned char>(c)];
        };
        if (m_options.byteFallback && std::all_of(bytes.begin(), bytes.end(), [&](char c) { return byteId(c) >= 0; })) {
            for (const char c : bytes)
                symbols.push_back(byteId(c));
            continue;
        }
        if (unk() < 0)
            continue;
        if (pending && !m_options.fuseUnk)
            symbols.push_back(unk());
        pending = true;
    }
    if (pending)
        symbols.push_back(unk());
}

void BpeModel::mergeFew(std::vector<TokenId>& symbols) const
{
    thread_local std::vector<const Rule*> rules; // of each symbol and its right neighbour
    rules.clear();
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
        rules.push_back(&rule(symbols[i], symbols[i + 1]));
    while (!rules.empty()) {
        std::size_t best = 0;
        for (std::size_t i = 1; i < rules.size(); ++i) {
            if (rules[i]->rank < rules[best]->rank)
                best = i;
        }
        if (rules[best]->merged < 0)
            return;
        symbols[best] = rules[best]->merged;
        symbols.erase(symbols.begin() + std::ptrdiff_t(best) + 1);
        rules.erase(rules.begin() + std::ptrdiff_t(best));
        if (best < rules.size())
            rules[best] = &rule(symbols[best], symbols[best + 1]);
        if (best > 0)
            rules[best - 1] = &rule(symbols[best - 1], symbols[best]);
    }
}

void BpeModel::mergeMany(std::vector<TokenId>& symbols) const
{
    std::vector<Symbol> chain(symbols.size());
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        const bool last = i + 1 == symbols.size();
        chain[i] = {symbols[i], std::int32_t(i) - 1, last ? -1 : std::int32_t(i) + 1, true};
    }
    struct Candidate
    {
        std::uint32_t rank;
        std::int32_t position;
        TokenId merged;
        bool operator>(const Candidate& other) const
        {
            return rank != other.rank ? rank > other.rank : position > other.position;
        }
    };
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto offer = [&](std::int32_t left, std::int32_t right) {
        if (left < 0 || right < 0)
            return;
        const Rule& found = rule(chain[std::size_t(left)].id, chain[std::size_t(right)].id);
        if (found.merged >= 0)
            queue.push({found.rank, left, found.merged});
    };
    for (std::int32_t i = 0; i + 1 < std::int32_t(chain.size()); ++i)
        offer(i, i + 1);
    while (!queue.empty()) {
        const Candidate top = queue.top();
        queue.pop();
        Symbol& left = chain[std::size_t(top.position)];
        if (!left.alive || left.next < 0)
            continue;
        Symbol& right = chain[std::size_t(left.next)];
        if (rule(left.id, right.id).merged != top.merged)
            continue; // an entry of an older pair
        left.id = top.merged;
        left.next = right.next;
        right.alive = false;
        if (right.next >= 0)
            chain[std::size_t(right.next)].previous = top.position;
        offer(left.previous, top.position);
        offer(top.position, left.next);
    }
    symbols.clear();
    for (const Symbol& symbol : chain) {
        if (symbol.alive)
            symbols.push_back(symbol.id);
    }
}

} // namespace rw
