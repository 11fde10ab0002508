// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/linereader.h"

#include <simdjson.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace rw {

/// The keys of `object` that are not `known`, those of "metadata" among them, as a JSON object; empty: there are none.
std::string furtherFields(const simdjson::dom::object& object, std::initializer_list<std::string_view> known);

/// The objects of a JSON lines file, one a line. Every line is parsed whole, so that a fault in a key that nobody asks
/// for is found too. Only for core/data/*.cpp: simdjson stays out of the other headers.
class JsonLines
{
public:
    static Result<JsonLines> open(const std::filesystem::path& file);

    /// The next object; nothing at the end of the file or at a fault: see `status`. Blank lines are skipped.
    std::optional<simdjson::dom::object> next();
    Status status() const;

    const LineReader& lines() const { return m_lines; }
    Error error(const std::string& what) const { return m_lines.error(what); }

    /// A string or a whole number as an id (`key` is for the message): 7 and "7" are the same id.
    Result<std::string> id(const simdjson::dom::element& value, std::string_view key) const;
    Result<std::string_view> string(const simdjson::dom::element& value, std::string_view key) const;

private:
    explicit JsonLines(LineReader lines);

    LineReader m_lines;
    simdjson::dom::parser m_parser;
    std::optional<Error> m_fault;
};

} // namespace rw
