// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiecetokenizer.h"

#include "core/base/mappedfile.h"
#include "core/text/utf8.h"

#include <sentencepiece_processor.h>

namespace rw {

Result<std::unique_ptr<Tokenizer>> SentencePieceTokenizer::open(const std::filesystem::path& file, Backbone backbone)
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
    std::unique_ptr<SentencePieceTokenizer> tokenizer(new SentencePieceTokenizer(std::move(library), backbone));
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
}

SentencePieceTokenizer::SentencePieceTokenizer(std::unique_ptr<sentencepiece::SentencePieceProcessor> library,
                                               Backbone backbone)
    : m_library(std::move(library))
    , m_backbone(backbone)
{
    const int pieces = m_library->GetPieceSize();
    if (backbone == Backbone::XlmRoberta) {
        m_special = {{"<s>", 0}, {"<pad>", 1}, {"</s>", 2}, {"<unk>", 3}, {"<mask>", pieces + 1, true}};
        m_info.kind = "unigram";
        m_info.vocabularySize = pieces + 2;
        m_info.unk = 3;
    } else {
        for (const char* name : {"<unk>", "<pad>", "<s>", "</s>", "<bos>", "<eos>"}) {
            const int id = m_library->PieceToId(name);
            if (id >= 0 && id < pieces && (m_library->IsControl(id) || m_library->IsUnknown(id)) &&
                m_library->IdToPiece(id) == name)
                m_special.push_back({name, id});
        }
        m_info.kind = "bpe";
        m_info.vocabularySize = pieces;
        m_info.unk = m_library->unk_id();
    }
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
