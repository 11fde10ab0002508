// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/jsonfile.h"

#include "core/base/mappedfile.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cstdio>

namespace rw {

namespace {

constexpr std::size_t kLongestName = 120;

// simdjson says what is wrong but not where; Qt's parser says where. Only texts that are refused are read twice.
std::string faultOf(const std::string& place, std::string_view text, JsonFile::Places places, std::uint64_t offset,
                    simdjson::error_code code)
{
    QJsonParseError fault;
    QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), qsizetype(text.size())), &fault);
    if (fault.error == QJsonParseError::NoError)
        return place + ": is not valid JSON (" + simdjson::error_message(code) + ")";
    const auto at = std::min(std::size_t(std::max(0, int(fault.offset))), text.size());
    const std::string what = fault.errorString().toStdString();
    if (places == JsonFile::Places::Bytes)
        return place + ": byte " + std::to_string(offset + at) + " is not valid JSON (" + what + ")";
    const auto line = 1 + std::count(text.begin(), text.begin() + std::ptrdiff_t(at), '\n');
    return place + ":" + std::to_string(line) + ": is not valid JSON (" + what + ")";
}

} // namespace

Result<JsonFile> JsonFile::parse(std::string place, std::string_view text, Places places, std::uint64_t offset)
{
    if (places == Places::Lines && text.substr(0, 3) == "\xEF\xBB\xBF")
        text.remove_prefix(3);
    JsonFile json;
    json.m_place = std::move(place);
    json.m_text = simdjson::padded_string(text);
    json.m_parser = std::make_unique<simdjson::dom::parser>();
    if (const auto code = json.m_parser->parse(json.m_text).get(json.m_root))
        return Error{faultOf(json.m_place, text, places, offset, code) + "; expected one JSON object"};
    if (!json.m_root.is_object())
        return Error{json.m_place + (places == Places::Lines ? ":1" : "") +
                     ": the JSON text is not an object; expected { ... }"};
    return json;
}

Result<JsonFile> JsonFile::read(const std::filesystem::path& file, std::uint64_t maxBytes)
{
    std::error_code code;
    const auto status = std::filesystem::status(file, code);
    if (!std::filesystem::exists(status))
        return Error{file.string() + ": is missing; expected a JSON file"};
    if (!std::filesystem::is_regular_file(status)) // before it is opened: a pipe would block
        return Error{file.string() + ": is not a regular file; expected a JSON file"};
    auto mapped = MappedFile::open(file);
    if (!mapped)
        return std::move(mapped.error());
    const auto size = mapped->bytes().size();
    if (size > maxBytes) {
        return Error{file.string() + ": has " + std::to_string(size) + " bytes; expected at most " +
                     std::to_string(maxBytes)};
    }
    return parse(file.string(), mapped->text(), Places::Lines);
}

std::string JsonFile::placeOf(std::string_view key) const
{
    const std::string_view text = m_text;
    const auto at = text.find('"' + std::string(key) + '"');
    if (at == std::string_view::npos)
        return m_place;
    return m_place + ":" + std::to_string(1 + std::count(text.begin(), text.begin() + std::ptrdiff_t(at), '\n'));
}

std::string inQuotes(std::string_view name)
{
    std::string text = "'";
    for (const char c : name.substr(0, kLongestName)) {
        if (const auto byte = static_cast<unsigned char>(c); byte < 0x20 || byte == 0x7f) {
            std::array<char, 8> escaped;
            std::snprintf(escaped.data(), escaped.size(), "\\x%02x", byte);
            text += escaped.data();
        } else {
            text += c;
        }
    }
    return text + (name.size() > kLongestName ? "…'" : "'");
}

} // namespace rw
