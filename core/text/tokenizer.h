// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/backbone.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

using TokenId = std::int32_t;

/// Text to token ids, as the fast tokenizers of the reference do it (docs/tokenizers.md).
class Tokenizer
{
public:
    virtual ~Tokenizer() = default;

    /// `tokenizer.json` where the folder has one (it defines the pipeline), else `sentencepiece.bpe.model` /
    /// `tokenizer.model` through the sentencepiece library with the rules of `backbone` around it.
    static Result<std::unique_ptr<Tokenizer>> open(const std::filesystem::path& folder, Backbone backbone);

    /// Appends the ids of `text` (UTF-8; invalid bytes count as U+FFFD), without special tokens around it.
    /// Strings such as "</s>" inside the text become the special token, as in the reference. Safe from many threads.
    virtual void encode(std::string_view text, std::vector<TokenId>& ids) const = 0;

    std::vector<TokenId> encode(std::string_view text) const
    {
        std::vector<TokenId> ids;
        encode(text, ids);
        return ids;
    }

    /// What the ids mean. -1 where the tokenizer has no such token.
    struct Info
    {
        std::string kind;   // "unigram" or "bpe"
        std::string source; // name of the file that defines the pipeline
        int vocabularySize = 0;
        TokenId bos = -1; // <s> / <bos>; also cls
        TokenId eos = -1; // </s> / <eos>; also sep
        TokenId pad = -1;
        TokenId unk = -1;
        std::string contentHash; // SHA-256 of the file: part of the key of a token cache
    };
    const Info& info() const { return m_info; }

    /// The piece of an id, as the vocabulary writes it ("▁panda"); empty for an unknown id.
    virtual std::string piece(TokenId id) const = 0;
    /// The id of a token given as the vocabulary writes it, special ones included; -1 if there is none.
    virtual TokenId find(std::string_view token) const = 0;

protected:
    Info m_info;
};

} // namespace rw
