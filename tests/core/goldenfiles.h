// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <filesystem>
#include <string>
#include <vector>

/// Reading of tests/data/goldens and of what lies beside it.
namespace golden {

inline QString folder()
{
    return QStringLiteral(RW_TEST_DATA "/goldens/");
}

inline QByteArray bytes(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

inline QJsonDocument json(const QString& path)
{
    return QJsonDocument::fromJson(bytes(path));
}

inline std::vector<rw::TokenId> ids(const QJsonValue& list)
{
    std::vector<rw::TokenId> result;
    for (const QJsonValue value : list.toArray())
        result.push_back(value.toInt());
    return result;
}

inline std::filesystem::path modelFolder(const QString& kind)
{
    return (folder() + kind + QStringLiteral("/model")).toStdString();
}

inline rw::Backbone backbone(const QString& kind)
{
    if (kind == QLatin1String("xlm-roberta"))
        return rw::Backbone::XlmRoberta;
    return kind == QLatin1String("gemma") ? rw::Backbone::Gemma : rw::Backbone::MiniCpmLayerwise;
}

/// The text of a tokenizer.json with the value of the top-level `key` (followed by the key `next`) exchanged. As text,
/// since reading and writing would change the digits of the scores.
inline QByteArray exchanged(QByteArray text, const char* key, const char* next, const QJsonValue& value)
{
    const QByteArray head = QByteArray("\"") + key + "\":";
    const qsizetype begin = text.indexOf(head) + head.size();
    const qsizetype end = text.indexOf(QByteArray("\"") + next + "\":", begin);
    QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    json = json.mid(1, json.size() - 2);
    return text.replace(begin, end - begin, json + ",");
}

} // namespace golden
