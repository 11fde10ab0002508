// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/queryslices.h"

#include "core/data/columns.h"
#include "core/data/encoding.h"
#include "core/data/queryfields.h"
#include "core/report/queryfilter.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

namespace rw {

namespace {

constexpr std::size_t kMostNumbers = 8; // beyond it numbers are put into classes
constexpr std::size_t kClasses = 4;

constexpr const char* kBuiltIn[] = {"lang", "query_length", "relevant"};

/// What the slices are made of: the values of each judged query.
struct QueryValues
{
    std::vector<std::vector<std::string>> texts;
    std::vector<double> numbers; // as many as queries with a value, where all values are numbers
    std::set<std::string> known; // names of all fields of the data set
    bool isFound = false;

    void add(std::vector<std::string> values, std::optional<double> number)
    {
        if (number)
            numbers.push_back(*number);
        texts.push_back(std::move(values));
    }
};

QuerySlices named(const QueryValues& values)
{
    std::map<std::string, std::vector<std::size_t>> slices;
    QuerySlices result;
    for (std::size_t place = 0; place < values.texts.size(); ++place) {
        for (const std::string& value : values.texts[place]) {
            auto& places = slices[value];
            if (places.empty() || places.back() != place)
                places.push_back(place);
        }
        result.without += values.texts[place].empty() ? 1 : 0;
    }
    for (auto& [name, places] : slices)
        result.slices.push_back({name, std::move(places)});
    return result;
}

/// Four classes at the quartiles; equal numbers are in one. `numbers`: of the queries that have a value.
QuerySlices classes(const QueryValues& values)
{
    std::vector<double> sorted = values.numbers;
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> lasts; // of each class
    for (std::size_t i = 1; i <= kClasses; ++i) {
        const double last = sorted[(sorted.size() * i + kClasses - 1) / kClasses - 1];
        if (lasts.empty() || last > lasts.back())
            lasts.push_back(last);
    }
    struct Class
    {
        double low = 0;
        std::string first;
        double high = 0;
        std::string last;
        std::vector<std::size_t> places;
    };
    std::vector<Class> found(lasts.size());
    QuerySlices result;
    std::size_t next = 0;
    for (std::size_t place = 0; place < values.texts.size(); ++place) {
        if (values.texts[place].empty()) {
            ++result.without;
            continue;
        }
        const double number = values.numbers[next++];
        Class& own = found[std::size_t(std::lower_bound(lasts.begin(), lasts.end(), number) - lasts.begin())];
        const std::string& text = values.texts[place].front();
        if (own.places.empty() || number < own.low) {
            own.low = number;
            own.first = text;
        }
        if (own.places.empty() || number > own.high) {
            own.high = number;
            own.last = text;
        }
        own.places.push_back(place);
    }
    for (Class& one : found)
        result.slices.push_back(
            {one.first == one.last ? one.first : one.first + " to " + one.last, std::move(one.places)});
    return result;
}

/// Of the fields that the data set brings.
Result<QueryValues> ownValues(WorkspaceReader& reader, const CandidateSet& candidates, const std::string& field)
{
    const auto stored = reader.queryFields(candidates.dataset);
    if (!stored)
        return stored.error();
    std::unordered_map<std::string_view, std::string_view> jsonOf;
    for (const auto& [id, json] : *stored)
        jsonOf.emplace(id, json);
    QueryValues values;
    for (const CandidateSet::Query& query : candidates.queries) {
        std::vector<std::string> texts;
        std::optional<double> number;
        for (QueryField& one : parseQueryFields(jsonOf[query.id])) {
            if (one.name == field) {
                texts = std::move(one.values);
                number = one.number;
                values.isFound = true;
            }
            values.known.insert(std::move(one.name));
        }
        if (query.isJudged)
            values.add(std::move(texts), number);
    }
    return values;
}

Result<QueryValues> builtInValues(WorkspaceReader& reader, const CandidateSet& candidates, const std::string& field)
{
    QueryValues values;
    if (std::find(std::begin(kBuiltIn), std::end(kBuiltIn), field) == std::end(kBuiltIn))
        return values;
    values.isFound = true;
    const auto stored = reader.queryTexts(candidates.dataset);
    if (!stored)
        return stored.error();
    std::unordered_map<std::string_view, std::string_view> textOf;
    for (const auto& [id, text] : *stored)
        textOf.emplace(id, text);
    for (const CandidateSet::Query& query : candidates.queries) {
        if (!query.isJudged)
            continue;
        const std::string_view text = textOf[query.id];
        if (field == "lang") {
            const QString language = QueryFilter::languageOf(QString::fromUtf8(text.data(), qsizetype(text.size())));
            values.add(language.isEmpty() ? std::vector<std::string>() : std::vector{language.toStdString()}, {});
            continue;
        }
        const auto number =
            field == "relevant"
                ? std::size_t(std::count_if(query.pool.begin(), query.pool.end(), [](int grade) { return grade >= 1; }))
                : codePoints(text);
        values.add({std::to_string(number)}, double(number));
    }
    return values;
}

std::string joined(const std::set<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += name + ", ";
    return text;
}

} // namespace

Result<QuerySlices> slicesByField(WorkspaceReader& reader, const CandidateSet& candidates, const std::string& dataset,
                                  const std::string& field)
{
    auto values = ownValues(reader, candidates, field);
    if (!values)
        return values.error();
    const std::set<std::string> known = std::move(values->known);
    if (!values->isFound)
        values = builtInValues(reader, candidates, field);
    if (!values)
        return values.error();
    if (!values->isFound)
        return Error{"the queries of data set " + dataset + " have no field \"" + field + "\"; expected one of " +
                     joined(known) + "lang, query_length, relevant"};
    const auto withValue = std::size_t(
        std::count_if(values->texts.begin(), values->texts.end(), [](const auto& texts) { return !texts.empty(); }));
    const bool areNumbers = withValue > 0 && values->numbers.size() == withValue;
    QuerySlices slices = named(*values);
    if (areNumbers && slices.slices.size() > kMostNumbers) {
        slices = classes(*values);
    } else if (areNumbers) {
        const auto numberOf = [&](const QuerySlices::Slice& slice) {
            return std::stod(slice.name);
        };
        std::sort(slices.slices.begin(), slices.slices.end(),
                  [&](const auto& a, const auto& b) { return numberOf(a) < numberOf(b); });
    }
    slices.field = field;
    if (slices.slices.empty())
        return Error{"no judged query of data set " + dataset + " has a value in field \"" + field + "\""};
    if (slices.slices.size() > kMostSlices)
        return Error{"field \"" + field + "\" has " + std::to_string(slices.slices.size()) + " values in data set " +
                     dataset + "; expected " + std::to_string(kMostSlices) + " at most, or numbers"};
    return slices;
}

Result<std::vector<std::string>> fieldsOfSlices(WorkspaceReader& reader, const CandidateSet& candidates)
{
    const auto own = ownValues(reader, candidates, {});
    if (!own)
        return own.error();
    std::vector<std::string> names(own->known.begin(), own->known.end());
    for (const char* name : kBuiltIn)
        if (!own->known.contains(name))
            names.emplace_back(name);
    std::erase_if(names, [&](const std::string& name) {
        const auto slices = slicesByField(reader, candidates, {}, name);
        return !slices || slices->slices.size() < 2;
    });
    return names;
}

Result<QuerySlices> slicesOfFile(const std::filesystem::path& file, const CandidateSet& candidates,
                                 const std::string& dataset)
{
    const std::string wanted = "expected a query id and the name of its slice with a tab between them";
    Result<LineReader> reader = LineReader::open(file);
    if (!reader)
        return reader.error();
    std::map<std::string, std::string> sliceOf;
    std::string_view line;
    Columns columns;
    while (reader->next(line)) {
        columns.split(line, Columns::Tabs);
        if (columns.isBlank())
            continue;
        if (columns.count() != 2 || columns[0].empty() || columns[1].empty())
            return reader->error(wanted);
        if (!sliceOf.emplace(columns[0], columns[1]).second)
            return reader->error("query " + std::string(columns[0]) + " a second time; expected each query once");
    }
    if (Status status = reader->status(); !status)
        return status.error();
    if (sliceOf.empty())
        return Error{reader->label() + ": no lines; " + wanted};
    QueryValues values;
    for (const CandidateSet::Query& query : candidates.queries) {
        const auto slice = sliceOf.find(query.id);
        if (query.isJudged)
            values.add(slice != sliceOf.end() ? std::vector{slice->second} : std::vector<std::string>(), {});
    }
    QuerySlices slices = named(values);
    if (slices.slices.empty())
        return Error{file.string() + ": names no judged query of data set " + dataset};
    return slices;
}

} // namespace rw
