// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/piecemodel.h"

#include <bitset>
#include <memory>
#include <optional>

namespace rw {

/// Byte pair encoding: neighbouring pieces are merged, the best rank first, of equal ranks the leftmost.
///
/// Gemma and Llama have no pre-tokens: the merges run over the whole text. Where no merge of the file joins the last
/// character of one side to the first of the other nothing can ever cross, so the text is cut there and every part is
/// merged by itself: the same ids, and parts short enough to remember.
class BpeModel : public PieceModel
{
public:
    struct Options
    {
        TokenId unk = -1; // -1: unknown characters vanish
        bool fuseUnk = false;
        bool byteFallback = false;
        bool ignoreMerges = false; // a text that is a piece is that piece
    };
    struct Merge
    {
        TokenId left;
        TokenId right;
        TokenId merged;
    };
    BpeModel(std::vector<std::pair<std::string, TokenId>> pieces, const Options& options);
    /// In the order of their rank; of equal pairs the last one counts. Call once, before encode().
    void setMerges(const std::vector<Merge>& merges);

    void encode(std::string_view text, std::vector<TokenId>& ids) const override;

private:
    struct Rule
    {
        std::uint64_t pair = UINT64_MAX;
        std::uint32_t rank = UINT32_MAX;
        TokenId merged = -1;
    };
    struct Symbol
    {
        TokenId id;
        std::int32_t previous;
        std::int32_t next;
        bool alive;
    };

    const Rule& rule(TokenId left, TokenId right) const;
    bool mayCross(char32_t left, char32_t right) const;
    void encodePart(std::string_view part, std::vector<TokenId>& ids) const;
    void addSymbols(std::string_view part, std::vector<TokenId>& symbols) const;
    void mergeFew(std::vector<TokenId>& symbols) const;
    void mergeMany(std::vector<TokenId>& symbols) const;

    static constexpr std::size_t kCrossBits = std::size_t(1) << 20;
    Options m_options;
    std::array<TokenId, 256> m_bytes = {};
    std::vector<TokenId> m_characters; // by code point
    std::vector<Rule> m_rules;         // hash table, a power of two, at most half full
    std::unique_ptr<std::bitset<kCrossBits>> m_cross;
    std::bitset<128 * 128> m_asciiCross;
    std::uint32_t m_owner = 0;
};

} // namespace rw
