// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/checksum.h"

#include <bit>
#include <cstring>

namespace rw {

Checksum checksum(std::string_view key, std::string_view content)
{
    Checksum lanes = {0x9E3779B97F4A7C15ull, 0xC2B2AE3D27D4EB4Full, 0x165667B19E3779F9ull, 0xD6E8FEB86659FD93ull};
    const auto mix = [](std::uint64_t& lane, std::uint64_t word) {
        lane = std::rotl((lane ^ word) * 0x9FB21C651E98DF25ull, 29);
    };
    for (std::string_view part : {key, content}) {
        std::array<std::uint64_t, 4> words = {};
        for (; part.size() >= sizeof words; part.remove_prefix(sizeof words)) {
            std::memcpy(words.data(), part.data(), sizeof words);
            for (std::size_t i = 0; i < lanes.size(); ++i)
                mix(lanes[i], words[i]);
        }
        words = {};
        std::memcpy(words.data(), part.data(), part.size());
        for (std::size_t i = 0; i < lanes.size(); ++i)
            mix(lanes[i], words[i]);
        mix(lanes[0], part.size());
    }
    for (std::uint64_t& lane : lanes) {
        lane ^= lane >> 32;
        lane *= 0xD6E8FEB86659FD93ull;
        lane ^= lane >> 32;
    }
    return lanes;
}

} // namespace rw
