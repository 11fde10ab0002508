// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/precompiledmap.h"

#include "core/text/utf8.h"

#include <cstring>
#include <utility>

namespace rw {

namespace {

// A unit of the double array (darts-clone): value or offset, whether a leaf hangs below, label.
bool hasLeaf(std::uint32_t unit)
{
    return (unit >> 8) & 1;
}

std::uint32_t valueOf(std::uint32_t unit)
{
    return unit & 0x7FFFFFFFu;
}

std::uint32_t labelOf(std::uint32_t unit)
{
    return unit & 0x800000FFu;
}

std::uint32_t offsetOf(std::uint32_t unit)
{
    return (unit >> 10) << ((unit & (1u << 9)) >> 6);
}

} // namespace

Result<PrecompiledMap> PrecompiledMap::parse(std::string_view charsmap)
{
    std::uint32_t trieBytes = 0;
    if (charsmap.size() < sizeof trieBytes)
        return Error{"the character map is cut off; expected at least 4 bytes"};
    for (int i = 3; i >= 0; --i)
        trieBytes = trieBytes << 8 | static_cast<unsigned char>(charsmap[std::size_t(i)]);
    charsmap.remove_prefix(sizeof trieBytes);
    if (trieBytes > charsmap.size() || trieBytes % 4 != 0 || trieBytes == 0) {
        return Error{"the character map has " + std::to_string(charsmap.size()) +
                     " bytes after its head, but a trie of " + std::to_string(trieBytes) +
                     " bytes; expected a multiple of 4 that fits"};
    }
    PrecompiledMap map;
    map.m_units.resize(trieBytes / 4);
    for (std::size_t i = 0; i < map.m_units.size(); ++i) {
        for (std::size_t k = 4; k-- > 0;)
            map.m_units[i] = map.m_units[i] << 8 | static_cast<unsigned char>(charsmap[4 * i + k]);
    }
    map.m_texts = charsmap.substr(trieBytes);
    if (!utf8::isValid(map.m_texts))
        return Error{"the texts of the character map are not UTF-8"};
    map.m_texts.push_back('\0');
    if (const std::optional<std::string> fault = map.check())
        return Error{*fault};
    map.m_classes = &GraphemeCluster::table();
    for (std::size_t c = 0; c < map.m_plain.size(); ++c) {
        const char character = char(c);
        map.m_plain[c] = !map.replacement({&character, 1});
    }
    return map;
}

/// Visits everything that can be reached once: no key may lead outside, in a circle, or to a text that is not there.
std::optional<std::string> PrecompiledMap::check() const
{
    enum class State : char { New, Open, Done };
    std::vector<State> states(m_units.size(), State::New);
    struct Step
    {
        std::uint32_t node;
        std::uint32_t byte;
    };
    const std::uint32_t root = offsetOf(m_units[0]);
    if (root >= m_units.size())
        return "the character map's trie points outside itself";
    std::vector<Step> path = {{root, 1}};
    states[root] = State::Open;
    while (!path.empty()) {
        Step& step = path.back();
        if (step.byte > 255) {
            states[step.node] = State::Done;
            path.pop_back();
            continue;
        }
        const std::uint32_t byte = step.byte++;
        const std::uint32_t position = step.node ^ byte;
        if (position >= m_units.size())
            return "the character map's trie points outside itself";
        if (labelOf(m_units[position]) != byte)
            continue;
        const std::uint32_t next = position ^ offsetOf(m_units[position]);
        if (next >= m_units.size())
            return "the character map's trie points outside itself";
        if (hasLeaf(m_units[position])) {
            const std::uint32_t text = valueOf(m_units[next]);
            if (text >= m_texts.size() || (static_cast<unsigned char>(m_texts[text]) & 0xC0) == 0x80) {
                return "the character map points to a text at " + std::to_string(text) + "; expected the start of a " +
                       "character among " + std::to_string(m_texts.size() - 1) + " bytes";
            }
        }
        if (states[next] == State::Open)
            return "the character map's trie runs in a circle";
        if (states[next] == State::New) {
            states[next] = State::Open;
            path.push_back({next, 1});
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> PrecompiledMap::replacement(std::string_view chunk) const
{
    std::uint32_t node = offsetOf(m_units[0]);
    for (const char c : chunk) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0)
            break;
        node ^= byte;
        if (node >= m_units.size() || labelOf(m_units[node]) != byte)
            break;
        const std::uint32_t unit = m_units[node];
        node ^= offsetOf(unit);
        if (hasLeaf(unit))
            return std::string_view(m_texts.data() + valueOf(m_units[node]));
    }
    return std::nullopt;
}

void PrecompiledMap::replaceOr(std::string_view chunk, std::string& result) const
{
    result += replacement(chunk).value_or(chunk);
}

void PrecompiledMap::apply(std::string_view text, std::string& result) const
{
    constexpr std::size_t kWholeBelow = 6;
    const std::size_t size = text.size();
    const auto byteAt = [text](std::size_t i) {
        return static_cast<unsigned char>(text[i]);
    };
    std::size_t at = 0;
    while (at < size) {
        // ASCII before ASCII is a cluster of its own (but for CR LF), and most of it stays.
        std::size_t end = at;
        while (end + 1 < size && byteAt(end) < 0x80 && byteAt(end + 1) < 0x80 && m_plain[byteAt(end)] &&
               text[end] != '\r')
            ++end;
        if (end > at) {
            result.append(text, at, end - at);
            at = end;
        }

        const std::size_t start = at;
        std::size_t characters = 1;
        GraphemeCluster cluster(m_classes->of(utf8::decode(text.data() + at)));
        at += utf8::length(byteAt(at));
        while (at < size && cluster.takes(m_classes->of(utf8::decode(text.data() + at)))) {
            at += utf8::length(byteAt(at));
            ++characters;
        }
        const std::string_view chunk = text.substr(start, at - start);
        if (characters == 1) {
            replaceOr(chunk, result);
            continue;
        }
        if (chunk.size() < kWholeBelow) {
            if (const auto whole = replacement(chunk)) {
                result += *whole;
                continue;
            }
        }
        for (std::size_t i = 0; i < chunk.size();) {
            const std::size_t length = utf8::length(static_cast<unsigned char>(chunk[i]));
            replaceOr(chunk.substr(i, length), result);
            i += length;
        }
    }
}

} // namespace rw
