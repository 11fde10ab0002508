// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/modelfolder.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace rw::test {

inline void writeFile(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(path));
}

/// Random weights of any shape, as float32.
struct TinyTensor
{
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};
using TinyTensors = std::map<std::string, TinyTensor>;

/// Bytes of a safetensors file around a header that may be wrong in any way.
inline QByteArray safetensorsAround(const QByteArray& header, const QByteArray& data)
{
    QByteArray bytes(8, '\0');
    for (int i = 0; i < 8; ++i)
        bytes[i] = char(std::uint64_t(header.size()) >> (8 * i));
    return bytes + header + data;
}

/// The numbers as `dtype` stores them: "F32", or "BF16" by cutting the last 16 bits (the tests use values that fit).
inline QByteArray safetensors(const TinyTensors& tensors, const std::string& dtype = "F32")
{
    QJsonObject header;
    QByteArray data;
    for (const auto& [name, tensor] : tensors) {
        QJsonArray shape;
        for (const auto extent : tensor.shape)
            shape.append(qint64(extent));
        const auto begin = data.size();
        for (const float value : tensor.values) {
            std::uint32_t bits = 0;
            std::memcpy(&bits, &value, sizeof bits);
            for (int byte = dtype == "F32" ? 0 : 2; byte < 4; ++byte)
                data.append(char(bits >> (8 * byte)));
        }
        header.insert(QString::fromStdString(name),
                      QJsonObject{{QStringLiteral("dtype"), QString::fromStdString(dtype)},
                                  {QStringLiteral("shape"), shape},
                                  {QStringLiteral("data_offsets"), QJsonArray{qint64(begin), qint64(data.size())}}});
    }
    QByteArray text = QJsonDocument(header).toJson(QJsonDocument::Compact);
    while (text.size() % 8 != 0)
        text.append(' ');
    return safetensorsAround(text, data);
}

/// Random values for every tensor that the config asks for. Norm weights lie around 1 (Gemma: 0), values fit BF16.
inline TinyTensors randomTensors(const ModelConfig& config, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 1);
    TinyTensors tensors;
    for (const auto& required : requiredTensors(config)) {
        TinyTensor tensor{required.shape, {}};
        std::int64_t count = 1;
        for (const auto extent : required.shape)
            count *= extent;
        const bool isNorm = required.name.find("orm.weight") != std::string::npos;
        const float mean = isNorm && config.backbone != Backbone::Gemma ? 1.0F : 0.0F;
        const float spread = required.shape.size() == 2 ? 0.3F : 0.2F;
        for (std::int64_t i = 0; i < count; ++i) {
            float value = mean + spread * normal(random);
            std::uint32_t bits = 0;
            std::memcpy(&bits, &value, sizeof bits);
            bits &= 0xffff0000U;
            std::memcpy(&value, &bits, sizeof bits);
            tensor.values.push_back(value);
        }
        tensors.emplace(required.name, std::move(tensor));
    }
    return tensors;
}

/// A config of each backbone with every key that matters, small.
inline QJsonObject tinyConfig(Backbone backbone)
{
    const auto json = [](const char* text) {
        return QJsonDocument::fromJson(text).object();
    };
    switch (backbone) {
    case Backbone::XlmRoberta:
        return json(R"({"architectures": ["XLMRobertaForSequenceClassification"], "model_type": "xlm-roberta",
            "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 40,
            "vocab_size": 50, "max_position_embeddings": 66, "type_vocab_size": 1, "pad_token_id": 1,
            "layer_norm_eps": 1e-05, "hidden_act": "gelu", "id2label": {"0": "LABEL_0"}})");
    case Backbone::Gemma:
        return json(R"({"architectures": ["GemmaForCausalLM"], "model_type": "gemma", "hidden_size": 20,
            "num_hidden_layers": 2, "num_attention_heads": 6, "num_key_value_heads": 2, "head_dim": 8,
            "intermediate_size": 36, "vocab_size": 50, "max_position_embeddings": 128, "hidden_act": "gelu",
            "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "pad_token_id": 0})");
    case Backbone::MiniCpmLayerwise:
        return json(R"({"architectures": ["LayerWiseMiniCPMForCausalLM"], "model_type": "minicpm", "hidden_size": 24,
            "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 36,
            "vocab_size": 50, "max_position_embeddings": 64, "hidden_act": "silu", "rms_norm_eps": 1e-05,
            "rope_theta": 10000.0, "scale_emb": 12, "scale_depth": 1.4, "dim_model_base": 8, "start_layer": 2,
            "head_type": "simple", "head_multi": true})");
    }
    return {};
}

inline void writeConfig(const QString& folder, const QJsonObject& config)
{
    writeFile(folder + QStringLiteral("/config.json"), QJsonDocument(config).toJson());
}

inline std::filesystem::path path(const QString& name)
{
    return name.toStdString();
}

} // namespace rw::test
