// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

namespace rw {

/// Lengths of texts in characters (code points). Percentiles are exact, by nearest rank: lengths that occur.
struct TextLengths
{
    std::size_t median = 0;
    std::size_t p95 = 0;
    std::size_t longest = 0;
};

class TextLengthCounter
{
public:
    void add(std::string_view text);
    TextLengths lengths() const;

private:
    std::size_t atRank(std::int64_t rank) const;

    std::map<std::size_t, std::int64_t> m_texts; // of each length
    std::int64_t m_count = 0;
};

} // namespace rw
