// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/inputjson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace rw {

namespace {

QString nameOf(ModelInput::Kind kind)
{
    switch (kind) {
    case ModelInput::Kind::Special:
        return u"special"_s;
    case ModelInput::Kind::Query:
        return u"query"_s;
    case ModelInput::Kind::Passage:
        return u"passage"_s;
    case ModelInput::Kind::Cut:
        return u"cut"_s;
    }
    return {};
}

} // namespace

QJsonObject inputJson(const ModelInput& input)
{
    QJsonArray parts;
    for (const auto& part : input.parts)
        parts.append(QJsonObject{{u"kind"_s, nameOf(part.kind)},
                                 {u"text"_s, QString::fromStdString(part.text)},
                                 {u"tokens"_s, part.tokens}});
    QJsonObject tokens;
    for (const auto kind :
         {ModelInput::Kind::Query, ModelInput::Kind::Passage, ModelInput::Kind::Special, ModelInput::Kind::Cut})
        tokens.insert(nameOf(kind), input.tokens(kind));
    return {{u"max_length"_s, input.maxLength}, {u"tokens"_s, tokens}, {u"parts"_s, parts}};
}

} // namespace rw
