// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <simdjson.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace rw {

/// A JSON text of a model folder, parsed as a whole. Faults come with their place.
class JsonFile
{
public:
    /// `place`: how errors name the text ("DIR/config.json"); `offset`: byte of the file where it begins.
    /// With `lines` faults are named by line, else by byte.
    enum class Places { Lines, Bytes };
    static Result<JsonFile> parse(std::string place, std::string_view text, Places places, std::uint64_t offset = 0);
    /// A whole file of at most `maxBytes`.
    static Result<JsonFile> read(const std::filesystem::path& file, std::uint64_t maxBytes);

    simdjson::dom::element root() const { return m_root; }
    /// "FILE:LINE" of the first mention of a key; "FILE" where it is not mentioned.
    std::string placeOf(std::string_view key) const;

private:
    std::string m_place;
    simdjson::padded_string m_text;
    std::unique_ptr<simdjson::dom::parser> m_parser; // elements point into it: it must not move
    simdjson::dom::element m_root;
};

/// A name out of a file, in quotes and fit for one line of an error: control characters escaped, the rest cut.
std::string inQuotes(std::string_view name);

} // namespace rw
