// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/jsonlines.h"

#include <algorithm>

namespace rw {

namespace {

const char* typeName(const simdjson::dom::element& value)
{
    switch (value.type()) {
    case simdjson::dom::element_type::ARRAY:
        return "a list";
    case simdjson::dom::element_type::OBJECT:
        return "an object";
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE:
        return "a number";
    case simdjson::dom::element_type::STRING:
        return "a string";
    case simdjson::dom::element_type::BOOL:
        return "true or false";
    case simdjson::dom::element_type::NULL_VALUE:
        return "null";
    }
    return "something else";
}

std::string quoted(std::string_view text)
{
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            json += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) {
            json += c;
            continue;
        }
        constexpr const char* digits = "0123456789abcdef";
        json.append("\\u00").append(1, digits[c >> 4]).append(1, digits[c & 15]);
    }
    return json + '"';
}

std::string explained(simdjson::error_code code)
{
    switch (code) {
    case simdjson::UNCLOSED_STRING:
        return "a string without its end";
    case simdjson::STRING_ERROR:
        return "a string with a wrong escape (a lone surrogate \\ud800-\\udfff is one)";
    case simdjson::UNESCAPED_CHARS:
        return "a control character in a string";
    case simdjson::DEPTH_ERROR:
        return "too many brackets within each other";
    case simdjson::NUMBER_ERROR:
        return "a number that is none";
    case simdjson::TAPE_ERROR:
        return "a bracket, comma, colon or value is missing or misplaced";
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
        return "the line is too long";
    default:
        return simdjson::error_message(code);
    }
}

} // namespace

std::string furtherFields(const simdjson::dom::object& object, std::initializer_list<std::string_view> known)
{
    std::string json;
    const auto add = [&json](const simdjson::dom::key_value_pair& field) {
        if (field.value.is_null())
            return;
        json += json.empty() ? '{' : ',';
        json += quoted(field.key) + ':' + simdjson::minify(field.value);
    };
    simdjson::dom::object metadata;
    for (const auto field : object) {
        if (field.key == "metadata" && !field.value.get(metadata)) {
            for (const auto inner : metadata)
                add(inner);
        } else if (std::find(known.begin(), known.end(), field.key) == known.end()) {
            add(field);
        }
    }
    return json.empty() ? json : json + '}';
}

JsonLines::JsonLines(LineReader lines)
    : m_lines(std::move(lines))
{
}

Result<JsonLines> JsonLines::open(const std::filesystem::path& file)
{
    Result<LineReader> lines = LineReader::open(file);
    if (!lines)
        return lines.error();
    return JsonLines(std::move(*lines));
}

std::optional<simdjson::dom::object> JsonLines::next()
{
    std::string_view line;
    while (!m_fault && m_lines.next(line)) {
        const std::size_t start = line.find_first_not_of(" \t\r");
        if (start == std::string_view::npos)
            continue;
        if (line[start] == '[') {
            m_fault = error("a JSON array; expected one JSON object a line (JSON lines)");
            return std::nullopt;
        }
        simdjson::dom::element element;
        simdjson::dom::object object;
        // The reader keeps the padding behind the line readable: no copy.
        if (const auto code = m_parser.parse(line.data(), line.size(), false).get(element); code) {
            m_fault = error("invalid JSON, " + explained(code) + "; expected one JSON object a line");
            return std::nullopt;
        }
        if (element.get(object)) {
            m_fault = error(std::string(typeName(element)) + "; expected one JSON object a line");
            return std::nullopt;
        }
        return object;
    }
    return std::nullopt;
}

Status JsonLines::status() const
{
    if (m_fault)
        return *m_fault;
    return m_lines.status();
}

Result<std::string> JsonLines::id(const simdjson::dom::element& value, std::string_view key) const
{
    std::string id;
    if (std::string_view text; !value.get(text))
        id = text;
    else if (std::int64_t number = 0; !value.get(number))
        id = std::to_string(number);
    else if (std::uint64_t large = 0; !value.get(large))
        id = std::to_string(large);
    else
        return error("\"" + std::string(key) + "\" is " + typeName(value) + "; expected a string or a whole number");
    if (id.empty())
        return error("\"" + std::string(key) + "\" is empty; expected an id");
    return id;
}

Result<std::string_view> JsonLines::string(const simdjson::dom::element& value, std::string_view key) const
{
    std::string_view text;
    if (value.get(text))
        return error("\"" + std::string(key) + "\" is " + typeName(value) + "; expected a string");
    return text;
}

} // namespace rw
