// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/inputjson.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

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

QJsonValue number(float value)
{
    return std::isfinite(value) ? QJsonValue(double(value)) : QJsonValue();
}

QJsonValue gradeOf(const CandidateSet& candidates, std::int64_t pair)
{
    const int grade = candidates.grades[std::size_t(pair)];
    return grade >= 0 ? QJsonValue(grade) : QJsonValue();
}

const InspectedQuery* queryAt(const Inspection& inspection, std::size_t place)
{
    const auto found = std::find_if(inspection.queries.begin(), inspection.queries.end(),
                                    [place](const InspectedQuery& query) { return query.place == place; });
    return found == inspection.queries.end() ? nullptr : &*found;
}

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
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

QJsonObject pairJson(const Inspection& inspection, std::size_t place, std::int64_t pair, const QString& passage,
                     const ModelInput& input, const std::function<QString(std::int64_t unit)>& nameOf)
{
    const CandidateSet& candidates = *inspection.candidates;
    std::vector<std::int64_t> units = inspection.request.shown();
    for (const std::int64_t unit : inspection.request.others)
        if (std::find(units.begin(), units.end(), unit) == units.end())
            units.push_back(unit);
    QJsonArray configurations;
    for (const std::int64_t unit : units) {
        const auto ranking = inspection.ranking(place, unit);
        const auto at = std::find(ranking.begin(), ranking.end(), pair);
        configurations.append(QJsonObject{
            {u"name"_s, nameOf(unit)},
            {u"score"_s, number(inspection.score(pair, unit))},
            {u"rank"_s, at == ranking.end() ? QJsonValue() : QJsonValue(qint64(at - ranking.begin() + 1))}});
    }
    const InspectedQuery* query = queryAt(inspection, place);
    return {{u"query_id"_s, text(candidates.queries[place].id)},
            {u"query"_s, query ? text(query->text) : QString()},
            {u"passage_id"_s, text(candidates.passageId(pair))},
            {u"passage"_s, passage},
            {u"grade"_s, gradeOf(candidates, pair)},
            {u"configurations"_s, configurations},
            {u"input"_s, input.parts.empty() ? QJsonValue() : QJsonValue(inputJson(input))}};
}

QJsonObject queryJson(const Inspection& inspection, std::size_t place, const QStringList& passages,
                      const std::function<QString(std::int64_t unit)>& nameOf)
{
    const CandidateSet& candidates = *inspection.candidates;
    const CandidateSet::Query& own = candidates.queries[place];
    const InspectedQuery* query = queryAt(inspection, place);
    QJsonArray rankings;
    for (const std::int64_t unit : inspection.request.shown()) {
        QJsonArray list;
        for (const std::int64_t pair : inspection.ranking(place, unit))
            list.append(QJsonObject{{u"id"_s, text(candidates.passageId(pair))},
                                    {u"grade"_s, gradeOf(candidates, pair)},
                                    {u"score"_s, number(inspection.score(pair, unit))},
                                    {u"text"_s, passages.value(qsizetype(pair - own.firstPair))}});
        QJsonObject one{{u"name"_s, nameOf(unit)}, {u"passages"_s, list}};
        if (const auto value = inspection.value(place, unit))
            one.insert(u"value"_s, *value);
        rankings.append(one);
    }
    return {{u"query_id"_s, text(own.id)},
            {u"query"_s, query ? text(query->text) : QString()},
            {u"measure"_s, text(inspection.request.measure.name)},
            {u"rankings"_s, rankings}};
}

} // namespace rw
