// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/referencescores.h"

#include "core/base/mappedfile.h"
#include "core/model/shapes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace rw {

namespace {

constexpr qsizetype kMostReferenceBytes = 64 << 20;

auto shapeTuple(const ModelConfig& config)
{
    return std::tuple(config.backbone, config.layers, config.hiddenSize, config.attentionHeads, config.keyValueHeads,
                      config.intermediateSize, config.vocabularySize, config.positions);
}

std::string textOf(const QJsonValue& value)
{
    return value.toString().toStdString();
}

/// What is wrong with a record; empty: nothing.
std::string readReferenceSettings(const QJsonObject& settings, ReferenceScores& record)
{
    const auto instruction = [&](const QString& key, std::optional<std::string>& to) {
        if (settings[key].isString())
            to = textOf(settings[key]);
    };
    instruction(u"query_instruction_for_rerank"_s, record.instructions.query);
    instruction(u"passage_instruction_for_rerank"_s, record.instructions.passage);
    instruction(u"prompt"_s, record.instructions.prompt);
    record.isSigmoid = settings[u"normalize"].toBool();
    record.maxLength = settings[u"max_length"].toInt(record.maxLength);
    if (record.maxLength < 1)
        return "\"max_length\" must be a whole number from 1";
    const QJsonArray layers = settings[u"cutoff_layers"].toArray();
    if (layers.size() > 1)
        return "\"cutoff_layers\" names several layers; expected one for each record";
    record.cutoffLayer = layers.isEmpty() ? 0 : layers.first().toInt();
    return {};
}

std::string readReferenceRecord(const QJsonObject& object, ReferenceScores& record)
{
    record.model = textOf(object[u"model"]);
    if (auto why = readReferenceSettings(object[u"settings"].toObject(), record); !why.empty())
        return why;
    const QJsonArray pairs = object[u"pairs"].toArray(), scores = object[u"scores"].toArray();
    if (pairs.isEmpty() || pairs.size() != scores.size())
        return "expected \"pairs\" and \"scores\" of the same length";
    for (qsizetype i = 0; i < pairs.size(); ++i) {
        const QJsonArray pair = pairs[i].toArray();
        if (pair.size() != 2 || !pair[0].isString() || !pair[1].isString() || !scores[i].isDouble())
            return "pair " + std::to_string(i + 1) + " is not two texts with a number";
        record.pairs.push_back({textOf(pair[0]), textOf(pair[1]), scores[i].toDouble()});
    }
    return {};
}

Result<std::vector<ReferenceScores>> referenceLines(const QByteArray& bytes, const std::string& name)
{
    ReferenceScores all;
    const QList<QByteArray> lines = bytes.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].trimmed().isEmpty())
            continue;
        QJsonParseError problem;
        const auto object = QJsonDocument::fromJson(lines[i], &problem).object();
        if (problem.error != QJsonParseError::NoError || !object[u"query"].isString() ||
            !object[u"passage"].isString() || !object[u"score"].isDouble())
            return Error{name + ":" + std::to_string(i + 1) +
                         ": expected {\"query\": text, \"passage\": text, \"score\": number}"};
        all.pairs.push_back({textOf(object[u"query"]), textOf(object[u"passage"]), object[u"score"].toDouble()});
    }
    if (all.pairs.empty())
        return Error{name + ":1: there are no scores in it"};
    return std::vector{std::move(all)};
}

} // namespace

Result<std::vector<ReferenceScores>> readReferenceScores(const std::filesystem::path& file)
{
    const auto mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    const auto text = mapped->text();
    if (qsizetype(text.size()) > kMostReferenceBytes)
        return Error{file.string() + ": is larger than 64 MiB; expected some pairs and their scores"};
    const QByteArray bytes(text.data(), qsizetype(text.size()));
    if (!bytes.trimmed().startsWith('['))
        return referenceLines(bytes, file.string());
    QJsonParseError problem;
    const QJsonArray records = QJsonDocument::fromJson(bytes, &problem).array();
    if (problem.error != QJsonParseError::NoError)
        return Error{file.string() + ":" + std::to_string(1 + bytes.left(problem.offset).count('\n')) +
                     ": is not JSON: " + problem.errorString().toStdString()};
    std::vector<ReferenceScores> all;
    for (const auto record : records) {
        if (auto why = readReferenceRecord(record.toObject(), all.emplace_back()); !why.empty())
            return Error{file.string() + ": record " + std::to_string(all.size()) + ": " + why};
    }
    if (all.empty())
        return Error{file.string() + ": there are no scores in it"};
    return all;
}

std::vector<ReferenceScores> referenceScoresOf(const std::vector<ReferenceScores>& all, const ModelFolder& model)
{
    const std::string published = publishedName(model.config), folder = model.path.filename().string();
    std::vector<ReferenceScores> own;
    std::copy_if(all.begin(), all.end(), std::back_inserter(own), [&](const ReferenceScores& one) {
        const std::string name = one.model.substr(one.model.rfind('/') + 1);
        return one.model.empty() || name == folder || (!published.empty() && name == published);
    });
    return own;
}

std::string publishedName(const ModelConfig& config)
{
    for (const char* name :
         {"bge-reranker-v2-m3", "bge-reranker-v2-gemma", "bge-reranker-v2-minicpm-layerwise", "bge-reranker-base"})
        if (const auto model = randomModel(name, 0, 0); model && shapeTuple(model->config) == shapeTuple(config))
            return name;
    return {};
}

} // namespace rw
