// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/checksum.h"
#include "core/text/tokenizer.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace rw {

/// The file of a token cache as TokenCache reads and writes it.
struct TokenCacheLayout
{
    static constexpr std::string_view kMagic = "RWTOKEN1";
    static constexpr std::size_t kKeyAt = 8;
    static constexpr std::size_t kChecksumAt = 40;
    static constexpr std::size_t kNumbersAt = 72;
    static constexpr std::size_t kKeyBytes = 32;

    struct Numbers
    {
        std::int32_t backbone;
        std::int32_t addBos;
        TokenId bos;
        TokenId eos;
        std::int32_t positions;
        std::int32_t vocabularySize;
        std::int32_t separator;
        std::int32_t prompt;
        std::int32_t queries;
        std::int32_t passages;
    };
    static_assert(sizeof(Numbers) == 40);
    static constexpr std::size_t kTokensAt = kNumbersAt + sizeof(Numbers);

    static std::uint64_t offsetsAt(const Numbers& numbers)
    {
        const std::uint64_t tokens = std::uint64_t(numbers.separator) + std::uint64_t(numbers.prompt);
        return kTokensAt + (tokens + tokens % 2) * sizeof(TokenId);
    }
    static std::uint64_t texts(const Numbers& numbers)
    {
        return std::uint64_t(numbers.queries) + std::uint64_t(numbers.passages);
    }
    static std::uint64_t idsAt(const Numbers& numbers)
    {
        return offsetsAt(numbers) + (texts(numbers) + 1) * sizeof(std::uint64_t);
    }
};

} // namespace rw
