// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

/// A fast hash of short texts; not stable between versions, so never stored.
inline std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t hash = text.size() * 0x9E3779B97F4A7C15ull;
    const auto mix = [&hash](std::uint64_t word) {
        hash = (hash ^ word) * 0xD6E8FEB86659FD93ull;
        hash ^= hash >> 32;
    };
    const char* data = text.data();
    std::size_t left = text.size();
    std::uint64_t word = 0;
    for (; left > 8; left -= 8, data += 8) {
        std::memcpy(&word, data, 8);
        mix(word);
    }
    word = 0;
    std::memcpy(&word, data, left);
    mix(word);
    return hash * 0x9E3779B97F4A7C15ull;
}

/// From the text of a piece to its id: the vocabulary the other way round.
class PieceIndex
{
public:
    /// `expected`: number of pieces.
    explicit PieceIndex(std::size_t expected = 0);

    /// `piece` must outlive the index. A piece that is there gets the new id.
    void insert(std::string_view piece, std::int32_t id);
    /// -1 if there is no such piece.
    std::int32_t find(std::string_view piece) const;

private:
    struct Slot
    {
        std::string_view piece;
        std::uint32_t tag = 0; // high bits of the hash, most misses end here
        std::int32_t id = -1;
    };
    std::vector<Slot> m_slots; // a power of two, at most half full
};

} // namespace rw
