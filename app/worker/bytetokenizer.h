// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"

#include <string>
#include <string_view>
#include <vector>

namespace rw::worker {

/// Stands in where a model has no tokenizer: every four bytes of a text are a token.
class ByteTokenizer : public Tokenizer
{
public:
    explicit ByteTokenizer(int vocabulary)
        : m_ordinary(vocabulary - kSpecial)
    {
        m_info = {"bytes", {}, vocabulary, 0, 2, 1, 3, "four bytes a token"};
    }

    void encode(std::string_view text, std::vector<TokenId>& ids) const override
    {
        for (std::size_t i = 0; i < text.size(); i += 4) {
            std::uint32_t hash = 2166136261U;
            for (const unsigned char c : text.substr(i, 4))
                hash = (hash ^ c) * 16777619U;
            ids.push_back(kSpecial + TokenId(hash % std::uint32_t(m_ordinary)));
        }
    }
    std::string piece(TokenId) const override { return {}; }
    TokenId find(std::string_view) const override { return -1; }

    /// The smallest vocabulary that it can be made for.
    static constexpr int kLeastVocabulary = 17;

private:
    static constexpr int kSpecial = 16;
    int m_ordinary;
};

} // namespace rw::worker
