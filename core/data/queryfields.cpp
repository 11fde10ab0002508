// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/queryfields.h"

#include <simdjson.h>

#include <array>
#include <charconv>

namespace rw {

namespace {

void add(QueryField& field, const simdjson::dom::element& value)
{
    std::string_view text;
    bool truth = false;
    double number = 0;
    if (!value.get(text)) {
        if (!text.empty())
            field.values.emplace_back(text);
    } else if (!value.get(truth)) {
        field.values.emplace_back(truth ? "true" : "false");
    } else if (!value.get(number)) {
        std::array<char, 32> shortest{};
        const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), number).ptr;
        field.values.emplace_back(shortest.data(), end);
        field.number = number;
    }
}

} // namespace

std::vector<QueryField> parseQueryFields(std::string_view json)
{
    std::vector<QueryField> fields;
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (json.empty() || parser.parse(json.data(), json.size()).get(object))
        return fields;
    for (const auto entry : object) {
        QueryField field;
        field.name = entry.key;
        simdjson::dom::array list;
        if (entry.value.get(list)) {
            add(field, entry.value);
        } else {
            for (const simdjson::dom::element value : list)
                add(field, value);
            field.number.reset();
        }
        if (!field.values.empty())
            fields.push_back(std::move(field));
    }
    return fields;
}

} // namespace rw
