// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/withoutfolders.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <set>

namespace rw {

namespace {

QJsonValue stripped(const QJsonValue& value, const QString& key = {})
{
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            *it = stripped(*it, it.key());
        return object;
    }
    if (value.isArray()) {
        QJsonArray array;
        for (const auto& one : value.toArray())
            array << stripped(one, key);
        return array;
    }
    const QString path = value.toString();
    if (value.isString() && key == QLatin1String("path"))
        return path.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
    if (value.isString() && (key == QLatin1String("host") || key == QLatin1String("user")))
        return QStringLiteral("(left out)");
    return value.isString() ? QString::fromStdString(withoutFolders(path.toStdString())) : value;
}

} // namespace

std::string withoutFolders(const std::string& message)
{
    static const QRegularExpression path(QStringLiteral("(?<![\\w.<:/])/(?:[^/\\s:\"']+/)*([^/\\s:\"']+)"));
    return QString::fromStdString(message).replace(path, QStringLiteral("\\1")).toStdString();
}

std::string jsonText(const std::string& json, bool showPaths)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json));
    if (!document.isObject())
        return showPaths ? json : "{}"; // not ours: it could hold anything
    const auto object = showPaths ? document.object() : stripped(document.object()).toObject();
    std::string out = QJsonDocument(object).toJson().toStdString();
    while (!out.empty() && out.back() == '\n')
        out.pop_back();
    return out;
}

std::string experimentText(const std::string& json, bool showPaths)
{
    auto object = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    std::set<QString> taken;
    const auto moved = [&](const QString& path, const QString& folder) {
        const QString name = folder + path.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
        QString free = name;
        for (int i = 2; !taken.insert(free).second; ++i)
            free = name + QLatin1Char('-') + QString::number(i);
        return free;
    };
    const auto move = [&](const QString& list, const QString& folder) {
        QJsonArray entries = object.value(list).toArray();
        for (auto entry : entries) {
            QJsonObject one = entry.toObject();
            one[QLatin1String("path")] = moved(one.value(QLatin1String("path")).toString(), folder);
            const QString run = one.value(QLatin1String("run")).toString();
            if (run.contains(QLatin1Char('/'))) // else "bm25" or "judged"
                one[QLatin1String("run")] = moved(run, QStringLiteral("data/"));
            entry = one;
        }
        if (!entries.isEmpty())
            object[list] = entries;
    };
    if (!showPaths) {
        move(QStringLiteral("models"), QStringLiteral("models/"));
        move(QStringLiteral("datasets"), QStringLiteral("data/"));
    }
    return jsonText(QJsonDocument(object).toJson().toStdString(), true);
}

} // namespace rw
