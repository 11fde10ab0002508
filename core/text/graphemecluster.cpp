// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/graphemecluster.h"

#include "core/text/graphemeranges.h"

#include <algorithm>
#include <map>

namespace rw {

namespace {

bool isControl(GraphemeCluster::Class value)
{
    using enum GraphemeCluster::Class;
    return value == Cr || value == Lf || value == Control;
}

bool isExtend(GraphemeCluster::Class value)
{
    using enum GraphemeCluster::Class;
    return value == Extend || value == ExtendOnly || value == Linker || value == Zwj;
}

} // namespace

GraphemeCluster::Table::Table()
{
    constexpr char32_t kEnd = 0x110000;
    std::vector<Class> flat(kEnd, Class::Other);
    for (const GraphemeRange& range : kGraphemeRanges)
        std::fill(flat.begin() + range.first, flat.begin() + range.last + 1, range.value);
    for (char32_t c = 0xAC00; c <= 0xD7A3; ++c)
        flat[c] = (c - 0xAC00) % 28 == 0 ? Class::HangulLv : Class::HangulLvt;

    std::map<std::vector<Class>, std::uint16_t> known;
    for (char32_t start = 0; start < kEnd; start += 256) {
        const std::vector<Class> block(flat.begin() + start, flat.begin() + start + 256);
        const auto [entry, added] = known.try_emplace(block, std::uint16_t(known.size()));
        if (added)
            m_classes.insert(m_classes.end(), block.begin(), block.end());
        m_blocks.push_back(entry->second);
    }
}

const GraphemeCluster::Table& GraphemeCluster::table()
{
    static const Table table;
    return table;
}

bool GraphemeCluster::joins(Class next) const
{
    using enum Class;
    if (m_last == Cr && next == Lf)
        return true;
    if (isControl(m_last) || isControl(next))
        return false;
    if (m_last == HangulL && (next == HangulL || next == HangulV || next == HangulLv || next == HangulLvt))
        return true;
    if ((m_last == HangulLv || m_last == HangulV) && (next == HangulV || next == HangulT))
        return true;
    if ((m_last == HangulLvt || m_last == HangulT) && next == HangulT)
        return true;
    if (isExtend(next) || next == SpacingMark || m_last == Prepend)
        return true;
    if (m_conjunct == Conjunct::Linked && next == Consonant)
        return true;
    if (m_emoji == Emoji::Joined && next == Pictographic)
        return true;
    return m_last == Regional && next == Regional && m_oddRegional;
}

bool GraphemeCluster::takes(Class next)
{
    if (!joins(next))
        return false;
    advance(next);
    return true;
}

void GraphemeCluster::advance(Class next)
{
    using enum Class;
    m_oddRegional = next == Regional && !m_oddRegional;

    if (next == Pictographic)
        m_emoji = Emoji::Base;
    else if (next == Zwj && m_emoji == Emoji::Base)
        m_emoji = Emoji::Joined;
    else if (!isExtend(next) || m_emoji == Emoji::Joined)
        m_emoji = Emoji::None;

    if (next == Consonant)
        m_conjunct = Conjunct::Consonant;
    else if (next == Linker && m_conjunct != Conjunct::None)
        m_conjunct = Conjunct::Linked;
    else if (next != Extend && next != Zwj)
        m_conjunct = Conjunct::None;

    m_last = next;
}

} // namespace rw
