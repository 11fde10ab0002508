// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/serdenumber.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

namespace rw {

namespace {

const std::array<double, 309> kPowers = [] {
    std::array<double, 309> powers = {};
    for (int i = 0; i < int(powers.size()); ++i) {
        const std::string literal = "1e" + std::to_string(i);
        powers[std::size_t(i)] = std::strtod(literal.c_str(), nullptr);
    }
    return powers;
}();

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

double fromParts(std::uint64_t digits, std::int64_t exponent)
{
    double value = double(digits);
    while (exponent < -308 && value != 0) {
        value /= 1e308;
        exponent += 308;
    }
    if (value == 0)
        return 0;
    if (exponent > 308)
        return std::numeric_limits<double>::infinity();
    const double power = kPowers[std::size_t(std::abs(exponent))];
    return exponent < 0 ? value / power : value * power;
}

} // namespace

double serdeNumber(std::string_view token)
{
    std::size_t at = 0;
    const auto peek = [&] {
        return at < token.size() ? token[at] : '\0';
    };
    const bool negative = peek() == '-';
    at += negative;

    std::uint64_t digits = 0;
    std::int64_t exponent = 0;
    bool full = false; // further digits would not fit, the library ignores them
    const auto take = [&](char c) {
        const auto digit = std::uint64_t(c - '0');
        full = full || digits > (std::numeric_limits<std::uint64_t>::max() - digit) / 10;
        if (!full)
            digits = digits * 10 + digit;
        return !full;
    };
    for (; isDigit(peek()); ++at)
        exponent += take(peek()) ? 0 : 1;
    if (peek() == '.') {
        for (++at; isDigit(peek()); ++at)
            exponent -= take(peek()) ? 1 : 0;
    }
    if (peek() == 'e' || peek() == 'E') {
        ++at;
        const bool minus = peek() == '-';
        at += peek() == '-' || peek() == '+';
        std::int64_t written = 0;
        for (; isDigit(peek()); ++at)
            written = std::min<std::int64_t>(written * 10 + (peek() - '0'), 100000);
        exponent += minus ? -written : written;
    }
    const double value = fromParts(digits, exponent);
    return negative ? -value : value;
}

} // namespace rw
