// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/checksum.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace rw {

Checksum checksum(std::string_view key, std::string_view content, const std::function<void(std::size_t bytes)>& passed)
{
    constexpr std::size_t kWords = 4 * sizeof(std::uint64_t);
    constexpr std::size_t kStep = std::size_t(32) << 20; // a multiple of kWords
    Checksum lanes = {0x9E3779B97F4A7C15ull, 0xC2B2AE3D27D4EB4Full, 0x165667B19E3779F9ull, 0xD6E8FEB86659FD93ull};
    const auto mix = [](std::uint64_t& lane, std::uint64_t word) {
        lane = std::rotl((lane ^ word) * 0x9FB21C651E98DF25ull, 29);
    };
    const auto mixWords = [&](std::string_view& part, std::size_t most) {
        std::array<std::uint64_t, 4> words = {};
        for (auto rest = most / sizeof words; rest > 0; --rest, part.remove_prefix(sizeof words)) {
            std::memcpy(words.data(), part.data(), sizeof words);
            for (std::size_t i = 0; i < lanes.size(); ++i)
                mix(lanes[i], words[i]);
        }
    };
    const auto mixTail = [&](std::string_view part) {
        std::array<std::uint64_t, 4> words = {};
        std::memcpy(words.data(), part.data(), part.size());
        for (std::size_t i = 0; i < lanes.size(); ++i)
            mix(lanes[i], words[i]);
        mix(lanes[0], part.size());
    };
    mixWords(key, key.size());
    mixTail(key);
    std::string_view rest = content;
    while (rest.size() >= kWords) {
        mixWords(rest, std::min(kStep, rest.size()));
        if (passed)
            passed(content.size() - rest.size());
    }
    mixTail(rest);
    for (std::uint64_t& lane : lanes) {
        lane ^= lane >> 32;
        lane *= 0xD6E8FEB86659FD93ull;
        lane ^= lane >> 32;
    }
    return lanes;
}

} // namespace rw
