// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/yamltext.h"

#include "core/report/documenttext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace rw {

std::string yamlText(const std::string& text)
{
    const QByteArray list =
        QJsonDocument(QJsonArray{QString::fromStdString(text)}).toJson(QJsonDocument::Compact); // ["text"]
    return list.mid(1, list.size() - 2).toStdString();
}

std::string yamlBlock(const QJsonObject& object, int level)
{
    std::string out;
    const std::string indent(std::size_t(level) * 2, ' ');
    for (auto it = object.begin(); it != object.end(); ++it) {
        out += indent + it.key().toStdString() + ":";
        if (it->isObject())
            out += "\n" + yamlBlock(it->toObject(), level + 1);
        else if (it->isArray())
            out += " " + QJsonDocument(it->toArray()).toJson(QJsonDocument::Compact).toStdString() + "\n";
        else if (it->isString())
            out += " " + yamlText(it->toString().toStdString()) + "\n";
        else if (it->isDouble())
            out += " " + allDigits(it->toDouble()) + "\n";
        else
            out += it->isBool() ? (it->toBool() ? " true\n" : " false\n") : " null\n";
    }
    return out;
}

} // namespace rw
