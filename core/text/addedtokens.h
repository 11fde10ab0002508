// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/piecetrie.h"
#include "core/text/tokenizer.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

/// A string that is one token wherever it stands in a text.
struct AddedToken
{
    std::string content;
    TokenId id = -1;
    bool leftStrip = false;  // takes the white space on its left
    bool rightStrip = false; // ... on its right
    bool singleWord = false; // not inside a word
    bool normalized = false; // looked for in the normalised text
    bool special = false;
};

/// Cuts a text at added tokens: at every place the longest one, from left to right.
class AddedTokens
{
public:
    AddedTokens() = default;
    explicit AddedTokens(std::vector<AddedToken> tokens);

    bool empty() const { return m_tokens.empty(); }
    /// A part of the text; `id` < 0: no added token.
    struct Part
    {
        std::size_t begin;
        std::size_t end;
        TokenId id;
    };
    /// Parts in order that cover the text. Precondition: valid UTF-8. Replaces `parts`.
    void split(std::string_view text, std::vector<Part>& parts) const;

private:
    std::vector<AddedToken> m_tokens;
    PieceTrie m_trie;
    std::array<bool, 256> m_starts = {};
};

} // namespace rw
