// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiecetokenizer.h"

#include "core/base/mappedfile.h"
#include "core/text/precompiledmap.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include <sentencepiece_processor.h>

namespace rw {

namespace {

/// Reads the length-delimited fields of a protocol buffer; others are skipped.
class ProtoFields
{
public:
    explicit ProtoFields(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    /// The content of the next field `number`; nothing at the end, or where the bytes make no sense.
    std::optional<std::string_view> next(std::uint64_t number)
    {
        while (!m_rest.empty()) {
            const std::optional<std::uint64_t> key = varint();
            if (!key)
                break;
            std::uint64_t size = 0;
            switch (*key & 7) {
            case 0:
                if (!varint())
                    return std::nullopt;
                continue;
            case 1:
                size = 8;
                break;
            case 2:
                size = varint().value_or(UINT64_MAX);
                break;
            case 5:
                size = 4;
                break;
            default:
                return std::nullopt;
            }
            if (size > m_rest.size())
                break;
            const std::string_view content = m_rest.substr(0, size);
            m_rest.remove_prefix(size);
            if (*key == (number << 3 | 2))
                return content;
        }
        return std::nullopt;
    }

private:
    std::optional<std::uint64_t> varint()
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64 && !m_rest.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_rest.front());
            m_rest.remove_prefix(1);
            value |= std::uint64_t(byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
        return std::nullopt;
    }
    std::string_view m_rest;
};

/// The library walks a model's character map without looking where it leads. Empty: nothing wrong with it.
std::string charsMapFault(std::string_view model)
{
    constexpr std::uint64_t kNormalizerSpec = 3;
    constexpr std::uint64_t kCharsMap = 2;
    ProtoFields fields(model);
    while (const auto spec = fields.next(kNormalizerSpec)) {
        ProtoFields inner(*spec);
        while (const auto map = inner.next(kCharsMap)) {
            if (map->empty())
                continue;
            if (const auto parsed = PrecompiledMap::parse(*map); !parsed)
                return parsed.error().what;
        }
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Tokenizer>> SentencePieceTokenizer::open(const std::filesystem::path& file, Backbone backbone,
                                                                const SpecialTokens& special)
{
    Result<MappedFile> mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    const std::string_view content = mapped->text();
    if (const std::string fault = charsMapFault(content); !fault.empty())
        return Error{file.string() + ": is damaged: " + fault};
    auto library = std::make_unique<sentencepiece::SentencePieceProcessor>();
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
