// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiecetokenizer.h"

#include "core/base/mappedfile.h"
#include "core/text/utf8.h"

#include <algorithm>

#include <sentencepiece_processor.h>

namespace rw {

Result<std::unique_ptr<Tokenizer>> SentencePieceTokenizer::open(const std::filesystem::path& file, Backbone backbone,
                                                                const SpecialTokens& special)
{
    Result<MappedFile> mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    auto library = std::make_unique<sentencepiece::SentencePieceProcessor>();
    const std::string_view content = mapped->text();
    const auto status = library->LoadFromSerializedProto({content.data(), content.size()});
    if (!status.ok() || library->GetPieceSize() <= 0 || library->unk_id() < 0)
        return Error{file.string() + ": is not a SentencePiece model; expected the library's own format",
                     status.ToString()};
    std::unique_ptr<SentencePieceTokenizer> tokenizer(
        new SentencePieceTokenizer(std::move(library), backbone, special));
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
}

SentencePieceTokenizer::SentencePieceTokenizer(std::unique_ptr<sentencepiece::SentencePieceProcessor> library,
                                               Backbone backbone, const SpecialTokens& special)
    : m_library(std::move(library))
    , m_backbone(backbone)
    , m_special(special.added)
{
    const int pieces = m_library->GetPieceSize();
    const bool encoder = backbone == Backbone::XlmRoberta;
    if (m_special.empty() && encoder) {
        m_special = {{"<s>", 0}, {"<pad>", 1}, {"</s>", 2}, {"<unk>", 3}, {"<mask>", pieces + 1, true}};
    } else if (m_special.empty()) {
        m_special = {{special.bos, m_library->bos_id()},
                     {special.eos, m_library->eos_id()},
                     {special.unk, m_library->unk_id()},
                     {special.pad, m_library->pad_id()}};
        std::erase_if(m_special, [](const AddedToken& token) { return token.id < 0; });
    }
    m_info.kind = encoder ? "unigram" : "bpe";
    m_info.vocabularySize = encoder ? pieces + 2 : pieces;
    for (const AddedToken& token : m_special)
        m_info.vocabularySize = std::max(m_info.vocabularySize, token.id + 1);
    m_info.unk = encoder ? 3 : m_library->unk_id();
    m_added = AddedTokens(m_special);
}

SentencePieceTokenizer::~SentencePieceTokenizer() = default;

TokenId SentencePieceTokenizer::fromLibrary(int id) const
{
    if (m_backbone != Backbone::XlmRoberta)
        return id;
    return id == m_library->unk_id() ? 3 : id + 1;
}

void SentencePieceTokenizer::encode(std::string_view text, std::vector<TokenId>& ids) const
{
    if (!utf8::isValid(text)) {
        encode(utf8::repaired(text), ids);
        return;
    }
    std::vector<AddedTokens::Part> parts;
    std::vector<int> found;
    m_added.split(text, parts);
    for (const AddedTokens::Part& part : parts) {
        if (part.id >= 0) {
            ids.push_back(part.id);
            continue;
        }
        if (!m_library->Encode({text.data() + part.begin, part.end - part.begin}, &found).ok())
            continue;
        for (const int id : found)
            ids.push_back(fromLibrary(id));
    }
}

std::string SentencePieceTokenizer::piece(TokenId id) const
{
    for (const AddedToken& token : m_special) {
        if (token.id == id)
            return token.content;
    }
    const int own = m_backbone == Backbone::XlmRoberta ? id - 1 : id;
    return own < 0 || own >= m_library->GetPieceSize() ? std::string() : m_library->IdToPiece(own);
}

TokenId SentencePieceTokenizer::find(std::string_view token) const
{
    for (const AddedToken& special : m_special) {
        if (special.content == token)
            return special.id;
    }
    const int id = m_library->PieceToId({token.data(), token.size()});
    return id < 0 || m_library->IdToPiece(id) != token ? -1 : fromLibrary(id);
}

} // namespace rw
