// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/modelcommand.h"

#include "core/model/modelfolder.h"
#include "core/telemetry/telemetry.h"
#include "core/text/tokenizer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <array>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

/// Weights below this are hashed without being asked: a second or two.
constexpr std::int64_t kHashAtOnce = std::int64_t(1) << 30;
constexpr std::array kQuantizations = {Quantization::Fp32, Quantization::Bf16, Quantization::Fp16, Quantization::Int8,
                                       Quantization::Int4};

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

QJsonObject tokenizerJson(const Tokenizer::Info& info)
{
    return {{u"kind"_s, text(info.kind)},
            {u"source"_s, text(info.source)},
            {u"vocabulary_size"_s, info.vocabularySize},
            {u"bos"_s, info.bos},
            {u"eos"_s, info.eos},
            {u"pad"_s, info.pad},
            {u"unk"_s, info.unk}};
}

QJsonObject describeFolder(const ModelFolder& folder, const QJsonObject& tokenizer)
{
    const ModelConfig& config = folder.config;
    QJsonArray layers;
    for (const int layer : config.cutoffLayers)
        layers.append(layer);
    QJsonObject memory;
    for (const auto quantization : kQuantizations)
        memory.insert(text(toString(quantization)), qint64(folder.memoryBytes(quantization)));
    return {{u"path"_s, text(folder.path.string())},
            {u"backbone"_s, text(toString(config.backbone))},
            {u"parameters"_s, qint64(folder.parameters)},
            {u"layers"_s, config.layers},
            {u"hidden_size"_s, config.hiddenSize},
            {u"attention_heads"_s, config.attentionHeads},
            {u"key_value_heads"_s, config.keyValueHeads},
            {u"vocabulary_size"_s, config.vocabularySize},
            {u"max_length"_s, config.maxLength},
            {u"weights_dtype"_s, text(folder.weightsDtype)},
            {u"weights_bytes"_s, qint64(folder.weightBytes)},
            {u"weights_files"_s, int(folder.weights.files.size())},
            {u"cutoff_layers"_s, layers},
            {u"tokenizer"_s, tokenizer},
            {u"fingerprint"_s, folder.fingerprint.empty() ? QJsonValue() : QJsonValue(text(folder.fingerprint))},
            {u"memory_bytes"_s, memory},
            {u"untrained"_s, folder.untrained}};
}

void printText(const QJsonObject& model)
{
    const QLocale locale = QLocale::c();
    const auto line = [](const char* name, const QString& value) {
        std::printf("%-18s %s\n", name, qPrintable(value));
    };
    const auto number = [&](const char* name, const QString& key) {
        line(name, QLocale(QLocale::English).toString(model.value(key).toInteger()));
    };
    line("backbone", model.value(u"backbone"_s).toString());
    if (model.value(u"untrained"_s).toBool())
        line("untrained", u"the weights are random: scores say nothing about relevance"_s);
    number("parameters", u"parameters"_s);
    number("layers", u"layers"_s);
    number("hidden size", u"hidden_size"_s);
    number("attention heads", u"attention_heads"_s);
    number("vocabulary", u"vocabulary_size"_s);
    line("usable length", QLocale(QLocale::English).toString(model.value(u"max_length"_s).toInteger()) + u" tokens"_s);
    line("weights", u"%1, %2 in %3 file(s)"_s
                        .arg(model.value(u"weights_dtype"_s).toString(),
                             locale.formattedDataSize(model.value(u"weights_bytes"_s).toInteger()))
                        .arg(model.value(u"weights_files"_s).toInt()));
    const auto layers = model.value(u"cutoff_layers"_s).toArray();
    if (!layers.isEmpty())
        line("cut-off layers", u"%1 to %2"_s.arg(layers.first().toInt()).arg(layers.last().toInt()));
    const auto tokenizer = model.value(u"tokenizer"_s).toObject();
    line("tokenizer", u"%1, %2 entries, from %3"_s.arg(tokenizer.value(u"kind"_s).toString())
                          .arg(tokenizer.value(u"vocabulary_size"_s).toInt())
                          .arg(tokenizer.value(u"source"_s).toString()));
    const auto memory = model.value(u"memory_bytes"_s).toObject();
    for (const auto quantization : kQuantizations) {
        const QString name = text(toString(quantization));
        line(qPrintable(u"memory "_s + name), locale.formattedDataSize(memory.value(name).toInteger()));
    }
    const auto fingerprint = model.value(u"fingerprint"_s);
    line("fingerprint", fingerprint.isString() ? fingerprint.toString() : u"not computed yet; --fingerprint does it"_s);
}

} // namespace

QString ModelCommand::name() const
{
    return u"model"_s;
}

QString ModelCommand::summary() const
{
    return u"Tell what a model folder is, without loading its weights"_s;
}

void ModelCommand::describe(QCommandLineParser& parser) const
{
    parser.addPositionalArgument(u"DIR"_s, u"Model folder."_s);
    parser.addOption({u"fingerprint"_s, u"Hash the weights even where that takes a while."_s});
}

int ModelCommand::run(const QCommandLineParser& parser, const Output& output)
{
    if (parser.positionalArguments().size() != 1)
        return fail({"exactly one model folder is expected"}, WrongUsage);
    auto folder = ModelFolder::open(parser.positionalArguments().first().toStdString());
    if (!folder)
        return fail(folder.error());
    const auto tokenizer = Tokenizer::open(folder->path, folder->config.backbone);
    if (!tokenizer)
        return fail(tokenizer.error());
    if (folder->fingerprint.empty() && (folder->weightBytes < kHashAtOnce || parser.isSet(u"fingerprint"_s))) {
        FingerprintOptions options;
        options.threads = processorInfo().cores;
        auto fingerprint = fingerprintOf(*folder, options);
        if (!fingerprint)
            return fail(fingerprint.error());
        folder->fingerprint = *fingerprint;
    }
    const QJsonObject description = describeFolder(*folder, tokenizerJson((*tokenizer)->info()));
    if (output.json)
        std::printf("%s", QJsonDocument(description).toJson().constData());
    else
        printText(description);
    return Success;
}

} // namespace rw::cli
