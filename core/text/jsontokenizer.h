// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/addedtokens.h"
#include "core/text/normalizer.h"
#include "core/text/piecemodel.h"
#include "core/text/pretokenizer.h"
#include "core/text/tokenizer.h"

namespace rw {

/// The pipeline of a tokenizer.json: added tokens, normalizer, pre-tokenizer, model.
class JsonTokenizer : public Tokenizer
{
public:
    struct Pipeline
    {
        std::string kind;
        std::vector<AddedToken> added;
        Normalizer normalizer;
        PreTokenizer preTokenizer;
        std::unique_ptr<PieceModel> model;
    };
    explicit JsonTokenizer(Pipeline pipeline);

    using Tokenizer::encode;
    void encode(std::string_view text, std::vector<TokenId>& ids) const override;
    std::string piece(TokenId id) const override;
    TokenId find(std::string_view token) const override;

private:
    void encodeStretch(std::string_view stretch, bool first, std::vector<TokenId>& ids) const;

    Pipeline m_pipeline;
    AddedTokens m_rawTokens;        // looked for in the text as it is
    AddedTokens m_normalizedTokens; // looked for in the normalised text
};

} // namespace rw
