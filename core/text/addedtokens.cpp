// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/addedtokens.h"

#include "core/text/utf8.h"

#include <algorithm>

namespace rw {

AddedTokens::AddedTokens(std::vector<AddedToken> tokens)
    : m_tokens(std::move(tokens))
{
    std::erase_if(m_tokens, [](const AddedToken& token) { return token.content.empty(); });
    std::vector<std::pair<std::string_view, std::int32_t>> entries;
    // Special tokens come before others; of equal texts the first one counts, in the trie that is the last one added.
    const auto isSpecial = [](const AddedToken& token) {
        return token.special;
    };
    std::stable_partition(m_tokens.begin(), m_tokens.end(), isSpecial);
    for (std::size_t i = m_tokens.size(); i-- > 0;) {
        entries.emplace_back(m_tokens[i].content, std::int32_t(i));
        m_starts[static_cast<unsigned char>(m_tokens[i].content.front())] = true;
    }
    if (!entries.empty())
        m_trie = PieceTrie(std::move(entries));
}

void AddedTokens::split(std::string_view text, std::vector<Part>& parts) const
{
    parts.clear();
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size() && !empty();) {
        if (!m_starts[static_cast<unsigned char>(text[at])]) {
            ++at;
            continue;
        }
        std::int32_t found = -1;
        std::size_t stop = at + 1;
        PieceTrie::Node node = PieceTrie::kRoot;
        for (std::size_t i = at; i < text.size() && m_trie.step(node, static_cast<unsigned char>(text[i])); ++i) {
            if (m_trie.value(node) >= 0) {
                found = m_trie.value(node);
                stop = i + 1;
            }
        }
        std::size_t start = at;
        at = stop;
        if (found < 0 || start < done) // the second: in white space that the token before took
            continue;
        const AddedToken& token = m_tokens[std::size_t(found)];
        if (token.singleWord) {
            const bool left = start == 0 || !utf8::isWord(utf8::decode(text.data() + utf8::previous(text, start)));
            const bool right = stop == text.size() || !utf8::isWord(utf8::decode(text.data() + stop));
            if (!left || !right)
                continue;
        }
        while (token.leftStrip && start > done) {
            const std::size_t before = utf8::previous(text, start);
            if (!utf8::isWhitespace(utf8::decode(text.data() + before)))
                break;
            start = before;
        }
        while (token.rightStrip && stop < text.size() && utf8::isWhitespace(utf8::decode(text.data() + stop)))
            stop += utf8::length(static_cast<unsigned char>(text[stop]));
        if (done < start)
            parts.push_back({done, start, -1});
        parts.push_back({start, stop, token.id});
        done = stop;
    }
    if (done < text.size())
        parts.push_back({done, text.size(), -1});
}

} // namespace rw
