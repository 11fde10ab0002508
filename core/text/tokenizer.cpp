// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/base/mappedfile.h"
#include "core/base/sha256.h"
#include "core/text/jsontokenizer.h"
#include "core/text/pipelinereader.h"
#include "core/text/sentencepiecetokenizer.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace rw {

namespace {

constexpr const char* kJson = "tokenizer.json";
constexpr const char* kModels[] = {"sentencepiece.bpe.model", "tokenizer.model"};

Result<std::unique_ptr<Tokenizer>> openJson(const std::filesystem::path& file)
{
    Result<MappedFile> mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    Result<JsonTokenizer::Pipeline> pipeline = PipelineReader(file.string(), mapped->text()).read();
    if (!pipeline)
        return pipeline.error();
    return std::unique_ptr<Tokenizer>(std::make_unique<JsonTokenizer>(std::move(*pipeline)));
}

/// "bos_token" and the like: a text, or an object with "content". Nothing where the file or the key is not there.
class SpecialNames
{
public:
    Status read(const std::filesystem::path& file)
    {
        std::error_code fault;
        if (!std::filesystem::exists(file, fault))
            return ok();
        Result<MappedFile> mapped = MappedFile::open(file);
        if (!mapped)
            return mapped.error();
        // Not simdjson: model_max_length is often an integer of 31 digits, which it refuses.
        const std::string_view text = mapped->text();
        const QJsonDocument document =
            QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), qsizetype(text.size())));
        if (!document.isObject())
            return Error{file.string() + ": is not a JSON object; expected the names of special tokens"};
        for (const QString& key : {QStringLiteral("bos_token"), QStringLiteral("eos_token"),
                                   QStringLiteral("pad_token"), QStringLiteral("unk_token")}) {
            const QJsonValue value = document.object().value(key);
            const QJsonValue name = value.isObject() ? value.toObject().value(QStringLiteral("content")) : value;
            if (name.isString())
                m_names.emplace_back(key.toStdString(), name.toString().toStdString());
        }
        return ok();
    }
    std::string name(std::string_view key, std::string_view missing) const
    {
        for (const auto& [known, name] : m_names) {
            if (known == key)
                return name;
        }
        return std::string(missing);
    }

private:
    std::vector<std::pair<std::string, std::string>> m_names; // of equal keys the first one counts
};

} // namespace

Result<std::unique_ptr<Tokenizer>> Tokenizer::open(const std::filesystem::path& folder, Backbone backbone)
{
    std::error_code fault;
    std::filesystem::path file = folder / kJson;
    if (!std::filesystem::exists(file, fault)) {
        for (const char* name : kModels) {
            file = folder / name;
            if (std::filesystem::exists(file, fault))
                break;
            file.clear();
        }
    }
    if (file.empty()) {
        return Error{folder.string() + ": has no tokenizer; expected tokenizer.json, sentencepiece.bpe.model or " +
                     "tokenizer.model"};
    }
    Result<std::unique_ptr<Tokenizer>> tokenizer =
        file.filename() == kJson ? openJson(file) : SentencePieceTokenizer::open(file, backbone);
    if (!tokenizer)
        return tokenizer;

    SpecialNames names;
    for (const char* name : {"special_tokens_map.json", "tokenizer_config.json"}) {
        if (const Status status = names.read(folder / name); !status)
            return status.error();
    }
    const bool gemma = backbone == Backbone::Gemma;
    const auto find = [&](std::string_view key, std::string_view missing) {
        return (*tokenizer)->find(names.name(key, missing));
    };
    Info& info = (*tokenizer)->m_info;
    info.source = file.filename().string();
    info.bos = find("bos_token", gemma ? "<bos>" : "<s>");
    info.eos = find("eos_token", gemma ? "<eos>" : "</s>");
    info.pad = find("pad_token", backbone == Backbone::MiniCpmLayerwise ? "<unk>" : "<pad>");
    if (const TokenId unk = find("unk_token", "<unk>"); unk >= 0)
        info.unk = unk;
    if (backbone == Backbone::XlmRoberta && (info.bos < 0 || info.eos < 0))
        return Error{file.string() + ": has no <s> or no </s>; expected the tokens that separate query and passage"};

    Result<MappedFile> mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    Sha256 hash;
    hash.add(mapped->text());
    info.contentHash = hash.hex();
    return tokenizer;
}

} // namespace rw
