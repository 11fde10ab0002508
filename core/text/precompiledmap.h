// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/graphemecluster.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

/// SentencePiece's precompiled character map, applied as the Rust library does it: grapheme cluster by grapheme
/// cluster. A cluster of fewer than 6 bytes becomes the replacement of its first (shortest) match and loses the rest;
/// of a longer one every character is replaced by itself.
class PrecompiledMap
{
public:
    /// `charsmap`: length of the trie (u32), double array of Darts (u32 units), texts that end with a zero byte.
    /// The Error has no file name.
    static Result<PrecompiledMap> parse(std::string_view charsmap);

    /// Appends to `result`. Precondition: valid UTF-8.
    void apply(std::string_view text, std::string& result) const;

private:
    std::optional<std::string> check() const;
    std::optional<std::string_view> replacement(std::string_view chunk) const;
    void replaceOr(std::string_view chunk, std::string& result) const;

    std::vector<std::uint32_t> m_units;
    std::string m_texts;                // ends with a zero byte
    std::array<bool, 128> m_plain = {}; // ASCII that stays as it is
    const GraphemeCluster::Table* m_classes = nullptr;
};

} // namespace rw
