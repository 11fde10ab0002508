// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/specialtokens.h"

#include "core/base/mappedfile.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace rw {

namespace {

/// An empty object where there is no such file.
Result<QJsonObject> readObject(const std::filesystem::path& file)
{
    std::error_code fault;
    if (!std::filesystem::exists(file, fault))
        return QJsonObject();
    Result<MappedFile> mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    // Not simdjson: model_max_length is often an integer of 31 digits, which it refuses.
    const std::string_view text = mapped->text();
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), qsizetype(text.size())));
    if (!document.isObject())
        return Error{file.string() + ": is not a JSON object; expected the names of special tokens"};
    return document.object();
}

/// A text, or an object with "content".
std::string nameOf(const QJsonValue& value)
{
    return (value.isObject() ? value.toObject().value(QStringLiteral("content")) : value).toString().toStdString();
}

} // namespace

Result<SpecialTokens> SpecialTokens::read(const std::filesystem::path& folder, Backbone backbone)
{
    constexpr TokenId kLargest = 1 << 24;
    const std::filesystem::path configFile = folder / "tokenizer_config.json";
    const Result<QJsonObject> map = readObject(folder / "special_tokens_map.json");
    const Result<QJsonObject> config = readObject(configFile);
    if (!map)
        return map.error();
    if (!config)
        return config.error();

    const auto name = [&](const QString& key, const char* missing) {
        for (const QJsonObject& object : {*map, *config}) {
            if (std::string found = nameOf(object.value(key)); !found.empty())
                return found;
        }
        return std::string(missing);
    };
    SpecialTokens tokens;
    const bool gemma = backbone == Backbone::Gemma;
    tokens.bos = name(QStringLiteral("bos_token"), gemma ? "<bos>" : "<s>");
    tokens.eos = name(QStringLiteral("eos_token"), gemma ? "<eos>" : "</s>");
    tokens.unk = name(QStringLiteral("unk_token"), "<unk>");
    // A Llama type without a padding token is trained and run with the unknown one in its place.
    const bool llama = backbone == Backbone::MiniCpmLayerwise;
    tokens.pad = name(QStringLiteral("pad_token"), llama ? tokens.unk.c_str() : "<pad>");

    const QJsonObject decoder = config->value(QStringLiteral("added_tokens_decoder")).toObject();
    for (auto entry = decoder.begin(); entry != decoder.end(); ++entry) {
        const QJsonObject token = entry.value().toObject();
        bool isNumber = false;
        const int id = entry.key().toInt(&isNumber);
        const std::string content = nameOf(token);
        if (!isNumber || id < 0 || id > kLargest || content.empty()) {
            return Error{configFile.string() + ": added_tokens_decoder has a wrong entry \"" +
                         entry.key().toStdString() + "\"; expected an id with its content"};
        }
        const auto flag = [&token](const QString& key) {
            return token.value(key).toBool();
        };
        tokens.added.push_back({content, id, flag(QStringLiteral("lstrip")), flag(QStringLiteral("rstrip")),
                                flag(QStringLiteral("single_word"))});
    }
    return tokens;
}

} // namespace rw
