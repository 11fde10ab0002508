// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/addedtokens.h"
#include "core/text/specialtokens.h"
#include "core/text/tokenizer.h"

#include <memory>

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace rw {

/// A .model file through the SentencePiece library, with the rules around it that the reference's classes have:
/// special strings in the text, the id map of XLM-RoBERTa (every piece one up, <unk> 3, <mask> last). The dummy prefix
/// is the model's own affair (XLM-RoBERTa and Llama: one for each stretch between special strings; Gemma: none).
class SentencePieceTokenizer : public Tokenizer
{
public:
    static Result<std::unique_ptr<Tokenizer>> open(const std::filesystem::path& file, Backbone backbone,
                                                   const SpecialTokens& special);
    ~SentencePieceTokenizer() override;

    using Tokenizer::encode;
    void encode(std::string_view text, std::vector<TokenId>& ids) const override;
    std::string piece(TokenId id) const override;
    TokenId find(std::string_view token) const override;

private:
    SentencePieceTokenizer(std::unique_ptr<sentencepiece::SentencePieceProcessor> library, Backbone backbone,
                           const SpecialTokens& special);
    TokenId fromLibrary(int id) const;

    std::unique_ptr<sentencepiece::SentencePieceProcessor> m_library;
    Backbone m_backbone;
    std::vector<AddedToken> m_special;
    AddedTokens m_added;
};

} // namespace rw
